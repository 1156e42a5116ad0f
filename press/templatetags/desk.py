"""What the admin's own templates need."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy

from press.desk import presence
from press.desk.fields import format_moment, format_time
from press.desk.findings import ShownFinding
from press.desk.open_points import anchor_of
from press.desk.review_notes import Place, Places
from press.desk.status import edition_status, newest_moment
from press.languages import Language
from press.models import Edition, Illustration, Photograph, Presence, WorkingCopy
from press.photographs.pictures import rendition_url
from press.reversing import reverse_at_desk

register = template.Library()


@register.filter
def astana(moment: datetime.datetime | None) -> str:
    return format_moment(moment) if moment else ""


@register.filter
def as_moment(moment: datetime.datetime | None) -> SafeString:
    return format_time(moment)


@register.filter
def as_day(day: datetime.date) -> SafeString:
    """Returns the day as lists show it, as a `<time>`."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), f"{day:%d.%m.%Y}")


@register.filter
def as_hour(moment: datetime.datetime) -> SafeString:
    local = timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), f"{local:%H:%M}")


@register.filter
def present(presences: list[Presence]) -> str:
    """Returns who is writing in what since when."""
    return presence.describe(presences)


@register.simple_tag
def writers() -> dict[int, list[Presence]]:
    """Returns who is writing in which text."""
    return presence.find_by_edition()


@register.filter
def dated(edition: Edition) -> SafeString:
    """Returns what dates the edition in a list."""
    moment, release = newest_moment(edition), edition.release
    return format_time(moment, hour=release.hour_known or moment != release.first_published_at)


@register.filter
def edition_url(edition: Edition) -> str:
    """Returns the address of the page on which the edition is written."""
    return reverse_at_desk("press_edition_change", edition.pk)


@register.filter
def status(edition: Edition) -> str:
    return edition_status(edition).value


@register.filter
def status_label(edition: Edition) -> str:
    return str(edition_status(edition).label)


@register.filter
def short_status_label(edition: Edition) -> str:
    return str(edition_status(edition).short_label)


@register.filter
def other_languages(edition: Edition) -> list[tuple[str, str, Edition | None]]:
    """Returns code, name and newest edition of the story's other two languages; asks no database."""
    releases = {release.language: release for release in edition.release.story.releases.all()}
    return [
        (code, name, releases[code].newest_edition() if code in releases else None)
        for code, name in Language.choices
        if code != edition.language
    ]


_ADD = {
    "kk": gettext_lazy("Add the Kazakh text"),
    "ru": gettext_lazy("Add the Russian text"),
    "en": gettext_lazy("Add the English text"),
}


_TEXT_FOR = {
    "kk": gettext_lazy("Text in Kazakh for: {story}"),
    "ru": gettext_lazy("Text in Russian for: {story}"),
    "en": gettext_lazy("Text in English for: {story}"),
}


@register.filter
def copy_name(copy: WorkingCopy) -> SafeString:
    """Returns the title that was typed; without one that of its edition, or its language and story."""
    title = copy.title or (copy.edition.title if copy.edition else "")
    if title:
        return format_html('<span lang="{}">{}</span>', copy.language or get_language(), title)
    if copy.story is None or copy.language not in _TEXT_FOR:
        return format_html("{}", gettext("Without a title"))
    story = copy.story.name()
    named = format_html('<span lang="{}">{}</span>', story.language, story.text)
    return format_html(str(_TEXT_FOR[copy.language]), story=named)


@register.filter
def words_to_add(language: str) -> Promise:
    return _ADD[language]


@register.filter
def chosen_filters(changelist: Any) -> list[tuple[str, str]]:
    """Returns what narrows or sorts a list, each filter's name with the words chosen in it."""
    chosen: list[tuple[str, str]] = []
    if not changelist.has_active_filters:  # each choice's address repeats the question, however long
        return chosen
    for spec in changelist.filter_specs:
        _usual, *others = spec.choices(changelist)
        chosen += [(spec.title, choice["display"]) for choice in others if choice["selected"]]
    return chosen


@register.filter
def get_item(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """Returns the value under that key, or nothing where there is no mapping at all."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else ""


@register.filter
def add_text(beginning: str, value: object) -> str:
    """Returns both as one text; Django's `add` knows no number behind a text."""
    return f"{beginning}{value}"


@register.filter
def notes_of(places: Places, illustration: Illustration) -> Places:
    """Returns the places of a photograph's words, by the name of their field."""
    key = f"photograph-{illustration.photograph_id}-"
    return {name.removeprefix(key): place for name, place in places.items() if name.startswith(key)}


@register.filter
def outside_the_text(places: Places) -> list[Place]:
    """Returns the places that the text, as it is read, has no line for."""
    return [place for place in places.values() if not place.is_in_text]


register.filter("anchor_of", anchor_of)


@register.filter
def described_by(field: BoundField, found: Iterable[ShownFinding]) -> SafeString:
    """Returns the field described by its findings, beside its help and its errors."""
    attributes: dict[str, str | bool] = {}
    if found:
        attributes["aria-describedby"] = join_ids(found, field.aria_describedby)
    if any(each.is_error and each.dismissal is None for each in found):
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


@register.filter
def join_ids(found: Iterable[ShownFinding], ids: str | None) -> str:
    """Returns what describes a field: these ids, and those of its findings."""
    return " ".join([*(ids or "").split(), *(each.words_id for each in found if each.words_id)])


@register.simple_tag
def languages_in_their_own_words() -> list[tuple[str, str]]:
    """Returns code and name; Django's own tag translates the names, which belies their `lang`."""
    return Language.choices


@register.simple_tag
def picture_of(photograph: Photograph) -> str:
    """Returns the address of a small picture of the photograph; empty while none is made."""
    jpegs = [rendition for rendition in photograph.renditions.all() if rendition.format == "jpeg"]
    return rendition_url(min(jpegs, key=lambda rendition: rendition.width)) if jpegs else ""
