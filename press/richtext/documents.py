"""A .docx as the text of a release: read by mammoth, cleaned by the same rules as what is pasted.

Nothing in the file is believed: how large it unpacks to, how deep it nests, and which other files it names.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any
from xml.etree import ElementTree

import defusedxml.ElementTree
import mammoth
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from press.richtext.limits import TooComplex
from press.richtext.pasting import clean_pasted
from press.richtext.sanitise import is_language_tag

# Bytes. With pictures, as an officer has it; a text of thirty pages has some 100,000.
BYTE_LIMIT = 40 * 1024 * 1024
# Unpacked: of the parts that are text, and of all together.
TEXT_LIMIT = 10 * 1024 * 1024
UNPACKED_LIMIT = 150 * 1024 * 1024
PART_LIMIT = 2_000
# Of all parts that are read: a text of thirty pages has some 20,000. mammoth takes 0.09 ms for each.
ELEMENT_LIMIT = 40_000
# A document in more has none that is meant.
LANGUAGE_LIMIT = 20
# Elements in one another; a text box in a table in a text box is some 60 deep.
DEPTH_LIMIT = 150
_MEANS = "p[style-name='{name}'] => {html}:fresh"
_STYLES = [
    _MEANS.format(name=name, html=html)
    for name, html in (
        ("Title", "h1.title"),
        ("caption", "p.caption"),
        ("Caption", "p.caption"),
        ("Quote", "p.quote"),
        ("Intense Quote", "p.quote"),
        ("Block Quotation", "p.quote"),  # LibreOffice's
        ("Quotations", "p.quote"),
        ("Block Text", "p.quote"),
    )
]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The parts that say what is in the text; others are about looks, or of other programs.
_READ = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/(?:_rels/[^/]+\.rels"
    r"|(?:document|footnotes|endnotes|numbering|styles)\d*\.xml)"
)
_MEDIA = re.compile(r"word/media/[^/]+")
_TOO_MUCH = _("The document holds too much. Take over its text in parts.")
_DOCUMENT = "word/document.xml"
# Files whose runs say their language.
_SPOKEN = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")


class Unreadable(ValidationError):  # noqa: N818 - named as the officer would say it
    """The file is not taken; its message says why, and what to do, to the officer."""


@dataclass(frozen=True)
class Picture:
    """A picture of the document, as it stood there: `name` is a file's, made from its kind."""

    name: str
    alternative_text: str
    content: bytes


@dataclass(frozen=True)
class Document:
    """`html` is the body of a release, sanitised; `title` is "" where the document has none."""

    title: str
    html: str
    pictures: list[Picture] = field(default_factory=list)


