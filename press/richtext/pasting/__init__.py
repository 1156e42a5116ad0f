"""What other programs put on the clipboard, as the text of a release: its meaning kept, its looks gone.

Word, LibreOffice and Google Docs each write HTML of their own kind; a .docx comes here by way of mammoth
(press/richtext/documents.py). One after another the modules of this room make of it what our grammar has
(press/richtext/sanitise.py): each reads the marks that those programs leave, and none knows of the others.
"""

from typing import NamedTuple

from press.richtext.pasting.fragment import parse
from press.richtext.pasting.headings import level_headings, take_title
from press.richtext.pasting.languages import mark_languages
from press.richtext.pasting.lists import build_lists
from press.richtext.pasting.looks import drop_hidden, drop_pictures, read_looks
from press.richtext.pasting.notes import gather_notes
from press.richtext.pasting.tables import mark_header_cells
from press.richtext.pasting.tidying import tidy
from press.richtext.sanitise import sanitise

__all__ = ["Pasted", "clean_pasted"]


class Pasted(NamedTuple):
    """`html` is sanitised; `pictures` says how many there were; `title` is "" unless it was asked for."""

    html: str
    pictures: int
    title: str


def clean_pasted(html: str, language: str, *, takes_title: bool = False) -> Pasted:
    """Returns the clipboard's HTML as the body of a release that is written in `language`.

    `takes_title`: a title, or a heading that everything stands under, is taken out of it. Raises TooComplex
    for what would take long, and nothing else.
    """
    root, default_language = parse(html)
    drop_hidden(root)
    pictures = drop_pictures(root)
    read_looks(root)
    gather_notes(root, language)
    build_lists(root)
    mark_header_cells(root)
    title = take_title(root) if takes_title else ""
    level_headings(root)
    mark_languages(root, language, default_language)
    tidy(root)
    return Pasted(sanitise(root.decode_contents()), pictures, title)
