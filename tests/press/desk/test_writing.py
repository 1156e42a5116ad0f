"""A release is written, by one or by two at once, and nothing typed is lost."""

import datetime
import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from press import publishing
from press.models import Contact, Edition, Release, Topic, User
from tests.factories import make_officer, make_person, make_topic, photograph_file, signed_in
from tests.press.desk.forms import ADD, as_opened, in_days, page_of, rows, written
from tests.press.richtext.marks import bare_marks


def test_a_release_is_written_on_one_page_and_published_by_a_second_person(
    author: User, editor: User, contact: Contact
) -> None:
    topic = make_topic("Elections")
    person = make_person("Maulen Ashimbayev")
    sent = written(
        language="kk",
        title="Сенат Төрағасы байқаушылармен\r\nкездесті",
        dateline="Астана",
        lead="Кездесу өтті.",
        body="<h1>Кездесу</h1><p onclick=x style='color:red'>Мәтін.</p>",
        contact=contact.pk,
        courtesy="Н. Байбулин",
        topics=[topic.pk],
        people=[person.pk],
        pinned_until=f"{in_days(30):%Y-%m-%dT%H:%M}",
        then="submit",
        **rows(
            {
                "file": photograph_file(),
                "alternative_text": "Төраға мен байқаушылар",
                "credit": "Н. Байбулин",
            },
            {"file": photograph_file("teal"), "decorative": "on"},
        ),
    )
    answer = signed_in(author).post(ADD, sent)
    edition = Edition.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(edition))
    assert edition.state == Edition.State.SUBMITTED
    assert edition.title == "Сенат Төрағасы байқаушылармен кездесті"
    assert edition.release.slug == "senat-toragasy-baiqaushylarmen-kezdesti"
    assert edition.body == "<h2>Кездесу</h2><p>Мәтін.</p>"
    assert [
        (i.alternative_text, i.decorative, i.photograph.credit_kk) for i in edition.illustrations.all()
    ] == [
        ("Төраға мен байқаушылар", False, "Н. Байбулин"),
        ("", True, ""),
    ]
    story = edition.release.story
    assert (list(story.topics.all()), list(story.people.all())) == ([topic], [person])
    assert story.pinned_until == in_days(30)

    desk = signed_in(editor)
    shown = desk.get(page_of(edition)).content.decode()
    assert "Publish now" in shown
    assert "<h2>Кездесу</h2><p>Мәтін.</p>" in shown
    desk.post(page_of(edition), {"verb": "approve", "version": edition.version})
    edition.refresh_from_db()
    assert edition.is_live()


def test_nobody_approves_the_text_they_wrote(editor: User) -> None:
    desk = signed_in(editor)
    desk.post(ADD, written(then="submit"))
    edition = Edition.objects.get()
    shown = desk.get(page_of(edition)).content.decode()
    assert "You changed this text, so somebody else must approve it." in shown
    assert 'value="approve"' not in shown
    desk.post(page_of(edition), {"verb": "approve", "version": edition.version})
    edition.refresh_from_db()
    assert edition.state == Edition.State.SUBMITTED


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        ("approve", "submitted"),
        ("urgent", "draft"),
        ("urgent", "submitted"),
        ("send-back", "submitted"),
        ("unschedule", "scheduled"),
        ("withdraw", "live"),
        ("remove", "live"),
        ("remove", "withdrawn"),
    ],
)
def test_a_forged_button_of_an_author_does_nothing(
    author: User, make_release: Any, verb: str, state: str
) -> None:
    release = make_release(state=state)
    edition = release.newest_edition()
    before = Edition.objects.values().get(pk=edition.pk)
    reasons = {"reason": "x", "note": "x", "urgent_reason": "x"}
    answer = signed_in(author).post(page_of(edition), {"verb": verb, "version": edition.version, **reasons})
    assert answer.status_code == 422
    assert Edition.objects.values().get(pk=edition.pk) == before
    assert not Release.objects.get(pk=release.pk).is_removed()


def test_a_forged_urgent_publication_with_the_form_saves_the_draft_and_publishes_nothing(
    author: User,
) -> None:
    signed_in(author).post(ADD, written(then="urgent", urgent_reason="Now"))
    assert Edition.objects.get().state == Edition.State.DRAFT


