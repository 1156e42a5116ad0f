"""A .docx as the text of a release, and what is no .docx, or is meant to do harm."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from press.richtext import documents
from press.richtext.documents import read_document
from tests.press.richtext.test_pasting import DOCUMENTS, in_language, in_lines

# The release's language, the title that is taken out, the pictures' alternative texts.
READ: dict[str, tuple[str, str, list[str]]] = {
    "01-headings": ("ru", "Сенат рассмотрел проект бюджета", []),
    "02-lists": ("en", "", []),
    "03-table": ("kk", "", []),
    "04-notes": ("ru", "", []),
    "05-links": ("en", "", []),
    "06-languages": ("kk", "", []),
    "07-picture": ("en", "", ["The hall of the Senate during the vote"]),
    "08-looks": ("ru", "", []),
    "09-box": ("kk", "", []),
    "10-statement": ("ru", "Заявление", []),
}


@pytest.mark.parametrize("name", READ)
def test_a_document_keeps_its_meaning_and_loses_its_looks(name: str) -> None:
    language, title, pictures = READ[name]
    with (DOCUMENTS / f"libreoffice/{name}.docx").open("rb") as file:
        read = read_document(file, language)
    own = DOCUMENTS / f"libreoffice/{name}.docx.clean.html"
    # Most come out as they do when they are pasted.
    expected = own if own.exists() else DOCUMENTS / f"libreoffice/{name}.clean.html"
    assert in_lines(read.html) == in_language(expected.read_text(encoding="utf-8"), language)
    assert (read.title, [picture.alternative_text for picture in read.pictures]) == (title, pictures)


def test_a_picture_comes_with_its_bytes_for_the_photographs() -> None:
    with (DOCUMENTS / "libreoffice/07-picture.docx").open("rb") as file:
        [picture] = read_document(file, "en").pictures
    assert (picture.name, picture.content[:8]) == ("1.png", b"\x89PNG\r\n\x1a\n")


# --- Made by hand: what other programs write, and what none does ---


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    made.seek(0)
    return made


def document(
    change: Callable[[bytes], bytes] = bytes, name: str = "01-headings", **more: bytes
) -> io.BytesIO:
    with zipfile.ZipFile(DOCUMENTS / f"libreoffice/{name}.docx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = change(parts["word/document.xml"])
    return packed(parts | {key.replace("__", "/"): part for key, part in more.items()})


def of_body(body: str) -> Callable[[bytes], bytes]:
    def change(part: bytes) -> bytes:
        return part[: part.index(b"<w:body>") + 8] + body.encode() + b"</w:body></w:document>"

    return change


_ENGLISH, _RED = '<w:lang w:val="en-US"/>', '<w:highlight w:val="red"/>'


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        # The language of a run is its own, over what its highlighting says.
        (
            f"<w:p>{run('Тема: ')}{run('the law', _RED + _ENGLISH)}</w:p>",
            '<p>Тема: <span dir="ltr" lang="en">the law</span></p>',
        ),
        # Word notes the keyboard, whatever was typed with it.
        (f"<w:p>{run('Закон', _ENGLISH)}</w:p>", "<p>Закон</p>"),
        (f"<w:p>{run('Закон ')}{run('тайна', '<w:vanish/>')}</w:p>", "<p>Закон</p>"),
        (f"<w:p><w:pPr><w:pStyle w:val='Heading3'/></w:pPr>{run('Срок')}</w:p><w:p>{run('Год')}</w:p>",
         "<p>Год</p>"),
    ],
)  # fmt: skip
def test_what_a_run_says_of_itself_is_read(body: str, html: str) -> None:
    assert read_document(document(of_body(body)), "ru").html == html


def test_the_first_row_of_a_table_is_headers_where_its_style_shows_it() -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:type="table" w:styleId="A"><w:tblStylePr w:type="firstRow"/></w:style>'
        '<w:style w:type="table" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="table" w:styleId="Plain"/></w:styles>'
    )

    def html(style: str, look: str) -> str:
        cell = f"<w:tc><w:p>{run('Год')}</w:p></w:tc>"
        table = f"<w:tbl><w:tblPr><w:tblStyle w:val='{style}'/><w:tblLook {look}/></w:tblPr>"
        rows = f"<w:tr>{cell}{cell}</w:tr>" * 2
        made = document(of_body(f"{table}{rows}</w:tbl>"), **{"word__styles.xml": styles.encode()})
        return read_document(made, "ru").html

    assert html("B", 'w:firstRow="1"').count('<th scope="col">') == 2
    assert html("A", 'w:val="04A0"').count('<th scope="col">') == 2
    assert "<th" not in html("A", 'w:firstRow="0"') + html("A", 'w:val="0400"') + html(
        "Plain", 'w:firstRow="1"'
    )


_ZIP = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}).getvalue()
_ENTITIES = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
_DEEP = "<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60
HOSTILE = {
    "nothing": (lambda: io.BytesIO(b""), "no .docx"),
    "a text": (lambda: io.BytesIO("Закон".encode()), "no .docx"),
    "an .odt": (lambda: io.BytesIO(_ZIP), "no .docx"),
    "a .doc": (lambda: io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "of the old kind"),
    "with a password": (
        lambda: io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0" + "EncryptedPackage".encode("utf-16-le")),
        "protected by a password",
    ),
    "half of one": (lambda: io.BytesIO(document().getvalue()[:3000]), "damaged|no .docx"),
    "no XML": (lambda: document(lambda part: b"<w:document"), "damaged"),
    "without a text": (lambda: packed({"[Content_Types].xml": b"<a/>"}), "damaged"),
    "of entities": (lambda: document(lambda part: part.replace(b"?>", b"?>" + _ENTITIES, 1)), "damaged"),
    "in UTF-16": (lambda: document(lambda part: part.decode().encode("utf-16")), "damaged"),
    "a bomb of text": (lambda: document(lambda part: part + b" " * (documents.TEXT_LIMIT + 1)), "too much"),
    "a bomb of pictures": (
        lambda: document(word__media__a=b"\0" * (documents.UNPACKED_LIMIT + 1)), "too much",
    ),
    "of very many parts": (
        lambda: document(**{f"a{number}": b"" for number in range(documents.PART_LIMIT)}), "too much",
    ),
    "nested without end": (lambda: document(of_body(_DEEP)), "too much"),
    "of very many elements": (lambda: document(of_body("<w:p/>" * documents.ELEMENT_LIMIT)), "too much"),
    "very large": (lambda: io.BytesIO(b"PK" + b"\0" * documents.BYTE_LIMIT), "too large: at most 40 MB"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_document_is_refused_in_a_sentence(kind: str) -> None:
    make, sentence = HOSTILE[kind]
    with translation.override("en"), pytest.raises(ValidationError, match=sentence):
        read_document(make(), "ru")


def test_a_picture_elsewhere_is_not_fetched(tmp_path: object) -> None:
    """mammoth is told to open nothing; a picture that is only named is left out."""
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
        b' Id="rId2" TargetMode="External" Target="file:///etc/passwd" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/image"/></Relationships>'
    )
    made = document(
        lambda part: part.replace(b"r:embed=", b"r:link="),
        "07-picture",
        **{"word___rels__document.xml.rels": rels},
    )
    read = read_document(made, "en")
    assert [picture.content[:4] for picture in read.pictures] == []
    assert "passwd" not in read.html


@given(st.data())
def test_a_damaged_document_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(document().getvalue())
    for _change in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_document(io.BytesIO(bytes(whole)), "ru")
    except ValidationError as refused:
        assert refused.messages
