"""The languages of one publication: do they say the same in figures, and name the same?"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accessibility.content.blanks import is_filled_in
from accessibility.content.figures import Figure, Kind, is_among, read_figures
from accessibility.content.findings import Finding, Severity, rule, shorten
from accessibility.content.registered_names import find_shared_names, read_names
from accessibility.content.texts import Content, Role

IN_LANGUAGE = {
    "kk": pgettext_lazy("of a text", "in Kazakh"),
    "ru": pgettext_lazy("of a text", "in Russian"),
    "en": pgettext_lazy("of a text", "in English"),
}
# Named in a message; the comparison itself has all.
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """Figures of one kind that a content has and its translation into `other` has not, and the reverse.

    Each once; a name only where both languages have a spelling of it. Quotations are counted only, so that
    where their number differs all of both sides stand here.
    """

    kind: Kind
    other: str
    only_here: tuple[Figure, ...]
    only_there: tuple[Figure, ...]


def compare_translations(content: Content) -> list[Difference]:
    """Returns how the figures of a content and its translations differ; of one without words nothing, nor of
    one that is still to be filled in.
    """
    here = _read(content) if _is_written(content) else None
    differences = [
        _compare(kind, translation.language, *sides)
        for translation in content.translations
        if here is not None and _is_written(translation)
        for sides in [_without_names_of_one([content, translation], here, _read(translation))]
        for kind in Kind
    ]
    return [each for each in differences if each.only_here or each.only_there]


def _read(content: Content) -> list[Figure]:
    return [*read_figures(content), *read_names(content)]


def _without_names_of_one(contents: list[Content], *sides: list[Figure]) -> list[list[Figure]]:
    shared = find_shared_names(contents)
    return [[each for each in side if each.kind != Kind.NAME or each.value in shared] for side in sides]


def _is_written(content: Content) -> bool:
    return any(text.passages for text in content.texts) and is_filled_in(content)


def _compare(kind: Kind, other: str, here: list[Figure], there: list[Figure]) -> Difference:
    here, there = ([each for each in figures if each.kind == kind] for figures in (here, there))
    if kind != Kind.QUOTATION:
        return Difference(kind, other, _missing(here, there), _missing(there, here))
    if len(here) == len(there):
        return Difference(kind, other, (), ())
    return Difference(kind, other, tuple(here), tuple(there))


def _missing(figures: list[Figure], others: list[Figure]) -> tuple[Figure, ...]:
    known = {each.value for each in others}
    found = {
        each.value: each
        for each in reversed(figures)
        if each.is_certain and not is_among(each.kind, each.value, known)
    }
    return tuple(reversed(found.values()))


@rule(
    31,
    "figures-differ-between-languages",
    Severity.WARNING,
    gettext_lazy("Figures or names differ between the languages"),
)
def find_figures_that_differ(content: Content) -> Iterator[Finding]:
    for each in compare_translations(content):
        # What is dismissed is this difference: with another figure it is another one.
        quote = shorten("; ".join(figure.words for figure in (*each.only_here, *each.only_there)))
        message = _message(content.language, each)
        if each.only_here:
            first = each.only_here[0]
            yield Finding(first.text, message, first.start, first.end, quote)
        else:
            text = content.text(Role.BODY) or content.texts[0]
            yield Finding(text, message, 0, len(text.source), quote)


def _message(language: str, difference: Difference) -> str:
    here, there = (IN_LANGUAGE.get(each, each) for each in (language, difference.other))
    if difference.kind == Kind.QUOTATION:
        numbers = {"number": len(difference.only_here), "other_number": len(difference.only_there)}
        message = _("Quotations: %(number)s in the text %(here)s, %(other_number)s in the text %(there)s.")
        return message % {**numbers, "here": here, "there": there}
    sides = [(difference.only_here, here, there), (difference.only_there, there, here)]
    return " ".join(
        capfirst(_MESSAGES[difference.kind] % {"here": has, "there": lacks, "figures": _in_words(figures)})
        for figures, has, lacks in sides
        if figures
    )


_MESSAGES = {
    Kind.NUMBER: gettext_lazy("Numbers in the text %(here)s, not in the text %(there)s: %(figures)s."),
    Kind.DATE: gettext_lazy("Dates in the text %(here)s, not in the text %(there)s: %(figures)s."),
    Kind.TELEPHONE: gettext_lazy(
        "Telephone numbers in the text %(here)s, not in the text %(there)s: %(figures)s."
    ),
    Kind.NAME: gettext_lazy("Names in the text %(here)s, not in the text %(there)s: %(figures)s."),
}


def _in_words(figures: tuple[Figure, ...]) -> str:
    more = ["…"] if len(figures) > _NAMED else []
    return "; ".join([figure.words for figure in figures[:_NAMED]] + more)
