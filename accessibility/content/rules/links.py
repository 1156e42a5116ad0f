"""Links: do they say where they lead, to whoever hears them one after another (WCAG 2.4.4)?"""

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.blanks import is_blank
from accessibility.content.findings import Finding, Severity, normalise, rule, shorten
from accessibility.content.markup import Element
from accessibility.content.sentences import COUNTED
from accessibility.content.texts import Content, Role, Text
from accessibility.content.vocabulary import load_words_of_all

LONGEST_ADDRESS = 40
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»“”\"']+", re.IGNORECASE)
_AROUND = " \t\n.,:;!?…()[]«»“”„\"'→›»>-–—"
# What a browser shows by another program, or saves.
FILES = {
    "pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp", "zip", "rar", "7z",
    "jpg", "jpeg", "png", "tif", "tiff", "mp3", "mp4", "avi", "mov", "wav", "epub",
}  # fmt: skip
DOCUMENTS = {"pdf", "doc", "docx", "odt", "rtf"}
# Two sentences of the twenty words that plain-language standards allow: so long a text says the essential.
ESSENTIAL = 40
_TYPES = "|".join(FILES | {"word", "excel", "powerpoint"})
# "PDF, 1.2 MB", "PDF, 300 КБ": the type, and a number with a unit of bytes.
_TYPE = re.compile(rf"(?<!\w)(?:{_TYPES})(?!\w)", re.IGNORECASE)
_SIZE = re.compile(
    r"\d[\d.,  ]*\s?(?:bytes|[kmg]i?b|(?:[кмг]|кило|мега|гига)?байта?|[кмг]б)(?!\w)", re.IGNORECASE
)

_ENDS_BEHIND = re.compile(r"<(?:a\s|/(?:p|li|td|th|dd|div|h\d)\b)", re.IGNORECASE)


@rule(6, "linked-image-without-text", Severity.ERROR, gettext_lazy("A linked picture without a text"))
def find_linked_images_without_text(content: Content) -> Iterator[Finding]:
    message = _("This link is a picture without a text: nobody who listens learns where it leads.")
    for text, link in _links(content):
        if next(link.find("img"), None) is not None and not link.name_heard():
            yield text.at_element(link, message)


@rule(11, "link-without-text", Severity.ERROR, gettext_lazy("A link without words"))
def find_links_without_text(content: Content) -> Iterator[Finding]:
    message = _("This link has no words: nobody sees or hears it. Write where it leads, or delete it.")
    for text, link in _links(content):
        if next(link.find("img"), None) is None and not link.name_heard():
            yield text.at_element(link, message)


@rule(12, "vague-link", Severity.ERROR, gettext_lazy("A link that does not say where it leads"))
def find_vague_links(content: Content) -> Iterator[Finding]:
    vague = load_words_of_all("vague_links")
    for text, link in _links(content):
        name = normalise(link.name_heard())
        # A sign alone, "→", says no more. Beside a passage it may be the mark of a note.
        is_sign = bool(name) and not any(map(str.isalnum, name)) and not _leads_within(link)
        # What is still to be filled in is told already.
        if not is_blank(name) and (is_sign or name.strip(_AROUND) in vague):
            message = _("“%(words)s” does not say where the link leads. Make what it is about the link.")
            yield text.at_element(link, message % {"words": shorten(link.name_heard())})


@rule(13, "bare-address", Severity.WARNING, gettext_lazy("A long address in the text"))
def find_bare_addresses(content: Content) -> Iterator[Finding]:
    message = _("This address is read out letter by letter. Write what it leads to, and make that the link.")
    for text in content.texts:
        for passage in text.passages:
            for found in _ADDRESS.finditer(passage.text):
                address = found[0].rstrip(_AROUND)
                if len(address) > LONGEST_ADDRESS:
                    yield text.at_words(passage, found.start(), found.start() + len(address), message)


@rule(14, "same-words-different-targets", Severity.WARNING, gettext_lazy("One name for several links"))
def find_same_words_with_different_targets(content: Content) -> Iterator[Finding]:
    vague = load_words_of_all("vague_links")
    for text in content.html:
        targets: dict[str, list[Element]] = defaultdict(list)
        for link in text.markup.find("a"):
            name = normalise(link.name_heard()).strip(_AROUND)
            # A note's number names another note at each place, and the way back from it; what says nothing
            # is told already.
            is_note = "role" in link.attributes or (name.isdecimal() and _leads_within(link))
            if "href" in link.attributes and name and name not in vague and not is_note:
                targets[name].append(link)
        for links in targets.values():
            other = next((link for link in links if _target(link) != _target(links[0])), None)
            if other is not None:
                message = _("%(number)s links are called “%(words)s” and lead to different places.")
                told = {"number": len(links), "words": shorten(links[0].name_heard())}
                yield text.at_element(other, message % told)


