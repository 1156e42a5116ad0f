"""What the languages of a story owe each other: a correction asked about, a moment in common."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from press import publishing
from press.models import AuditEntry, Change, CorrectionQuestion, Edition, Generation, Release, User
from press.publishing.translations import (
    count_older_than_original,
    find_older_than_original,
    older_than_original,
)
from tests.factories import OF_THE_TESTS, make_officer
from tests.press.publishing.effects import NOW

Build = Callable[..., Release]
Correct = Callable[..., Edition]
Clock = Callable[[datetime.datetime], None]
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def languages(make_release: Build, clock: Clock) -> dict[str, Release]:
    """A story in three languages, live for an hour; beside it another story, which no question is about."""
    first = make_release(language="kk", title="Kazakh text", at=NOW - HOUR)
    make_release(language="ru", title="Another story", at=NOW - HOUR)
    others = {
        language: make_release(language=language, story=first.story, title=title, at=NOW - HOUR)
        for language, title in (("ru", "Russian text"), ("en", "English text"))
    }
    return {"kk": first, **others}


def asked() -> list[tuple[str, bool | None]]:
    return [
        (question.release.language, question.applies)
        for question in CorrectionQuestion.objects.open().order_by("release__language")
    ]


def notices(release: Release) -> list[str]:
    """Returns which languages the page of a release says that it is older than."""
    html = Client().get(release.get_absolute_url()).content.decode()
    parts = html.split('<div class="notice older" role="note">')[1:]
    return [part.partition('hreflang="')[2][:2] for part in parts]


def test_a_correction_asks_of_the_others_and_their_readers_are_told_until_each_is_answered_and_done(
    languages: dict[str, Release], correct: Correct, editor: User, clock: Clock
) -> None:
    correct(languages["kk"], title="Kazakh text, corrected")
    assert asked() == [("en", None), ("ru", None)]
    assert [notices(languages[each]) for each in ("kk", "ru", "en")] == [[], ["kk"], ["kk"]]
    russian, english = (CorrectionQuestion.objects.get(release=languages[each]) for each in ("ru", "en"))
    publishing.answer_correction(russian, by=editor, applies=False)
    publishing.answer_correction(english, by=editor, applies=True)
    assert asked() == [("en", True)]
    assert [notices(languages[each]) for each in ("ru", "en")] == [[], ["kk"]]
    clock(NOW + HOUR)
    correct(languages["en"], title="Spelling alone", minor=True, correction_note="")
    assert (asked(), notices(languages["en"])) == ([("en", True)], ["kk"])
    clock(NOW + 2 * HOUR)
    correct(languages["en"], title="English text, corrected")
    # It asks nothing in its turn: it is the same correction.
    assert asked() == []
    assert [notices(languages[each]) for each in ("kk", "ru", "en")] == [[], [], []]


def test_a_correction_asks_nothing_before_its_moment_nor_when_it_is_taken_back_or_minor(
    languages: dict[str, Release], correct: Correct, editor: User, clock: Clock
) -> None:
    ahead = correct(languages["kk"], title="Kazakh text, corrected", at=NOW + HOUR)
    assert (asked(), notices(languages["ru"])) == ([], [])
    clock(NOW + HOUR)
    assert (asked(), notices(languages["ru"])) == ([("en", None), ("ru", None)], ["kk"])
    clock(NOW + 2 * HOUR)
    publishing.withdraw(ahead.release, by=editor, reason="The figures were wrong.")
    assert (asked(), notices(languages["ru"])) == ([], [])
    correct(languages["en"], title="English text, corrected")
    assert asked() == [("ru", None)]  # of the Kazakh text, which is withdrawn, nothing is asked
    publishing.withdraw(languages["ru"], by=editor, reason="The figures were wrong.")
    assert asked() == []
    clock(NOW + 2.5 * HOUR)
    correct(languages["ru"], minor=True, title="Spelling alone", correction_note="")
    assert asked() == [("ru", None)]  # public again, it has an old question and asks none itself
    later = correct(languages["ru"], title="Later", at=NOW + 3 * HOUR)
    before = Generation.objects.get().number
    publishing.unschedule(later, by=editor)
    # It was asked of nobody yet: no page but those around the text is made anew.
    touched = [change.names for change in Change.objects.filter(number__gt=before)]
    assert None not in touched
    assert CorrectionQuestion.objects.filter(edition=later).count() == 0


def test_who_approves_and_reads_the_language_answers_and_the_audit_tells_it(
    languages: dict[str, Release], correct: Correct, author: User, editor: User
) -> None:
    correction = correct(languages["kk"], title="Kazakh text, corrected")
    question = CorrectionQuestion.objects.get(release=languages["ru"])
    reader = make_officer("reader", "editor", languages=["kk"])
    for officer in (author, reader):
        with pytest.raises(publishing.Refused):
            publishing.answer_correction(question, by=officer, applies=False)
    assert asked() == [("en", None), ("ru", None)]
    publishing.answer_correction(question, by=editor, applies=False)
    entry = AuditEntry.objects.filter(verb="answer correction").get()
    assert (entry.by, entry.release_number) == (editor, languages["ru"].pk)
    assert (entry.detail["correction"], entry.detail["applies"]) == (correction.pk, False)


def test_a_translation_to_which_a_correction_does_not_apply_is_not_older_than_its_original(
    languages: dict[str, Release], correct: Correct, editor: User
) -> None:
    kazakh, russian = (languages[each].editions.get() for each in ("kk", "ru"))
    publishing.note_source(russian, kazakh, kazakh.version)
    correct(languages["kk"], title="Kazakh text, corrected")
    assert count_older_than_original(9) == 1
    publishing.answer_correction(
        CorrectionQuestion.objects.get(release=languages["ru"]), by=editor, applies=False
    )
    assert count_older_than_original(9) == 0


def test_what_is_found_as_older_than_its_original_is_what_each_row_says_it_of(
    languages: dict[str, Release], correct: Correct, author: User
) -> None:
    kazakh, russian, english = (languages[each].editions.get() for each in ("kk", "ru", "en"))
    publishing.note_source(russian, kazakh, kazakh.version)

    def find_older() -> tuple[list[str], list[str], int]:
        found, said = find_older_than_original(), Edition.objects.filter(older_than_original())
        titles, of_rows = (sorted(each.values_list("title", flat=True)) for each in (found, said))
        return titles, of_rows, count_older_than_original(9)

    assert find_older() == ([], [], 0)
    draft = publishing.start_edition(languages["kk"], by=author)
    assert find_older() == ([], [], 0)  # it says the same still
    publishing.revise(draft, by=author, title="Kazakh text, corrected")
    assert find_older() == (["Russian text"], ["Russian text"], 1)
    publishing.note_source(english, draft, draft.version)
    assert find_older() == (["Russian text"], ["Russian text"], 1)
    publishing.revise(draft, by=author, title="Kazakh text, corrected again")
    assert find_older() == (["English text", "Russian text"], ["English text", "Russian text"], 1)
    publishing.discard(draft, by=author)
    assert find_older() == (["English text"], ["English text"], 1)


@pytest.fixture
def submitted(make_release: Build, clock: Clock) -> dict[str, Edition]:
    first = make_release(language="kk", title="Kazakh text", state="submitted")
    others = {
        language: make_release(language=language, story=first.story, title=title, state="submitted")
        for language, title in (("ru", "Russian text"), ("en", "English text"))
    }
    return {name: release.editions.get() for name, release in {"kk": first, **others}.items()}


def together(editions: dict[str, Edition], by: User, **more: Any) -> None:
    pairs = [(edition, edition.version) for edition in editions.values()]
    publishing.approve_together(pairs, by=by, override_reason=OF_THE_TESTS, **more)


def live() -> set[str]:
    return set(Edition.objects.live().values_list("release__language", flat=True))


def test_languages_released_together_are_public_at_one_moment_or_none_is(
    submitted: dict[str, Edition], editor: User, clock: Clock
) -> None:
    together(submitted, editor, live_from=NOW + HOUR)
    assert set(Edition.objects.values_list("live_from", flat=True)) == {NOW + HOUR}
    clock(NOW + HOUR - datetime.timedelta(microseconds=1))
    assert live() == set()
    clock(NOW + HOUR)
    assert live() == {"kk", "ru", "en"}


def test_a_moment_that_has_passed_is_said_once_of_all_languages(
    submitted: dict[str, Edition], editor: User
) -> None:
    with pytest.raises(publishing.Refused) as refused:
        together(submitted, editor, live_from=NOW - HOUR)
    assert str(refused.value) == "This moment has passed."


def test_corrections_that_go_out_together_ask_the_other_languages_alone(
    languages: dict[str, Release], author: User, editor: User
) -> None:
    later = {name: publishing.start_edition(languages[name], by=author) for name in ("kk", "ru")}
    for edition in later.values():
        publishing.revise(edition, by=author, correction_note="The number was wrong.", title="Corrected")
        publishing.submit(edition, by=author, override_reason=OF_THE_TESTS)
    together(later, editor)
    assert asked() == [("en", None), ("en", None)]
    assert [notices(languages[each]) for each in ("kk", "ru", "en")] == [[], [], ["kk", "ru"]]


def test_who_takes_one_off_the_schedule_takes_all_that_go_with_it(
    submitted: dict[str, Edition], make_release: Build, editor: User, clock: Clock
) -> None:
    alone = make_release(state="scheduled", language="en", title="Another story", at=NOW + HOUR)
    together(submitted, editor, live_from=NOW + HOUR)
    publishing.unschedule(submitted["ru"], by=editor)
    assert {edition.state for edition in Edition.objects.exclude(release=alone)} == {"draft"}
    assert set(Edition.objects.values_list("joint_release", flat=True)) == {None}
    clock(NOW + HOUR)
    assert live() == {"en"}
    verbs = AuditEntry.objects.filter(verb="unschedule")
    assert verbs.values("release_number").distinct().count() == 3


def test_one_that_may_not_be_approved_keeps_all_back_and_is_named(
    submitted: dict[str, Edition], editor: User
) -> None:
    submitted["ru"].changed_by.add(editor)
    with pytest.raises(publishing.Refused, match=r"^Русский: "):
        together(submitted, editor)
    assert {edition.state for edition in Edition.objects.all()} == {"submitted"}
    publishing.take_back(submitted["en"], by=editor)
    submitted["ru"].changed_by.clear()
    with pytest.raises(publishing.Refused, match=r"^English: "):
        together(submitted, editor)
    assert live() == set()


def test_only_the_languages_of_one_story_go_together(
    submitted: dict[str, Edition], make_release: Build, editor: User
) -> None:
    other = make_release(state="submitted", language="en", title="Another story").editions.get()
    with pytest.raises(publishing.Refused):
        together(submitted | {"other": other}, editor)
    assert live() == set()
