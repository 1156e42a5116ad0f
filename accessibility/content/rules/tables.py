"""Tables: are their cells told with the headers that they belong to (WCAG 1.3.1)?"""

from collections.abc import Iterator, Sequence
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.editing import rename
from accessibility.content.findings import Finding, Repair, Severity, rule
from accessibility.content.markup import HEADINGS, Element, Words
from accessibility.content.texts import Content, Text

_Rows = Sequence[Sequence[Element]]


@rule(17, "table-without-headers", Severity.ERROR, gettext_lazy("A table without headers or a caption"))
def find_tables_without_headers(content: Content) -> Iterator[Finding]:
    for text in content.html:
        for table in text.markup.find("table"):
            rows = _rows(table)
            # Of one cell it is a frame, and has nothing to head.
            is_table = sum(map(len, rows)) > 1
            if is_table and table.attributes.get("role", "").strip().lower() not in ("presentation", "none"):
                yield from _judge(text, table, rows)


def _judge(text: Text, table: Element, rows: _Rows) -> Iterator[Finding]:
    if not _has_caption(table):
        message = _(
            "This table has no caption: who comes upon it by ear does not know what it is about. Say it in a "
            "caption."
        )
        yield text.at_element(table, message, severity=Severity.WARNING)
    if not any(cell.name == "th" for cell in chain(*rows)):
        message = _(
            "This table has no header cells: a screen reader reads the cells without saying of what. Mark "
            "the cells that name a column or a row as headers."
        )
        yield text.at_element(table, message, _header_row(rows))
        return
    message = _(
        "This header cell is empty: the cells under it or beside it are read without a name. Write it, or "
        "make it a plain cell."
    )
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            is_corner = not place and _is_corner(rows, number)
            if cell.name == "th" and not cell.name_heard() and not is_corner:
                yield text.at_element(cell, message)


@rule(18, "heading-in-a-table", Severity.WARNING, gettext_lazy("A heading or a table inside a table"))
def find_headings_in_tables(content: Content) -> Iterator[Finding]:
    for text in content.html:
        for element in text.markup.find("table", *HEADINGS):
            cell = next((each for each in element.ancestors() if each.name in ("td", "th")), None)
            if cell is None:
                continue
            if element.name == "table":
                message = _(
                    "A table stands inside a table: by ear nobody can tell in which of them a cell is. Put "
                    "one behind the other."
                )
                yield text.at_element(element, message)
            elif element.name_heard():
                message = _(
                    "A heading stands inside a table: who goes from heading to heading lands amid its cells. "
                    "Make it a header cell, or put it before the table."
                )
                yield text.at_element(element, message, _plain(cell, element))


def _rows(table: Element) -> _Rows:
    """Returns the cells of each row that has any; not those of a table within."""
    bodies = [each for each in table.children if isinstance(each, Element)]
    rows = chain.from_iterable(
        [each] if each.name == "tr" else each.children
        for each in bodies
        if each.name in ("tr", "thead", "tbody", "tfoot")
    )
    cells = (
        [cell for cell in row.children if isinstance(cell, Element) and cell.name in ("td", "th")]
        for row in rows
        if isinstance(row, Element) and row.name == "tr"
    )
    return [row for row in cells if row]


def _has_caption(table: Element) -> bool:
    captions = [each for each in table.children if isinstance(each, Element) and each.name == "caption"]
    figure = next((each for each in table.ancestors() if each.name in ("figure", "table")), None)
    if figure is not None and figure.name == "figure":
        captions += figure.find("figcaption")
    names = (table.attributes.get(name, "").strip() for name in ("aria-label", "aria-labelledby"))
    return any(caption.words() for caption in captions) or any(names)


def _is_corner(rows: _Rows, number: int) -> bool:
    """Whether a row's first cell is where the headers of the columns and those of the rows meet."""
    is_above = (
        all(cell.name == "th" for row in rows[: number + 1] for cell in row[1:]) and len(rows[number]) > 1
    )
    return is_above and any(row[0].name == "th" and row[0].name_heard() for row in rows[number + 1 :])


def _header_row(rows: _Rows) -> Repair | None:
    """Returns a repair where the first row evidently names the columns: the head, or bold as no other."""
    first, rest = rows[0], rows[1:]
    named = [cell for cell in first if cell.name_heard()]
    if not rest or len(first) < 2 or named not in (list(first), list(first[1:])):
        return None
    is_head = first[0].is_within("thead") and not rest[-1][0].is_within("thead")
    if not is_head and not (_is_bold(named) and not any(map(_is_bold, rest))):
        return None
    edits = [edit for cell in named for edit in rename(cell, "th", _scope(cell))]
    return Repair(_("Make the first row headers"), tuple(edits))


def _scope(cell: Element) -> str:
    if "scope" in cell.attributes:
        return ""
    is_one = cell.attributes.get("colspan", "1").strip() in ("", "1")
    return ' scope="col"' if is_one else ' scope="colgroup"'


def _is_bold(cells: Sequence[Element]) -> bool:
    words = [node for cell in cells for node in cell.walk() if isinstance(node, Words) and node.text.strip()]
    return all(node.parent.name in ("b", "strong") or node.parent.is_within("b", "strong") for node in words)


def _plain(cell: Element, heading: Element) -> Repair | None:
    """Returns a repair where the heading is all that its cell says: there it only looks like one."""
    if cell.words() != heading.words():
        return None
    return Repair(_("Make it a paragraph of the cell"), tuple(rename(heading, "p")))
