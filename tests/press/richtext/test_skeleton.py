"""The structure of a text without its words: what a translation begins with."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.content.blanks import UNNAMED
from press.languages import Language
from press.richtext.blocks import INLINE
from press.richtext.notes import heading_in, way_back_in
from press.richtext.sanitise import plain_text, sanitise
from press.richtext.skeleton import build_skeleton, is_skeleton
from tests.press.text.hostile import TEXTS

_TAG = re.compile(r"</?([a-z]+[1-6]?)[^>]*>")


def skeleton(html: str, language: str = "kk") -> str:
    return build_skeleton(sanitise(html), language)


def blocks(html: str) -> list[str]:
    """Returns the tags of blocks and links in their order; of what has no words, as the sanitiser has it."""
    bare = _TAG.sub(lambda tag: "" if tag[1] in INLINE - {"a"} else tag[0], html)
    cleaned = sanitise(bare.replace("&nbsp;", " "))
    return [tag[0].split()[0] for tag in _TAG.finditer(cleaned) if tag[1] not in INLINE - {"a"}]


@pytest.mark.parametrize(
    ("html", "structure"),
    [
        ('<h3 lang="ru">Вода</h3><p>Речь о <b>воде</b>.<br>И реках.</p>', "<h3>[[…]]</h3><p>[[…]]</p>"),
        (
            '<ol start="3"><li>один<ul><li>два</li></ul></li><li value="7">три</li></ol>',
            '<ol start="3"><li>[[…]]<ul><li>[[…]]</li></ul></li><li value="7">[[…]]</li></ol>',
        ),
        (
            '<blockquote lang="en"><p>Water</p></blockquote><hr><p>***</p>',
            "<blockquote><p>[[…]]</p></blockquote><hr><p>[[…]]</p>",
        ),
        (
            '<p>План: <a href="/ru/?a=1&amp;b=2" hreflang="ru">план</a>, и <a href="tel:+7">звонок</a>.</p>',
            '<p>[[…]] <a href="/ru/?a=1&amp;b=2" hreflang="ru" rel="noopener">[[…]]</a> [[…]] {}</p>'.format(
                '<a href="tel:+7" rel="noopener">[[…]]</a>'
            ),
        ),
        (
            '<table><tr><th abbr="Год" lang="ru" dir="ltr">Годы</th></tr></table>',
            "<table><tbody><tr><th>[[…]]</th></tr></tbody></table>",
        ),
        ('<p><abbr title="Сенат">С</abbr> <del datetime="2026">и</del></p>', "<p>[[…]]</p>"),
        (
            "<figure><blockquote>Вода</blockquote><figcaption>Кто</figcaption></figure>",
            "<figure><blockquote>[[…]]</blockquote><figcaption>[[…]]</figcaption></figure>",
        ),
        ("<dl><dt>Кворум</dt><dd>Сколько</dd></dl>Вне", "<dl><dt>[[…]]</dt><dd>[[…]]</dd></dl>[[…]]"),
        ("<p>Кто: [[кем]], […] и далее</p>", "<p>[[…]]</p>"),
        (
            "<table><tr><th>&nbsp;</th><td></td><td>Да</td></tr></table>",
            "<table><tbody><tr><th>&nbsp;</th><td></td><td>[[…]]</td></tr></tbody></table>",
        ),
        ('<p>Су</p><p><em></em></p><a href="/x/"><sup></sup></a>', "<p>[[…]]</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_blocks_and_links_stay_and_what_they_say_is_open(html: str, structure: str) -> None:
    assert skeleton(html) == structure


def test_of_a_table_the_rows_headers_and_spans_stay_and_the_cells_that_are_figures() -> None:
    table = (
        "<table><caption>{0}</caption><thead><tr><td></td>"
        '<th scope="col" colspan="2">{0}</th><th scope="col">2026</th></tr></thead><tbody><tr>'
        '<th scope="row" id="text-r">{0}</th><td headers="text-r"><p>1 200</p></td><td>{0}</td></tr>'
        "</tbody></table>"
    )
    assert skeleton(table.format("Слово")) == table.format("[[…]]")


@pytest.mark.parametrize(
    "figure", ["0", "−3", "1 200", "1\xa0200\xa0%", "18.03.2023", "10:00–12:30", "74-72-27", "—"]
)
def test_a_figure_that_is_the_same_in_every_language_stays_in_its_cell_alone(figure: str) -> None:
    cell = sanitise(f"<table><tbody><tr><td>{figure}</td></tr></tbody></table>")
    assert skeleton(cell) == cell
    assert skeleton(f"<p>{figure} </p><ul><li>{figure}</li></ul>") == "<p>[[…]]</p><ul><li>[[…]]</li></ul>"


@pytest.mark.parametrize("words", ["12,5", "1.200", "5 сенаторов", "2023 г.", "№ 5", "XIX", "Да.", "5 и 6"])
def test_what_one_language_writes_otherwise_than_another_does_not(words: str) -> None:
    cell = "<table><tbody><tr><td>{}</td></tr></tbody></table>"
    assert skeleton(cell.format(words)) == cell.format("[[…]]")


@pytest.mark.parametrize("language", Language.values)
def test_notes_keep_their_numbers_and_say_what_is_ours_in_the_language_of_the_translation(
    language: str,
) -> None:
    notes = (
        '<p>{0}<sup><a href="#text-n" id="text-r" role="doc-noteref" rel="noopener">1</a></sup></p>'
        '<section role="doc-endnotes"><h2>{1}</h2><ol><li id="text-n">{0} '
        '<a href="#text-r" role="doc-backlink" rel="noopener">{2}</a></li></ol></section>'
    )
    said = notes.format("Закон.", heading_in("ru"), way_back_in("ru"))
    assert skeleton(said, language) == notes.format(UNNAMED, heading_in(language), way_back_in(language))


WORDS = st.sampled_from(["вода", "Сенат", "R&amp;D", "5", "«Су»", "—", ".", "[…]", "&nbsp;", "[[кем]]"])
LINE = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(" ".join),
        st.lists(inner, max_size=3).map("".join),
        inner.map("<em>{}</em>".format),
        inner.map('<span lang="en" id="text-s">{}</span>'.format),
        inner.map('<a href="/x/">{}</a>'.format),
        inner.map("<sup>{}</sup>".format),
        inner.map("{}<br>".format),
    ),
    max_leaves=6,
)
BLOCK = st.recursive(
    st.one_of(
        LINE,
        LINE.map("<p>{}</p>".format),
        LINE.map("<h2>{}</h2>".format),
        LINE.map("<pre>{}</pre>".format),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("\n".join),
        st.lists(inner.map("<li>{}</li>".format), max_size=3).map(lambda items: f"<ul>{''.join(items)}</ul>"),
        st.lists(inner.map("<td>{}</td>".format), max_size=3).map(
            lambda cells: f"<table><tr><th>Год</th>{''.join(cells)}</tr></table>"
        ),
        inner.map("<blockquote>{}</blockquote>".format),
        inner.map("<details><summary>Су</summary>{}</details>".format),
    ),
    max_leaves=6,
)


@given(BLOCK)
def test_a_skeleton_has_no_word_of_the_text_and_all_of_its_blocks(html: str) -> None:
    text = sanitise(html)
    structure = build_skeleton(text, "kk")
    assert blocks(structure) == blocks(text)
    assert [each for each in plain_text(structure).replace(UNNAMED, "") if each.isalpha()] == []


@given(st.one_of(BLOCK, TEXTS))
def test_the_sanitiser_leaves_a_skeleton_as_it_is_and_it_is_its_own_skeleton(html: str) -> None:
    structure = build_skeleton(sanitise(html), "kk")
    assert sanitise(structure) == structure
    assert build_skeleton(structure, "kk") == structure
    assert is_skeleton(structure, "kk") == (UNNAMED in structure)


def test_what_somebody_has_written_in_is_no_skeleton_any_more() -> None:
    structure = skeleton("<h2>Вода</h2><p>Речь о воде.</p>")
    as_the_editor_sends_it = structure.replace("<", "\n\t<").replace(">", ">\n")
    assert [
        is_skeleton(html, "kk")
        for html in (as_the_editor_sends_it, structure.replace(UNNAMED, "Су", 1), "", "<hr>", "<p>Су</p>")
    ] == [True, False, False, False, False]
