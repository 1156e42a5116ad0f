"""Every button: sending back, withdrawing, removing, urgent texts."""

from typing import Any

from press import publishing
from press.models import Edition, User
from tests.factories import make_topic, signed_in
from tests.press.desk.forms import ADD, in_days, page_of, written

BEGUN_FROM = "Begun from an old text:"


def test_sending_back_withdrawing_removing_and_a_new_edition(
    author: User, editor: User, chief: User, make_release: Any
) -> None:
    submitted = make_release(state="submitted", title="One").newest_edition()
    signed_in(editor).post(page_of(submitted), {"verb": "send-back", "note": "Mend the title."})
    assert "Mend the title." in signed_in(author).get(page_of(submitted)).content.decode()

    release = make_release(title="Two")
    live = release.newest_edition()
    answer = signed_in(author).post(page_of(live), {"verb": "new-edition"})
    draft = release.editions.get(number=2)
    assert answer["Location"] == page_of(draft)
    signed_in(editor).post(page_of(live), {"verb": "withdraw", "reason": "Wrong figures."})
    assert release.withdrawn_edition() == live
    signed_in(chief).post(page_of(live), {"verb": "remove", "reason": "By law."})
    release.refresh_from_db()
    assert release.removal_reason == "By law."


def test_the_page_of_an_old_edition_begins_the_next_one_from_its_text(
    author: User, make_release: Any, correct: Any
) -> None:
    release = make_release(title="Before")
    first = release.newest_edition()
    desk = signed_in(author)
    assert "Write a new edition" in desk.get(page_of(first)).content.decode()
    second = correct(release, title="After")
    page = desk.get(page_of(first)).content.decode()
    assert "Begin the next edition from this text" in page and "Write a new edition" not in page
    # As it was sent while the first was what the public read: nobody asked for the old text.
    desk.post(page_of(first), {"verb": "new-edition"})
    third = release.editions.get(number=3)
    assert third.title == second.title
    assert BEGUN_FROM not in desk.get(page_of(third)).content.decode()
    publishing.discard(third, by=author)
    answer = desk.post(page_of(first), {"verb": "new-edition", "from_this_text": "on"})
    again = release.editions.get(number=3, state="draft")
    assert (answer["Location"], again.title) == (page_of(again), "Before")
    said = f'{BEGUN_FROM} <a href="{page_of(first)}">Edition 1</a>'
    assert said in desk.get(page_of(again)).content.decode()
    assert BEGUN_FROM not in desk.get(page_of(first)).content.decode()


def test_an_editor_puts_a_published_story_on_top_without_a_new_edition(
    author: User, editor: User, make_release: Any
) -> None:
    topic = make_topic("Elections")
    edition = make_release().newest_edition()
    story = edition.release.story
    sent = {"verb": "about", "topics": [topic.pk], "pinned_until": f"{in_days(400):%Y-%m-%dT%H:%M}"}
    signed_in(author).post(page_of(edition), sent)
    assert not story.topics.exists()
    signed_in(editor).post(page_of(edition), {**sent, "pinned_until": "never"})
    assert not story.topics.exists()
    signed_in(editor).post(page_of(edition), sent)
    story.refresh_from_db()
    assert (list(story.topics.all()), story.pinned_until is not None) == ([topic], True)


def test_an_urgent_text_is_published_alone_and_confirmed_by_another(editor: User, chief: User) -> None:
    signed_in(chief).post(ADD, written(then="urgent"))
    edition = Edition.objects.get()
    assert edition.state == Edition.State.DRAFT
    signed_in(chief).post(page_of(edition), written(edition, then="urgent", urgent_reason="An earthquake."))
    edition.refresh_from_db()
    assert edition.is_live() and edition.is_urgent_and_unconfirmed()
    assert "Confirm the urgent publication" not in signed_in(chief).get(page_of(edition)).content.decode()
    assert "Confirm the urgent publication" in signed_in(editor).get(page_of(edition)).content.decode()
    signed_in(editor).post(page_of(edition), {"verb": "confirm", "version": edition.version})
    edition.refresh_from_db()
    assert edition.confirmed_by == editor
