"""The settings, the statement, and the stylesheet of a reader's own pair."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accessibility import labels, slots, stylesheet
from accessibility.contrast import BLACK, WHITE
from accessibility.origin import is_same_origin, safe_next
from accessibility.own_colours import DARK_COLOURS, LIGHT_COLOURS, Pair, read_colour
from accessibility.preferences import CHOICES, Preferences, preferences_of
from accessibility.profiles import PROFILES
from accessibility.statement import STATEMENT, find_figures
from accessibility.storage import clear_browser_cache, store_in_cookie, store_with_account
from accessibility.submission import Submission, UnreadablePairError

# The settings whose values are written in the way that they set.
SHOWS_ITSELF = ("letter-spacing", "word-spacing", "line-height", "typeface")


@csrf_exempt  # the form stands in pages that are cached for all; is_same_origin checks instead
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """GET: the page of all settings. POST: sets what it names and goes back to `next`, at the control.

    With `Accept: application/json` (display.js) both are answered with what to change in the page instead.
    """
    if request.method == "POST":
        return _set(request)
    if _wants_json(request):
        here = preferences_of(request)
        response = JsonResponse(_change(here, here) | {"message": ""})
        patch_cache_control(response, private=True, no_store=True)
        return response
    return _settings(request)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@csrf_exempt  # another method hears 405, not of a missing token
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    contact = getattr(settings, "ACCESSIBILITY_CONTACT", settings.DEFAULT_FROM_EMAIL)
    context = {"base": _base(), "statement": STATEMENT, "figures": find_figures(), "contact": contact}
    response = render(request, "accessibility/statement.html", context)
    patch_cache_control(response, no_cache=True)
    return response


# The same for everyone, whatever the query: a page cache that asks views for this may keep it.
statement.query_parameters = frozenset()  # type: ignore[attr-defined]


@csrf_exempt
@require_safe
def own_stylesheet(request: HttpRequest, token: str) -> HttpResponse:
    """The stylesheet of a pair that reads at 7:1; 404 for any other."""
    pair = Pair.from_token(token)
    if pair is None:
        raise Http404
    response = HttpResponse(stylesheet.own(pair), content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=24 * 60 * 60)
    return response


def _set(request: HttpRequest) -> HttpResponse:
    if not is_same_origin(request):
        raise PermissionDenied(gettext("The settings can only be changed from a page of this site."))
    before = preferences_of(request)
    try:
        submission = Submission.from_post(request.POST, before)
    except UnreadablePairError as unreadable:
        return _settings(request, unreadable)
    response: HttpResponse
    if _wants_json(request):
        response = JsonResponse(_change(submission.preferences, before) | {"message": _message(submission)})
    else:
        response = HttpResponseRedirect(f"{_next(request)}#{submission.control}", status=303)
        clear_browser_cache(response)
    patch_cache_control(response, private=True, no_store=True)
    store_in_cookie(response, submission.preferences, secure=request.is_secure())
    store_with_account(request, submission.preferences)
    return response


def _change(after: Preferences, before: Preferences) -> dict[str, Any]:
    return {
        "attributes": {f"data-{name}": value for name, value in after.chosen().items()},
        "values": {name: after.value(name) for name in CHOICES},
        "stylesheet": slots.own_stylesheet(after),
        "own": after.own is not None,
        "wide": slots.wide_from(after.text_size),
        "words": {name: labels.value_label(name, after.value(name)) for name in slots.IN_BAR},
        "set": labels.summary({name: after.value(name) for name in slots.IN_BAR}),
        "reload": after.page_variant() != before.page_variant(),
    }


def _message(submission: Submission) -> str:
    if submission.control == "display-reset":
        return gettext("The usual look")
    for name in CHOICES:
        if submission.control == f"display-{name}-{submission.preferences.value(name)}":
            return labels.status(name, submission.preferences.value(name))
    return gettext("Your choices are kept")


def _settings(request: HttpRequest, unreadable: UnreadablePairError | None = None) -> HttpResponse:
    preferences = preferences_of(request)
    here = reverse("accessibility:display")
    back = safe_next(request, request.GET.get("next", ""), "") or _back_of(request)
    context = {
        "base": _base(),
        "here": here,
        "here_next": f"{here}?{urlencode({'next': back})}" if back else here,
        "next": back,
        "settings": [_fieldset(name, preferences) for name in CHOICES],
        "profiles": PROFILES,
        "own_colours": _own_colours(preferences.own, unreadable),
        "dark_colours": DARK_COLOURS,
        "light_colours": LIGHT_COLOURS,
        "unreadable": unreadable,
    }
    response = render(request, "accessibility/display.html", context, status=422 if unreadable else 200)
    # It shows one visitor's choices.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _back_of(request: HttpRequest) -> str:
    """After a refused POST the page to go back to stands in the query of the form's own `next`."""
    # Not urlsplit: for some addresses it has only a ValueError.
    query = request.POST.get("next", "").partition("#")[0].partition("?")[2]
    return safe_next(request, QueryDict(query).get("next", ""), "")


def _own_colours(pair: Pair | None, unreadable: UnreadablePairError | None) -> list[dict[str, Any]]:
    """Returns the two fields of the reader's own pair, as typed where it was refused."""
    typed = unreadable or pair or Pair(BLACK, WHITE)
    named = {named.colour for named in (*DARK_COLOURS, *LIGHT_COLOURS)}
    fields = [
        ("text", typed.text, gettext("Colour of the text"), gettext("Another colour of the text")),
        ("background", typed.background, gettext("Colour of the background"), gettext("Another background")),
    ]
    return [
        {
            "name": name,
            "written": written,
            "colour": read_colour(written) or BLACK,
            "picked": read_colour(written) not in named,
            # Of a pair that is too near both are, of others those that are no colours.
            "wrong": unreadable is not None and (unreadable.pair or not read_colour(written)),
            "label": label,
            "picker_label": picker_label,
        }
        for name, written, label, picker_label in fields
    ]


def _fieldset(name: str, preferences: Preferences) -> dict[str, Any]:
    chosen = preferences.value(name)
    return {
        "name": name,
        "label": labels.NAMES[name],
        "shows_itself": name in SHOWS_ITSELF,
        "options": [
            {"value": value, "label": labels.VALUES[name][value], "chosen": value == chosen}
            for value in CHOICES[name]
            if value != "own" or preferences.own
        ],
    }


def _next(request: HttpRequest) -> str:
    """An error page repeats no address: from there the browser says where it comes from, or nobody does."""
    here = reverse("accessibility:display")
    wanted = request.POST.get("next", "")
    return safe_next(request, wanted or request.headers.get("Referer", ""), here)


def _base() -> str:
    base: str = getattr(settings, "ACCESSIBILITY_BASE_TEMPLATE", "base.html")
    return base
