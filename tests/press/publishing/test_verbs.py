"""Who may do what to a text, in which order, and what is left behind."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group

from press import publishing
from press.models import AuditEntry, Edition, Release, User
from press.publishing import Problem


@pytest.fixture
def draft(make_release: Callable[..., Release]) -> Edition:
    return make_release(state="draft").editions.get()


@pytest.fixture
def submitted(make_release: Callable[..., Release]) -> Edition:
    return make_release(state="submitted").editions.get()


def test_three_groups_are_there_from_the_first_migration(db: None) -> None:
    assert sorted(Group.objects.values_list("name", flat=True)) == ["author", "chief editor", "editor"]


def test_a_draft_becomes_public_through_two_people(draft: Edition, author: User, editor: User) -> None:
    publishing.submit(draft, by=author)
    publishing.approve(draft, by=editor)
    assert draft.is_live()
    assert list(AuditEntry.objects.order_by("id").values_list("by__username", "verb")) == [
        ("author", "start"),
        ("author", "submit"),
        ("editor", "approve"),
    ]


def test_an_author_has_no_right_to_approve(submitted: Edition, author: User) -> None:
    with pytest.raises(publishing.Refused) as refused:
        publishing.approve(submitted, by=author)
    assert str(refused.value) == "Your account does not have the right to do this."


def test_nobody_approves_a_text_that_they_changed(draft: Edition, author: User, editor: User) -> None:
    publishing.revise(draft, by=editor, title="Rewritten by the editor")
    publishing.submit(draft, by=author)
    with pytest.raises(publishing.Refused) as refused:
        publishing.approve(draft, by=editor)
    assert str(refused.value) == "You changed this text, so somebody else must approve it."
    draft.refresh_from_db()
    assert draft.state == Edition.State.SUBMITTED


def test_nobody_approves_a_language_that_they_do_not_read(submitted: Edition, editor: User) -> None:
    editor.languages = ["kk", "ru"]
    editor.save()
    with pytest.raises(publishing.Refused) as refused:
        publishing.approve(submitted, by=editor)
    assert str(refused.value) == "Your account does not list this language: English."


def test_a_submitted_text_is_frozen_until_it_is_taken_back(submitted: Edition, author: User) -> None:
    with pytest.raises(publishing.Refused):
        publishing.revise(submitted, by=author, title="Changed behind the editor's back")
    publishing.take_back(submitted, by=author)
    publishing.revise(submitted, by=author, title="Changed in the open")
    assert (submitted.state, submitted.title) == (Edition.State.DRAFT, "Changed in the open")


def test_an_editor_sends_a_text_back_with_a_note(submitted: Edition, editor: User) -> None:
    publishing.send_back(submitted, by=editor, note="Name the city.")
    assert (submitted.state, submitted.return_note) == (Edition.State.DRAFT, "Name the city.")


def test_a_form_built_on_an_older_version_is_refused_and_names_who_changed_it(
    draft: Edition, author: User, editor: User
) -> None:
    opened = draft.version
    publishing.revise(draft, by=editor, title="The editor's title")
    with pytest.raises(publishing.Outdated) as refused:
        publishing.revise(draft, by=author, version=opened, title="The author's title")
    assert [entry.by for entry in refused.value.entries] == [editor]
    assert str(refused.value).startswith("editor changed this release after you opened it.")
    draft.refresh_from_db()
    assert draft.title == "The editor's title"


def test_who_changed_it_is_named_once_each_and_nobody_who_changed_something_else(
    make_release: Callable[..., Release], draft: Edition, author: User, editor: User, chief: User
) -> None:
    other = make_release(state="draft", title="Another").editions.get()
    opened = draft.version
    for number, by in enumerate((chief, editor, chief)):
        publishing.revise(draft, by=by, title=f"Title {number}")
        publishing.revise(other, by=author, title=f"Title {number}")
    with pytest.raises(publishing.Outdated) as refused:
        publishing.submit(draft, by=author, version=opened)
    assert str(refused.value).startswith("chief, editor changed this release")
    assert [entry.by for entry in refused.value.entries] == [chief, editor, chief]
    with pytest.raises(publishing.Outdated) as refused:
        publishing.submit(draft, by=author, version=draft.version + 9)
    assert str(refused.value).startswith("Somebody changed this release")


def test_what_was_done_to_another_edition_is_not_told_of_this_one(
    make_release: Callable[..., Release], correct: Callable[..., Edition], author: User
) -> None:
    release = make_release()
    correct(release)
    third = publishing.start_edition(release, by=author)
    opened = third.version
    publishing.revise(third, by=author, minor=True)
    with pytest.raises(publishing.Outdated) as refused:
        publishing.submit(third, by=author, version=opened)
    assert [(entry.edition_number, entry.verb) for entry in refused.value.entries] == [(3, "revise")]


def test_an_incomplete_text_is_refused_with_every_reason_at_once(
    make_release: Callable[..., Release], author: User
) -> None:
    edition = make_release(state="draft", title="!!!", body="<p> </p>").editions.get()
    with pytest.raises(publishing.Refused) as refused:
        publishing.submit(edition, by=author)
    assert refused.value.problems == [
        Problem("body", "Write the text."),
        Problem("slug", "Write the address: the title has no letters to make it from."),
    ]


def test_a_correction_needs_a_note_for_readers_or_the_mark_minor(
    make_release: Callable[..., Release], author: User
) -> None:
    second = publishing.start_edition(make_release(state="live"), by=author)
    with pytest.raises(publishing.Refused) as refused:
        publishing.submit(second, by=author)
    assert [problem.field for problem in refused.value.problems] == ["correction_note"]
    publishing.revise(second, by=author, minor=True)
    publishing.submit(second, by=author)
    assert second.state == Edition.State.SUBMITTED


def test_an_urgent_text_is_published_alone_for_a_reason_and_waits_for_a_second_person(
    make_release: Callable[..., Release], author: User, editor: User, chief: User
) -> None:
    edition = make_release(state="draft").editions.get()
    publishing.revise(edition, by=chief, title="Evacuation of the building")
    publishing.approve(edition, by=chief, urgent_reason="Fire alarm")
    assert (edition.is_live(), edition.is_urgent_and_unconfirmed()) == (True, True)
    with pytest.raises(publishing.Refused):
        publishing.confirm(edition, by=chief)
    publishing.confirm(edition, by=editor)
    assert edition.is_urgent_and_unconfirmed() is False


def test_an_author_cannot_publish_urgently(draft: Edition, author: User) -> None:
    with pytest.raises(publishing.Refused):
        publishing.approve(draft, by=author, urgent_reason="I am in a hurry")
    draft.refresh_from_db()
    assert draft.state == Edition.State.DRAFT


def test_only_the_chief_editor_removes(
    make_release: Callable[..., Release], editor: User, chief: User
) -> None:
    release = make_release(state="live")
    with pytest.raises(publishing.Refused):
        publishing.remove(release, by=editor, reason="A mistake")
    publishing.remove(release, by=chief, reason="A mistake")
    assert release.is_removed() is True


def test_a_story_has_one_release_a_language(make_release: Callable[..., Release], author: User) -> None:
    story = make_release(language="kk", title="Кездесу").story
    make_release(language="ru", title="Встреча", story=story)
    with pytest.raises(publishing.Refused) as refused:
        publishing.start_release(story=story, language="kk", by=author, title="Екінші")
    assert str(refused.value) == "This story already has a release in this language: Қазақша."
    assert story.languages() == ["kk", "ru"]


def test_what_is_refused_leaves_no_trace(submitted: Edition, author: User) -> None:
    before = AuditEntry.objects.count(), submitted.version
    with pytest.raises(publishing.Refused):
        publishing.approve(submitted, by=author)
    submitted.refresh_from_db()
    assert (AuditEntry.objects.count(), submitted.version) == before
