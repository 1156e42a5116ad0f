"""What is checked: the texts of a publication, its pictures, and what the caller knows beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from accessibility.content.findings import Finding, Repair, Severity, shorten
from accessibility.content.markup import Element, Markup, Passage


class Role(StrEnum):
    """What a text is on the page."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    CAPTION = "caption"
    ALTERNATIVE = "alternative text"
    # Of this edition alone: what was wrong in the last one is told there, and compared with nothing.
    NOTE = "note"
    OTHER = "other"


@dataclass(frozen=True)
class Text:
    """One field: its source, and how the caller names it in what is found (`body`, `caption-2`)."""

    name: str
    source: str
    language: str
    role: Role = Role.OTHER
    is_html: bool = False

    @cached_property
    def markup(self) -> Markup:
        return Markup(self.source, self.language, is_html=self.is_html)

    @property
    def passages(self) -> list[Passage]:
        return self.markup.passages

    def at_element(
        self, element: Element, message: str, repair: Repair | None = None, severity: Severity | None = None
    ) -> Finding:
        """Returns a finding about an element, and all in it."""
        quote = shorten(element.words())
        return Finding(self, message, element.start, element.end, quote, repair, severity)

    def at_words(
        self,
        passage: Passage,
        start: int,
        end: int,
        message: str,
        repair: Repair | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """Returns a finding about a stretch of a passage."""
        places = passage.locate(start, end)
        return Finding(self, message, *places, shorten(passage.text[start:end]), repair, severity)

    def at_all(self, message: str, severity: Severity | None = None) -> Finding:
        """Returns a finding about the whole text; of one that says nothing too."""
        words = self.markup.root.words()
        return Finding(self, message, 0, len(self.source), shorten(words), None, severity)


class AIUse(StrEnum):
    """How far a machine has written or drawn something; empty: nobody has said."""

    UNDECLARED = ""
    NONE = "none"
    ASSISTED = "assisted"
    GENERATED = "generated"
    TRANSLATED = "translated"


@dataclass(frozen=True)
class Image:
    """A picture that stands beside the text. Its texts are among those of the content too, as `Text`."""

    name: str
    alternative: Text
    caption: Text
    is_decorative: bool = False
    file_name: str = ""
    # None: it is not asked of this picture.
    ai_use: AIUse | None = None
    # What the file's own metadata say of where it comes from: the last part of an IPTC digital source type.
    digital_source: str = ""


@dataclass(frozen=True)
class Name:
    """A name or term as the house writes it, in one language, and other spellings that it is to replace.

    A spelling is written with a `*` where endings follow: `Ашимбаев*`.
    """

    language: str
    preferred: str
    variants: tuple[str, ...]
    # A person's, place's or body's: it may stand in another language's letters (WCAG 3.1.2 exempts names).
    is_proper: bool = True
    # A person's may be shortened to its last word, the surname.
    is_person: bool = False
    # The same in every language that has a spelling; empty: it is compared with no other language.
    key: str = ""


@dataclass(frozen=True)
class Content:
    """All that the rules look at.

    `texts` in the order of the page. `translations` are the same publication in other languages, for what is
    compared. `ai_use` is None where it is not asked.
    """

    language: str
    texts: Sequence[Text]
    images: Sequence[Image] = ()
    names: Sequence[Name] = ()
    translations: "Sequence[Content]" = ()
    ai_use: AIUse | None = None
    # Of the heading that the page has above the body: its own headings begin one below.
    heading_level: int = 1
    # Words were taken out for good: names that only another language has would tell which.
    is_redacted: bool = False

    @cached_property
    def html(self) -> list[Text]:
        return [text for text in self.texts if text.is_html]

    def text(self, role: Role) -> Text | None:
        """Returns the first text of that role."""
        return next((text for text in self.texts if text.role == role), None)
