"""What was begun by mistake is discarded, restored within thirty days, and then deleted for good."""

import datetime
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from press import publishing
from press.management.commands import work
from press.models import AuditEntry, Edition, Illustration, Photograph, Release, Story, User
from press.publishing import transitions
from tests.factories import illustrate, make_topic
from tests.press.publishing.effects import NOW, effects_on, entry

Build = Callable[..., Release]
Clock = Callable[[datetime.datetime], None]
THIRTY_DAYS = datetime.timedelta(days=30)
MICROSECOND = datetime.timedelta(microseconds=1)


@pytest.fixture
def draft(make_release: Build) -> Edition:
    return make_release(state="draft").editions.get()


@pytest.fixture
def correction(make_release: Build, author: User) -> Edition:
    """A second edition in work, of a release that is public."""
    return publishing.start_edition(make_release(), by=author)


def numbers(release: Release) -> dict[str, list[int]]:
    """Returns the numbers of the release's editions by state."""
    found: dict[str, list[int]] = {}
    for state, number in release.editions.order_by("number").values_list("state", "number"):
        found.setdefault(state, []).append(number)
    return found


# --- the two verbs ---


def test_discarding_and_restoring(clock: Clock, draft: Edition, editor: User) -> None:
    with effects_on(draft) as changed:
        publishing.discard(draft, by=editor, version=1)
    assert changed.edition == {
        "state": "discarded",
        "discarded_at": NOW,
        "discarded_by_id": editor.pk,
        "version": 2,
    }
    assert (changed.release, changed.entries) == ({}, [entry("discard", editor, draft)])
    assert (draft.state, draft.restorable_until) == ("discarded", NOW + THIRTY_DAYS)
    with effects_on(draft) as changed:
        publishing.restore(draft, by=editor, version=2)
    assert changed.edition == {"state": "draft", "discarded_at": None, "discarded_by_id": None, "version": 3}
    assert (changed.release, changed.entries) == ({}, [entry("restore", editor, draft)])
    assert (draft.state, draft.restorable_until) == ("draft", None)


def test_what_was_sent_back_is_restored_with_its_note(make_release: Build, editor: User) -> None:
    edition = make_release(state="submitted").editions.get()
    publishing.send_back(edition, by=editor, note="Mend it.")
    publishing.restore(publishing.discard(edition, by=editor), by=editor)
    assert (edition.state, edition.return_note) == ("draft", "Mend it.")


def test_who_wrote_a_text_is_no_second_pair_of_eyes_after_it_was_restored(
    draft: Edition, author: User, editor: User
) -> None:
    publishing.revise(draft, by=editor, title="Another title")
    publishing.restore(publishing.discard(draft, by=author), by=author)
    publishing.submit(draft, by=author)
    with pytest.raises(publishing.Refused, match="You changed this text"):
        publishing.approve(draft, by=editor)


@pytest.mark.parametrize("state", ["submitted", "scheduled", "live", "withdrawn", "removed"])
def test_what_is_no_draft_is_not_discarded(make_release: Build, chief: User, state: str) -> None:
    edition = make_release(state=state).editions.get()
    with effects_on(edition) as changed, pytest.raises(publishing.Refused, match="This release is now"):
        publishing.discard(edition, by=chief)
    assert (changed.edition, changed.entries) == ({}, [])


def test_what_somebody_changed_meanwhile_is_not_discarded(draft: Edition, author: User, editor: User) -> None:
    publishing.revise(draft, by=editor, title="Another title")
    with pytest.raises(publishing.Outdated, match="editor changed this release after you opened it"):
        publishing.discard(draft, by=author, version=1)
    assert Edition.objects.get().state == "draft"


@pytest.mark.parametrize(("state", "by"), [("discarded", None), ("draft", "author")])
def test_the_database_keeps_who_and_when_with_the_state(
    draft: Edition, author: User, state: str, by: str | None
) -> None:
    discarded = {"discarded_at": timezone.now(), "discarded_by": author} if by else {}
    with (
        pytest.raises(IntegrityError, match="edition_discarded_has_who_and_when"),
        transaction.atomic(),
    ):
        Edition.objects.filter(pk=draft.pk).update(state=state, **discarded)


