"""Each version of a draft that was saved is kept whole: who, when, and all that it said."""

from collections.abc import Callable
from typing import Any

from press import publishing
from press.models import Edition, EditionVersion, Release, StoryVersion, User
from press.publishing.versions import find_content, get_content
from tests.factories import illustrate, illustration_texts, make_topic, photograph_file

Build = Callable[..., Release]


def kept(edition: Edition) -> list[tuple[int, str, str]]:
    rows = edition.versions.select_related("saved_by")
    return [(row.number, str(row.saved_by and row.saved_by.username), row.content["title"]) for row in rows]


def words(photograph: int, **changed: Any) -> dict[str, Any]:
    return {"photograph": photograph, **illustration_texts(**changed)}


def test_a_version_is_a_row_with_who_saved_it_and_all_that_it_said(author: User, editor: User) -> None:
    edition = publishing.start_release(
        language="en", by=author, title="One", body="<p>Text.</p>", lead="Lead."
    )
    publishing.revise(edition, by=editor, title="Two")
    publishing.revise(edition, by=editor, title="Two")  # nothing is other than before
    texts = illustration_texts(alternative_text="A hall", credit="N. B.")
    photograph = publishing.IllustrationInput(None, photograph_file(), texts)
    publishing.revise_illustrations(edition, [photograph], by=author)
    assert kept(edition) == [(1, "author", "One"), (2, "editor", "Two"), (3, "author", "Two")]
    used = edition.illustrations.get()
    assert edition.versions.get(number=3).content == {
        "slug": "one",
        "title": "Two",
        "dateline": "",
        "lead": "Lead.",
        "body": "<p>Text.</p>",
        "correction_note": "",
        "minor": False,
        "contact": None,
        "courtesy": "",
        "ai_use": "",
        "ai_checked": False,
        "publish_at": None,
        "photographs": [words(used.photograph_id, alternative_text="A hall", credit="N. B.")],
    }


def test_what_a_form_was_built_on_is_found_also_after_verbs_that_changed_no_word(
    author: User, editor: User, make_release: Build
) -> None:
    edition = make_release(state="draft", title="One").editions.get()
    publishing.submit(edition, by=author)
    publishing.send_back(edition, by=editor, note="Mend it.")
    shown = edition.version
    publishing.revise(edition, by=author, title="Two")
    assert shown > 1
    assert [(find_content(edition, number) or {}).get("title") for number in (0, 1, shown, shown + 1)] == [
        None,
        "One",
        "One",
        "Two",
    ]


def test_of_a_draft_from_before_versions_were_kept_the_last_one_is_kept_before_it_changes(
    author: User, make_release: Build
) -> None:
    edition = make_release(state="draft", title="One").editions.get()
    edition.versions.all().delete()
    publishing.revise(edition, by=author, title="Two")
    assert kept(edition) == [(1, "None", "One"), (2, "author", "Two")]


def test_what_a_story_is_about_and_a_photograph_s_words_are_kept_before_and_after(
    author: User, editor: User, make_release: Build
) -> None:
    edition = make_release(state="draft").editions.get()
    story, topic = edition.release.story, make_topic()
    about: dict[str, Any] = {"topics": [topic], "people": [], "related": [], "pinned_until": None}
    publishing.revise_story(edition, by=author, **about)
    assert list(story.versions.values_list("number", "content")) == [
        (1, {"topics": [], "people": [], "related": [], "pinned_until": None}),
        (2, {"topics": [topic.pk], "people": [], "related": [], "pinned_until": None}),
    ]
    photograph = illustrate(edition, by=author).photograph
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)
    publishing.correct_credit(edition, photograph, by=editor, credit_en="N. Baibulin")
    photograph.refresh_from_db()
    assert [row.content["credit_en"] for row in photograph.versions.all()] == ["", "N. Baibulin"]
    assert get_content(photograph)["credit_en"] == "N. Baibulin"


def test_of_what_is_imported_nothing_is_kept_twice(author: User, make_release: Build) -> None:
    make_release(state="draft")
    before = EditionVersion.objects.count()
    edition = publishing.start_release(language="en", by=author, title="Old", body="<p>Old.</p>")
    publishing.import_published(edition, by=author, at=edition.created_at)
    assert (EditionVersion.objects.count(), StoryVersion.objects.count()) == (before, 0)
