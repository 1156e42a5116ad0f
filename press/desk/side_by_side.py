"""The page of an edition on which the languages of its story stand side by side, and what differs in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from accessibility.content import Content
from accessibility.content.figures import Figure, Kind
from accessibility.content.side_by_side import Count, Part, Row, compare_figures, count_parts
from press.desk.beside import Passage, find_passages
from press.desk.buttons import get_officer
from press.desk.views import get_edition
from press.languages import CODES
from press.models import Edition
from press.photographs.pictures import prefetch_illustrations
from press.publishing.content_rules import build_named

_KINDS = {
    Kind.NUMBER: pgettext_lazy("of a text", "Number"),
    Kind.DATE: pgettext_lazy("of a text", "Date"),
    Kind.TELEPHONE: pgettext_lazy("of a text", "Telephone"),
    Kind.NAME: pgettext_lazy("of a text", "Name"),
}
_PARTS = {
    Part.QUOTATION: pgettext_lazy("counted in a text", "Quotations"),
    Part.HEADING: pgettext_lazy("counted in a text", "Headings"),
    Part.PARAGRAPH: pgettext_lazy("counted in a text", "Paragraphs"),
    Part.TABLE: pgettext_lazy("counted in a text", "Tables"),
    Part.LINK: pgettext_lazy("counted in a text", "Links"),
    Part.PHOTOGRAPH: pgettext_lazy("counted in a text", "Photographs"),
}
_MISSING = {
    "kk": pgettext_lazy("a figure or name", "not in the Kazakh text"),
    "ru": pgettext_lazy("a figure or name", "not in the Russian text"),
    "en": pgettext_lazy("a figure or name", "not in the English text"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one language has of a row: words, a number, or the words that say that it has it not."""

    language: str
    words: tuple[str, ...] = ()
    number: int | None = None
    missing: str = ""
    # Beside what is not asked, since the register has no spelling in this language.
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    label: str
    cells: list[Cell]
    differs: bool


def languages_view(request: HttpRequest, pk: str, context: dict[str, Any]) -> HttpResponse:
    """The edition beside the text that stands in each other language: what is in work, else what is public.

    With `?public` what readers have of the others. Who may open one edition may open each of them.
    """
    officer = get_officer(request)
    if not (officer.has_perm("press.view_edition") or officer.has_perm("press.change_edition")):
        raise PermissionDenied
    edition = get_edition(pk)
    if edition.is_discarded():
        raise Http404
    in_work, public = _find_others(edition, public=False), _find_others(edition, public=True)
    is_public = "public" in request.GET
    editions = [edition, *(public if is_public else in_work)]
    contents = [build_named(each) for each in editions]
    rows = [*_show_figures(contents), *_show_counts(contents)] if len(contents) > 1 else []
    different = [row for row in rows if row.differs]
    return TemplateResponse(
        request,
        "admin/press/edition/languages.html",
        {
            **context,
            "title": _("Languages side by side"),
            "edition": edition,
            "editions": editions,
            "different": different,
            "different_count": _count_different(len(different)),
            "same": (same := [row for row in rows if not row.differs]),
            "same_count": ngettext(
                "%(number)s is the same in all of them", "%(number)s are the same in all of them", len(same)
            )
            % {"number": len(same)},
            "passages": _find_passages(contents, editions),
            "is_public": is_public,
            "has_another_choice": [each.pk for each in in_work] != [each.pk for each in public],
        },
    )


def _find_others(edition: Edition, *, public: bool) -> list[Edition]:
    """Returns the text of each other language of the story that has one, in the languages' order."""
    keys = []
    for release in edition.release.story.releases.exclude(pk=edition.release_id).prefetch_related("editions"):
        if not release.is_removed():
            stands = release.live_edition() if public else release.newest_edition()
            keys += [stands.pk] if stands else []
    others = Edition.objects.filter(pk__in=keys).select_related("release__story", "contact")
    found = others.prefetch_related(prefetch_illustrations())
    return sorted(found, key=lambda each: CODES.index(each.language))


def _count_different(number: int) -> str:
    words = ngettext("%(number)s difference", "%(number)s differences", number)
    return words % {"number": number} if number else ""


def _show_figures(contents: Sequence[Content]) -> Iterator[ShownRow]:
    for row in compare_figures(contents):
        cells = [
            _show_place(content.language, place) for content, place in zip(contents, row.places, strict=True)
        ]
        yield ShownRow(str(_KINDS[row.kind]), cells, row.differs)


def _show_place(language: str, place: tuple[Figure, ...] | None) -> Cell:
    if place is None:
        return Cell(language, note=_("no spelling in this language under Names and terms"))
    words = tuple(dict.fromkeys(figure.words for figure in place))
    return Cell(language, words, missing="" if words else str(_MISSING[language]))


def _show_counts(contents: Sequence[Content]) -> Iterator[ShownRow]:
    for count in count_parts(contents):
        yield ShownRow(str(_PARTS[count.part]), _show_count(contents, count), count.differs)


def _show_count(contents: Sequence[Content], count: Count) -> list[Cell]:
    return [
        Cell(content.language, words, number)
        for content, number, words in zip(contents, count.numbers, count.words, strict=True)
    ]


def _find_passages(contents: Sequence[Content], editions: Sequence[Edition]) -> list[Passage]:
    return find_passages(contents, editions, _find_marks(contents, compare_figures(contents)))


def _find_marks(contents: Sequence[Content], rows: Sequence[Row]) -> list[list[tuple[Figure, str]]]:
    """Returns of each content its figures that another one has not, each with the words that say so."""
    marks: list[list[tuple[Figure, str]]] = [[] for _content in contents]
    for row in rows:
        lacking = [
            str(_MISSING[content.language])
            for content, place in zip(contents, row.places, strict=True)
            if place == ()
        ]
        for figures, place in zip(marks, row.places, strict=True):
            words = _("only here") if len(lacking) == len(contents) - 1 else ", ".join(lacking)
            figures += [(figure, words) for figure in place or () if lacking]
    return marks