# --- a new edition, and its number ---


def test_after_a_mistaken_edition_the_next_has_its_number(
    correction: Edition, author: User, editor: User
) -> None:
    release = correction.release
    publishing.discard(correction, by=author)
    assert release.newest_edition() == release.editions.get(number=1)
    again = publishing.start_edition(release, by=author)
    assert numbers(release) == {"approved": [1], "discarded": [2], "draft": [2]}
    publishing.revise(again, by=author, minor=True)
    publishing.approve(publishing.submit(again, by=author), by=editor)
    publishing.restore(correction, by=author)
    assert numbers(release) == {"approved": [1, 2], "draft": [3]}
    last = AuditEntry.objects.latest("pk")
    assert (last.verb, last.edition_number, last.detail["edition"]) == ("restore", 3, correction.pk)


def test_a_number_is_given_once_among_those_that_stand(correction: Edition) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=correction.pk).update(number=1)


def test_what_was_done_to_a_discarded_edition_is_not_told_of_the_next_of_its_number(
    correction: Edition, author: User, editor: User, chief: User
) -> None:
    for title in ("One", "Two", "Three"):
        publishing.revise(correction, by=chief, title=title)
    publishing.discard(correction, by=chief)
    again = publishing.start_edition(correction.release, by=author)
    publishing.revise(again, by=editor, title="Mended")
    with pytest.raises(publishing.Outdated) as refused:
        publishing.revise(again, by=author, version=1, title="Mended otherwise")
    assert [entry.by for entry in refused.value.entries] == [editor]


@pytest.mark.parametrize(
    ("meanwhile", "why_not"),
    [
        ("draft", "Another edition of this release is already in work"),
        ("submitted", "Another edition of this release is already in work"),
        ("scheduled", "An edition of this release is scheduled"),
        ("removed", "This release was removed"),
    ],
)
def test_nothing_is_restored_beside_another_edition_or_into_a_removed_release(
    correction: Edition, author: User, editor: User, chief: User, meanwhile: str, why_not: str
) -> None:
    release = correction.release
    publishing.discard(correction, by=author)
    if meanwhile == "removed":
        publishing.remove(release, by=chief, reason="Published by mistake.")
    else:
        again = publishing.start_edition(release, by=author)
        publishing.revise(again, by=author, minor=True)
        if meanwhile != "draft":
            publishing.submit(again, by=author)
        if meanwhile == "scheduled":
            publishing.approve(again, by=editor, live_from=timezone.now() + THIRTY_DAYS)
    correction.release.refresh_from_db()
    with effects_on(correction) as changed, pytest.raises(publishing.Refused, match=why_not):
        publishing.restore(correction, by=author)
    assert (changed.edition, changed.entries) == ({}, [])


# --- a release of which nothing is left ---


def test_its_language_is_begun_anew_in_the_same_release(draft: Edition, author: User, editor: User) -> None:
    release = draft.release
    publishing.discard(draft, by=author)
    assert (release.newest_edition(), release.story.languages()) == (None, [])
    text = {"title": "Begun anew", "body": "<p>A text.</p>"}
    again = publishing.start_release(language="en", by=author, story=release.story, **text)
    assert (again.release, again.number, again.release.slug) == (release, 1, "begun-anew")
    with pytest.raises(publishing.Refused, match="already has a release in this language"):
        publishing.start_release(language="en", by=author, story=release.story)
    publishing.approve(publishing.submit(again, by=author), by=editor)
    publishing.restore(draft, by=author)
    assert (numbers(release), Release.objects.count()) == ({"approved": [1], "draft": [2]}, 1)


