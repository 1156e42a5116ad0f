"""What the judged texts say of the content rules: no finding unread, no verdict without its finding."""

import pytest
from django.utils.translation import override

from accessibility.content import Severity
from benchmarks import content_precision, verdicts
from benchmarks.content_precision import build_content, overruns, report
from benchmarks.verdicts import Judged, PressText, Verdict, find_faults, judge
from press.publishing.content_rules import find_every

HERE = '<p>The bill is <a href="/en/bills/1/">here</a>, the vote <a href="/en/votes/1/">here</a>.</p>'
RIGHT, FALSE = (Verdict("vague-link", "here", right=right) for right in (True, False))


def judged(*own: Verdict, body: str = HERE) -> tuple[list[Judged], list[Verdict]]:
    text = PressText("Two links", body, lead="The Senate sat on 14 May.")
    return judge(find_every(build_content(text, "en")), own)


def test_every_finding_has_the_verdict_of_its_rule_and_quote() -> None:
    found, unused = judged(RIGHT, FALSE)
    assert [each.right for each in found] == [True, False]
    assert unused == []


def test_a_verdict_may_be_of_several_findings() -> None:
    found, unused = judged(Verdict("vague-link", "here", right=True, number=2))
    assert [each.right for each in found] == [True, True]
    assert unused == []


def test_what_nobody_has_judged_is_told_as_it_is_written_beside_the_text() -> None:
    with override("en"):
        found, unused = judged()
    told = (
        "# Not judged. en 1. body: “here” does not say where the link leads. "
        "Make what it is about the link.\n"
        '[[text.finding]]\nrule = "vague-link"\nquote = "here"\nright = \nnumber = 2\n'
    )
    assert find_faults("en 1", "text.finding", found, unused) == [told]


def test_a_verdict_whose_finding_is_gone_is_told() -> None:
    gone = Verdict("vague-link", "here", right=True, number=2)
    found, unused = judged(gone, body="<p>The Senate passed a bill.</p>")
    assert find_faults("en 1", "text.finding", found, unused) == [
        "# Judged and not found, 2 times. en 1. vague-link: 'here'"
    ]


def test_a_picture_has_its_caption_and_its_alternative_text() -> None:
    text = PressText("A sitting", "<p>It began.</p>", captions=("The chair",), alternatives=("photo",))
    with override("en"):
        found = [(each.rule.name, each.text.name) for each in find_every(build_content(text, "en"))]
    assert found == [("alternative-text-is-a-placeholder", "photograph-0-alternative_text")]


def test_the_table_tells_how_many_of_the_findings_are_false() -> None:
    found, _unused = judged(RIGHT, FALSE)
    assert report(found, ["en 1"]).splitlines()[-2:] == [
        "| vague-link | error |  |  | 1 of 2 | 1 of 2 | 50% |",
        "| **all** |  |  |  | 1 of 2 | 1 of 2 | 50% |",
    ]


@pytest.mark.parametrize(("false", "over"), [(1, 0), (2, 1)])
def test_one_error_in_twenty_may_be_false_and_no_more(false: int, over: int) -> None:
    (finding, _other), _unused = judged()
    assert finding.finding.severity == Severity.ERROR
    found = [Judged(finding.finding, right=number >= false) for number in range(20)]
    assert len(overruns(found)) == over


@pytest.mark.parametrize("language", verdicts.LANGUAGES)
def test_every_finding_in_the_texts_is_judged(language: str) -> None:
    with override("en"):
        _texts, found, faults = content_precision.judge_texts(language)
    assert faults == []
    assert overruns(found) == []


@pytest.mark.parametrize("name", ["content-precision", "content-precision-archive"])
def test_the_page_has_a_place_for_both_tables(name: str) -> None:
    text = content_precision.DOCUMENT.read_text(encoding="utf-8")
    assert text.count(f"<!-- {name}: written by the command -->") == text.count(f"<!-- /{name} -->") == 1
