from django.contrib.admin import AdminSite


class PressRoomSite(AdminSite):
    site_header = "Minber"
