"""What is still to be filled in: `[[name of the deceased]]`, or `[[…]]` where its place says what it is.

Double brackets, since single ones are a journalist's own: […] marks what is left out of a quotation.
"""

import html
import re
from collections.abc import Iterator

from accessibility.content.markup import Passage
from accessibility.content.texts import Content, Text

# Of a place that is the same in every language, and has no words.
UNNAMED = "[[…]]"
# An emptied one too: nobody has filled it in.
_BLANK = re.compile(r"\[\[[^\[\]]{0,200}\]\]")


def is_blank(words: str) -> bool:
    """Whether they are a blank, or several, and nothing else."""
    return bool(words.strip()) and not without_blanks(words).strip()


def without_blanks(words: str) -> str:
    return _BLANK.sub("", words)


def find_blanks(text: Text) -> Iterator[tuple[Passage, int, int]]:
    """Yields the blanks of a text: the passage that each is in, from where in its words and to where."""
    # Few texts have a bracket, and what has none need not be read.
    if "[" in html.unescape(text.source):
        for passage in text.passages:
            for found in _BLANK.finditer(passage.text):
                yield passage, found.start(), found.end()


def is_filled_in(content: Content) -> bool:
    """Whether none of its texts has a blank left."""
    return not any(True for text in content.texts for _blank in find_blanks(text))
