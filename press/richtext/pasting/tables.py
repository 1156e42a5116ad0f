"""Tables: which cells are headers, of what; a table of one cell is a frame, not a table."""

from bs4 import Tag

from press.richtext.pasting.tree import (
    attribute,
    classes,
    element_before,
    find,
    move_contents,
    new_tag,
    words,
)

_CAPTIONS = {"msocaption", "caption"}
_CELLS = ("td", "th")


def mark_header_cells(root: Tag) -> None:
    """Names the header cells of each table, puts its header rows into a `thead`, and its name into it."""
    for table in reversed(find(root, "table")):  # the inner ones first
        rows = _rows(table)
        if sum(map(len, rows)) <= 1:
            _unframe(table)
            continue
        head = _count_header_rows(table, rows)
        _mark_columns(rows[:head])
        _mark_rows(rows[head:])
        _build_parts(table, head)
        _name(table)


def _own(table: Tag, names: str | tuple[str, ...]) -> list[Tag]:
    return [each for each in find(table, names) if each.find_parent("table") is table]


def _rows(table: Tag) -> list[list[Tag]]:
    return [
        [cell for cell in row.children if isinstance(cell, Tag) and cell.name in _CELLS]
        for row in _own(table, "tr")
    ]


def _unframe(table: Tag) -> None:
    frame = new_tag("div")
    for cell in _own(table, (*_CELLS, "caption")):
        part = new_tag("div")
        move_contents(cell, part)
        frame.append(part)
    table.replace_with(frame)


def _count_header_rows(table: Tag, rows: list[list[Tag]]) -> int:
    """Returns how many rows are headers: by what is said of them, or else by a first row all in bold."""
    said = [_is_said_header(row) for row in _own(table, "tr")]
    counted = said.index(False) if False in said else 1
    if counted:
        return counted
    bold = [_is_bold_row(row) for row in rows]
    return int(bold[0] and not all(bold))


def _is_said_header(row: Tag) -> bool:
    cells = [cell for cell in row.children if isinstance(cell, Tag)]
    in_head = row.parent is not None and row.parent.name == "thead"
    all_headers = bool(cells) and all(cell.name == "th" for cell in cells)
    return in_head or all_headers


def _is_bold_row(row: list[Tag]) -> bool:
    filled = [cell for cell in row if words(cell)]
    return bool(filled) and all(map(_is_bold, filled))


def _is_bold(cell: Tag) -> bool:
    bold = "".join(words(each) for each in find(cell, "strong") if not each.find_parent("strong"))
    return bool(bold) and bold.replace(" ", "") == words(cell).replace(" ", "")


def _mark_columns(rows: list[list[Tag]]) -> None:
    for cell in (cell for row in rows for cell in row):
        if words(cell):
            spans = attribute(cell, "colspan") not in ("", "1")
            _make_header(cell, "colgroup" if spans else "col")
        else:
            cell.name = "td"  # a corner heads nothing


def _mark_rows(rows: list[list[Tag]]) -> None:
    """The first column, where it alone is in bold, or is said to be."""
    firsts, others = [row[0] for row in rows if row], [cell for row in rows for cell in row[1:]]
    are_bold = bool(firsts) and all(map(_is_bold, firsts)) and not any(map(_is_bold, others))
    for first in firsts:
        if words(first) and (are_bold or first.name == "th"):
            _make_header(first, "row")
    for cell in others:
        cell.name = "td"


def _make_header(cell: Tag, scope: str) -> None:
    cell.name = "th"
    cell["scope"] = scope
    for bold in find(cell, "strong"):
        bold.unwrap()


def _build_parts(table: Tag, head: int) -> None:
    rows = _own(table, "tr")
    for name, part in (("thead", rows[:head]), ("tbody", rows[head:])):
        if part:
            made = new_tag(name)
            for row in part:
                made.append(row.extract())
            table.append(made)
    for left in [child for child in table.children if isinstance(child, Tag)]:
        if left.name != "caption" and not left.find("tr"):
            left.extract()


def _name(table: Tag) -> None:
    """What stands before it as its caption is its name."""
    before = element_before(table)
    if before is None or before.name != "p" or not _CAPTIONS & classes(before):
        return
    if words(before) and not _own(table, "caption"):
        before.name = "caption"
        table.insert(0, before.extract())
