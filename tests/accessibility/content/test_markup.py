"""A text is read whatever it is made of, and every part of it knows where it stands in the source."""

import html
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.content.markup import Element, Markup, Words
from tests.accessibility.content.soup import languages, markup

EITHER = st.one_of(st.text(), markup)


@given(EITHER, languages, st.booleans())
def test_what_is_said_is_what_the_source_has_at_its_place(source: str, language: str, is_html: bool) -> None:
    for node in Markup(source, language, is_html=is_html).root.walk():
        if isinstance(node, Words):
            said = source[node.start : node.end]
            # In a script a reference is none.
            assert node.text in (said, html.unescape(said))


@given(EITHER, languages)
def test_an_element_lies_within_its_parent_and_behind_the_one_before(source: str, language: str) -> None:
    root = Markup(source, language).root
    assert (root.start, root.end) == (0, len(source))
    for element in [root, *(node for node in root.walk() if isinstance(node, Element))]:
        assert element.start <= element.inner_start <= element.inner_end <= element.end
        place = element.inner_start
        for child in element.children:
            assert child.parent is element
            assert place <= child.start <= child.end <= element.inner_end
            place = child.end


@given(EITHER, languages, st.data())
def test_a_stretch_of_a_passage_is_found_in_the_source(
    source: str, language: str, data: st.DataObject
) -> None:
    for passage in Markup(source, language).passages:
        end = data.draw(st.integers(1, len(passage.text)))
        start = data.draw(st.integers(0, end - 1))
        begin, stop = passage.locate(start, end)
        assert 0 <= begin < stop <= len(source)
        stretches = [(one, other) for one, other, _ in passage.pieces(start, end)]
        assert all(begin <= one < other <= stop for one, other in stretches)
        said = [source[one:other] for one, other in stretches]
        # A character reference is found whole, of two letters also for one of them.
        assert passage.text[start:end].replace("\n", "") in "".join(map(html.unescape, said)).replace(
            "\n", ""
        )


@given(EITHER, languages)
def test_the_languages_of_a_passage_fill_it(source: str, language: str) -> None:
    for passage in Markup(source, language).passages:
        spans = passage.spans
        assert spans[0][0] == 0
        assert spans[-1][1] == len(passage.text)
        assert all(one[1] == other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 40_000,
        "<b>x" * 50_000,
        "<li><p>" * 28_000,
        "<table><tr><td>" * 13_000,
        "</p>" * 50_000,
        "<" * 200_000,
        "&" * 200_000,
        "<![" * 66_000,
        "<!--" * 50_000,
        "<a href='" * 22_000,
        '<span lang="kk">сөз ' * 10_000 + "</span>" * 10_000,
    ],
    ids=lambda source: source[:16],
)
def test_a_text_that_is_long_and_broken_is_read_to_its_end(source: str) -> None:
    read = Markup(source, "ru")
    assert read.root.end == len(source)
    for passage in read.passages:
        passage.locate(0, len(passage.text))
