"""The admin's own site, in the order of a press officer's day."""

import datetime
from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.admin import AdminSite, site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accessibility.content import RULES
from accessibility.origin import is_same_origin
from press.admin.base import MAX_ROWS
from press.admin.middleware import remember_language
from press.admin.passwords import OwnPasswordView, SignInLinkView
from press.admin.second_factor import second_factor_view
from press.admin.second_step import SignInView
from press.admin.sessions import sessions_view
from press.admin.signing_in import SignInForm, say_too_many
from press.authentication.second_factor import is_demonstration
from press.authentication.sessions import find_end
from press.desk import kept
from press.desk.buttons import get_officer
from press.desk.uploads import upload_view
from press.languages import Language, activate_language
from press.models import User
from press.public import errors
from press.publishing import four_eyes
from press.publishing.content_figures import count_errors

# What is used every day stands first.
_ORDER = [
    "Edition", "EditionFinding", "Topic", "Person", "Contact", "RegisteredName", "ReleaseTemplate", "User",
    "QuietPeriod", "AuditEntry",
]  # fmt: skip

# Led to from the first page alone: the menu of every page has no room for them in Kazakh and Russian.
_NOT_IN_MENU = {"EditionFinding", "RegisteredName", "QuietPeriod"}

# Routes of Django's that no page of ours needs, and that tell something: `view_on_site` a draft's address to
# staff who may see none, `autocomplete` the names that it completes. The catch-all stays: without it nobody
# signed in could tell by the slash which models there are.
_UNUSED = {"view_on_site", "autocomplete"}

# Of the buttons on the sign-in page; `language` is a field of releases too.
_LANGUAGE_FIELD = "interface_language"

_only_read = require_http_methods(["GET", "HEAD", "OPTIONS"])

