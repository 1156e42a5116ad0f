"""One folding for what is written and what is asked, so that the two meet."""

from press.converters import MAX_VALUE_LENGTH
from press.models import Edition
from press.richtext.sanitise import plain_text

MAX_WORDS = 10


def fold(text: str) -> str:
    """Returns the text as it is compared: in any case, ё read as е."""
    return text.casefold().replace("ё", "е")


def searchable_text(edition: Edition) -> str:
    """Returns title, lead, text and dateline without markup, folded: what `Edition.search_text` keeps."""
    return fold(" ".join([edition.title, edition.lead, plain_text(edition.body), edition.dateline]))


def split_words(question: str) -> list[str]:
    """Returns the words of a question, folded, each once, at most MAX_WORDS."""
    cut = question[:MAX_VALUE_LENGTH]
    printable = "".join(character if character.isprintable() else " " for character in cut)
    return list(dict.fromkeys(fold(printable).split()))[:MAX_WORDS]
