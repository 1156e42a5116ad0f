"""Each rule finds what it is for, in each of its languages, and leaves alone what is nearly the same."""

from collections import Counter

import pytest

from accessibility.content import RULES, check
from tests.accessibility.content.reading import CASES, Case, build, languages_of, load

EACH = 3


@pytest.mark.parametrize(
    "case", load(), ids=lambda case: f"{case.rule}-{case.language}-{str(case.entry)[:50]}"
)
def test_a_rule_finds_what_it_is_for_and_nothing_near_it(case: Case) -> None:
    found = check(build(case.language, case.entry), only=[case.rule])
    assert bool(found) == case.breaks, [finding.message for finding in found]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_texts_that_break_it_and_near_misses_in_each_of_its_languages(rule: str) -> None:
    assert (CASES / f"{rule}.toml").is_file()
    numbers = Counter((case.language, case.breaks) for case in load() if case.rule == rule)
    for language in languages_of(rule):
        assert min(numbers[language, True], numbers[language, False]) >= EACH, (rule, language, numbers)