Answer = Callable[[], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class PressRoomSite(AdminSite):
    site_title = site_header = _("Press room")
    index_title = _("Press room")
    login_form = SignInForm
    # One row of links stands at the top of every page instead.
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = [
            path("second-factor/", self.admin_view(self.second_factor), name="second_factor"),
            path("language/", self.admin_view(require_POST(change_language)), name="language"),
            path("help/", self.admin_view(_only_read(self.help)), name="help"),
            path("sessions/", self.admin_view(partial(sessions_view, self)), name="sessions"),
            path("press/photograph/upload/", self.admin_view(upload_view), name="press_photograph_upload"),
            # Not behind the door: who opens it cannot sign in yet.
            path("account/<uidb64>/<token>/", SignInLinkView.as_view(), name="sign_in_link"),
        ]
        return [*own, *(each for each in super().get_urls() if getattr(each, "name", None) not in _UNUSED)]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """What waits for this officer stands first; the sections stand at the top of every page."""
        from press.desk.home import find_home
        from press.desk.unsaved import find_oldest_of_too_many, find_unsaved

        officer = get_officer(request)
        home = find_home(officer, MAX_ROWS + 1) if officer.has_perm("press.view_edition") else None
        context = {
            "home": home,
            "errors": _say_up_to(count_errors(MAX_ROWS + 1)) if home else "",
            "older_than_original": _say_up_to(home.older_than_original) if home else "",
            "accounts_waiting": four_eyes.accounts_to_vouch_for(officer).count(),
            "unsaved": find_unsaved(officer),
            "oldest_unsaved": find_oldest_of_too_many(officer),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The first page has all of it, and what waits for the officer: there is no second, poorer one."""
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's own page; the verb sets the password."""
        page = OwnPasswordView.as_view(
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return page(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's own page; where a second factor is asked for, with a second step at the same address.

        429 where nothing may be tried just now.
        """
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.method == "POST" and request.POST.get(_LANGUAGE_FIELD) in Language.values:
            return self._sign_in_page_in(request.POST[_LANGUAGE_FIELD], request, extra_context)
        context = {
            **self.each_context(request),
            "title": gettext("Sign in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
        }
        if not {"next"} & {*request.GET, *request.POST}:
            context["next"] = reverse("admin:index")
        page = SignInView.as_view(
            extra_context={**context, **(extra_context or {})},
            authentication_form=SignInForm,
            template_name=self.login_template or "admin/login.html",
        )
        return say_too_many(page(request))

    def _sign_in_page_in(
        self, language: str, request: HttpRequest, extra_context: dict[str, Any] | None
    ) -> HttpResponseBase:
        """The page in another language, with the name that was typed and all that it carries."""
        activate_language(request, language)
        typed = {"username": request.POST.get("username", "")}
        context = {
            "form": SignInForm(request, initial=typed),
            "next": request.POST.get("next", reverse("admin:index")),
            **(extra_context or {}),
        }
        page = self.sign_in_page(request, status=200, **context)
        remember_language(request, page, language)
        return page

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's own page, under a title of ours."""
        return super().logout(request, {"title": gettext("Signed out"), **(extra_context or {})})

    def help(self, request: HttpRequest) -> HttpResponse:
        """How one writes so that everybody can read it, in the officer's language."""
        context = {
            **self.each_context(request),
            "title": gettext("Help"),
            "guide": f"admin/help/{get_language()}.html",
            "rules": sorted(RULES.values(), key=lambda rule: rule.number),
        }
        return TemplateResponse(request, "admin/help.html", context)

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        return second_factor_view(request, self.each_context(request))

    def each_context(self, request: Any) -> dict[str, Any]:
        """What every page of the admin says: also that this is a demonstration, and when the session ends."""
        return {
            **super().each_context(request),
            "asks_no_second_factor": is_demonstration(),
            "session_minutes": settings.SESSION_IDLE_MINUTES,
            "session_ends": find_end(request.session),
            "duty_until": _duty_until(request.user),
        }

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Of the press room's own models alone. Others' are no page: groups, which are a table of
        press.publishing.groups, and whatever holds a secret of a second factor."""
        every: Any = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in every if model._meta.app_label == "press"]
        super().register(ours, admin_class, **options)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Django's own door, which only leads away; what was typed goes through the sign-in page of ours."""
        door = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and kept.may_be_shown_again(view):
                signing_in = kept.FIELD in request.POST or not self.has_permission(request)
                if signing_in and (typed := kept.Kept.sent_with(request)):
                    return self._after_signing_in(request, typed, lambda: door(request, *args, **kwargs))
            return door(request, *args, **kwargs)

        return cast("View", update_wrapper(inner, view))

    def _after_signing_in(self, request: HttpRequest, typed: kept.Kept, page: Answer) -> HttpResponseBase:
        """Asks who it is, then shows the page with what was typed; where they may not see it, asks again."""
        if kept.FIELD not in request.POST:
            return self.sign_in_page(request, typed)
        answer: HttpResponseBase = self.login(request, _carrying(typed))
        if not (isinstance(answer, HttpResponseRedirect) and self.has_permission(request)):
            return answer
        # The page's own protection reads the cookie once more: signing in has changed the token, and the
        # old one must die, or "reload" would sign in again with the password that the browser remembers.
        request.COOKIES[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
        return self._shown_again(request, typed, page)

    def _shown_again(self, request: HttpRequest, typed: kept.Kept, page: Answer) -> HttpResponseBase:
        kept.go_on_with(request, typed)
        # Who has signed in just now was nobody when the middleware chose the language.
        if isinstance(request.user, User):
            activate_language(request, request.user.interface_language)
        try:
            answer = page()
        except PermissionDenied:
            return self.sign_in_page(request, typed)
        if answer.status_code == 200:
            kept.say(request, typed)  # seen at once: a template response is rendered later
        return answer

    def sign_in_page(
        self, request: HttpRequest, typed: kept.Kept | None = None, status: int = 403, **context: Any
    ) -> HttpResponse:
        """Django's view would judge what was sent as a name and a password; nobody gave any yet."""
        context = {
            **self.each_context(request),
            "title": gettext("Sign in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "form": SignInForm(request),
            **_carrying(typed),
            **context,
        }
        return TemplateResponse(request, self.login_template or "admin/login.html", context, status=status)

    def with_a_stale_token(self, request: HttpRequest) -> HttpResponseBase | None:
        """Answers a form of ours whose token is of an earlier session; None where there is nothing to keep.

        Another site's form stays refused: it may not put words into an officer's page.
        """
        match = request.resolver_match
        if match is None or match.app_name != "admin" or not is_same_origin(request):
            return None
        if match.url_name == "login":
            signed_in = self.has_permission(request)
            return HttpResponseRedirect(reverse("admin:index")) if signed_in else self.sign_in_page(request)
        typed = kept.Kept.sent_with(request) if kept.may_be_shown_again(match.func) else None
        if typed is None:
            return None
        if self.has_permission(request):
            return self._shown_again(request, typed, lambda: match.func(request, *match.args, **match.kwargs))
        return self.sign_in_page(request, typed)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The press room's models first, in the order of the day; releases by the name that officers know."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            for model in app["models"]:
                model["one"] = model["model"]._meta.verbose_name
                model["is_in_menu"] = model["object_name"] not in _NOT_IN_MENU
                if model["object_name"] == "Edition":
                    model["name"] = _("Releases")
            app["models"].sort(key=lambda model: _place(model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != "press")


def _say_up_to(number: int) -> str:
    return f"{MAX_ROWS}+" if number > MAX_ROWS else str(number or "")


def _duty_until(user: Any) -> datetime.datetime | None:
    """Returns until when the officer is the duty editor; None where they are not."""
    return user.duty_until if isinstance(user, User) and user.is_on_duty() else None


def _carrying(typed: kept.Kept | None) -> dict[str, Any]:
    return {"kept": typed, "kept_too_long": typed is not None and typed.is_too_long()}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Signing in anew changes the token of every form that is open: what was typed there is kept."""
    desk: Any = site
    return desk.with_a_stale_token(request) or errors.csrf_failure(request, reason)


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
