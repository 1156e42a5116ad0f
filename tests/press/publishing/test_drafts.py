"""Before the approval each verb changes just these fields and leaves just this entry."""

import datetime
from collections.abc import Callable

import pytest

from press import publishing
from press.models import AuditEntry, Contact, Edition, Release, User
from tests.factories import make_officer
from tests.press.publishing.effects import NOW, effects_on, entry

pytestmark = pytest.mark.usefixtures("clock")

SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)

Build = Callable[..., Release]


def test_starting_a_release(author: User, contact: Contact) -> None:
    edition = publishing.start_release(
        language="ru", by=author, title="Встреча с наблюдателями", body="<p>Ёлка.</p>", contact=contact
    )
    row = Edition.objects.get(pk=edition.pk)
    assert (row.number, row.state, row.version, row.created_by, row.contact) == (
        1,
        "draft",
        1,
        author,
        contact,
    )
    assert (row.search_text, list(row.changed_by.all())) == ("встреча с наблюдателями  елка.  ", [author])
    assert (row.release.language, row.release.slug) == ("ru", "vstrecha-s-nabliudateliami")
    made = AuditEntry.objects.get()
    assert (made.verb, made.by, made.release_number) == ("start", author, row.release_id)
    assert (made.edition_number, made.detail) == (1, {"edition": edition.pk, "version": 1})


def test_a_release_has_the_address_that_was_typed_and_the_story_that_was_given(
    make_release: Build, author: User
) -> None:
    story = make_release(language="kk", title="Кездесу").story
    edition = publishing.start_release(language="ru", by=author, story=story, slug="typed", title="Встреча")
    assert (edition.release.slug, edition.release.story) == ("typed", story)


