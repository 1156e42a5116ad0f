"""One folding for what is written and what is asked, so that the two meet."""

from press.converters import MAX_VALUE_LENGTH
from press.models import Edition
from press.richtext.fields import RichTextField
from press.richtext.sanitise import plain_text

MAX_WORDS = 10


def fold(text: str) -> str:
    """Returns the text as it is compared: in any case, ё read as е."""
    return text.casefold().replace("ё", "е")


def searchable_text(edition: Edition) -> str:
    """Returns what is searched of an edition, without markup and folded, the weightiest field first."""
    searched = sorted(
        (field for field in Edition.WRITTEN_FIELDS if field.search_weight),
        key=lambda field: field.search_weight,
    )
    return fold(" ".join(_words(edition, field.name) for field in searched))


def _words(edition: Edition, name: str) -> str:
    value = str(getattr(edition, name))
    return plain_text(value) if isinstance(Edition._meta.get_field(name), RichTextField) else value


def split_words(question: str) -> list[str]:
    """Returns the words of a question, folded, each once, at most MAX_WORDS."""
    cut = question[:MAX_VALUE_LENGTH]
    printable = "".join(character if character.isprintable() else " " for character in cut)
    return list(dict.fromkeys(fold(printable).split()))[:MAX_WORDS]
