"""Pictures: does their alternative text say what they show, to whoever does not see them (WCAG 1.1.1)?"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import unquote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.editing import find_value
from accessibility.content.findings import Edit, Finding, Repair, Severity, normalise, rule, shorten
from accessibility.content.markup import Element
from accessibility.content.texts import Content, Role, Text
from accessibility.content.vocabulary import load_words_of_all

LONGEST_ALTERNATIVE = 250
_AROUND = " \t\n.,:;!?…()[]«»“”„\"'-–—"
_NAMES = ("aria-label", "aria-labelledby")
# What no describer writes, but a camera, a computer or an address does. An account (@senate_kz), a hashtag
# and an address among other words belong to what the picture shows.
_PICTURE_FILES = "jpe?g|png|gif|webp|avif|svg|tiff?|bmp|heic|jfif|cr2|nef|psd"
_FILE_NAME = re.compile(
    rf"""
    (?<!\S)[^\s@\#/]*\w\.(?:{_PICTURE_FILES})(?![\w.])  # an extension
    | (?<!\S)(?!\S*[@\#/])\S*[^\W_]_+[^\W_]  # words joined by an underscore
    | (?<!\w)(?:DSC[NF]?|IMG|PXL|MVI|GOPR|DJI|VID)[ _-]?\d{{3,}}  # what cameras call their files
    | (?<!\w)P\d{{7}}(?!\w)
    | (?<!\w)(?:WhatsApp\ Image|Screenshot|Снимок\ экрана)\ (?:at\ )?\d{{4}}
    | \A\s*(?:https?://|www\.|data:)\S+\s*\Z  # nothing but an address
    | (?<!\w)[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}(?!\w)  # a UUID
    | (?<!\w)(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{{12,}}(?!\w)  # a hash
    | (?<!\w)(?=\w{{10}})[a-z]+\d{{5,}}(?!\w)  # a long token with digits
    | (?<!\w)(?=\w{{10}})(?:[a-z]+\d+){{2}}[a-z]+\d*(?!\w)
    | \A\s*\w+(?:[-.]\w+)*-\d+(?:[-.]\w+)+\s*\Z  # one token: senate-hall-12-final
    | \A[\W_]*\d{{6,}}[\W\d_]*\Z  # nothing but digits
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERS = re.compile(r"[\d№#]+")


class _Described(NamedTuple):
    """A picture that has an alternative text, beside the text or in it."""

    words: str
    text: Text
    # None of a picture beside the text.
    element: Element | None
    caption: str
    file_name: str

    def found(self, message: str, repair: Repair | None = None) -> Finding:
        if self.element is None:
            return replace(self.text.at_all(message), repair=repair)
        return replace(self.text.at_element(self.element, message, repair), quote=shorten(self.words))


@rule(1, "alternative-text-missing", Severity.ERROR, gettext_lazy("A picture without an alternative text"))
def find_missing_alternatives(content: Content) -> Iterator[Finding]:
    message = _(
        "This picture is not described: who does not see it does not learn what it shows. Say it in a "
        "sentence, or mark the picture as decoration."
    )
    for image in content.images:
        if not image.is_decorative and not image.alternative.source.strip():
            yield image.alternative.at_all(message)
    for text in content.html:
        for element in text.markup.find("img"):
            alternative = element.attributes.get("alt")
            # Of spaces only is no description, nor the empty one by which decoration is known.
            is_described = alternative is not None and (not alternative or alternative.strip())
            if not (is_described or _is_named(element) or _is_hidden(element)):
                yield text.at_element(element, message)


@rule(2, "alternative-text-is-a-file-name", Severity.ERROR, gettext_lazy("A file's name as alternative text"))
def find_file_names(content: Content) -> Iterator[Finding]:
    message = _(
        "“%(words)s” is the name of a file or an address, and is read out letter by letter. Say what the "
        "picture shows."
    )
    for picture in _described(content):
        if _FILE_NAME.search(picture.words) or _is_its_file(picture):
            yield picture.found(message % {"words": shorten(picture.words)})


@rule(
    3,
    "alternative-text-is-a-placeholder",
    Severity.ERROR,
    gettext_lazy("An alternative text without content"),
)
def find_placeholders(content: Content) -> Iterator[Finding]:
    message = _(
        "“%(words)s” says no more than that there is a picture, which a screen reader says itself. Say what "
        "it shows."
    )
    placeholders = load_words_of_all("placeholders")
    for picture in _described(content):
        said = " ".join(_NUMBERS.sub(" ", normalise(picture.words)).split()).strip(_AROUND)
        if said in placeholders:
            yield picture.found(message % {"words": shorten(picture.words)})


@rule(4, "alternative-text-repeats", Severity.WARNING, gettext_lazy("An alternative text that repeats"))
def find_repetitions(content: Content) -> Iterator[Finding]:
    title = content.text(Role.TITLE)
    prefix = _prefix()
    for picture in _described(content):
        said = _compared(picture.words)
        if match := prefix.match(picture.words):
            message = _("A screen reader says itself that this is a picture: “%(words)s” says it again.")
            told = {"words": shorten(match[0])}
            yield picture.found(message % told, _without_prefix(picture, prefix))
        elif said == _compared(picture.caption):
            message = _(
                "The alternative text is the caption once more: who listens hears it twice. Say what is to "
                "be seen."
            )
            yield picture.found(message)
        elif title is not None and said == _compared(title.markup.root.words()):
            message = _(
                "The alternative text is the title once more: who listens hears it twice. Say what is to be "
                "seen."
            )
            yield picture.found(message)


@rule(5, "alternative-text-too-long", Severity.WARNING, gettext_lazy("A long alternative text"))
def find_long_alternatives(content: Content) -> Iterator[Finding]:
    message = _(
        "This alternative text has %(length)s characters, and is heard in one go. Say in %(limit)s at most "
        "what matters, and the rest in the text."
    )
    for picture in _described(content):
        if len(picture.words) > LONGEST_ALTERNATIVE:
            yield picture.found(message % {"length": len(picture.words), "limit": LONGEST_ALTERNATIVE})


def _described(content: Content) -> Iterator[_Described]:
    for image in content.images:
        words = image.alternative.markup.root.words()
        if words and not image.is_decorative:
            caption = image.caption.markup.root.words()
            yield _Described(words, image.alternative, None, caption, image.file_name)
    for text in content.html:
        for element in text.markup.find("img"):
            if words := " ".join(element.attributes.get("alt", "").split()):
                source = unquote(element.attributes.get("src", "").partition("?")[0]).rpartition("/")[2]
                yield _Described(words, text, element, _caption(element), source)


def _caption(element: Element) -> str:
    figure = next((each for each in element.ancestors() if each.name == "figure"), None)
    caption = next(figure.find("figcaption"), None) if figure else None
    return caption.words() if caption else ""


def _is_its_file(picture: _Described) -> bool:
    """Whether it is the file's name, or that without its ending where it is one word."""
    said, name = normalise(picture.words), normalise(picture.file_name)
    return bool(name) and (said == name or (" " not in said and said == name.rpartition(".")[0]))


def _is_named(element: Element) -> bool:
    return any(element.attributes.get(name, "").strip() for name in _NAMES)


def _is_hidden(element: Element) -> bool:
    return (
        element.attributes.get("role", "").strip().lower() in ("presentation", "none")
        or element.attributes.get("aria-hidden") == "true"
    )


def _compared(words: str) -> str:
    """Returns the words by which two texts are the same; of none something that is like no other."""
    return normalise(words).strip(_AROUND) or "\0"


def _prefix() -> re.Pattern[str]:
    """Returns a pattern of what a text begins with that says no more than “picture”."""
    before_colon, openings = (
        "|".join(re.escape(word) for word in sorted(load_words_of_all(name)))
        for name in ("picture_prefixes", "picture_openings")
    )
    return re.compile(
        rf"\s*(?:(?:{before_colon})\s*(?:\d+\s*)?(?::|\s[-–—](?=\s))|(?:{openings})(?=\s))\s*(?=\S)",
        re.IGNORECASE,
    )


def _without_prefix(picture: _Described, prefix: re.Pattern[str]) -> Repair | None:
    source, place = picture.text.source, (0, len(picture.text.source))
    if picture.element is not None:
        place = find_value(source, picture.element, "alt") or (0, 0)
    match = prefix.match(source, *place)
    if match is None or source[match.end()] == "&":  # it is written with character references
        return None
    first = source[match.end()].upper()
    edit = Edit(match.start(), match.end() + 1, first)
    return Repair(_("Delete “%(words)s”") % {"words": match[0].strip()}, (edit,))
