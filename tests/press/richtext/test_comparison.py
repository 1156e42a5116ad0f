"""Two texts side by side and put together: what stands in one alone is marked, and no word is lost."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import html5lib
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from press.richtext.blocks import INLINE, VOID, split_blocks
from press.richtext.comparison import compare_html, compare_texts
from press.richtext.merging import Merged, merge_html
from press.richtext.sanitise import plain_text, sanitise
from tests.press.richtext.marks import LABEL, bare_marks

WORD = st.sampled_from(
    ["budget", "vote", "Сенат", "мәжіліс", "R&amp;D", "<em>today</em>", '<a href="/x">link</a>']
)
LINE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
BLOCK = st.one_of(
    LINE.map("<p>{}</p>".format),
    LINE.map("<h2>{}</h2>".format),
    st.lists(LINE, min_size=1, max_size=3).map(
        lambda lines: f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    ),
    st.lists(LINE, min_size=1, max_size=3).map(
        lambda cells: (
            f"<table><tbody>{''.join(f'<tr><th>Region</th><td>{cell}</td></tr>' for cell in cells)}"
            "</tbody></table>"
        )
    ),
    st.lists(LINE, min_size=1, max_size=2).map(
        lambda lines: f"<blockquote>{''.join(f'<p>{line}</p>' for line in lines)}</blockquote>"
    ),
    LINE.map("<p>{}<br>vote</p>".format),
    LINE,
    st.just("<hr>"),
)
TEXT = st.lists(BLOCK, max_size=6).map("\n".join).map(sanitise)


def paragraphs(*words: str) -> str:
    return "\n".join(f"<p>{each}</p>" for each in words)


def plain(html: str) -> str:
    return " ".join(html.split())


@given(TEXT)
def test_the_blocks_of_a_text_are_all_of_it(html: str) -> None:
    assert plain("\n".join(split_blocks(html))) == plain(html)


def test_blocks_are_the_outermost_ones_and_words_outside_are_their_own() -> None:
    html = "<p>a <strong>b</strong></p>\n<ul><li>x<p>y</p></li></ul>tail <em>t</em><br>u<hr><p>z</p>"
    assert split_blocks(html) == [
        "<p>a <strong>b</strong></p>",
        "<ul><li>x<p>y</p></li></ul>",
        "tail <em>t</em><br>u",
        "<hr>",
        "<p>z</p>",
    ]


def taken(html: str, name: str = "nothing") -> list[tuple[str, ...]]:
    """Returns a text without what is marked so, the other marks' contents staying: its blocks as they begin
    and end, and its characters, each with the elements of its line.
    """
    said: list[tuple[str, ...]] = []

    def visit(element: ET.Element, within: tuple[str, ...]) -> None:
        tag, attributes = element.tag, dict(element.attrib)
        classes = attributes.pop("class", "").split()
        if (
            "change-label" in classes
            or (attributes.pop("data-change", "") or tag * ("change" in classes)) == name
        ):
            return
        shown = " ".join([tag, *(f"{key}={value}" for key, value in sorted(attributes.items()))])
        is_mark, is_block = "change" in classes, tag not in INLINE
        if is_block:
            said.append((f"<{shown}>",))
        inner = (*within, shown) if tag in INLINE and not is_mark else within
        if tag in VOID:
            said.append((f"<{tag}>", *within))
        say(element.text, inner)
        for child in element:
            visit(child, inner)
            say(child.tail, inner)
        if is_block:
            said.append((f"</{tag}>",))

    def say(text: str | None, within: tuple[str, ...]) -> None:
        said.extend((" ",) if each.isspace() else (each, *within) for each in text or "")

    visit(html5lib.parseFragment(html, container="div", namespaceHTMLElements=False), ())
    # Space at the edge of a block is none, nor are two.
    kept = said[:1]
    for before, each in pairwise(said):
        if each != (" ",) or not (before == (" ",) or before[0].startswith("<")):
            kept.append(each)
    return [
        each for each, after in zip(kept, [*kept[1:], ("<",)], strict=False)
        if each != (" ",) or not after[0].startswith("<")
    ]  # fmt: skip


@given(TEXT, TEXT)
def test_without_what_is_deleted_it_is_the_later_text_and_without_what_is_added_the_earlier(
    before: str, after: str
) -> None:
    compared = compare_html(before, after)
    assert taken(compared.html, "del") == taken(after)
    assert taken(compared.html, "ins") == taken(before)
    assert (taken(compared.before), taken(compared.after)) == (taken(before), taken(after))
    # As it is written, so a browser reads it: no end tag is missing, nothing is put elsewhere.
    assert parsed(compared.html) == compared.html


def parsed(html: str) -> str:
    tree = html5lib.parseFragment(html, container="div", namespaceHTMLElements=False)
    written = html5lib.serialize(
        tree, quote_attr_values="always", omit_optional_tags=False, alphabetical_attributes=False
    )
    return str(written).replace("\xa0", "&nbsp;")


@given(TEXT, TEXT)
def test_what_differs_is_counted_and_nothing_else_is_marked(before: str, after: str) -> None:
    compared = compare_html(before, after)
    assert compared.is_changed == (taken(before) != taken(after))
    assert compared.is_changed == ("change" in compared.html)
    assert "\n".join(block.html for block in compared.blocks) == compared.html


def test_words_are_marked_where_they_stand_and_links_and_lists_stay() -> None:
    compared = compare_html(
        '<p>The Senate met <a href="/x">today</a> &amp; voted.</p><ul><li>one</li><li>two</li></ul>',
        '<p>The Senate met <a href="/x">on Monday</a> &amp; voted.</p>'
        "<ul><li>one</li><li>three</li><li>two</li></ul>",
    )
    assert bare_marks(compared.html) == (
        '<p>The Senate met <del><a href="/x">today</a></del> '
        '<ins><a href="/x">on Monday</a></ins> &amp; voted.</p>\n'
        '<ul><li>one</li><li data-change="ins"><ins>three</ins></li><li>two</li></ul>'
    )
    assert compared.changes == 2


def test_a_paragraph_that_is_written_anew_is_not_torn_into_words() -> None:
    old, new, stays = (
        "<p>The committee will meet on Monday.</p>",
        "<p>Nobody came to it at all!</p>",
        "<p>It is.</p>",
    )
    assert bare_marks(compare_html(old + stays, new + stays).html) == (
        f"<p><del>The committee will meet on Monday.</del> <ins>Nobody came to it at all!</ins></p>\n{stays}"
    )
    assert bare_marks(compare_html(old + stays, stays + new).html) == (
        f"<del>{old}</del>\n{stays}\n<ins>{new}</ins>"
    )


def test_a_cell_is_compared_in_its_table_and_a_row_that_is_new_says_so() -> None:
    row = "<tr><th>{}</th><td>{}</td></tr>".format
    table = "<table><tbody>{}</tbody></table>".format
    compared = compare_html(
        table(row("Abay Region", "18") + row("Ulytau", "20")),
        table(row("Abay Region", "19") + row("Astana", "31") + row("Ulytau", "20")),
    )
    assert bare_marks(compared.html) == table(
        row("Abay Region", "<del>18</del> <ins>19</ins>") + '<tr data-change="ins"><th><ins>Astana</ins></th>'
        "<td><ins>31</ins></td></tr>" + row("Ulytau", "20")
    )


def test_one_word_between_two_changes_does_not_tear_them_apart() -> None:
    compared = compare_texts("of the upper chamber of 18 March 2023", "of the lower house of 19 April 2023")
    assert bare_marks(compared.html) == (
        "of the <del>upper chamber of 18 March</del> <ins>lower house of 19 April</ins> 2023"
    )


@pytest.mark.parametrize(
    ("language", "labels"),
    [("kk", ["[жойылды:", "]", "[қосылды:", "]"]), ("ru", ["[удалено:", "]", "[добавлено:", "]"]),
     ("en", ["[deleted:", "]", "[added:", "]"])],
)  # fmt: skip
def test_each_mark_is_said_in_words_in_the_language_of_the_page(language: str, labels: list[str]) -> None:
    with translation.override(language):
        compared = compare_texts("a b", "a c")
    assert LABEL.findall(compared.html) == labels
    assert compared.html.count(f'lang="{language}"') == 4


def test_no_id_stands_in_it_since_the_text_itself_stands_beside_it() -> None:
    compared = compare_html('<h2 id="plan">Plan</h2><p>x</p>', '<p>x id="y"</p><h2 id="plan">Plan</h2>')
    assert re.findall(r' id="[^"]*"', compared.html) == [' id="y"']


def test_a_plain_text_is_escaped() -> None:
    compared = compare_texts("a <b>\nc", "a <i>\nc")
    assert [bare_marks(side) for side in (compared.before, compared.after)] == [
        "a &lt;<del>b</del>&gt;<br>c",
        "a &lt;<ins>i</ins>&gt;<br>c",
    ]


@given(TEXT, TEXT)
def test_what_only_one_changed_is_kept_whoever_it_was(base: str, changed: str) -> None:
    for mine, theirs in ((changed, base), (base, changed), (changed, changed)):
        merged = merge_html(base, mine, theirs)
        assert (plain(merged.html), merged.has_conflict) == (plain(changed), False)


@given(TEXT, TEXT, TEXT)
def test_nothing_that_i_typed_is_lost_and_nothing_of_theirs_without_a_word(
    base: str, mine: str, theirs: str
) -> None:
    merged = merge_html(base, mine, theirs)
    blocks = list(map(plain, split_blocks(merged.html)))
    old = set(map(plain, split_blocks(base)))
    assert set(map(plain, split_blocks(mine))) - old <= set(blocks)
    if not merged.has_conflict:
        assert set(map(plain, split_blocks(theirs))) - old <= set(blocks)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        (("a", "b", "c"), ("a1", "b", "c"), ("a", "b", "c2", "d"), (("a1", "b", "c2", "d"), False)),
        (("a", "b"), ("a", "b", "m"), ("t", "a", "b"), (("t", "a", "b", "m"), False)),
        (("a", "b", "c"), ("a", "c"), ("a", "b", "c1"), (("a", "c"), True)),
        (("a", "b", "c"), ("a1", "b", "c1"), ("a", "b1", "c"), (("a1", "b1", "c1"), False)),
        (("a", "b"), ("a1", "b"), ("a2", "b"), (("a1", "b"), True)),
        ((), ("a",), ("b",), (("a",), True)),
    ],
)
def test_two_who_write_in_one_text(
    base: tuple[str, ...],
    mine: tuple[str, ...],
    theirs: tuple[str, ...],
    merged: tuple[tuple[str, ...], bool],
) -> None:
    found = merge_html(*(paragraphs(*words) for words in (base, mine, theirs)))
    assert found == Merged(paragraphs(*merged[0]), merged[1])
    assert plain_text(found.html) == " ".join(merged[0])
