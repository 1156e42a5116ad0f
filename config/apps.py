from importlib import import_module

from django.contrib.admin import apps
from django.core import checks

from config import clock, contact


class AdminConfig(apps.AdminConfig):
    """Django's admin, with the press room's own site; and the checks that belong to neither app."""

    default_site = "press.admin.site.PressRoomSite"

    def ready(self) -> None:
        # The site is made when first touched, out of press.admin, which registers on it: touched from outside
        # it would be made a second time after the registrations, and be empty.
        import_module("press.admin")
        super().ready()
        checks.register(clock.of_python)
        checks.register(contact.can_be_written_to, deploy=True)
        # `migrate` runs it at each start; other commands do not ask the database.
        checks.register(clock.of_database, checks.Tags.database)