@rule(
    15, "file-without-type-or-size", Severity.WARNING, gettext_lazy("A link to a file without type and size")
)
def find_files_without_type_or_size(content: Content) -> Iterator[Finding]:
    for text, link in _links(content):
        kind = _file_type(link)
        said = f"{link.name_heard()} {_words_behind(text, link)}"
        if kind in FILES and not (_TYPE.search(said) and _SIZE.search(said)):
            message = _(
                "This link opens a file. Say its type and size behind it, for example: (%(type)s, 1.2 MB)."
            )
            yield text.at_element(link, message % {"type": kind.upper()})


@rule(16, "broken-link-within-the-page", Severity.ERROR, gettext_lazy("A link to a place that is not there"))
def find_broken_links(content: Content) -> Iterator[Finding]:
    known = {
        node.attributes[name]
        for text in content.html
        for node in text.markup.nodes
        # A link's name is the mark of a place too (HTML standard, 7.4.6.3).
        for name in ("id", "name")
        if isinstance(node, Element) and name in node.attributes and (name == "id" or node.name == "a")
    }
    message = _("This link leads to a place on the page that is not there.")
    for text, link in _links(content):
        # What follows ":~:" is found by its words, in whatever place that is named before it.
        target = link.attributes["href"].strip().partition(":~:")[0]
        # "#" and "#top" are the page's top (HTML standard, 7.4.6.3).
        is_inside = target.startswith("#") and target.lower() not in ("#", "#top")
        if is_inside and unquote(target[1:]) not in known and target[1:] not in known:
            yield text.at_element(link, message)


@rule(27, "document-without-a-page", Severity.WARNING, gettext_lazy("A document as the only form"))
def find_documents_without_a_page(content: Content) -> Iterator[Finding]:
    message = _(
        "This document is the only form of what it says: on a phone, and by ear, it is hard to read. Say the "
        "essential in the text, or link to a page that has it."
    )
    documents = [(text, link) for text, link in _links(content) if _file_type(link) in DOCUMENTS]
    if not documents or _count_words_outside_links(content) >= ESSENTIAL:
        return
    with_pages = {_around(text, link) for text, link in _links(content) if _is_page(link)}
    for text, link in documents:
        if _around(text, link) not in with_pages:
            yield text.at_element(link, message)


def _count_words_outside_links(content: Content) -> int:
    """Returns how many words lead and body have of their own: what a link says is the name of another."""
    told = [text.markup for text in content.texts if text.role in (Role.LEAD, Role.BODY)]
    linked = [link.words() for markup in told for link in markup.find("a")]
    return sum(_count(markup.root.words()) for markup in told) - sum(map(_count, linked))


def _count(words: str) -> int:
    return sum(1 for _each in COUNTED.finditer(words))


def _links(content: Content) -> Iterator[tuple[Text, Element]]:
    for text in content.html:
        for link in text.markup.find("a"):
            if "href" in link.attributes:
                yield text, link


def _leads_within(link: Element) -> bool:
    """Whether to a place of the same page."""
    return link.attributes.get("href", "").strip().startswith("#")


def _target(link: Element) -> str:
    return link.attributes["href"].strip().rstrip("/")


def _file_type(link: Element) -> str:
    """Returns the ending of the file that a link leads to, in small letters; "" of a page."""
    try:
        path = urlsplit(link.attributes["href"].strip()).path
    except ValueError:  # an address that is none
        return ""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def _words_behind(text: Text, link: Element) -> str:
    """Returns the words right behind a link, to its block's end: "the report (PDF, 2 MB)"."""
    source = _ENDS_BEHIND.split(text.source[link.end : link.end + 200], maxsplit=1)[0]
    return html.unescape(re.sub(r"<[^>]*>", "", source)).strip()[:40]


def _around(text: Text, link: Element) -> Element:
    """Returns the row, item or paragraph in which a document and its page would stand together."""
    for names in (("tr", "li", "dd"), ("p",)):
        for each in link.ancestors():
            if each.name in names:
                return each
    return text.markup.root


def _is_page(link: Element) -> bool:
    """Whether a link leads to a page: no document, no place in this text, nobody's address."""
    target = link.attributes.get("href", "").strip().lower()
    return bool(target) and not target.startswith(("#", "mailto:", "tel:")) and _file_type(link) not in FILES
