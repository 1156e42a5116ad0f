"""What parses XML here is known, and cannot be bombed with it; and a bomb is no photograph and no text."""

import ast
import io
import zipfile
from pathlib import Path

import pytest

from press.photographs.description import Description, describe_file
from press.photographs.intake import validate_file
from press.photographs.reading import Unusable
from press.richtext.documents import Unreadable, read_document
from press.richtext.sanitise import sanitise
from tests.corpora.reading import folder
from tools.setting_up import ROOT

# What a photograph says of itself, and a text from Word: both through defusedxml first.
KNOWN = {"press/photographs/description.py", "press/richtext/documents.py"}
# django.utils.feedgenerator writes XML with xml.sax.saxutils; nothing of ours reads any.
PARSERS = {"xml", "lxml", "defusedxml", "xmltodict", "feedparser", "xmlrpc", "plistlib", "html5lib"}


def test_no_other_parser_of_xml_is_imported() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ("press", "accessibility", "config")
        for path in (ROOT / room).rglob("*.py")
        for name in imported(path)
        if name.partition(".")[0] in PARSERS
    }
    assert found == KNOWN


def imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names


def test_a_bomb_is_no_photograph_and_unfolds_in_no_text() -> None:
    files = sorted((folder("defusedxml") / "xmltestdata").iterdir())
    assert len(files) == 11
    for file in files:
        content = file.read_bytes()
        with pytest.raises(Unusable):
            validate_file(io.BytesIO(content))
        text = content.decode()
        assert len(sanitise(text)) <= 2 * len(text)
        assert describe_file({"xmp": content.decode("latin-1")}) == Description()
        for encoding in ("utf-8", "cp037"):  # in EBCDIC no byte looks like a document type
            bomb = text.replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding)
            with pytest.raises(Unreadable):
                read_document(docx(bomb), "en")


def docx(part: bytes) -> io.BytesIO:
    """Returns a document whose text is that."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", part)
    made.seek(0)
    return made
