from importlib import import_module

from django.contrib.admin import apps


class AdminConfig(apps.AdminConfig):
    """Django's admin, with the press room's own site."""

    default_site = "press.admin.site.PressRoomSite"

    def ready(self) -> None:
        # The site is made when first touched, out of press.admin, which registers on it: touched from outside
        # it would be made a second time after the registrations, and be empty.
        import_module("press.admin")
        super().ready()
