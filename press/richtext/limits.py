"""How much a text may be, judged in one pass before any parser sees it.

A parser walks through all that is open at each tag: 200,000 characters of `<div>` took ours ten seconds.
So what is open is counted first, and never less than a parser holds open: an end tag counts only where it
ends what was opened last, as in every text that an editor writes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The longest honest text, 200,000 characters with tables of 2,000 cells, is 450 KB of UTF-8, opens 10,000
# tags 30 deep and takes 0.07 s. Beside each limit: seconds of `sanitise` (nh3 0.3.8, one core of 2.5 GHz) for
# the worst text found that it lets through, of the kinds in tests/press/richtext/test_limits.py.
BYTE_LIMIT = 750_000  # 0.03
# Elements in a table that belong before it, each put behind all others: 0.18. With 40,000 it took 1.3.
TAG_LIMIT = 12_000
DEPTH_LIMIT = 100  # 0.05; 40,000 deep took 10
# Formats that are open at a tag, over all tags: what is not closed is opened anew in every paragraph. 0.15
FORMAT_LIMIT = 40_000
# On one tag, each compared with all before it: 0.04. With 250,000 it took 10.
ATTRIBUTE_LIMIT = 60
# `&`, no-break spaces, and angle brackets of no tag, each written as several characters: 0.05
SIGN_LIMIT = 30_000
# Signs of one paragraph times its bytes: at each sign the rest of it is searched. 0.15; 200,000 `&` took 1.1.
SEARCH_LIMIT = 3_000_000_000

_TOO_NESTED = _(
    "The markup of the text is nested too deeply, or not closed. Paste the text without its formats, and "
    "format it anew."
)
_TOO_MUCH_MARKUP = _("The text has too much markup. Publish it in parts, or paste it without its formats.")
_TOO_MANY_SIGNS = _(
    "The text has too many of the signs &, <, > and no-break spaces in one paragraph. Write ordinary spaces, "
    "or divide it."
)

# The tokens of HTML (https://html.spec.whatwg.org/multipage/parsing.html, 13.2.5) as bytes, since its names
# are the same in ASCII alone. Possessive throughout: nothing is read twice.
_SPACE = rb"[\t\n\f\r ]"
_VALUE = rb"""(?:"[^"]*+"?+|'[^']*+'?+|[^\t\n\f\r >"'][^\t\n\f\r >]*+)"""
_ATTRIBUTE = rb"[^\t\n\f\r />][^\t\n\f\r />=]*+(?:%b*+=%b*+%b?+)?+" % (_SPACE, _SPACE, _VALUE)
_TOKEN = re.compile(
    rb"<(?:(?P<slash>/?+)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)(?P<attributes>(?:[\t\n\f\r /]++|%b)*+)>?+"
    rb"|!--(?:-?+>|.*?(?:--!?+>|\Z))|[!?/][^>]*+>?+)" % _ATTRIBUTE,
    re.DOTALL,
)
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_SIGN = re.compile(rb"[&<>]|\xc2\xa0")
# Not the letters of an entity: `&nbsp;` is no word, and a paragraph without words is left out.
_WORD = re.compile(rb"(?<![&#\w])[a-zA-Z0-9]|[\xd0-\xdf]")

_VOID = frozenset(
    b"area base basefont bgsound br col embed frame hr img input keygen link meta param source track"
    b" wbr".split()
)
# One that follows ends the one before: nobody need write its end tag.
_ENDED_BY_THE_NEXT = frozenset(b"dd dt li p td th".split())
_FORMATS = frozenset(b"a acronym b big code em font i nobr s small strike strong tt u".split())
# What stands in these is read by other rules, in which an end tag may be no tag, or is dropped with them. No
# editor sends them.
_READ_BY_OTHER_RULES = frozenset(
    b"applet audio canvas frameset head iframe math noembed noframes noscript object option plaintext script"
    b" select style svg template textarea title video xmp".split()
)
# After one of these, which is never left out, words are not joined to those before it.
_PARAGRAPHS = frozenset(b"p div li h1 h2 h3 h4 h5 h6".split())


