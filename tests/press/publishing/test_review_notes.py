"""Notes at a place of a text: who may begin, answer and end one, and what they never change."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from press import publishing
from press.models import AuditEntry, Edition, Release, ReviewNote, User
from press.publishing.permissions import Permissions
from press.publishing.review_notes import list_places
from tests.factories import OF_THE_TESTS, illustrate

Build = Callable[..., Release]


@pytest.fixture
def submitted(make_release: Build) -> Edition:
    return make_release(state="submitted", title="The Senate sits", lead="It sat in Astana.").editions.get()


def threads(edition: Edition) -> list[tuple[str, bool, list[str]]]:
    return [
        (note.text, note.resolved_at is None, [reply.text for reply in note.replies.all()])
        for note in edition.review_notes.threads()
    ]


def test_a_thread_lives_until_it_is_resolved_and_can_be_opened_again(
    submitted: Edition, author: User, editor: User
) -> None:
    place = {"text_name": "lead", "quote": "sat  in\nAstana"}
    note = publishing.add_note(submitted, by=editor, text="Or in Almaty?", **place)
    assert (note.text_name, note.quote) == ("lead", "sat in Astana")
    reply = publishing.reply_to_note(note, by=author, text="In Astana: it is in the protocol.")
    # Whoever answers an answer goes on with the thread.
    publishing.reply_to_note(reply, by=editor, text="Thank you.")
    publishing.resolve_note(note, by=author)
    said = ["In Astana: it is in the protocol.", "Thank you."]
    assert threads(submitted) == [("Or in Almaty?", False, said)]
    publishing.reopen_note(note, by=editor)
    assert threads(submitted) == [("Or in Almaty?", True, said)]
    entries = AuditEntry.objects.filter(detail__review_note=note.pk).order_by("pk")
    assert list(entries.values_list("verb", "by__username")) == [
        ("add note", "editor"),
        ("reply to note", "author"),
        ("reply to note", "editor"),
        ("resolve note", "author"),
        ("reopen note", "editor"),
    ]
    # Its words are kept in the note alone.
    assert "Almaty" not in str(list(AuditEntry.objects.values("detail")))


def test_what_says_nothing_or_stands_nowhere_is_refused(submitted: Edition, editor: User) -> None:
    for refused in ({"text": " \u200b"}, {"text": "Why?", "text_name": "photograph-1-caption"}):
        with pytest.raises(publishing.Refused):
            publishing.add_note(submitted, by=editor, **refused)
    note = publishing.add_note(submitted, by=editor, text="Why?")
    with pytest.raises(publishing.Refused):
        publishing.reopen_note(note, by=editor)
    publishing.resolve_note(note, by=editor)
    with pytest.raises(publishing.Refused):
        publishing.resolve_note(note, by=editor)
    assert threads(submitted) == [("Why?", False, [])]


def test_whatever_is_written_in_a_text_can_be_noted_on(make_release: Build, author: User) -> None:
    edition = make_release(state="draft").editions.get()
    photograph = illustrate(edition, by=author).photograph_id
    edition = Edition.objects.get(pk=edition.pk)
    assert set(list_places(edition)) == {
        *(field.name for field in Edition.WRITTEN_FIELDS),
        f"photograph-{photograph}-alternative_text",
        f"photograph-{photograph}-caption",
    }


def test_an_author_answers_and_does_not_begin_one(submitted: Edition, author: User, editor: User) -> None:
    with pytest.raises(publishing.Refused):
        publishing.add_note(submitted, by=author, text="I like it.")
    note = publishing.add_note(submitted, by=editor, text="Or in Almaty?")
    editor.groups.clear()
    without_rights = User.objects.get(pk=editor.pk)
    with pytest.raises(publishing.Refused):
        publishing.resolve_note(note, by=without_rights)
    publishing.take_back(submitted, by=author)
    publishing.resolve_note(note, by=author)
    assert threads(submitted) == [("Or in Almaty?", False, [])]


def test_who_notes_is_no_author_and_may_still_approve(submitted: Edition, editor: User, author: User) -> None:
    before = submitted.version
    note = publishing.add_note(submitted, by=editor, text="Or in Almaty?", text_name="lead")
    publishing.reply_to_note(note, by=editor, text="I looked it up.")
    publishing.resolve_note(note, by=editor)
    submitted.refresh_from_db()
    assert (submitted.version, list(submitted.changed_by.all())) == (before, [author])
    assert bool(Permissions(submitted, editor).can_approve())
    publishing.add_note(submitted, by=editor, text="An open one stops nobody.")
    assert publishing.approve(submitted, by=editor).is_live()


def test_who_has_an_older_form_is_not_told_that_a_note_changed_the_text(
    make_release: Build, author: User, editor: User, chief: User
) -> None:
    edition = make_release(state="draft").editions.get()
    opened_at = edition.version
    publishing.revise(edition, by=chief, title="Another title")
    publishing.add_note(edition, by=editor, text="Why another?")
    with pytest.raises(publishing.Outdated) as outdated:
        publishing.revise(edition, by=author, version=opened_at, title="A third one")
    assert [entry.by for entry in outdated.value.entries] == [chief]


def test_they_outlive_every_way_back_and_the_approval_after_which_they_are_only_read(
    submitted: Edition, author: User, editor: User
) -> None:
    note = publishing.add_note(submitted, by=editor, text="Or in Almaty?", text_name="lead")
    kept = [("Or in Almaty?", True, ["In Astana."])]
    publishing.reply_to_note(note, by=author, text="In Astana.")
    for back in (
        lambda: publishing.send_back(submitted, by=editor, note="See the notes."),
        lambda: publishing.take_back(submitted, by=author),
        lambda: publishing.approve(
            submitted, by=editor, live_from=timezone.now() + datetime.timedelta(days=1)
        ),
    ):
        back()
        assert threads(submitted) == kept
        if submitted.state == Edition.State.DRAFT:
            publishing.submit(submitted, by=author, override_reason=OF_THE_TESTS)
            assert threads(submitted) == kept
    for verb in (publishing.resolve_note, publishing.reopen_note):
        with pytest.raises(publishing.Refused):
            verb(note, by=editor)
    with pytest.raises(publishing.Refused):
        publishing.reply_to_note(note, by=editor, text="Too late.")
    with pytest.raises(publishing.Refused):
        publishing.add_note(submitted, by=editor, text="Too late.")
    publishing.unschedule(submitted, by=editor)
    publishing.resolve_note(note, by=author)
    assert threads(submitted) == [("Or in Almaty?", False, ["In Astana."])]


def test_with_a_discarded_text_they_are_deleted(submitted: Edition, author: User, editor: User) -> None:
    note = publishing.add_note(submitted, by=editor, text="Or in Almaty?")
    publishing.reply_to_note(note, by=author, text="In Astana.")
    publishing.take_back(submitted, by=author)
    publishing.discard(submitted, by=author)
    Edition.objects.update(discarded_at=timezone.now() - Edition.RESTORABLE_FOR)
    assert (publishing.delete_discarded(), ReviewNote.objects.count()) == (1, 0)