def test_a_form_older_than_the_text_says_who_changed_it_and_keeps_what_was_typed(
    author: User, editor: User, make_release: Any
) -> None:
    topics = [make_topic("Elections"), make_topic("Budget")]
    edition = make_release(state="draft").newest_edition()
    stale = edition.version
    publishing.revise(edition, by=editor, title="The editor's title")
    typed = written(edition, title="The author's title", version=stale, topics=[topic.pk for topic in topics])
    answer = signed_in(author).post(page_of(edition), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "editor changed this release after you opened it." in shown
    assert "The author&#x27;s title</textarea>" in shown
    assert "The <del>editor&#x27;s</del> title" in bare_marks(shown)
    assert len(re.findall('<input type="checkbox" [^>]* checked', shown)) == 2
    edition.refresh_from_db()
    assert edition.title == "The editor's title"
    # Saved once more, now knowingly: the form carries the current version.
    assert f'name="version" value="{edition.version}"' in shown
    signed_in(author).post(page_of(edition), {**typed, "version": edition.version})
    edition.refresh_from_db()
    assert edition.title == "The author's title"


def test_a_draft_needs_no_more_than_its_title_and_what_it_lacks_is_said_when_it_is_submitted(
    author: User,
) -> None:
    desk = signed_in(author)
    assert desk.post(ADD, written(body="")).status_code == 302
    edition = Edition.objects.get()
    assert (edition.state, edition.body) == (Edition.State.DRAFT, "")
    answer = desk.post(page_of(edition), written(edition, then="submit"), follow=True)
    assert answer.content.decode().count("Write the text.</a>") == 2  # on top, and in the bar
    edition.refresh_from_db()
    assert edition.state == Edition.State.DRAFT


def test_the_page_of_a_new_language_leads_to_no_second_one_of_its_own(
    author: User, make_release: Any
) -> None:
    story = make_release(language="kk").story
    page = signed_in(author).get(ADD, {"story": story.pk, "language": "ru"}).content.decode()
    assert page.count("Add the ") == 0
    assert page.count("<span>none yet</span>") == 2


def test_a_missing_language_is_offered_in_the_words_of_the_interface(author: User, make_release: Any) -> None:
    edition = make_release(language="ru", state="draft").newest_edition()
    offered = {}
    for language in ("en", "ru", "kk"):
        author.interface_language = language
        author.save()
        page = signed_in(author).get(page_of(edition)).content.decode()
        offered[language] = re.findall(r'<a href="[^"]*&amp;language=\w+">(.*?)</a>', page)
    assert offered == {
        "en": ["Add the Kazakh text", "Add the English text"],
        "ru": ["Добавить казахский текст", "Добавить английский текст"],
        "kk": ["Қазақ тіліндегі мәтінді қосу", "Ағылшын тіліндегі мәтінді қосу"],
    }


def test_another_language_of_a_story_begins_with_its_contact(
    author: User, contact: Contact, make_release: Any
) -> None:
    story = make_release(state="draft", contact=contact).story
    page = signed_in(author).get(f"{ADD}?story={story.pk}").content.decode()
    assert f'<option value="{contact.pk}" selected>' in page


def test_where_no_hour_is_known_the_desk_s_list_says_none(author: User, make_release: Any) -> None:
    make_release(at=datetime.datetime(2023, 3, 17, 18, tzinfo=datetime.UTC), hour_known=False)
    page = signed_in(author).get(reverse("admin:press_edition_changelist")).content.decode()
    assert '<time datetime="2023-03-18">18.03.2023</time>' in page


def test_of_two_people_at_one_draft_nobody_loses_what_the_other_did_not_touch(
    author: User, editor: User, contact: Contact, make_release: Any
) -> None:
    topic = make_topic("Elections")
    edition = make_release(state="draft", lead="First lead.").newest_edition()
    opened = as_opened(signed_in(editor).get(page_of(edition)).content.decode())
    picture = {"file": photograph_file(), "alternative_text": "The hall", "credit": "N. Baibulin"}
    mine = {"contact": contact.pk, "courtesy": "N. Baibulin", "topics": [topic.pk], "title": "The author's"}
    signed_in(author).post(page_of(edition), opened | mine | rows(picture))
    typed = opened | {"lead": "The editor's lead.", "title": "The editor's"}
    shown = signed_in(editor).post(page_of(edition), typed).content.decode()
    assert "Changed meanwhile: Photographs, Media contact, Courtesy, Address, Topics." in unescape(shown)
    assert "You both changed: Title." in shown
    again = as_opened(shown) | {"lead": "The editor's lead.", "title": "The editor's"}
    signed_in(editor).post(page_of(edition), again)
    edition.refresh_from_db()
    assert (edition.lead, edition.title) == ("The editor's lead.", "The editor's")
    assert (edition.contact, edition.courtesy) == (contact, "N. Baibulin")
    assert list(edition.release.story.topics.all()) == [topic]
    assert [used.alternative_text for used in edition.illustrations.all()] == ["The hall"]


def test_of_a_story_whose_topics_are_only_read_nobody_is_told_that_they_chose_any(
    author: User, topic: Topic, make_release: Any
) -> None:
    story, other = make_release().story, make_officer("other", "author")
    story.topics.add(topic)
    edition = make_release(state="draft", language="ru", title="Встреча", story=story).newest_edition()
    first, second = (
        as_opened(signed_in(officer).get(page_of(edition)).content.decode()) for officer in (author, other)
    )
    assert "story_version" not in first
    mine = first | {"lead": "The author's.", "then": "save"}
    assert signed_in(author).post(page_of(edition), mine).status_code == 302
    shown = signed_in(other).post(page_of(edition), second | {"courtesy": "N. B.", "then": "save"})
    told = unescape(shown.content.decode())
    assert (shown.status_code, "Changed meanwhile: Lead." in told) == (422, True)
    assert ("You both changed" in told, "You had chosen" in told) == (False, False)
    again = as_opened(shown.content.decode()) | {"then": "save"}
    assert signed_in(other).post(page_of(edition), again).status_code == 302
    edition.refresh_from_db()
    assert (edition.lead, edition.courtesy) == ("The author's.", "N. B.")
    assert list(story.topics.all()) == [topic]


def test_what_was_typed_is_shown_when_the_text_was_frozen_meanwhile(author: User, make_release: Any) -> None:
    edition = make_release(state="draft").newest_edition()
    typed = written(edition, body="<p>Typed in vain.</p>")
    publishing.submit(edition, by=author)
    answer = signed_in(author).post(page_of(edition), typed)
    assert answer.status_code == 422
    assert "<p>Typed in vain.</p>" in answer.content.decode()


def test_the_letters_of_an_address_are_counted_while_it_may_change(author: User, make_release: Any) -> None:
    drafts = make_release(state="draft").newest_edition(), publishing.start_edition(make_release(), by=author)
    pages = [signed_in(author).get(page_of(edition)).content.decode() for edition in drafts]
    fields = [re.findall('<input [^>]*name="slug"[^>]*>', page) for page in pages]
    assert ["data-limit" in field for (field,) in fields] == [True, False]