def test_without_the_right_nothing_is_started(db: None) -> None:
    nobody = make_officer("nobody", "author")
    nobody.groups.clear()
    with pytest.raises(publishing.Refused, match="Your account does not have the right to do this"):
        publishing.start_release(language="en", by=nobody, title="Title")
    assert (Release.objects.count(), Edition.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_a_draft_may_begin_without_a_title_and_so_without_an_address(author: User) -> None:
    assert publishing.start_release(language="en", by=author).release.slug == ""


def test_a_field_that_officers_do_not_write_is_no_text(author: User) -> None:
    with pytest.raises(TypeError, match="not written by officers: approved_by, state"):
        publishing.start_release(
            language="en", by=author, title="Title", state="approved", approved_by=author
        )
    assert (Release.objects.count(), Edition.objects.count()) == (0, 0)


def test_revising(make_release: Build, editor: User, contact: Contact) -> None:
    edition = make_release(state="draft", lead="Lead.").editions.get()
    with effects_on(edition) as changed:
        publishing.revise(
            edition, by=editor, version=1, slug="another", title="Ёлка", lead="Lead.", contact=contact
        )
    assert changed.edition == {
        "title": "Ёлка",
        "contact_id": contact.pk,
        "search_text": "елка lead. the text of the release.  ",
        "version": 2,
        "changed_by": ["author", "editor"],
    }
    assert changed.release == {"slug": "another"}
    assert changed.entries == [entry("revise", editor, edition, fields=["contact", "slug", "title"])]


def test_who_changes_nothing_writes_nothing_and_is_no_author(
    make_release: Build, editor: User, contact: Contact
) -> None:
    edition = make_release(state="draft", lead="One.\nTwo.", contact=contact).editions.get()
    same = {"lead": "One.\r\nTwo.", "body": "<p>The text of the release.</p>\r\n", "contact": contact}
    with effects_on(edition) as changed:
        publishing.revise(edition, by=editor, version=1, slug=edition.release.slug, **same)
    assert (changed.edition, changed.release, changed.entries) == ({}, {}, [])
    with pytest.raises(publishing.Outdated):
        publishing.revise(edition, by=editor, version=2, **same)


def test_an_address_that_is_left_empty_is_made_from_the_title(make_release: Build, author: User) -> None:
    edition = make_release(state="draft").editions.get()
    publishing.revise(edition, by=author, title="Elections observed", slug="")
    assert edition.release.slug == "elections-observed"
    # As the form sends it: what nobody has written follows the title, what somebody has does not.
    publishing.revise(edition, by=author, title="Elections watched", slug="elections-observed")
    assert edition.release.slug == "elections-watched"
    publishing.revise(edition, by=author, title="Elections", slug="watched")
    publishing.revise(edition, by=author, title="Elections observed", slug="watched")
    assert edition.release.slug == "watched"
    publishing.revise(edition, by=author, slug="elections-observed")
    publishing.revise(edition, by=author, title="Another")
    assert edition.release.slug == "elections-observed"


def test_submitting(make_release: Build, author: User) -> None:
    edition = make_release(state="draft").editions.get()
    Edition.objects.filter(pk=edition.pk).update(return_note="Mend it.")
    with effects_on(edition) as changed:
        publishing.submit(edition, by=author, version=1)
    assert changed.edition == {
        "state": "submitted",
        "submitted_at": NOW,
        "submitted_by_id": author.pk,
        "return_note": "",
        "version": 2,
    }
    assert (changed.release, changed.entries) == ({}, [entry("submit", author, edition)])


@pytest.mark.parametrize("verb", ["take back", "send back"])
def test_going_back_to_a_draft(make_release: Build, author: User, editor: User, verb: str) -> None:
    edition = make_release(state="submitted").editions.get()
    with effects_on(edition) as changed:
        if verb == "take back":
            publishing.take_back(edition, by=author, version=2)
        else:
            publishing.send_back(edition, by=editor, version=2, note=" Mend it. ")
    note = {"return_note": "Mend it."} if verb == "send back" else {}
    assert changed.edition == {
        "state": "draft", "submitted_at": None, "submitted_by_id": None, "version": 3, **note,
    }  # fmt: skip
    if verb == "take back":
        assert changed.entries == [entry("take back", author, edition)]
    else:
        assert changed.entries == [entry("send back", editor, edition, note="Mend it.")]


def test_a_text_is_not_sent_back_without_a_word(make_release: Build, editor: User) -> None:
    edition = make_release(state="submitted").editions.get()
    with effects_on(edition) as changed, pytest.raises(publishing.Refused, match="Say what is to be mended"):
        publishing.send_back(edition, by=editor, note="  ")
    assert (changed.edition, changed.entries) == ({}, [])


def test_starting_an_edition(make_release: Build, author: User, editor: User) -> None:
    first = make_release().editions.get()
    with effects_on(first) as changed:
        second = publishing.start_edition(first.release, by=editor)
    assert (changed.edition, changed.release) == ({}, {})
    assert changed.entries == [entry("start", editor, second, copied_from=1)]
    assert (second.number, second.created_by, second.version) == (2, editor, 1)


def test_starting_an_edition_from_an_old_text_that_was_public(
    make_release: Build,
    correct: Callable[..., Edition],
    clock: Callable[[datetime.datetime], None],
    editor: User,
    chief: User,
) -> None:
    release = make_release(title="As it was at first")
    first = release.editions.get()
    clock(NOW + DAY)
    correct(release, title="As it was corrected")
    clock(NOW + 2 * DAY)
    third = publishing.start_edition(release, by=chief, source=first)
    assert AuditEntry.objects.filter(verb="start")[0].detail["copied_from"] == 1
    assert (third.number, third.title, third.correction_note) == (3, "As it was at first", "")
    # Who wrote the old text, and who begins from it unchanged, may look at it as anybody else.
    assert list(third.changed_by.all()) == []
    publishing.revise(third, by=chief, minor=True)
    publishing.submit(third, by=chief)
    assert publishing.approve(third, by=editor).is_live()


def test_an_old_text_that_was_published_alone_and_never_confirmed_needs_another_to_begin_from(
    make_release: Build,
    correct: Callable[..., Edition],
    clock: Callable[[datetime.datetime], None],
    author: User,
    editor: User,
    chief: User,
) -> None:
    first = make_release(state="draft").editions.get()
    publishing.approve(first, by=chief, urgent_reason="Fire alarm")
    clock(NOW + DAY)
    correct(first.release, title="Corrected")
    third = publishing.start_edition(first.release, by=editor, source=first)
    assert set(third.changed_by.all()) == {author, chief}


def test_no_edition_begins_from_what_the_public_never_read_there(
    make_release: Build, author: User, editor: User
) -> None:
    release, other = make_release(title="This one"), make_release(title="Another")
    discarded = publishing.discard(publishing.start_edition(release, by=author), by=author)
    for source in (discarded, other.editions.get()):
        with pytest.raises(publishing.Refused) as refused:
            publishing.start_edition(release, by=author, source=source)
        assert str(refused.value) == "A new edition begins from a text of this release that was public."
    assert release.editions.in_work().count() == 0


def test_a_correction_is_saved_under_the_address_that_it_has(make_release: Build, author: User) -> None:
    second = publishing.start_edition(make_release(title="Before"), by=author)
    with effects_on(second) as changed:
        publishing.revise(second, by=author, slug="before", title="After")
    assert (changed.edition["title"], changed.release) == ("After", {})
    assert changed.entries == [entry("revise", author, second, fields=["title"])]


@pytest.mark.parametrize("verb", ["revise", "submit", "take back", "send back"])
def test_the_callers_edition_stands_as_the_verb_left_it(
    make_release: Build, author: User, editor: User, verb: str
) -> None:
    state = "submitted" if "back" in verb else "draft"
    edition = make_release(state=state).editions.get()
    done = {
        "revise": lambda: publishing.revise(edition, by=author, title="Another", slug="another"),
        "submit": lambda: publishing.submit(edition, by=author),
        "take back": lambda: publishing.take_back(edition, by=author),
        "send back": lambda: publishing.send_back(edition, by=editor, note="Mend it."),
    }[verb]()
    assert done is edition
    fresh = Edition.objects.get(pk=edition.pk)
    assert (edition.title, edition.state, edition.version, edition.return_note, edition.release.slug) == (
        fresh.title,
        fresh.state,
        fresh.version,
        fresh.return_note,
        fresh.release.slug,
    )