class TooComplex(ValidationError):  # noqa: N818 - named as the officer would say it
    """The text is not taken; its message says what is too much, and what to do, to the officer."""


def validate_complexity(html: str) -> None:
    """Raises TooComplex unless the text can be cleaned in well under a second."""
    text = html.encode(errors="surrogatepass")
    if len(text) > BYTE_LIMIT:
        raise _too_complex(_("The text is too long. Publish it in parts."))
    tally = _Tally()
    for before, token in _tokens(text):
        tally.add_text(before)
        if token is not None:
            tally.add_token(token)
            if len(_EACH_ATTRIBUTE.findall(token["attributes"] or b"")) > ATTRIBUTE_LIMIT:
                raise _too_complex(
                    _("The text has too many attributes on a tag. Paste it without its formats.")
                )
        if excess := tally.excess():
            raise _too_complex(excess)


def is_too_complex(html: str) -> bool:
    try:
        validate_complexity(html)
    except TooComplex:
        return True
    return False


def too_much_markup() -> TooComplex:
    """Returns what is raised for more elements than a text needs."""
    return _too_complex(_TOO_MUCH_MARKUP)


def _too_complex(sentence: str | Promise) -> TooComplex:
    return TooComplex(str(sentence), "too complex")


def _tokens(text: bytes) -> Iterator[tuple[bytes, re.Match[bytes] | None]]:
    """Yields each tag or comment with the text before it; and last the text after them."""
    end = 0
    for token in _TOKEN.finditer(text):
        yield text[end : token.start()], token
        end = token.end()
    yield text[end:], None


@dataclass(slots=True)
class _Tally:
    """What a parser would hold and do, or more."""

    opened: list[bytes] = field(default_factory=list)
    formats: int = 0  # opened now
    tags: int = 0  # all that may make an element: all but end tags that end something
    formats_at_tags: int = 0
    signs: int = 0
    paragraph_bytes: int = 0
    paragraph_signs: int = 0
    paragraph_has_words: bool = False
    other_rules: bool = False

    def excess(self) -> str | Promise:
        """Returns the sentence on what is too much; "" where nothing is."""
        if self.tags > TAG_LIMIT:
            return _TOO_MUCH_MARKUP
        if len(self.opened) > DEPTH_LIMIT or self.formats_at_tags > FORMAT_LIMIT:
            return _TOO_NESTED
        if self.signs > SIGN_LIMIT or self.paragraph_signs * self.paragraph_bytes > SEARCH_LIMIT:
            return _TOO_MANY_SIGNS
        return ""

    def add_text(self, text: bytes) -> None:
        signs = len(_SIGN.findall(text))
        self.signs += signs
        self.paragraph_signs += signs
        self.paragraph_bytes += len(text)
        self.paragraph_has_words = self.paragraph_has_words or _WORD.search(text) is not None

    def add_token(self, token: re.Match[bytes]) -> None:
        name = token["name"] and token["name"].lower()
        is_last = not self.other_rules and bool(self.opened) and self.opened[-1] == name
        if is_last and token["slash"]:
            self._end(self.opened.pop())
            return
        self.tags += 1
        if self.other_rules:  # what looks like a comment or a value may be tags
            self.opened += [b""] * (token[0].count(b"<") - 1)
        self.formats_at_tags += self.formats
        if name and not token["slash"] and name not in _VOID:
            self._begin(name, instead=is_last and name in _ENDED_BY_THE_NEXT)

    def _begin(self, name: bytes, *, instead: bool) -> None:
        if not instead:
            self.opened.append(name)
            self.formats += name in _FORMATS
        self.other_rules = self.other_rules or name in _READ_BY_OTHER_RULES

    def _end(self, name: bytes) -> None:
        self.formats -= name in _FORMATS
        if name in _PARAGRAPHS and self.paragraph_has_words:
            self.paragraph_bytes = self.paragraph_signs = 0
            self.paragraph_has_words = False