def test_restored_it_has_its_own_address_again_not_that_of_what_was_begun_meanwhile(
    make_release: Build, author: User
) -> None:
    first = make_release(state="draft", title="Budget of the regions").editions.get()
    publishing.discard(first, by=author)
    story, language = first.release.story, first.language
    other = publishing.start_release(story=story, language=language, by=author, title="A secret title")
    publishing.discard(other, by=author)
    publishing.restore(first, by=author)
    assert Release.objects.get(pk=first.release_id).slug == "budget-of-the-regions"


@pytest.mark.parametrize("verb", ["start_edition", "withdraw", "remove"])
def test_nothing_but_restoring_is_done_with_it(draft: Edition, chief: User, verb: str) -> None:
    publishing.discard(draft, by=chief)
    verbs: dict[str, Callable[[], object]] = {
        "start_edition": lambda: publishing.start_edition(draft.release, by=chief),
        "withdraw": lambda: publishing.withdraw(draft.release, by=chief, reason="Wrong."),
        "remove": lambda: publishing.remove(draft.release, by=chief, reason="Wrong."),
    }
    with effects_on(draft) as changed, pytest.raises(publishing.Refused):
        verbs[verb]()
    assert (changed.edition, changed.release, changed.entries) == ({}, {}, [])


def test_a_discarded_text_neither_fixes_a_credit_nor_makes_the_story_an_editors(
    make_release: Build, author: User
) -> None:
    kazakh = make_release(state="draft", language="kk", title="Кездесу").editions.get()
    english = make_release(state="draft", story=kazakh.release.story).editions.get()
    photograph = illustrate(english, by=author).photograph
    publishing.discard(english, by=author)
    assert photograph.is_fixed() is False
    topic, nothing = make_topic(), {"people": [], "related": [], "pinned_until": None}
    publishing.revise_story(kazakh, by=author, topics=[topic], **nothing)
    assert list(kazakh.release.story.topics.all()) == [topic]


# --- thirty days ---


def test_it_is_restored_to_the_last_moment_and_deleted_from_then_on(
    clock: Clock, draft: Edition, author: User
) -> None:
    publishing.discard(draft, by=author)
    clock(NOW + THIRTY_DAYS - MICROSECOND)
    assert publishing.delete_discarded() == 0
    with transaction.atomic():
        assert publishing.restore(draft, by=author).state == "draft"
        transaction.set_rollback(True)
    clock(NOW + THIRTY_DAYS)
    with pytest.raises(publishing.Refused, match="The 30 days in which this text could be restored are over"):
        publishing.restore(Edition.objects.get(), by=author)
    assert publishing.delete_discarded() == 1
    assert not Edition.objects.exists()


def test_with_the_last_edition_go_its_release_and_its_story_and_the_audit_stays(
    clock: Clock, draft: Edition, author: User
) -> None:
    illustrate(draft, by=author)
    draft.release.story.topics.add(make_topic())
    publishing.discard(draft, by=author)
    number, key, version = draft.release_id, draft.pk, draft.version
    clock(NOW + THIRTY_DAYS)
    publishing.delete_discarded()
    left = [model.objects.count() for model in (Edition, Release, Story, Illustration, Photograph)]
    assert left == [0, 0, 0, 0, 0]
    audit = AuditEntry.objects.order_by("pk")
    assert [(each.verb, each.release_number, each.edition_number) for each in audit] == [
        ("start", number, 1),
        ("discard", number, 1),
        ("delete", number, 1),
    ]
    deleted = audit[2]
    assert (deleted.by, deleted.who) == (None, "the press room, by itself")
    assert deleted.detail == {"edition": key, "version": version}


def test_what_others_need_is_not_deleted_with_it(clock: Clock, make_release: Build, author: User) -> None:
    live = make_release(language="kk", title="Кездесу")
    used = illustrate(live.editions.get(), by=author).photograph
    correction = publishing.start_edition(live, by=author)
    other = make_release(state="draft", story=live.story).editions.get()
    for edition in (correction, other):
        publishing.discard(edition, by=author)
    clock(NOW + THIRTY_DAYS)
    assert publishing.delete_discarded() == 2
    assert (list(Release.objects.all()), list(Story.objects.all())) == ([live], [live.story])
    assert (numbers(live), list(Photograph.objects.all())) == ({"approved": [1]}, [used])
    assert [one.edition.number for one in Illustration.objects.all()] == [1]


