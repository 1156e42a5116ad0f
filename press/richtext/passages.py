"""Passages that are blacked out by law, in plain texts and in HTML, and what stands in their place."""

import re
from collections.abc import Callable, Sequence
from html import unescape
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import gettext, override

from press.richtext.blocks import INLINE, VOID
from press.richtext.limits import TooComplex
from press.richtext.sanitise import plain_text, sanitise
from press.text.passages import Finder, Found, Letter, find_passages, read_letters, replace_passages, tell

# As nh3 writes them: every value in double quotes.
_TOKEN = re.compile(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>|[^<]+')
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_LETTER = re.compile(r"&#?\w+;|.", re.DOTALL)
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
# What is read out of an attribute; all others that say the words, such as an address, go whole.
_READ = {"title", "abbr"}
# Between the words of an address.
_SIGN = re.compile("[-_+/.,;:?&=#]")
_EMPTY = re.compile(rf'<({"|".join(sorted(INLINE - VOID))})(?: (?!id=)[a-z]+="[^"]*")*></\1>')
# For a field that has no room for more words.
SHORT = "[…]"
# What is left on both sides may be the words once more, joined by what stands instead.
_MOST_ROUNDS = 5


def removed_by_law(language: str) -> str:
    """Returns what stands in the place of a passage, in the language of its text."""
    with override(language):
        return gettext("[removed by law]")


def black_out(
    text: str, finder: Finder, language: str, max_length: int | None = None
) -> tuple[str, list[Found]]:
    """Returns a plain text without the passages, no longer than may be, and where they were."""
    blackened, found = replace_passages(text, finder, removed_by_law(language))
    if max_length is not None and len(blackened) > max(max_length, len(text)):
        blackened, found = replace_passages(text, finder, SHORT)
        blackened = blackened[: max(max_length, len(text))]
    return _repeat(blackened, found, lambda left: replace_passages(left, finder, SHORT)), found


def black_out_html(html: str, finder: Finder, language: str) -> tuple[str, list[Found]]:
    """Returns a text without the passages, which may run over elements and blocks, and where they were.

    What the browser sent and nobody has cleaned yet is cleaned first, where it has any of them. Each block
    that loses words says so; elements that stand in a line and are emptied go, and so does an address of a
    link that says the words.
    """
    blackened, found = _black_out(html, finder, language)
    if not found:
        return html, found
    try:
        cleaned = sanitise(html)
        blackened, found = _black_out(cleaned, finder, language)
        return _repeat(sanitise(blackened), found, lambda left: _black_out(left, finder, language)), found
    except TooComplex:
        return black_out(plain_text(html), finder, language)


def _repeat(text: str, found: list[Found], again: Callable[[str], tuple[str, list[Found]]]) -> str:
    for _round in range(_MOST_ROUNDS if found else 0):
        text, more = again(text)
        if not more:
            break
    return text


def _black_out(html: str, finder: Finder, language: str) -> tuple[str, list[Found]]:
    tokens = list(_TOKEN.finditer(html))
    found = find_passages(_read(tokens), finder)
    writer = _Writer(html, found, finder, language)
    for token in tokens:
        writer.write(token)
    html = "".join(writer.parts)
    while (emptied := _EMPTY.sub("", html)) != html and found:
        html = emptied
    return html, sorted([*found, *writer.found])


def _read(tokens: Sequence[re.Match[str]]) -> list[Letter]:
    letters: list[Letter] = []
    for token in tokens:
        if tag := _TAG.match(token[0]):
            if tag[2] not in INLINE or tag[2] == "br":
                letters.append(Letter(" ", token.start(), token.start()))
            continue
        at = token.start()
        letters += [
            Letter(unescape(each[0]), at + each.start(), at + each.end())
            for each in _LETTER.finditer(token[0])
        ]
    return letters


class _Writer:
    """Writes a text again, token by token, without what was found in it."""

    def __init__(self, html: str, found: Sequence[Found], finder: Finder, language: str) -> None:
        self.parts: list[str] = []
        # In attributes.
        self.found: list[Found] = []
        self._html, self._gone, self._finder = html, found, finder
        self._block = 0
        self._languages = [language]
        # Which passage has left its mark in which block.
        self._marked: set[tuple[int, int]] = set()

    def write(self, token: re.Match[str]) -> None:
        tag = _TAG.match(token[0])
        if tag is None:
            self._write_words(token.start(), token.end())
            return
        self._block += tag[2] not in INLINE
        if not tag[1] and tag[2] not in VOID:
            spoken = re.search(r' lang="([^"-]*)', token[0])
            self._languages.append(spoken[1].lower() if spoken else self._languages[-1])
        elif tag[1] and len(self._languages) > 1:
            self._languages.pop()
        self.parts.append(_ATTRIBUTE.sub(lambda each: self._judge(each, token.start()), token[0]))

    def _write_words(self, start: int, end: int) -> None:
        place = start
        for number, each in enumerate(self._gone):
            first, last = max(start, each.start), min(end, each.end)
            if first >= last:
                continue
            gone = self._html[first:last]
            # Between blocks there is nothing but space; between elements of one line it goes with the words.
            if not unescape(gone).strip() and (number, self._block) not in self._marked:
                continue
            self.parts.append(self._html[place:first])
            if (number, self._block) not in self._marked:
                self._marked.add((number, self._block))
                self.parts.append(self._mark())
            place = last
        self.parts.append(self._html[place:end])

    def _mark(self) -> str:
        own, whole = self._languages[-1], self._languages[0]
        if own == whole or own in dict(settings.LANGUAGES):
            return removed_by_law(own)
        return f'<span lang="{whole}">{removed_by_law(whole)}</span>'

    def _judge(self, attribute: re.Match[str], start: int) -> str:
        name, value = attribute[1], unescape(attribute[2])
        if name in ("lang", "dir", "role", "scope"):
            return attribute[0]
        at = start + attribute.start(2)
        found = find_passages(read_letters(value), self._finder) if name in _READ else self._find_in(value)
        if not found:
            return attribute[0]
        self.found += [each._replace(start=at, end=at) for each in found]
        if name not in _READ:
            return ""
        blackened, _found = replace_passages(value, self._finder, removed_by_law(self._languages[-1]))
        return f' {name}="{blackened.replace("&", "&amp;").replace(chr(34), "&quot;")}"'

    def _find_in(self, address: str) -> list[Found]:
        """Returns what is sought where it stands in an address: its signs part the words there. It is told as
        the address is written, in letters instead of their codes.
        """
        said = unquote(address)
        found = find_passages(read_letters(_SIGN.sub(" ", said)), self._finder)
        if not found and self._finder.spelled:
            found = find_passages(read_letters(_SIGN.sub("-", said)), self._finder.spelled)
        # A sign for a sign: each stands where it stood.
        return [tell(read_letters(said), each.start, each.end - 1) for each in found]
