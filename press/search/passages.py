"""Where in a text stands what was asked for: the passage around it, its words marked."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from press.search.dates import find_dates
from press.search.folding import find_words, fold
from press.search.questions import BY_SKELETON, BY_STEMS, Question
from press.search.texts import PAIR, date_suffixes, term_suffixes

# Characters of a passage, and of what stands before its first marked word.
LENGTH, BEFORE = 240, 60


class Span(NamedTuple):
    """`text[start:end]` is what was asked for as the group of that number."""

    start: int
    end: int
    group: int


class Highlighter:
    """Finds what a question asks for in texts of its language; each different word is looked at once."""

    def __init__(self, question: Question) -> None:
        self.language = question.language
        self.groups = len(question.groups)
        self._wanted = [
            {
                suffix: number
                for number, group in reversed(list(enumerate(question.groups)))
                for part in group.parts()
                for suffix in part[closeness]
            }
            for closeness in (BY_STEMS, BY_SKELETON)
        ]
        # What each word and each text was found to have: a credit line stands under many releases.
        self._known: dict[str, tuple[str, int | None]] = {}
        self._read: dict[str, list[Span]] = {}
        kinds = {suffix[0] for wanted in self._wanted for suffix in wanted}
        self._has_dates = not kinds.isdisjoint("dmy")
        # Which group two words are side by side; where many are asked about, to write each suffix takes long.
        self._pairs = {
            tuple(suffix.removeprefix(PAIR).split("_", 1)): number
            for wanted in self._wanted
            for suffix, number in wanted.items()
            if suffix.startswith(PAIR)
        }

    def spans(self, text: str) -> list[Span]:
        """Returns what is found in a text, in its order and none within another."""
        if text not in self._read:
            self._read[text] = _apart([*self._dates(text), *self._words(text)])
        return self._read[text]

    def _dates(self, text: str) -> Iterator[Span]:
        for date in find_dates(text) if self._has_dates else ():
            group = self._group(date_suffixes(date.first, date.last))
            if group is not None:
                yield Span(date.start, date.end, group)

    def _words(self, text: str) -> Iterator[Span]:
        known, pairs = self._known, self._pairs
        previous, begin = "", 0
        for match in find_words(text):
            written = match.group()
            if written not in known:
                known[written] = self._look_at(written)
            word, group = known[written]
            if group is not None:
                yield Span(*match.span(), group)
            elif pairs and (group := pairs.get((previous, word))) is not None:
                yield Span(begin, match.end(), group)
            if word:
                previous, begin = word, match.start()

    def _look_at(self, written: str) -> tuple[str, int | None]:
        """Returns the folded word, empty where there is none, and of which group it is."""
        words = fold(written)
        return (words[0], self._group(term_suffixes(words, self.language))) if words else ("", None)

    def _group(self, suffixes: Iterable[str]) -> int | None:
        suffixes = list(suffixes)
        return next(
            (wanted[suffix] for wanted in self._wanted for suffix in suffixes if suffix in wanted), None
        )


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Returns the spans in their order; of two that overlap both as one."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            apart[-1] = apart[-1]._replace(end=max(span.end, apart[-1].end))
        else:
            apart.append(span)
    return apart


def mark(text: str, spans: Sequence[Span]) -> SafeString:
    """Returns the text as HTML, what was found in `<mark>`."""
    pieces, at = [], 0
    for span in spans:
        pieces += [escape(text[at : span.start]), f"<mark>{escape(text[span.start : span.end])}</mark>"]
        at = span.end
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 - each piece is escaped


def excerpt(text: str, spans: Sequence[Span]) -> SafeString:
    """Returns the passage of a text that has most of what was asked for, as HTML; its beginning without."""
    start = 0 if len(text) <= LENGTH else _begin(text, _best(spans).start if spans else 0)
    end = _end(text, start + LENGTH)
    shown = [
        span._replace(start=span.start - start, end=span.end - start)
        for span in spans
        if start <= span.start and span.end <= end
    ]
    marked = mark(text[start:end], shown)
    return format_html("{}{}{}", "… " if start else "", marked, " …" if end < len(text) else "")


def _best(spans: Sequence[Span]) -> Span:
    """Returns with which span a passage begins that has the most different things, then the most of all."""

    def worth(first: Span) -> tuple[int, int, int]:
        near = [
            span for span in spans if first.start <= span.start and span.end <= first.start + LENGTH - BEFORE
        ]
        return len({span.group for span in near}), len(near), -first.start

    return max(spans[:200], key=worth)


def _begin(text: str, first: int) -> int:
    """Returns where a passage begins that has that place: at the beginning of a sentence, else of a word."""
    if first <= BEFORE:
        return 0
    within = text[first - BEFORE : first]
    cut = max(within.rfind(sign) for sign in (". ", "? ", "! ", "… "))
    return first - BEFORE + (cut + 2 if cut >= 0 else within.find(" ") + 1)


def _end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    cut = text.rfind(" ", end - 40, end)
    return cut if cut > 0 else end
