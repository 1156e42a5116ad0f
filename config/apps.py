from django.contrib.admin import apps


class AdminConfig(apps.AdminConfig):
    """Django's admin, with the press room's own site."""

    default_site = "press.admin.site.PressRoomSite"
