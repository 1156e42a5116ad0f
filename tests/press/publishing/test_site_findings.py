"""What the rules find in what is public: recorded with the verbs, checked anew, counted while it is live."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accessibility.content import RULES, Severity
from press import publishing
from press.management.commands.work import tasks
from press.models import (
    ContentCheck,
    Dismissal,
    Edition,
    EditionFinding,
    RegisteredName,
    Release,
    User,
)
from press.publishing import site_findings
from press.publishing.content_figures import find_figures
from press.publishing.content_rules import find_findings
from tests.press.findings import ERROR, LONG_AGO, WARNING, find_one, other_rules

Build = Callable[..., Release]
Correct = Callable[..., Edition]

pytestmark = pytest.mark.usefixtures("two_rules")


def in_the_report() -> list[tuple[str, str]]:
    """Returns the rules with open findings, each with the title of its text."""
    rows = EditionFinding.objects.open().order_by("pk")
    return [(row.rule, row.edition.title) for row in rows.select_related("edition")]


def test_a_text_that_is_approved_with_a_warning_is_in_the_report(make_release: Build) -> None:
    make_release(title="Warned of", body=WARNING)
    make_release(title="Nothing found")
    assert in_the_report() == [("bare-address", "Warned of")]


def test_a_text_that_is_imported_with_an_error_is_in_the_report(make_release: Build) -> None:
    make_release(title="Imported", body=ERROR, at=LONG_AGO)
    assert ("vague-link", "Imported") in in_the_report()
    assert EditionFinding.objects.get(rule="vague-link").severity == Severity.ERROR


@pytest.mark.parametrize("state", ["draft", "submitted", "scheduled", "withdrawn", "removed"])
def test_what_is_not_public_is_not_in_the_report(make_release: Build, state: str) -> None:
    make_release(state=state, body=WARNING)
    assert in_the_report() == []


def test_a_scheduled_text_is_in_the_report_from_its_moment_on(make_release: Build) -> None:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    make_release(state="scheduled", at=tomorrow, body=WARNING)
    assert list(EditionFinding.objects.open(tomorrow - datetime.timedelta(microseconds=1))) == []
    assert [row.rule for row in EditionFinding.objects.open(tomorrow)] == ["bare-address"]


def test_a_correction_without_the_fault_takes_it_out_of_the_report(
    make_release: Build, correct: Correct
) -> None:
    release = make_release(body=WARNING)
    correct(release, body="<p>Without the address.</p>")
    assert in_the_report() == []


def test_a_finding_that_is_let_stand_is_out_of_the_report_until_it_is_raised_again(
    make_release: Build, editor: User
) -> None:
    release = make_release(title="Warned of", body=WARNING)
    finding, edition = find_one(release), release.editions.get()
    publishing.dismiss(edition, finding, by=editor, reason="It is how they print it.")
    assert in_the_report() == []
    since = EditionFinding.objects.get().found_at
    publishing.reopen(edition, finding.key, by=editor)
    assert in_the_report() == [("bare-address", "Warned of")]
    assert EditionFinding.objects.get().found_at == since


def test_an_error_in_a_public_text_is_let_stand_by_who_may_approve(
    make_release: Build, author: User, editor: User
) -> None:
    release = make_release(body=ERROR, at=LONG_AGO)
    finding, edition = find_one(release, "vague-link"), release.editions.get()
    with pytest.raises(publishing.Refused, match="does not have the right"):
        publishing.dismiss(edition, finding, by=author, reason="I like it.")
    publishing.dismiss(edition, finding, by=editor, reason="The page that it led to is gone.")
    assert (Dismissal.objects.get().rule, in_the_report()) == ("vague-link", [])


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_an_error_before_the_approval_is_still_let_stand_with_all_others_alone(
    make_release: Build, editor: User, state: str
) -> None:
    edition = make_release(state="draft", body=ERROR).editions.get()
    if state == "submitted":
        publishing.submit(edition, by=editor, override_reason="It is quoted.")
        Dismissal.objects.all().delete()
    finding = next(one for one in find_findings(edition).open if one.rule.name == "vague-link")
    with pytest.raises(publishing.Refused, match="let stand with all others"):
        publishing.dismiss(edition, finding, by=editor, reason="It is quoted.")


def test_the_words_of_a_text_are_in_no_record(make_release: Build) -> None:
    make_release(body=WARNING, title="Quokka")
    (row,) = [*EditionFinding.objects.values()]
    (check,) = [*ContentCheck.objects.values()]
    said = " ".join(map(str, [*row.values(), *check.values()]))
    assert "parliament.example" not in said
    assert "Quokka" not in said


# --- Anew ---


def test_other_rules_check_again_and_a_finding_keeps_its_age(
    make_release: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_release(body=WARNING)
    EditionFinding.objects.update(found_at=LONG_AGO)
    assert site_findings.update_outdated() == 0
    other_rules(monkeypatch)
    assert site_findings.update_outdated() == 1
    assert ContentCheck.objects.get().rules.startswith("f" * 16)
    assert [row.found_at for row in EditionFinding.objects.all()] == [LONG_AGO]


def test_another_name_in_the_register_checks_again_and_the_public_figures_stay(make_release: Build) -> None:
    make_release(body=WARNING)
    before = find_figures()
    assert before and before.rules == len(RULES)  # as many as the help lists
    RegisteredName.objects.create(preferred_en="Majilis", variants_en="Mazhilis")
    assert find_figures() == before
    assert site_findings.update_outdated() == 1
    assert (site_findings.update_outdated(), find_figures()) == (0, before)


def test_what_other_rules_find_no_more_is_gone_and_what_they_find_beside_it_is_new(
    make_release: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = make_release(body=WARNING)
    row = EditionFinding.objects.get()
    EditionFinding.objects.update(rule="there-is-no-such-rule", key="x" * 32)
    EditionFinding.objects.create(
        edition=release.editions.get(), rule=row.rule, key=row.key, severity=3, text_name="body",
        found_at=LONG_AGO,
    )  # fmt: skip
    other_rules(monkeypatch)
    site_findings.update_outdated()
    (found,) = EditionFinding.objects.all()
    assert (found.rule, found.severity, found.found_at) == (row.rule, Severity.WARNING, LONG_AGO)


def test_a_later_edition_with_the_same_fault_makes_it_no_younger(
    make_release: Build, correct: Correct
) -> None:
    release = make_release(body=WARNING)
    EditionFinding.objects.update(found_at=LONG_AGO)
    correct(release, title="Another title", body=WARNING)
    assert [row.found_at for row in EditionFinding.objects.open()] == [LONG_AGO]


def test_the_worker_checks_what_was_never_checked(make_release: Build) -> None:
    make_release(title="Older than the rules", body=WARNING)
    make_release(state="scheduled", body=WARNING)
    EditionFinding.objects.all().delete()
    ContentCheck.objects.all().delete()
    assert [getattr(task, "__name__", "") for task in tasks()][-1] == "update_outdated"
    site_findings.enter_missing()
    assert site_findings.update_outdated() == 1
    assert in_the_report() == [("bare-address", "Older than the rules")]


def test_what_is_public_no_more_is_forgotten_when_rules_change(
    make_release: Build, correct: Correct, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = make_release(body=WARNING)
    correct(release, body=WARNING)
    assert EditionFinding.objects.count() == 2
    other_rules(monkeypatch)
    assert site_findings.update_outdated() == 2
    assert [row.edition.number for row in EditionFinding.objects.all()] == [2]
    assert site_findings.update_outdated() == 0


def test_a_text_is_compared_with_what_the_public_reads_of_its_other_languages(
    make_release: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: dict[str, list[str]] = {}

    def note(content: Any) -> list[Any]:
        titles = [translation.texts[0].source for translation in content.translations]
        compared[content.texts[0].source] = titles
        return []

    first = make_release(title="English", language="en")
    make_release(title="Scheduled", language="kk", story=first.story, state="scheduled")
    monkeypatch.setattr(site_findings.content_rules, "find_every", note)
    make_release(title="Russian", language="ru", story=first.story)
    assert compared == {"English": ["Russian"], "Russian": ["English"], "Scheduled": ["English", "Russian"]}


def test_the_check_asks_as_often_for_many_texts_as_for_one(make_release: Build) -> None:
    def check() -> int:
        site_findings.mark_outdated()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            site_findings.update_outdated()
        return len(queries)

    make_release(body=WARNING)
    one = check()
    for number in range(4):
        make_release(body=WARNING, title=f"Text {number}")
    assert check() == one


# --- The command ---


def run(*arguments: str) -> list[str]:
    said = io.StringIO()
    call_command("check_content", *arguments, stdout=said)
    return said.getvalue().splitlines()


def test_the_command_says_how_far_it_is_and_what_it_found(make_release: Build) -> None:
    make_release(body=WARNING)
    make_release(body=ERROR, at=LONG_AGO)
    ContentCheck.objects.all().delete()
    EditionFinding.objects.all().delete()
    first, *_, done, time, worst, other = run()
    assert (first, done, time[:7]) == ("0 of 2 texts", "2 of 2 texts", "Checked")
    assert worst.split() == ["A", "link", "that", "does", "not", "say", "where", "it", "leads", "error", "1"]
    assert other.split() == ["A", "long", "address", "in", "the", "text", "warning", "1"]


def test_the_command_goes_on_where_it_was_stopped(
    make_release: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make_release(body=WARNING, title=f"Text {number}")
    monkeypatch.setattr(site_findings, "BATCH", 2)
    said: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> None:
        said.append((done, of))
        if done == 2:
            raise KeyboardInterrupt

    site_findings.mark_outdated()
    with pytest.raises(KeyboardInterrupt):
        site_findings.check_all(stop)
    site_findings.check_all(lambda done, of: said.append((done, of)))
    assert said == [(0, 3), (2, 3), (2, 3), (3, 3)]


def test_the_command_checks_nothing_twice_but_when_all_is_asked_for(make_release: Build) -> None:
    make_release(body=WARNING)
    assert run()[0] == "1 of 1 texts"
    assert run("--all")[:2] == ["0 of 1 texts", "1 of 1 texts"]