def read_document(file: IO[bytes], language: str, *, takes_title: bool = True) -> Document:
    """Returns what a .docx says, as a release that is written in `language`.

    Without `takes_title` its title stays in the text, as a heading.

    Raises Unreadable for what is no .docx, is damaged, protected or too large; TooComplex, a ValidationError
    too, for a text that no release can hold.
    """
    content = file.read(BYTE_LIMIT + 1)
    if len(content) > BYTE_LIMIT:
        raise _unreadable(_("The document is too large: at most %(limit)s MB."), limit=BYTE_LIMIT // 1024**2)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = _read_parts(archive)
        return _convert(parts, language, takes_title)
    except (Unreadable, TooComplex):
        raise
    except RecursionError as fault:
        raise _unreadable(_TOO_MUCH) from fault
    except Exception as fault:
        # Whatever a damaged file makes of the parsers: it is the file's fault, and the officer's to know.
        raise _unreadable(_explain(content)) from fault


def _unreadable(sentence: str | Promise, **values: Any) -> Unreadable:
    return Unreadable(str(sentence) % values if values else str(sentence), "unreadable")


def _explain(content: bytes) -> str | Promise:
    """Returns what an officer may have chosen instead of a .docx, and what to do."""
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return _("The document is protected by a password. Save it without one, and choose it again.")
        return _(
            "This is a document of the old kind (.doc). Open it, save it as .docx, and choose that file."
        )
    if content[:2] == b"PK" and b"[Content_Types].xml" in content:
        return _("The document is damaged. Open it, save it once more as .docx, and choose that file.")
    return _(
        "This is no .docx document. Open it in Word or LibreOffice, save it as .docx, and choose that file."
    )


# --- The parts of the file ---


def _read_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Returns the files in the .docx, once they are known to be few and small enough."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    texts = [entry for entry in entries if _READ.fullmatch(entry.filename)]
    if (
        len(entries) > PART_LIMIT
        or sum(entry.file_size for entry in texts) > TEXT_LIMIT
        or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT
    ):
        raise _unreadable(_TOO_MUCH)
    # Never more than a part says of its own size.
    parts = {entry.filename: archive.read(entry) for entry in texts}
    if _DOCUMENT not in parts:
        raise ValueError("no text in it")
    _validate_xml(parts.values())
    media = [entry for entry in entries if _MEDIA.fullmatch(entry.filename)]
    return parts | {entry.filename: archive.read(entry) for entry in media}


def _validate_xml(parts: Iterable[bytes]) -> None:
    """Entities and document types are not of this format (ECMA-376, part 2), and an attack in it."""
    elements = 0
    for part in parts:
        if b"\0" in part:
            raise ValueError("not UTF-8")
        depth = 0
        for event, element in defusedxml.ElementTree.iterparse(
            BytesIO(part), ("start", "end"), forbid_dtd=True
        ):
            if event == "start":
                depth, elements = depth + 1, elements + 1
            else:
                depth -= 1
                element.clear()
            if depth > DEPTH_LIMIT or elements > ELEMENT_LIMIT:
                raise _unreadable(_TOO_MUCH)


# --- Their text ---


def _convert(parts: dict[str, bytes], language: str, takes_title: bool) -> Document:
    default, spoken = _prepare(parts)
    pictures: list[Picture] = []

    def keep(image: Any) -> dict[str, str]:
        with image.open() as opened:
            kind = str(image.content_type).removeprefix("image/")
            pictures.append(Picture(f"{len(pictures) + 1}.{kind}", image.alt_text or "", opened.read()))
        return {}

    converted = mammoth.convert_to_html(
        _pack(parts),
        style_map="\n".join(
            [*_STYLES, *(f"highlight[color='{tag}'] => span[lang='{tag}']" for tag in spoken)]
        ),
        include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(keep),
    )
    pasted = clean_pasted(f'<body lang="{default}">{converted.value}', language, takes_title=takes_title)
    return Document(title=pasted.title, html=pasted.html, pictures=pictures)


def _pack(parts: dict[str, bytes]) -> BytesIO:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    packed.seek(0)
    return packed


# --- What mammoth would not hand on ---


def _prepare(parts: dict[str, bytes]) -> tuple[str, list[str]]:
    """Makes of each run's language what mammoth hands on: the colour of a marker, which no text of ours has.

    And of a table's look a row of headers, where its style has one for the first row. Returns the language of
    the whole, "" where nothing says it, and those of the runs.
    """
    styles = _Styles(parts.get("word/styles.xml", b""))
    spoken: set[str] = set()
    for name in filter(_SPOKEN.fullmatch, parts):
        tree = ElementTree.fromstring(parts[name])  # noqa: S314 - validated
        for table in _of_name(tree, "tbl"):
            _mark_header_row(table, styles)
        for paragraph in _of_name(tree, "p"):
            around = styles.language_of(_child(paragraph, "pPr"), "pStyle")
            for run in _of_name(paragraph, "r"):
                spoken.add(_mark_run(run, styles, around))
        parts[name] = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    languages = sorted(spoken - {""})
    return styles.default, languages if len(languages) <= LANGUAGE_LIMIT else []


def _mark_run(run: ElementTree.Element, styles: "_Styles", around: str) -> str:
    properties = _child(run, "rPr")
    if properties is None:
        properties = ElementTree.Element(_beside(run, "rPr"))
        run.insert(0, properties)
    if _is_hidden(properties):
        run.clear()
        return ""
    for highlight in [each for each in properties if _name(each) == "highlight"]:
        properties.remove(highlight)
    said = _said(properties) or styles.language_of(properties, "rStyle") or around
    if not is_language_tag(said) or said == styles.default:
        return ""
    ElementTree.SubElement(properties, _beside(run, "highlight")).set(_beside(run, "val"), said)
    return said


def _mark_header_row(table: ElementTree.Element, styles: "_Styles") -> None:
    properties, row = _child(table, "tblPr"), _child(table, "tr")
    look = _child(properties, "tblLook")
    if row is None or look is None or not styles.has_first_row(_value(_child(properties, "tblStyle"), "val")):
        return
    # Word 2007 and before wrote it as bits (ECMA-376, 17.4.56).
    is_shown = _value(look, "firstRow") or str(int(_value(look, "val") or "0", 16) >> 5 & 1)
    if is_shown in ("1", "true"):
        of_row = _child(row, "trPr")
        if of_row is None:
            of_row = ElementTree.SubElement(row, _beside(row, "trPr"))
        ElementTree.SubElement(of_row, _beside(row, "tblHeader"))


class _Styles:
    """What the styles of a document say of the language."""

    def __init__(self, part: bytes) -> None:
        tree = ElementTree.fromstring(part) if part else ElementTree.Element("styles")  # noqa: S314 - validated
        self._styles = {_value(style, "styleId"): style for style in _of_name(tree, "style")}
        usual = next((style for style in self._styles.values() if _is_usual(style)), None)
        defaults = next(_of_name(tree, "rPrDefault"), None)
        self.default = _said(usual) or _said(defaults)

    def language_of(self, properties: ElementTree.Element | None, kind: str) -> str:
        """Returns what the style that is named there says, or those that it is based on."""
        chain = self._chain(_value(_child(properties, kind), "val"))
        return next(filter(None, map(_said, chain)), "")

    def has_first_row(self, name: str) -> bool:
        """Returns whether tables of that style have a first row that looks otherwise than the others."""
        return any(map(_has_first_row, self._chain(name)))

    def _chain(self, name: str) -> Iterator[ElementTree.Element]:
        for _step in range(20):  # one may be based on itself
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = _value(_child(style, "basedOn"), "val")


def _has_first_row(style: ElementTree.Element) -> bool:
    return any(_value(part, "type") == "firstRow" for part in _of_name(style, "tblStylePr"))


def _is_usual(style: ElementTree.Element) -> bool:
    return _value(style, "type") == "paragraph" and _value(style, "default") in ("1", "true")


def _is_hidden(properties: ElementTree.Element) -> bool:
    vanish = _child(properties, "vanish")
    return vanish is not None and _value(vanish, "val") not in ("0", "false")


def _of_name(tree: ElementTree.Element, name: str) -> Any:
    return (each for each in tree.iter() if _name(each) == name)


def _name(element: ElementTree.Element) -> str:
    """Without its namespace: there are two of this format, transitional and strict."""
    return element.tag.rpartition("}")[2]


def _beside(element: ElementTree.Element, name: str) -> str:
    return element.tag.rpartition("}")[0] + "}" + name


def _child(element: ElementTree.Element | None, name: str) -> ElementTree.Element | None:
    return next((each for each in element if _name(each) == name), None) if element is not None else None


def _value(element: ElementTree.Element | None, name: str) -> str:
    return element.get(_beside(element, name), "") if element is not None else ""


def _said(around: ElementTree.Element | None) -> str:
    language = next(_of_name(around, "lang"), None) if around is not None else None
    return _value(language, "val")
