"""Photographs on pages: `{% picture illustration %}`, `{% figure illustration %}`."""

from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from accessibility.preferences import preferences_of
from press.models import Illustration, Photograph
from press.photographs.pictures import sources
from press.public.ai_use import describe_ai_use

register = template.Library()

# The measure of a text column; a page that shows a picture wider or smaller says so.
SIZES = "(min-width: 48rem) 44rem, calc(100vw - 2rem)"


@register.inclusion_tag("press/photographs/picture.html", takes_context=True)
def picture(
    context: dict[str, Any], illustration: Illustration, sizes: str = SIZES, priority: bool = False
) -> dict[str, Any]:
    """A `<picture>` of the renditions that exist; with `images=text` the alternative text instead.

    `priority` is for the one picture on the first screen: it is fetched first, all others when they near
    the screen. Width and height stand in it, so that nothing shifts (WCAG 1.1.1; decorative: empty `alt`).
    """
    return {
        "illustration": illustration,
        "sources": sources(illustration.photograph),
        "sizes": sizes,
        "priority": priority,
        "as_text": _as_text(context),
    }


@register.inclusion_tag("press/photographs/figure.html", takes_context=True)
def figure(
    context: dict[str, Any], illustration: Illustration, sizes: str = SIZES, priority: bool = False
) -> dict[str, Any]:
    """A `<figure>`: the picture with its caption and credit, where it has them."""
    shown = sources(illustration.photograph) and not (_as_text(context) and illustration.decorative)
    return {
        "request": context.get("request"),
        "illustration": illustration,
        "sizes": sizes,
        "priority": priority,
        "credit": _credit(illustration.photograph),
        "ai_use": describe_ai_use(illustration.photograph),
        "shown": shown,
    }


@register.simple_tag
def photo_credit(illustration: Illustration) -> SafeString | str:
    """Whose photograph it is, and whether artificial intelligence had a part in it, for a picture that stands
    without a caption; nothing where neither is said.
    """
    said = (_credit(illustration.photograph), describe_ai_use(illustration.photograph))
    return format_html_join("", '<p class="photo-credit">{}</p>', ((words,) for words in said if words))


def _credit(photograph: Photograph) -> SafeString | None:
    """Returns "Photo: N. Baibulin", the name marked with its language where that is not the page's."""
    credit = photograph.credit()
    if not credit.text:
        return None
    name = escape(credit.text)
    if credit.language != (get_language() or "")[:2]:
        name = format_html('<span lang="{}">{}</span>', credit.language, credit.text)
    return mark_safe(escape(gettext("Photo: %(name)s")) % {"name": name})  # noqa: S308 - both escaped


def _as_text(context: dict[str, Any]) -> bool:
    """Whether this copy of the page has texts for pictures: the one preference that makes another copy."""
    request = context.get("request")
    return request is not None and preferences_of(request).page_variant() == "text"
