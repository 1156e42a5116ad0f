"""The desk, as a browser uses it: real forms, real files, every button."""

import datetime
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from press import workflow
from press.models import Contact, Edition, Person, Photograph, Release, Topic, User

ADD = "/admin/press/edition/add/"


@pytest.fixture
def sign_in() -> Any:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


def photograph_file(colour: str = "navy", name: str = "DSC_0001.JPG") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def rows(*photographs: dict[str, Any]) -> dict[str, Any]:
    """Returns the photographs' part of the form as a browser sends it."""
    known = sum("photograph" in one for one in photographs)
    sent: dict[str, Any] = {
        "photographs-TOTAL_FORMS": str(len(photographs)),
        "photographs-INITIAL_FORMS": str(known),
        "photographs-MIN_NUM_FORMS": "0",
        "photographs-MAX_NUM_FORMS": "60",
    }
    for number, one in enumerate(photographs):
        sent |= {f"photographs-{number}-{name}": value for name, value in one.items()}
    return sent


def written(edition: Edition | None = None, **changes: Any) -> dict[str, Any]:
    """Returns the form of a release as a browser sends it, with the edition's own values where it has one."""
    sent: dict[str, Any] = {
        "language": "en",
        "title": "Chairman met with observers",
        "body": "<p>The text of the release.</p>",
        **rows(),
        "then": "save",
    }
    if edition:
        sent |= {
            "title": edition.title,
            "body": edition.body,
            "slug": edition.release.slug,
            "version": edition.version,
        }
    return {**sent, **changes}


def in_days(days: int) -> datetime.datetime:
    """Returns nine o'clock in Astana on a day ahead; `f"{…:%Y-%m-%dT%H:%M}"` is what a browser sends."""
    return (timezone.localtime() + datetime.timedelta(days=days)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )


def page_of(edition: Edition) -> str:
    return reverse("admin:press_edition_change", args=[edition.pk])


def test_a_release_is_written_on_one_page_and_published_by_a_second_person(
    sign_in: Any, author: User, editor: User, contact: Contact
) -> None:
    topic = Topic.objects.create(name_kk="Сайлау", name_ru="Выборы", name_en="Elections", slug="elections")
    person = Person.objects.create(name_kk="М. Ә.", name_ru="М. А.", name_en="M. A.", slug="m-a")
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
    answer = sign_in(author).post(ADD, sent)
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

    desk = sign_in(editor)
    shown = desk.get(page_of(edition)).content.decode()
    assert "Publish now" in shown
    assert "<h2>Кездесу</h2><p>Мәтін.</p>" in shown
    desk.post(page_of(edition), {"verb": "approve", "version": edition.version})
    edition.refresh_from_db()
    assert edition.is_live()


def test_nobody_approves_the_text_they_wrote(sign_in: Any, editor: User) -> None:
    desk = sign_in(editor)
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
    sign_in: Any, author: User, make_release: Any, verb: str, state: str
) -> None:
    release = make_release(state=state)
    edition = release.newest_edition()
    before = Edition.objects.values().get(pk=edition.pk)
    reasons = {"reason": "x", "note": "x", "urgent_reason": "x"}
    answer = sign_in(author).post(page_of(edition), {"verb": verb, "version": edition.version, **reasons})
    assert answer.status_code == 422
    assert Edition.objects.values().get(pk=edition.pk) == before
    assert not Release.objects.get(pk=release.pk).is_removed()


def test_a_forged_urgent_publication_with_the_form_saves_the_draft_and_publishes_nothing(
    sign_in: Any, author: User
) -> None:
    sign_in(author).post(ADD, written(then="urgent", urgent_reason="Now"))
    assert Edition.objects.get().state == Edition.State.DRAFT