def test_what_was_begun_anew_stays_when_what_was_discarded_goes(
    clock: Clock, draft: Edition, author: User
) -> None:
    publishing.discard(draft, by=author)
    again = publishing.start_release(language="en", by=author, story=draft.release.story, title="Anew")
    clock(NOW + THIRTY_DAYS)
    publishing.delete_discarded()
    assert (list(Edition.objects.all()), list(Release.objects.all())) == ([again], [draft.release])


def test_what_was_discarded_again_begins_its_thirty_days_anew(
    clock: Clock, draft: Edition, author: User
) -> None:
    publishing.discard(draft, by=author)
    clock(NOW + THIRTY_DAYS / 2)
    publishing.discard(publishing.restore(draft, by=author), by=author)
    clock(NOW + THIRTY_DAYS)
    assert (publishing.delete_discarded(), Edition.objects.count()) == (0, 1)


@pytest.mark.parametrize("discards_again", [False, True])
def test_one_that_an_officer_restored_while_the_worker_waited_for_it_stays(
    clock: Clock, draft: Edition, author: User, monkeypatch: pytest.MonkeyPatch, discards_again: bool
) -> None:
    publishing.discard(draft, by=author)
    clock(NOW + THIRTY_DAYS)
    lock = transitions.lock_edition

    def lock_after_the_officer(edition: Edition, version: int | None) -> Edition:
        monkeypatch.setattr(transitions, "lock_edition", lock)
        clock(NOW + THIRTY_DAYS - datetime.timedelta(seconds=1))
        publishing.restore(draft, by=author)
        if discards_again:
            publishing.discard(draft, by=author)
        clock(NOW + THIRTY_DAYS)
        return lock(edition, version)

    monkeypatch.setattr(transitions, "lock_edition", lock_after_the_officer)
    assert (publishing.delete_discarded(), Edition.objects.count()) == (0, 1)


def test_the_worker_deletes_it(clock: Clock, draft: Edition, author: User, settings: Any) -> None:
    settings.PAGE_STORE_BYTES = 0  # a page that is made ends the test's transaction with its request
    publishing.discard(draft, by=author)
    clock(NOW + THIRTY_DAYS)
    for task in work.tasks():
        task()
    assert not Edition.objects.exists()


# --- at once ---


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_restores_and_one_begins_nothing(
    correction: Edition, author: User, editor: User
) -> None:
    """Or the other way round: whichever is first, one edition is in work."""
    if connection.vendor != "postgresql":
        return  # SQLite lets one write after the other anyway
    publishing.discard(correction, by=author)
    at_once, refused = Barrier(2), []

    def press(verb: Callable[[], object]) -> None:
        at_once.wait()
        try:
            verb()
        except publishing.Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    release, discarded = Release.objects.get(), Edition.objects.get(pk=correction.pk)
    threads = [
        Thread(target=press, args=[lambda: publishing.restore(discarded, by=author)]),
        Thread(target=press, args=[lambda: publishing.start_edition(release, by=editor)]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), release.editions.in_work().count()) == (1, 1)


def test_of_two_officers_with_one_page_the_later_is_told(draft: Edition, author: User, editor: User) -> None:
    mine, yours = Edition.objects.get(), Edition.objects.get()
    publishing.discard(mine, by=author, version=1)
    with pytest.raises(publishing.Outdated, match="author changed this release after you opened it"):
        publishing.discard(yours, by=editor, version=1)
    publishing.restore(mine, by=author, version=2)
    with pytest.raises(publishing.Outdated, match="author changed this release after you opened it"):
        publishing.restore(yours, by=editor, version=2)
