"""Two texts side by side, word by word: what only one says in `<del>`, what only the other says in `<ins>`.

Each side keeps its own markup, so lists, tables and links stay what they are; only words are marked.
"""

import html as entities
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from press.richtext.blocks import split_blocks

# A tag, a word with its entities, the space between.
_TOKEN = re.compile(r"<[^>]*>|[^<\s]+|\s+")
# Of longer passages that differ all words are marked: to compare them takes the square of their number.
_MOST_WORDS = 4_000


class Block(NamedTuple):
    """A paragraph, heading, list or table as HTML; in one that changed its new and gone words are marked."""

    html: SafeString
    is_changed: bool


class Comparison(NamedTuple):
    """HTML: what stood before, and what stands now."""

    before: SafeString
    after: SafeString


def compare_texts(before: str, after: str) -> Comparison:
    """Compares two plain texts; their lines are `<br>`."""
    lines = [[str(escape(text))] if text else [] for text in (before, after)]
    return _compare(lines[0], lines[1], breaks="<br>")


def compare_html(before: str, after: str) -> Comparison:
    """Compares two sanitised texts: first by their blocks, then the words of those that differ."""
    return _compare(split_blocks(before), split_blocks(after))


def compare_blocks(before: str, after: str) -> list[Block]:
    """Returns the blocks of a sanitised text as it is now, and in their places those that are gone since."""
    blocks = []
    for old, new in _pair(split_blocks(before), split_blocks(after)):
        if old == new:
            blocks += [Block(mark_safe(each), is_changed=False) for each in new]  # noqa: S308 - sanitised
            continue
        shown = _mark_inline(old, new) if new else _mark(old, new)[0]
        blocks += [Block(mark_safe(each), is_changed=True) for each in shown]  # noqa: S308 - only marked
    return blocks


def _pair(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yields runs of blocks that both have, as both have them, and runs in which they differ."""
    plain = [_plain(each) for each in before], [_plain(each) for each in after]
    matcher = SequenceMatcher(None, plain[0], plain[1], False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        new = after[new_start:new_end]
        yield (new if kind == "equal" else before[start:end]), new


def _compare(before: Sequence[str], after: Sequence[str], breaks: str = "") -> Comparison:
    sides: tuple[list[str], list[str]] = ([], [])
    for old, new in _pair(before, after):
        marked = (old, new) if old == new else _mark(old, new)
        for side, blocks in zip(sides, marked, strict=True):
            side.extend(blocks)
    texts = ("\n".join(side) for side in sides)
    if breaks:
        texts = (text.replace("\n", breaks) for text in texts)
    return Comparison(*(mark_safe(text) for text in texts))  # noqa: S308 - sanitised or escaped, and only marked


def _plain(block: str) -> str:
    return " ".join(block.split())


def _mark_inline(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Returns the new blocks with their own markup; words that are gone stand where they stood."""
    words, said = _split_words(old, new)
    if max(map(len, words)) > _MOST_WORDS:
        return _mark(old, new)[1]
    shown: list[str] = []
    matcher = SequenceMatcher(None, said[0], said[1], False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            shown += words[1][new_start:new_end]
            continue
        gone = [word for word in words[0][start:end] if not word.startswith("<") and "\x1d" not in word]
        shown += _run(gone, "del")
        come = words[1][new_start:new_end]
        if any(map(str.strip, gone)) and any(map(str.strip, come)):
            shown.append(" ")  # else the two are read as one word
        shown += _wrapped(come, range(len(come)), "ins")
    return "".join(shown).split("\x1d")


def _split_words(old: Sequence[str], new: Sequence[str]) -> tuple[list[list[str]], list[list[str]]]:
    """Returns the tokens of both sides, and by what each is compared."""
    words = [_TOKEN.findall("\x1d".join(blocks)) for blocks in (old, new)]
    return words, [[_said(token) for token in tokens] for tokens in words]


def _mark(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    words, said = _split_words(old, new)
    different: list[set[int]] = [set(range(len(tokens))) for tokens in words]
    if max(map(len, words)) <= _MOST_WORDS:
        for one, other, size in SequenceMatcher(None, said[0], said[1], False).get_matching_blocks():
            different[0] -= set(range(one, one + size))
            different[1] -= set(range(other, other + size))
    names = ("del", "ins")
    return tuple(  # type: ignore[return-value]
        "".join(_wrapped(tokens, places, name)).split("\x1d")
        for tokens, places, name in zip(words, different, names, strict=True)
    )


def _said(token: str) -> str:
    """Returns by what a token is compared: of a tag nothing but which it is, so that words alone differ."""
    if token.startswith("<"):
        return re.sub(r"[\s>].*", "", token)
    return entities.unescape(token) if token.strip() else " "


def _wrapped(tokens: Sequence[str], places: Iterable[int], name: str) -> Iterator[str]:
    """Yields the tokens, those at the places marked: a run of words and the spaces between as one."""
    marked = set(places)
    # Between words that are marked the space is no place to stop.
    marked |= {
        place for place in range(len(tokens)) if {place - 1, place + 1} <= marked and tokens[place].isspace()
    }
    run: list[str] = []
    for place, token in enumerate(tokens):
        if place in marked and not token.startswith("<") and "\x1d" not in token:
            run.append(token)
            continue
        yield from _run(run, name)
        run = []
        yield token
    yield from _run(run, name)


def _run(run: Sequence[str], name: str) -> Iterator[str]:
    text = "".join(run)
    words = text.strip()
    if not words:
        yield text
        return
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    yield f"{before}<{name}>{words}</{name}>{after}"
