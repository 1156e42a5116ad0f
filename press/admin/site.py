"""The admin's own site, in the order of a press officer's day."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from press.languages import Language
from press.models import User

# What is used every day stands first.
_ORDER = ["Edition", "Topic", "Person", "Contact", "User", "AuditEntry"]


class PressRoomSite(AdminSite):
    site_title = site_header = _("Press room")
    index_title = _("Press room")
    # One row of links stands at the top of every page instead.
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = path("language/", self.admin_view(require_POST(change_language)), name="language")
        return [own, *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The press room's models first, in the order of the day; releases by the name that officers know."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            for model in app["models"]:
                if model["object_name"] == "Edition":
                    model["name"] = _("Releases")
            app["models"].sort(key=lambda model: _place(model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != "press")


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def change_language(request: HttpRequest) -> HttpResponse:
    """Sets the language of the officer's admin, and goes back to where they were."""
    user, language = request.user, request.POST.get("language")
    if isinstance(user, User) and language in Language.values:
        user.interface_language = language
        user.save(update_fields=["interface_language"])
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/admin/"
    return HttpResponseRedirect(back)
