"""What holds of all rules, whatever they are given."""

import time

import pytest
from hypothesis import given, settings

from accessibility.content import RULES, Content, Name, Role, Text, check, repaired
from tests.accessibility.content.reading import Case, build, load
from tests.accessibility.content.soup import contents

BREAKING = [case for case in load() if case.breaks]


@given(contents)
@settings(max_examples=200, deadline=None)
def test_whatever_a_rule_is_given_its_findings_have_a_place_words_and_a_repair_that_works(
    content: Content,
) -> None:
    for finding in check(content):
        source = finding.text.source
        assert 0 <= finding.start <= finding.end <= len(source)
        assert finding.message.strip()
        assert "%(" not in finding.message
        assert finding.key
        if finding.repair:
            assert finding.repair.label
            assert all(0 <= edit.start <= edit.end <= len(source) for edit in finding.repair.edits)
            repaired(source, finding.repair.edits)


@given(contents)
@settings(max_examples=50, deadline=None)
def test_no_two_findings_have_one_key(content: Content) -> None:
    keys = [finding.key for finding in check(content)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("rule", RULES)
def test_a_dismissal_holds_while_only_what_is_around_changes(rule: str) -> None:
    for case in BREAKING:
        if case.rule != rule or not isinstance(case.entry, str):
            continue
        before = keys(case, case.entry, rule)
        around = f"<p>Кіріспе.</p>\n\n  {case.entry}"
        assert before <= keys(case, around, rule), case.entry


def test_a_dismissal_holds_while_letters_change_their_case_and_spaces_their_number() -> None:
    one, other = (
        "<p>Закон «Су бар жерде өмір бар» принят.</p>",
        "<p>Закон «Су бар  Жерде\nөмір Бар» принят.</p>",
    )
    found = [
        check(
            Content("ru", [Text("body", source, "ru", Role.BODY, is_html=True)]), only=["language-of-parts"]
        )
        for source in (one, other)
    ]
    assert [finding.key for finding in found[0]] == [finding.key for finding in found[1]] != []


def keys(case: Case, entry: str, rule: str) -> set[str]:
    return {finding.key for finding in check(build(case.language, entry), only=[rule])}


@pytest.mark.parametrize(
    "unit", ["a", "\t", "\n", "..", "a.", "завтра ", "Сенат ", "0 ", "<br>", "&nbsp;", "<li>a</li>", "- "]
)
def test_what_goes_on_for_long_is_read_once_not_from_each_of_its_places(unit: str) -> None:
    """From each of 20,000 places it took ten to three hundred seconds; read once, well under one."""
    source = unit * (20_000 // len(unit))
    texts = [Text("title", source, "ru"), Text("body", source, "ru", Role.BODY, is_html=True)]
    began = time.process_time()
    check(Content("ru", texts, names=[Name("ru", "Ашимбаев", ("Сенат*",))]))
    assert time.process_time() - began < 10
