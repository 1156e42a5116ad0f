"""Two texts side by side and put together: what stands in one alone is marked, and no word is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.richtext.blocks import split_blocks
from press.richtext.comparison import Comparison, compare_html, compare_texts
from press.richtext.merging import Merged, merge_html
from press.richtext.sanitise import plain_text, sanitise

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
    LINE.map("<table><tbody><tr><th>Region</th><td>{}</td></tr></tbody></table>".format),
    st.just("<hr>"),
)
TEXT = st.lists(BLOCK, max_size=6).map("\n".join).map(sanitise)
MARKS = re.compile("</?(?:ins|del)>")


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


@given(TEXT, TEXT)
def test_without_its_marks_each_side_is_the_text_itself(before: str, after: str) -> None:
    compared = compare_html(before, after)
    assert plain(MARKS.sub("", compared.before)) == plain(before)
    assert plain(MARKS.sub("", compared.after)) == plain(after)
    # As clean as the texts are: marking makes no other markup.
    assert sanitise(compared.after) == compared.after.strip()


@given(TEXT)
def test_a_text_beside_itself_has_no_mark(html: str) -> None:
    assert compare_html(html, html) == (plain_lines(html), plain_lines(html))


def plain_lines(html: str) -> str:
    return "\n".join(split_blocks(html))


def test_words_are_marked_where_they_stand_and_links_and_lists_stay() -> None:
    assert compare_html(
        '<p>The Senate met <a href="/x">today</a> &amp; voted.</p><ul><li>one</li><li>two</li></ul>',
        '<p>The Senate met <a href="/x">on Monday</a> &amp; voted.</p>'
        "<ul><li>one</li><li>three</li><li>two</li></ul>",
    ) == Comparison(
        '<p>The Senate met <a href="/x"><del>today</del></a> &amp; voted.</p>\n'
        "<ul><li>one</li><li>two</li></ul>",  # type: ignore[arg-type]
        '<p>The Senate met <a href="/x"><ins>on Monday</ins></a> &amp; voted.</p>\n'
        "<ul><li>one</li><li><ins>three</ins></li><li>two</li></ul>",  # type: ignore[arg-type]
    )


def test_a_plain_text_is_escaped() -> None:
    assert compare_texts("a <b>\nc", "a <i>\nc") == (
        "a <del>&lt;b&gt;</del><br>c",
        "a <ins>&lt;i&gt;</ins><br>c",
    )


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
