"""What is still to be filled in: told at its place, and taken away with what is nothing else."""

import pytest
from django.utils import translation

from accessibility.content import Content, Finding, Role, Text, check, repaired
from accessibility.content.blanks import UNNAMED, is_blank
from accessibility.content.places import find_place

RULE, DIFFER = "blank-left-open", "figures-differ-between-languages"


def find(html: str, *only: str) -> list[Finding]:
    return check(Content("ru", [Text("body", html, "ru", Role.BODY, is_html=True)]), only)


def after_repairs(html: str) -> str:
    while repairs := [finding.repair for finding in find(html, RULE) if finding.repair]:
        html = repaired(html, repairs[0].edits)
    return html


def test_each_block_of_the_text_is_told_once_with_how_much_is_open_in_it() -> None:
    items = "<ul><li>[[…]]</li><li>[[…]]<ul><li>[[…]]</li></ul></li></ul>"
    html = f"<h2>[[О чём]]</h2><p>Вода.</p>{items}<p>[[…]]</p>"
    with translation.override("en"):
        found = find(html, RULE)
    assert [(finding.message.partition(":")[0], finding.quote) for finding in found] == [
        ("This place is still to be filled in", "[[О чём]]"),
        ("3 places are still to be filled in here", "[[…]]"),
        ("This place is still to be filled in", "[[…]]"),
    ]
    places = [find_place(finding) for finding in found]
    assert [(place.words, place.number) for place in places] == [("[[О чём]]", 0), ("[[…]]", 0), ("[[…]]", 3)]
    assert len({finding.key for finding in found}) == 3


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>Вода.</p><h2>[[…]]</h2>", "<p>Вода.</p>"),
        ("<ul><li>[[…]]</li><li>Вода.</li></ul>", "<ul><li>Вода.</li></ul>"),
        ("<ul><li>Вода.<ul><li>[[…]]</li></ul></li></ul>", "<ul><li>Вода.</li></ul>"),
        ("<ul><li>[[…]]<ul><li>Вода.</li></ul></li></ul>", "<ul><li><ul><li>Вода.</li></ul></li></ul>"),
        ("<blockquote><p>[[…]]</p><p>[[…]]</p></blockquote>", ""),
        ('<p>Вода. <a href="/x/">[[…]]</a> [[…]]</p>', "<p>Вода.  </p>"),
        ('<p>[[…]] <a href="/x/">[[…]]</a></p>', ""),
        ("<p>[[Кто <em>и]] где</em></p>", "<p><em> где</em></p>"),
        ('<h2 id="text-a">[[…]]</h2>', '<h2 id="text-a"></h2>'),
        ("<table><tr><td>1</td><td>[[…]]</td></tr></table>", "<table><tr><td>1</td><td></td></tr></table>"),
        ("<table><tr><td>1</td></tr><tr><td>[[…]]</td></tr></table>", "<table><tr><td>1</td></tr></table>"),
        ("<table><tr><td><p>[[…]]</p></td><td>1</td></tr></table>",
         "<table><tr><td></td><td>1</td></tr></table>"),
        ("[[…]]<p>[[…]] и вода</p>", "<p> и вода</p>"),
    ],
)  # fmt: skip
def test_the_repair_takes_it_away_with_the_block_that_is_nothing_else(html: str, left: str) -> None:
    assert after_repairs(html) == left


def test_a_field_of_one_line_is_emptied_by_hand() -> None:
    (finding,) = check(Content("ru", [Text("title", "[[Кто]]", "ru", Role.TITLE)]), [RULE])
    assert (finding.quote, finding.repair) == ("[[Кто]]", None)


def test_of_a_link_that_is_still_to_be_named_nothing_else_is_said() -> None:
    found = find('<p>Вода. <a href="/x/">[[…]]</a> <a href="/y/">[[здесь]]</a></p>')
    assert [finding.rule.name for finding in found] == [RULE]


def test_figures_are_compared_once_all_is_filled_in() -> None:
    def differences(html: str) -> list[str]:
        body = Text("body", html, "ru", Role.BODY, is_html=True)
        other = Content("kk", [Text("body", "<p>23 сенатор, 5 заң.</p>", "kk", Role.BODY, is_html=True)])
        here = Content("ru", [body], translations=[other])
        there = Content("kk", other.texts, translations=[Content("ru", [body])])
        return [each.rule.name for side in (here, there) for each in check(side, [DIFFER])]

    assert differences("<p>23 сенатора.</p><p>[[…]]</p>") == []
    assert differences("<p>23 сенатора.</p>") == [DIFFER, DIFFER]


def test_the_mark_of_what_a_quotation_leaves_out_is_no_blank() -> None:
    assert [is_blank(words) for words in (UNNAMED, " [[…]] [[кем]] ", "[…]", "", "[[…]] вода")] == [
        True, True, False, False, False,
    ]  # fmt: skip
