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
        ("Heading 1. This place is still to be filled in", "[[О чём]]"),
        ("List 1. 3 places are still to be filled in here", ""),
        ("Paragraph 2. This place is still to be filled in", ""),
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
        ("<p>Вода.</p><blockquote><p>[[…]]</p><p>[[…]]</p></blockquote>", "<p>Вода.</p>"),
        ('<p>Вода. <a href="/x/">[[…]]</a> [[…]]</p>', "<p>Вода.  </p>"),
        ('<p>Вода.</p><p>[[…]] <a href="/x/">[[…]]</a></p>', "<p>Вода.</p>"),
        ("<p>[[Кто <em>и]] где</em></p>", "<p><em> где</em></p>"),
        ("<table><tr><td>1</td><td>[[…]]</td></tr></table>", "<table><tr><td>1</td><td></td></tr></table>"),
        ("<table><tr><td>1</td></tr><tr><td>[[…]]</td></tr></table>", "<table><tr><td>1</td></tr></table>"),
        ("<table><tr><td><p>[[…]]</p></td><td>1</td></tr></table>",
         "<table><tr><td></td><td>1</td></tr></table>"),
        ("<table><tr><th>Вода</th><td>1</td></tr><tr><th>[[…]]</th><td>[[…]]</td></tr></table>",
         "<table><tr><th>Вода</th><td>1</td></tr></table>"),
        ("<p>Вода.</p><table><caption>[[…]]</caption><tr><th>[[…]]</th><td>46 %</td></tr></table>",
         "<p>Вода.</p>"),
        ("[[…]]<p>[[…]] и вода</p>", "<p> и вода</p>"),
    ],
)  # fmt: skip
def test_the_repair_takes_it_away_with_the_block_that_is_nothing_else(html: str, left: str) -> None:
    assert after_repairs(html) == left


@pytest.mark.parametrize(
    "html",
    [
        # Somewhere a link may lead to it.
        '<p>Вода.</p><h2 id="text-a">[[…]]</h2>',
        # Its sub-items would be those of nothing.
        "<ul><li>[[…]]<ul><li>Вода.</li></ul></li></ul>",
        # A number would stand there alone, or a note without its number.
        '<p>[[…]]<sup><a href="#n" id="r" role="doc-noteref">1</a></sup></p><p>Вода.</p>',
        '<p>[[…]] <a href="/x/">[[…]]</a><sup><a href="#n" role="doc-noteref">1</a></sup></p><p>Вода.</p>',
        ('<p>Вода.</p><section role="doc-endnotes"><ol><li id="n">[[…]] <a href="#r" role="doc-backlink">'
        "Назад</a></li></ol></section>"),
        # Cells would be without their header, and a value without its term.
        "<table><caption>[[…]]</caption><tr><th>[[…]]</th><td>Вода</td></tr></table>",
        "<table><thead><tr><th>[[…]]</th><th>[[…]]</th></tr></thead><tr><td>Су</td><td>1</td></tr></table>",
        "<table><tr><th>[[…]]</th><th>[[…]]</th></tr><tr><td>Су</td><td>1</td></tr></table>",
        "<dl><dt>[[…]]</dt><dd>Вода</dd></dl>",
        "<dl><dt>Вода</dt><dd>[[…]]</dd></dl>",
        # The row above reaches into this one.
        '<table><tr><td rowspan="2">Вода</td><td>1</td></tr><tr><td>[[…]]</td></tr></table>',
        "<figure><blockquote><p>[[…]]</p></blockquote><figcaption>Вода</figcaption></figure>",
    ],
)  # fmt: skip
def test_no_repair_is_offered_that_would_leave_something_unfinished(html: str) -> None:
    assert [finding.repair for finding in find(html, RULE)] == [None]


def test_after_a_repair_the_rules_find_nothing_that_was_not_there() -> None:
    html = (
        "<p>Вода.</p><h2>[[…]]</h2><table><caption>[[…]]</caption><thead><tr><th>[[…]]</th><th>2026</th></tr>"
        "</thead><tbody><tr><th>[[…]]</th><td>46</td></tr></tbody></table><ul><li>[[…]]</li></ul>"
    )
    before = {finding.rule.name for finding in find(html)}
    assert after_repairs(html) == "<p>Вода.</p>"
    assert {finding.rule.name for finding in find(after_repairs(html))} <= before


def test_where_nothing_is_filled_in_yet_all_of_it_is_one_finding() -> None:
    note = '<li id="text-n">[[…]] <a href="#text-r" role="doc-backlink">Назад к тексту</a></li>'
    html = (
        "<h2>[[…]]</h2><table><tr><th>[[…]]</th><td>46</td></tr></table>"
        f'<section role="doc-endnotes"><h2>Примечания</h2><ol>{note}</ol></section>'
    )
    with translation.override("en"):
        (finding,) = find(html, RULE)
    assert (finding.message, finding.repair, find_place(finding).number) == (
        "Nothing is filled in yet. Write in place of each [[…]], or delete it.", None, 0,
    )  # fmt: skip
    assert len(find(html.replace("[[…]]", "Вода", 1), RULE)) == 2


def test_each_place_says_what_it_is_in_or_the_words_around_it() -> None:
    note = '<li id="text-{0}">[[…]] <a href="#text-r" role="doc-backlink">Назад к тексту</a></li>'
    html = (
        "<h2>Вода</h2><h2>[[…]]</h2><p>Сенат одобрил [[…]].</p><ul><li>[[…]]</li></ul><ol><li>[[…]]</li></ol>"
        "<table><tr><td>[[…]]</td></tr></table><blockquote><p>[[…]]</p></blockquote>"
        f'<section role="doc-endnotes"><h2>Примечания</h2><ol>{note.format(1)}{note.format(2)}</ol></section>'
    )
    with translation.override("en"):
        found = [(finding.message.partition(".")[0], finding.quote) for finding in find(html, RULE)]
    assert found == [
        ("Heading 2", ""),
        ("Paragraph 1", "Сенат одобрил [[…]]."),
        ("List 1", ""),
        ("List 2", ""),
        ("Table 1", ""),
        ("Quotation 1", ""),
        ("Note 1", ""),
        ("Note 2", ""),
    ]


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
