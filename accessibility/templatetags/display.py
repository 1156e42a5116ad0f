"""The tags that a template needs: `{% load display %}`.

    <html lang="ru"{% display_root %}>
    <head>… {% display_head %}</head>
    <body><a class="skip" href="#text">…</a> {% display_bar %} …

Two tags more are for pictures, which a reader may have replaced by their descriptions:

    {% display_images as images %}
    {% if images == "text" %}<p class="image-text">{{ photograph.alternative }}</p>
    {% else %}<picture>…</picture>{% endif %}

A decorative picture leaves nothing in its place. A page made this way exists in two copies, of which a page
cache keeps both (`Preferences.copy`); shades of grey need no copy, they are in the stylesheet.
"""

import re
from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accessibility import slots
from accessibility.preferences import Preferences, preferences_of
from accessibility.splice import mark

register = template.Library()

_PLACE = re.compile("\0(next|settings)\0")


@register.simple_tag(takes_context=True)
def display_root(context: Context) -> SafeString:
    """Returns the root element's attributes, a space before each: `<html lang="en"{% display_root %}>`."""
    return _slot(context, "root")


@register.simple_tag(takes_context=True)
def display_head(context: Context) -> SafeString:
    """Returns the stylesheets (the reader's own pair among them), the script, the typeface to preload.

    A page in a frame that runs no scripts says so by a false `display_script`.
    """
    kind = "head" if context.get("display_script", True) else "styles"
    return _made(kind, get_language(), _slot(context, "head"))


@register.simple_tag(takes_context=True)
def display_bar(context: Context) -> SafeString:
    """Returns the bar. It goes right after the skip link, to be the next thing reached by Tab.

    A page that must not repeat its own address says `display_next`, where a press leads instead; empty: to
    the page that the browser says it comes from.
    """
    request = _request(context)
    here = _address(request) if request else "/"
    if "display_next" in context:
        here = str(context["display_next"])
    settings = reverse("accessibility:display")
    no_way_back = not here or here.startswith(settings)
    places = {
        "next": here,
        "settings": settings if no_way_back else f"{settings}?{urlencode({'next': here})}",
    }
    bar = _made("bar", get_language(), _slot(context, "bar"))
    return mark_safe(_PLACE.sub(lambda place: escape(places[place[1]]), bar))  # noqa: S308  # escaped


@lru_cache(maxsize=64)
def _made(kind: str, language: str | None, visitor: SafeString) -> SafeString:
    """Returns a part of our own template, with places for what differs between pages. Once a language."""
    return render_to_string(
        f"accessibility/{kind}.html",
        {
            "action": reverse("accessibility:display"),
            "next": "\0next\0",
            "settings": "\0settings\0",
            "visitor": visitor,
        },
    )


@register.simple_tag(takes_context=True)
def display_images(context: Context) -> str:
    """Returns "text" where pictures are to be replaced by their descriptions, else "shown"."""
    return _preferences(context).page_variant()


def _slot(context: Context, kind: str) -> SafeString:
    language = get_language() or "en"
    if getattr(_request(context), "display_marks", False):
        return mark_safe(mark(kind, language))  # noqa: S308  # hexadecimal digits and the kind
    content = slots.content(kind, language, _preferences(context)).decode()
    return mark_safe(content)  # noqa: S308  # made of known values


def _request(context: Context) -> HttpRequest | None:
    request: Any = context.get("request")
    return request if isinstance(request, HttpRequest) else None


def _address(request: HttpRequest) -> str:
    """Of the query only what the view left in request.GET: the page may be kept for others."""
    return f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path


def _preferences(context: Context) -> Preferences:
    request = _request(context)
    return preferences_of(request) if request else Preferences()
