"""At the desk: a draft is discarded after a question, found in a list of its own, and restored."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from press import publishing
from press.desk.fields import format_moment
from press.models import AuditEntry, Edition, Release, User
from tests.factories import illustrate, make_topic, signed_in
from tests.press.admin.lists import find_listed
from tests.press.desk.forms import ADD, page_of, rows, written

LIST = "/admin/press/edition/"
DISCARDED = f"{LIST}?standing=discarded"
THIRTY_DAYS = datetime.timedelta(days=30)


@pytest.fixture
def draft(make_release: Any) -> Edition:
    edition: Edition = make_release(state="draft", title="Begun by mistake").newest_edition()
    return edition


def question(edition: Edition) -> str:
    return f"{LIST}{edition.pk}/discard/"


def read(desk: Client, address: str) -> str:
    return " ".join(desk.get(address).content.decode().split())


def titles(desk: Client, address: str) -> list[str]:
    return [edition.title for edition in find_listed(desk.get(address))]


def test_the_question_says_what_is_discarded_and_until_when_it_can_be_restored(
    draft: Edition, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    desk = signed_in(author)
    link = f'<a class="discard" href="{question(draft)}">Discard this draft</a>'
    assert read(desk, page_of(draft)).count(link) == 1
    asked = read(desk, question(draft))
    said = ['<strong lang="en">Begun by mistake</strong>', "Edition 1", format_moment(now + THIRTY_DAYS)]
    assert [words for words in said if words not in asked] == []
    assert "What is published of this release" not in asked
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_of_a_correction_the_question_says_that_what_is_published_stays(
    make_release: Any, author: User
) -> None:
    correction = publishing.start_edition(make_release(), by=author)
    asked = read(signed_in(author), question(correction))
    assert asked.count("What is published of this release stays as it is") == 1


def test_it_is_discarded_and_at_once_restored(draft: Edition, author: User) -> None:
    desk = signed_in(author)
    sent = {"verb": "discard", "version": draft.version}
    answer = desk.post(page_of(draft), sent, follow=True)
    draft.refresh_from_db()
    assert draft.restorable_until is not None and draft.discarded_at is not None
    until, moment = format_moment(draft.restorable_until), format_moment(draft.discarded_at)
    said = [
        f"Discarded. It can be restored until {until}, Astana time.",
        f"Discarded by author on {moment}. It can be restored until {until}, Astana time.",
    ]
    page = " ".join(answer.content.decode().split())
    assert [page.count(words) for words in said] == [1, 1]
    assert re.findall(r'name="verb" value="([^"]*)"', page) == ["restore"]
    answer = desk.post(page_of(draft), {"verb": "restore", "version": draft.version}, follow=True)
    assert answer.content.decode().count("Restored: it is a draft again.") == 1
    draft.refresh_from_db()
    assert (draft.state, answer.context["edition"], answer.templates[0].name) == (
        "draft",
        draft,
        "admin/press/edition/write.html",
    )


def test_what_somebody_changed_meanwhile_is_not_discarded(draft: Edition, author: User, editor: User) -> None:
    publishing.revise(draft, by=editor, title="Not by mistake")
    answer = signed_in(author).post(page_of(draft), {"verb": "discard", "version": 1})
    assert (answer.status_code, Edition.objects.get().state) == (422, "draft")
    assert "Editor changed this release after you opened it" in answer.content.decode()


@pytest.mark.parametrize("state", ["submitted", "live", "discarded"])
def test_what_cannot_be_discarded_leads_back_with_the_reason(
    make_release: Any, author: User, editor: User, state: str
) -> None:
    edition = make_release(state="draft" if state == "discarded" else state).newest_edition()
    if state == "discarded":
        publishing.discard(edition, by=editor)
    answer = signed_in(author).get(question(edition), follow=True)
    assert answer.redirect_chain == [(page_of(edition), 302)]
    said = [str(message) for message in answer.context["messages"]]
    label = edition.get_state_display() if state != "live" else "Approved"
    assert said == [f"This release is now “{label}”: open it again to see what may be done with it."]


def test_it_has_a_list_of_its_own_and_is_in_no_other(draft: Edition, make_release: Any, author: User) -> None:
    live = make_release(title="Published")
    correction = publishing.start_edition(live, by=author)
    for edition in (draft, correction):
        publishing.discard(edition, by=author)
    desk = signed_in(author)
    others = ["", "?editions=all", "?q=mistake", "?standing=draft", "?standing=returned", "?standing=live"]
    found = {address: titles(desk, f"{LIST}{address}") for address in others}
    published = {"", "?editions=all", "?standing=live"}
    assert found == {address: ["Published"] if address in published else [] for address in others}
    # The last that was discarded first, whatever was written later.
    assert titles(desk, DISCARDED) == ["Published", "Begun by mistake"]
    assert titles(desk, f"{DISCARDED}&q=mistake") == ["Begun by mistake"]
    assert desk.get("/admin/").context["home"].counts == []


def test_what_its_original_says_by_now_is_asked_no_longer(
    draft: Edition, make_release: Any, correct: Any, author: User
) -> None:
    original = make_release(story=draft.release.story, language="ru", title="Original")
    said = original.editions.get()
    publishing.note_source(draft, said, said.version)
    correct(original, lead="Another.")
    desk, older = signed_in(author), f"{LIST}?standing=older"
    assert titles(desk, older) == ["Begun by mistake"]
    publishing.discard(draft, by=author)
    assert titles(desk, older) == titles(desk, f"{older}&editions=all") == []


def test_in_its_list_each_says_who_and_when_and_has_its_button(draft: Edition, author: User) -> None:
    publishing.discard(draft, by=author)
    desk = signed_in(author)
    page = read(desk, DISCARDED)
    assert page.count("Discarded by author on ") == 1
    (address,) = re.findall(r'name="verb" value="restore" formaction="([^"]*)"', page)
    answer = desk.post(address.partition("#")[0], {"verb": "restore"})
    assert (answer["Location"], Edition.objects.get().state) == (page_of(draft), "draft")


def test_who_may_only_look_has_no_button(draft: Edition, author: User) -> None:
    from django.contrib.auth.models import Permission

    publishing.discard(draft, by=author)
    looker = User.objects.create_user("looker", is_staff=True, interface_language="en")
    looker.user_permissions.add(Permission.objects.get(codename="view_edition"))
    assert 'value="restore"' not in read(signed_in(looker), DISCARDED)


def test_it_has_no_preview(draft: Edition, author: User) -> None:
    publishing.discard(draft, by=author)
    desk = signed_in(author)
    assert desk.get(f"{LIST}{draft.pk}/preview/").status_code == 404
    assert "/preview/" not in read(desk, page_of(draft))


def test_a_form_that_was_open_meanwhile_keeps_its_text_and_saves_nothing(
    draft: Edition, author: User, editor: User
) -> None:
    desk = signed_in(author)
    sent = written(draft, title="Typed meanwhile")
    publishing.discard(draft, by=editor)
    answer = desk.post(page_of(draft), sent)
    assert (answer.status_code, Edition.objects.get().title) == (422, "Begun by mistake")
    assert answer.content.decode().count("Typed meanwhile") == 1


def test_where_another_is_in_work_the_page_says_why_it_cannot_be_restored(
    make_release: Any, author: User
) -> None:
    live = make_release()
    correction = publishing.start_edition(live, by=author)
    publishing.discard(correction, by=author)
    publishing.start_edition(live, by=author)
    page = read(signed_in(author), page_of(correction))
    assert page.count("Another edition of this release is already in work.") == 1
    assert 'value="restore"' not in page


def test_its_own_page_alone_counts_it_among_the_editions(make_release: Any, author: User) -> None:
    live = make_release()
    first = live.newest_edition()
    correction = publishing.start_edition(live, by=author)
    publishing.discard(correction, by=author)
    desk = signed_in(author)
    shown = [
        [one.number for one in desk.get(page_of(edition)).context["editions"]]
        for edition in (first, correction)
    ]
    assert shown == [[1], [2, 1]]


def test_its_language_is_offered_again_and_begun_anew_in_the_same_release(
    make_release: Any, author: User
) -> None:
    kazakh = make_release(state="draft", language="kk", title="Кездесу").newest_edition()
    story = kazakh.release.story
    english = make_release(state="draft", story=story).newest_edition()
    publishing.discard(english, by=author)
    desk = signed_in(author)
    offered = f"{ADD}?story={story.pk}&amp;language=en"
    assert read(desk, page_of(kazakh)).count(offered) == 1
    desk.post(f"{ADD}?story={story.pk}", written(title="Begun anew"))
    again = Edition.objects.get(title="Begun anew")
    assert (again.release, again.number) == (english.release, 1)


def test_a_story_of_which_all_is_discarded_takes_another_language(draft: Edition, author: User) -> None:
    publishing.discard(draft, by=author)
    story, topic, desk = draft.release.story, make_topic(), signed_in(author)
    sent = written(title="Кездесу", language="kk", story_version=story.version, topics=[topic.pk])
    assert "topics" in desk.get(f"{ADD}?story={story.pk}").context["form"].fields
    desk.post(f"{ADD}?story={story.pk}", sent)
    assert Edition.objects.get(title="Кездесу").release.story == story
    assert list(story.topics.all()) == [topic]


def test_a_story_of_which_all_is_discarded_is_no_related_one(
    draft: Edition, make_release: Any, author: User
) -> None:
    other, live = make_release(title="Another"), make_release(title="Published", language="kk")
    publishing.discard(draft, by=author)
    publishing.discard(publishing.start_edition(live, by=author), by=author)
    offered = signed_in(author).get(ADD).context["form"].fields["related"].queryset
    assert set(offered) == {other.story, live.story}


def test_a_related_story_says_that_it_was_taken_back(
    make_release: Any, author: User, editor: User, chief: User
) -> None:
    for title in ("Told", "Withdrawn one", "Removed one", "In one language"):
        make_release(title=title)
    releases = {each.editions.get().title: each for each in Release.objects.all()}
    make_release(title="Айтылды", language="kk", story=releases["In one language"].story)
    for title in ("Withdrawn one", "In one language"):
        publishing.withdraw(releases[title], by=editor, reason="Wrong")
    publishing.remove(releases["Removed one"], by=chief, reason="Wrong")
    labels = signed_in(author).get(ADD).context["form"].fields["related"].choices
    assert sorted(strip_tags(str(label)) for _value, label in labels) == [
        "In one language (Withdrawn)", "Removed one (Removed)", "Told", "Withdrawn one (Withdrawn)",
    ]  # fmt: skip


def test_in_the_audit_it_is_deleted_by_nobody(
    draft: Edition, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.discard(draft, by=author)
    later = timezone.now() + THIRTY_DAYS
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        publishing.delete_discarded()
    entry = AuditEntry.objects.get(verb="delete")
    page = read(signed_in(author), f"/admin/press/auditentry/{entry.pk}/change/")
    said = ["the press room, by itself", "deleted it for good", f"Release {entry.release_number}, edition 1"]
    assert [words for words in said if words not in page] == []
    assert signed_in(author).get(page_of(draft)).status_code == 404


def test_a_photograph_of_a_discarded_text_is_credited_by_the_other_texts(
    make_release: Any, author: User
) -> None:
    """The words are no editor's yet: nothing with that photograph was handed over."""
    kazakh = make_release(state="draft", language="kk", title="Кездесу").newest_edition()
    english = make_release(state="draft", story=kazakh.release.story).newest_edition()
    photograph = illustrate(english, by=author).photograph
    publishing.discard(english, by=author)
    row = {"photograph": photograph.pk, "alternative_text": "Зал", "credit": "Н. Байбулин"}
    sent = written(kazakh, title="Кездесу", **rows(row))
    assert signed_in(author).post(page_of(kazakh), sent).status_code == 302
    photograph.refresh_from_db()
    assert photograph.credit_kk == "Н. Байбулин"