def test_a_form_older_than_the_text_says_who_changed_it_and_keeps_what_was_typed(
    sign_in: Any, author: User, editor: User, make_release: Any
) -> None:
    topics = [
        Topic.objects.create(name_kk=word, name_ru=word, name_en=word, slug=word) for word in ("one", "two")
    ]
    edition = make_release(state="draft").newest_edition()
    stale = edition.version
    workflow.revise(edition, by=editor, title="The editor's title")
    typed = written(edition, title="The author's title", version=stale, topics=[topic.pk for topic in topics])
    answer = sign_in(author).post(page_of(edition), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "editor changed this release after you opened it." in shown
    assert "The author&#x27;s title</textarea>" in shown
    assert "The editor&#x27;s title" in shown
    assert shown.count(" checked") == 2
    edition.refresh_from_db()
    assert edition.title == "The editor's title"
    # Saved once more, now knowingly: the form carries the current version.
    assert f'name="version" value="{edition.version}"' in shown
    sign_in(author).post(page_of(edition), {**typed, "version": edition.version})
    edition.refresh_from_db()
    assert edition.title == "The author's title"


def test_another_language_of_a_story_begins_with_its_contact(
    sign_in: Any, author: User, contact: Contact, make_release: Any
) -> None:
    story = make_release(state="draft", contact=contact).story
    page = sign_in(author).get(f"{ADD}?story={story.pk}").content.decode()
    assert f'<option value="{contact.pk}" selected>' in page


def test_where_no_hour_is_known_the_desk_s_list_says_none(
    sign_in: Any, author: User, make_release: Any
) -> None:
    make_release(at=datetime.datetime(2023, 3, 17, 18, tzinfo=datetime.UTC), hour_known=False)
    page = sign_in(author).get(reverse("admin:press_edition_changelist")).content.decode()
    assert '<time datetime="2023-03-18">18.03.2023</time>' in page


def as_opened(html: str) -> dict[str, Any]:
    """Returns what a browser sends of the form of this page if nobody touches it."""
    base = json.loads(unescape(re.findall(r'name="base" value="([^"]*)"', html)[0]))
    return {name: values for name, values in base.items() if values} | {
        "base": json.dumps(base),
        "then": "save",
    }


def test_of_two_people_at_one_draft_nobody_loses_what_the_other_did_not_touch(
    sign_in: Any, author: User, editor: User, contact: Contact, make_release: Any
) -> None:
    topic = Topic.objects.create(name_kk="Сайлау", name_ru="Выборы", name_en="Elections", slug="elections")
    edition = make_release(state="draft", lead="First lead.").newest_edition()
    opened = as_opened(sign_in(editor).get(page_of(edition)).content.decode())
    picture = {"file": photograph_file(), "alternative_text": "The hall", "credit": "N. Baibulin"}
    mine = {"contact": contact.pk, "courtesy": "N. Baibulin", "topics": [topic.pk], "title": "The author's"}
    sign_in(author).post(page_of(edition), opened | mine | rows(picture))
    typed = opened | {"lead": "The editor's lead.", "title": "The editor's"}
    shown = sign_in(editor).post(page_of(edition), typed).content.decode()
    assert "Changed meanwhile: Photographs, Title, Media contact, Courtesy, Topics." in unescape(shown)
    assert "You both changed: Title." in shown
    again = as_opened(shown) | {"lead": "The editor's lead.", "title": "The editor's"}
    sign_in(editor).post(page_of(edition), again)
    edition.refresh_from_db()
    assert (edition.lead, edition.title) == ("The editor's lead.", "The editor's")
    assert (edition.contact, edition.courtesy) == (contact, "N. Baibulin")
    assert list(edition.release.story.topics.all()) == [topic]
    assert [used.alternative_text for used in edition.illustrations.all()] == ["The hall"]


def test_what_was_typed_is_shown_when_the_text_was_frozen_meanwhile(
    sign_in: Any, author: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    typed = written(edition, body="<p>Typed in vain.</p>")
    workflow.submit(edition, by=author)
    answer = sign_in(author).post(page_of(edition), typed)
    assert answer.status_code == 422
    assert "<p>Typed in vain.</p>" in answer.content.decode()


def test_errors_stand_beside_their_fields_and_typed_words_about_a_photograph_are_kept(
    sign_in: Any, author: User
) -> None:
    sent = written(
        title="",
        publish_at="2024-02-29T23:30",
        **rows(
            {
                "file": SimpleUploadedFile("a.svg", b"<svg/>", "image/svg+xml"),
                "alternative_text": "Kept words",
            },
            {"alternative_text": "No file chosen"},
            {"file": photograph_file(), "decorative": "on", "alternative_text": "Both"},
        ),
    )
    answer = sign_in(author).post(ADD, sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert Edition.objects.count() == Photograph.objects.count() == 0
    assert sorted(answer.context["form"].errors) == ["publish_at", "title"]
    assert [sorted(row.errors) for row in answer.context["photographs"]] == [
        ["file"],
        ["file"],
        ["decorative"],
    ]
    assert "came twice or never" in shown
    assert "Kept words</textarea>" in shown
    assert "files again: a browser does not keep them." in shown


def test_a_draft_that_cannot_be_submitted_is_saved_and_says_why_beside_the_photographs(
    sign_in: Any, author: User
) -> None:
    desk = sign_in(author)
    answer = desk.post(ADD, written(then="submit", **rows({"file": photograph_file()})), follow=True)
    edition = Edition.objects.get()
    assert edition.state == Edition.State.DRAFT
    assert edition.illustrations.count() == 1
    assert 'href="#photographs"' in answer.content.decode()


def test_photographs_are_described_again_exchanged_and_taken_out(
    sign_in: Any, author: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    desk = sign_in(author)
    desk.post(
        page_of(edition),
        written(
            edition,
            **rows(
                {"file": photograph_file(), "alternative_text": "First"},
                {"file": photograph_file("red"), "alternative_text": "Second"},
            ),
        ),
    )
    edition.refresh_from_db()
    first, second = Photograph.objects.order_by("pk")
    desk.post(
        page_of(edition),
        written(
            edition,
            **rows(
                {"photograph": first.pk, "alternative_text": "First", "DELETE": "on"},
                {"photograph": second.pk, "alternative_text": "Described", "credit": "N. Baibulin"},
            ),
        ),
    )
    assert [(i.photograph, i.alternative_text) for i in edition.illustrations.all()] == [
        (second, "Described")
    ]
    second.refresh_from_db()
    assert second.credit_en == "N. Baibulin"


def test_another_story_s_photograph_cannot_be_taken_by_its_number(
    sign_in: Any, author: User, make_release: Any
) -> None:
    desk = sign_in(author)
    desk.post(ADD, written(**rows({"file": photograph_file(), "alternative_text": "Theirs"})))
    stranger = Photograph.objects.get()
    edition = make_release(state="draft", title="Another story").newest_edition()
    desk.post(
        page_of(edition), written(edition, **rows({"photograph": stranger.pk, "alternative_text": "x"}))
    )
    assert edition.illustrations.count() == 0


def test_a_story_gets_its_next_language_with_its_photographs(sign_in: Any, author: User) -> None:
    desk = sign_in(author)
    desk.post(ADD, written(**rows({"file": photograph_file(), "alternative_text": "In English"})))
    first = Edition.objects.get()
    photograph = Photograph.objects.get()
    address = f"{ADD}?story={first.release.story_id}"
    offered = desk.get(address)
    assert [code for code, _name in offered.context["form"].fields["language"].choices] == ["kk", "ru"]
    assert [row.known for row in offered.context["photographs"]] == [photograph, None]
    assert offered.context["form"]["language"].value() == "kk"
    assert desk.get(f"{address}&language=ru").context["form"]["language"].value() == "ru"
    desk.post(
        address,
        written(
            language="ru",
            title="Встреча",
            **rows({"photograph": photograph.pk, "alternative_text": "По-русски"}),
        ),
    )
    second = Edition.objects.exclude(pk=first.pk).get()
    assert second.release.story == first.release.story
    assert [i.photograph for i in second.illustrations.all()] == [photograph]
    again = desk.post(address, written(language="ru"))
    assert again.status_code == 422


def test_the_address_of_a_published_release_does_not_change(
    sign_in: Any, author: User, make_release: Any
) -> None:
    release = make_release(title="Before")
    edition = workflow.start_edition(release, by=author)
    sign_in(author).post(page_of(edition), written(edition, title="After", slug="another", minor="on"))
    release.refresh_from_db()
    edition.refresh_from_db()
    assert (release.slug, edition.title) == ("before", "After")


def test_a_chosen_moment_is_what_the_button_says_and_does(sign_in: Any, author: User, editor: User) -> None:
    sign_in(author).post(ADD, written(then="submit", publish_at=f"{in_days(40):%Y-%m-%dT%H:%M}"))
    edition = Edition.objects.get()
    desk = sign_in(editor)
    said = f"Publish on {in_days(40):%d.%m.%Y} 09:00 (Astana time)"
    assert desk.get(page_of(edition)).content.decode().count(said) == 1
    desk.post(page_of(edition), {"verb": "approve", "version": edition.version})
    edition.refresh_from_db()
    assert edition.live_from == in_days(40)
    desk.post(page_of(edition), {"verb": "unschedule", "version": edition.version})
    edition.refresh_from_db()
    assert edition.state == Edition.State.DRAFT


@pytest.mark.parametrize("typed", ["0001-01-01T09:00", "1999-12-31T09:00", "9999-12-31T23:59"])
def test_a_moment_out_of_reach_is_refused_with_the_bounds_and_nothing_is_lost(
    sign_in: Any, author: User, editor: User, make_release: Any, typed: str
) -> None:
    answer = sign_in(author).post(ADD, written(publish_at=typed, pinned_until=typed))
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"publish_at", "pinned_until"}
    latest = timezone.localtime() + datetime.timedelta(days=5 * 365 + 1)
    said = answer.content.decode()
    # Beside each field, and in the list of what is to be mended.
    assert said.count(f"and {latest:%d.%m.%Y}") == 4
    assert said.count(f'value="{typed}"') == 2
    submitted = make_release(state="submitted").newest_edition()
    desk = sign_in(editor)
    for verb in ({"verb": "approve", "live_from": typed}, {"verb": "about", "pinned_until": typed}):
        answer = desk.post(page_of(submitted), verb, follow=True)
        assert f"and {latest:%d.%m.%Y}" in answer.content.decode()
    submitted.refresh_from_db()
    assert (submitted.live_from, submitted.release.story.pinned_until) == (None, None)


def test_a_moment_that_has_passed_since_it_was_chosen_does_not_hinder_saving(
    sign_in: Any, author: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    passed = in_days(-9)
    Edition.objects.filter(pk=edition.pk).update(publish_at=passed)
    sent = written(edition, title="Mended")
    answer = sign_in(author).post(page_of(edition), {**sent, "publish_at": f"{in_days(-8):%Y-%m-%dT%H:%M}"})
    assert {*answer.context["form"].errors} == {"publish_at"}
    sign_in(author).post(page_of(edition), {**sent, "publish_at": f"{passed:%Y-%m-%dT%H:%M}"})
    edition.refresh_from_db()
    assert (edition.title, edition.publish_at) == ("Mended", passed)


def test_sending_back_withdrawing_removing_and_a_new_edition(
    sign_in: Any, author: User, editor: User, chief: User, make_release: Any
) -> None:
    submitted = make_release(state="submitted", title="One").newest_edition()
    sign_in(editor).post(page_of(submitted), {"verb": "send-back", "note": "Mend the title."})
    assert "Mend the title." in sign_in(author).get(page_of(submitted)).content.decode()

    release = make_release(title="Two")
    live = release.newest_edition()
    answer = sign_in(author).post(page_of(live), {"verb": "new-edition"})
    draft = release.editions.get(number=2)
    assert answer["Location"] == page_of(draft)
    sign_in(editor).post(page_of(live), {"verb": "withdraw", "reason": "Wrong figures."})
    assert release.withdrawn_edition() == live
    sign_in(chief).post(page_of(live), {"verb": "remove", "reason": "By law."})
    release.refresh_from_db()
    assert release.removal_reason == "By law."


def test_an_editor_puts_a_published_story_on_top_without_a_new_edition(
    sign_in: Any, author: User, editor: User, make_release: Any
) -> None:
    topic = Topic.objects.create(name_kk="Сайлау", name_ru="Выборы", name_en="Elections", slug="elections")
    edition = make_release().newest_edition()
    story = edition.release.story
    sent = {"verb": "about", "topics": [topic.pk], "pinned_until": f"{in_days(400):%Y-%m-%dT%H:%M}"}
    sign_in(author).post(page_of(edition), sent)
    assert not story.topics.exists()
    sign_in(editor).post(page_of(edition), {**sent, "pinned_until": "never"})
    assert not story.topics.exists()
    sign_in(editor).post(page_of(edition), sent)
    story.refresh_from_db()
    assert (list(story.topics.all()), story.pinned_until is not None) == ([topic], True)


def test_an_urgent_text_is_published_alone_and_confirmed_by_another(
    sign_in: Any, editor: User, chief: User
) -> None:
    sign_in(editor).post(ADD, written(then="urgent"))
    edition = Edition.objects.get()
    assert edition.state == Edition.State.DRAFT
    sign_in(editor).post(page_of(edition), written(edition, then="urgent", urgent_reason="An earthquake."))
    edition.refresh_from_db()
    assert edition.is_live() and edition.is_urgent_and_unconfirmed()
    assert "Confirm the urgent publication" not in sign_in(editor).get(page_of(edition)).content.decode()
    assert "Confirm the urgent publication" in sign_in(chief).get(page_of(edition)).content.decode()
    sign_in(chief).post(page_of(edition), {"verb": "confirm", "version": edition.version})
    edition.refresh_from_db()
    assert edition.confirmed_by == chief


def test_the_preview_is_the_public_page_and_private(sign_in: Any, author: User, make_release: Any) -> None:
    edition = make_release(state="draft", language="kk", title="Кездесу", slug="").newest_edition()
    answer = sign_in(author).get(reverse("admin:press_edition_preview", args=[edition.pk]))
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1>Кездесу</h1>") == 1
    assert '<html lang="kk"' in answer.content.decode()
    assert [address for address in ("/read/", "js/count.js") if address in answer.content.decode()] == []
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert Client().get(reverse("admin:press_edition_preview", args=[edition.pk])).status_code == 302
    edition.release.refresh_from_db()
    assert edition.release.first_published_at is None


def test_only_the_writing_page_lets_the_editor_set_styles(
    sign_in: Any, author: User, make_release: Any
) -> None:
    desk = sign_in(author)
    draft, live = (
        make_release(state="draft", title="A").newest_edition(),
        make_release(title="B").newest_edition(),
    )
    writing = desk.get(page_of(draft))["Content-Security-Policy"]
    assert "script-src 'self';" in writing
    assert "style-src-attr 'unsafe-inline'" in writing
    for address in (page_of(live), "/admin/", "/admin/press/edition/"):
        assert "unsafe" not in desk.get(address)["Content-Security-Policy"]


def test_a_frozen_text_leads_to_another_language_of_its_own_story(
    sign_in: Any, author: User, make_release: Any
) -> None:
    edition = make_release(state="submitted", language="en").newest_edition()
    page = sign_in(author).get(reverse("admin:press_edition_change", args=[edition.pk])).content.decode()
    assert page.count(f"/admin/press/edition/add/?story={edition.release.story_id}&amp;language=kk") == 1


def test_a_form_from_an_older_session_is_refused_on_a_page_of_ours(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "author"})
    assert answer.status_code == 403
    assert answer.content.decode().count("display-bar") > 0
