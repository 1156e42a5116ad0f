"""What an officer typed outlives their session: it is shown again after signing in, never saved by itself."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from press import publishing
from press.desk import kept
from press.models import Edition, Person, ReleaseTemplate, Session, Topic, User
from tests.factories import make_topic, photograph_file, signed_in
from tests.press.desk.forms import ADD, page_of, rows, written

PASSWORD = "correct horse battery"
TYPED = 'Typed "before" lunch & <script>alert(1)</script>'
FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}


def browser() -> Client:
    """Returns a browser that is held to the tokens of forms, as every real one is."""
    return Client(enforce_csrf_checks=True, headers=FROM_HERE)


def token(answer: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def sign_in(desk: Client, user: User) -> Client:
    answer = desk.get("/admin/login/")
    sent = {"username": user.username, "password": PASSWORD, "csrfmiddlewaretoken": token(answer)}
    assert desk.post("/admin/login/", sent).status_code == 302
    return desk


def carried(answer: Any) -> str:
    """Returns the hidden field of the sign-in page as the browser would send it."""
    found = re.search(r'name="kept" value="([^"]*)"', answer.content.decode())
    assert found
    return html.unescape(found[1])


def sign_in_there(desk: Client, address: str, answer: Any, user: User, password: str = PASSWORD) -> Any:
    """Fills the sign-in page that answered a form, and sends it to where it leads."""
    assert (
        f'<form action="{html.escape(address)}#report" method="post" id="login-form"'
        in answer.content.decode()
    )
    return desk.post(
        address,
        {
            "username": user.username,
            "password": password,
            "kept": carried(answer),
            "csrfmiddlewaretoken": token(answer),
        },
    )


def end_every_session() -> None:
    Session.objects.all().delete()


def test_a_text_typed_before_the_session_ended_is_shown_after_signing_in_and_saved_by_the_officer(
    author: User, make_release: Any, caplog: pytest.LogCaptureFixture
) -> None:
    edition = make_release(state="draft").newest_edition()
    desk = sign_in(browser(), author)
    opened = desk.get(page_of(edition))
    sent = written(
        edition,
        title=TYPED,
        body="<p>Typed <em>text</em>.</p>",
        **rows({"file": photograph_file(), "alternative_text": "Kept words"}),
        csrfmiddlewaretoken=token(opened),
    )
    end_every_session()
    asked = desk.post(page_of(edition), sent)
    assert asked.status_code == 403
    assert asked["Cache-Control"] == "no-store"
    assert asked.content.decode().count("You were signed out. Sign in, and what you typed") == 1
    assert asked.content.decode().count("<script>alert") == 0
    assert Edition.objects.get().title == edition.title

    mistyped = sign_in_there(desk, page_of(edition), asked, author, password="wrong")
    assert mistyped.context["user"].is_anonymous
    shown = sign_in_there(desk, page_of(edition), mistyped, author)
    assert shown.status_code == 200
    assert shown.context["form"]["title"].value() == TYPED
    page = shown.content.decode()
    assert page.count(f"{html.escape(TYPED)}</textarea>") == 1
    assert page.count(html.escape("<p>Typed <em>text</em>.</p>")) == 1
    assert page.count("Kept words</textarea>") == 1
    assert page.count("You were signed out, so nothing was saved.") == 1
    assert page.count("files again: a browser does not keep them.") == 1
    assert page.count(PASSWORD) == 0
    edition.refresh_from_db()
    assert edition.title != TYPED

    saved = desk.post(page_of(edition), {**sent, **rows(), "csrfmiddlewaretoken": token(shown)})
    edition.refresh_from_db()
    assert (saved.status_code, edition.title) == (302, TYPED)
    assert [record.message for record in caplog.records if "Typed" in str(vars(record))] == []
    assert [one.get_decoded() for one in Session.objects.all() if "Typed" in str(one.get_decoded())] == []


def test_a_form_from_before_another_signing_in_is_shown_again_at_once(
    author: User, editor: User, make_release: Any
) -> None:
    edition = make_release(state="draft", language="ru").newest_edition()
    desk = sign_in(browser(), author)
    sent = written(edition, title=TYPED, csrfmiddlewaretoken=token(desk.get(page_of(edition))))
    # In another tab somebody else signs in: the text is shown with their rights and in their language.
    editor.interface_language = "ru"
    editor.save(update_fields=["interface_language"])
    end_every_session()
    sign_in(desk, editor)
    shown = desk.post(page_of(edition), sent)
    assert (shown.status_code, shown.context["form"]["title"].value()) == (200, TYPED)
    assert shown.content.decode().count('<html lang="ru"') == 1
    edition.refresh_from_db()
    assert edition.title != TYPED
    assert not edition.changed_by.filter(pk=editor.pk).exists()
    desk.post(page_of(edition), {**sent, "csrfmiddlewaretoken": token(shown)})
    edition.refresh_from_db()
    assert edition.title == TYPED


def test_a_template_typed_before_the_session_ended_is_shown_after_signing_in(editor: User) -> None:
    template = ReleaseTemplate.objects.create(language="en", name="Speech", body="<p>As it was.</p>")
    address = f"/admin/press/releasetemplate/{template.pk}/change/"
    desk = sign_in(browser(), editor)
    sent = {"language": "en", "name": "Speech", "title": TYPED, "body": "<p>Typed <em>text</em>.</p>"}
    sent["csrfmiddlewaretoken"] = token(desk.get(address))
    end_every_session()
    shown = sign_in_there(desk, address, desk.post(address, sent), editor)
    page = shown.content.decode()
    assert (shown.status_code, page.count(f'value="{html.escape(TYPED)}"')) == (200, 1)
    assert page.count(html.escape("<p>Typed <em>text</em>.</p>")) == 1
    assert page.count(" data-typed ") == 1
    desk.post(address, {**sent, "csrfmiddlewaretoken": token(shown)})
    template.refresh_from_db()
    assert (template.title, template.body) == (TYPED, "<p>Typed <em>text</em>.</p>")


def test_the_sign_in_page_of_another_tab_carries_its_own_text(author: User) -> None:
    desk = sign_in(browser(), author)
    forms = [written(title=title, csrfmiddlewaretoken=token(desk.get(ADD))) for title in ("One", "Two")]
    end_every_session()
    asked = [desk.post(ADD, form) for form in forms]
    first = sign_in_there(desk, ADD, asked[0], author)
    second = sign_in_there(desk, ADD, asked[1], author)  # its token is stale by now
    assert [answer.context["form"]["title"].value() for answer in (first, second)] == ["One", "Two"]
    assert Edition.objects.count() == 0


def test_a_new_language_of_a_story_comes_back_to_its_story(author: User, make_release: Any) -> None:
    edition = make_release(state="draft", language="en").newest_edition()
    address = f"{ADD}?story={edition.release.story_id}&language=ru"
    desk = sign_in(browser(), author)
    sent = written(language="ru", title="Встреча", csrfmiddlewaretoken=token(desk.get(address)))
    end_every_session()
    shown = sign_in_there(desk, address, desk.post(address, sent), author)
    assert shown.context["story"] == edition.release.story
    assert shown.context["form"]["title"].value() == "Встреча"


def test_another_site_puts_no_words_into_the_desk(author: User) -> None:
    desk = Client(enforce_csrf_checks=True)
    sign_in(desk, author)
    for headers in (
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
    ):
        for sent in (written(title="Theirs"), {"kept": '{"fields": {"title": ["Theirs"]}, "files": false}'}):
            answer = desk.post(ADD, sent, headers=headers)
            assert (answer.status_code, answer.content.decode().count("Theirs")) == (403, 0)
    end_every_session()
    answer = desk.post(ADD, written(title="Theirs"), headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.content.decode().count("Theirs")) == (403, 0)


def test_signing_in_with_a_text_cannot_be_forged_or_sent_twice(author: User) -> None:
    desk = sign_in(browser(), author)
    sent = written(title=TYPED, csrfmiddlewaretoken=token(desk.get(ADD)))
    end_every_session()
    asked = desk.post(ADD, sent)
    forged = {"username": author.username, "password": PASSWORD, "kept": carried(asked)}
    assert desk.post(ADD, forged).context["user"].is_anonymous
    again = {**forged, "csrfmiddlewaretoken": token(asked)}
    assert desk.post(ADD, again).context["user"] == author
    # A later officer at this machine presses "reload": the password that it sends once more opens nothing.
    end_every_session()
    repeated = desk.post(ADD, again)
    assert (repeated.status_code, repeated.context["user"].is_anonymous) == (403, True)


def test_an_account_without_the_right_does_not_see_the_page_and_the_text_waits_for_another(
    author: User, editor: User, chief: User
) -> None:
    topic = make_topic("Elections")
    address = reverse("admin:press_topic_add")
    desk = sign_in(browser(), editor)
    names = {"name_kk": "Бюджет", "name_ru": "Бюджет", "name_en": "Budget"}
    sent = {**names, "csrfmiddlewaretoken": token(desk.get(address))}
    end_every_session()
    refused = sign_in_there(desk, address, desk.post(address, sent), author)
    assert refused.status_code == 403
    assert refused.content.decode().count("author is signed in, but may not open this page.") == 1
    mistyped = sign_in_there(desk, address, refused, chief, password="wrong")
    assert mistyped.status_code == 200
    shown = sign_in_there(desk, address, mistyped, chief)
    assert shown.status_code == 200
    assert shown.content.decode().count('value="Budget"') == 1
    assert [*Topic.objects.all()] == [topic]


@pytest.mark.parametrize("kind", ["person", "contact", "user"])
def test_every_form_of_the_desk_shows_what_was_typed(chief: User, kind: str) -> None:
    address = reverse(f"admin:press_{kind}_add")
    typed = {
        "person": {"name_kk": "Ә", "name_ru": "Я", "name_en": "Typed", "position_en": "Speaker"},
        "contact": {"unit_en": "Typed", "phone": "74-72-27"},
        "user": {"username": "Typed", "first_name": "A", "password": "a secret"},
    }[kind]
    desk = sign_in(browser(), chief)
    sent = {**typed, "_save": "Save", "csrfmiddlewaretoken": token(desk.get(address))}
    end_every_session()
    asked = desk.post(address, sent)
    assert carried(asked).count("a secret") == 0
    shown = sign_in_there(desk, address, asked, chief)
    page = shown.content.decode()
    assert (shown.status_code, page.count('value="Typed"'), page.count("a secret")) == (200, 1, 0)
    assert page.count("You were signed out, so nothing was saved.") == 1
    assert User.objects.count() == 1
    assert Person.objects.count() == 0


def test_a_button_is_not_pressed_by_signing_in_and_its_words_are_kept(
    author: User, editor: User, make_release: Any
) -> None:
    edition = make_release(state="submitted").newest_edition()
    desk = sign_in(browser(), editor)
    sent = {"verb": "send-back", "version": edition.version, "note": "Mend the title, please."}
    stamped = {**sent, "csrfmiddlewaretoken": token(desk.get(page_of(edition)))}
    end_every_session()
    shown = sign_in_there(desk, page_of(edition), desk.post(page_of(edition), stamped), editor)
    edition.refresh_from_db()
    assert edition.state == Edition.State.SUBMITTED
    assert shown.content.decode().count("Mend the title, please.</textarea>") == 1
    assert shown.content.decode().count("You were signed out, so this was not done") == 1
    # Meanwhile the author takes it back: the note has no button any more, but it is there to be copied.
    publishing.take_back(edition, by=author)
    late = desk.post(page_of(edition), {**sent, "csrfmiddlewaretoken": token(shown)})
    assert late.status_code == 422
    assert late.content.decode().count("<p>Mend the title, please.</p>") == 1


@pytest.mark.parametrize(
    ("verb", "field", "words"),
    [
        ("send-back", "note", "Mend it."),
        ("urgent", "urgent_reason", "An earthquake."),
        ("withdraw", "reason", "Wrong figures."),
        ("remove", "reason", "By law."),
        ("approve", "live_from", "soon"),
    ],
)
def test_what_was_written_to_a_button_that_is_refused_stands_there_still(
    chief: User, make_release: Any, verb: str, field: str, words: str
) -> None:
    state = "live" if verb in {"withdraw", "remove"} else "submitted"
    edition = make_release(state=state).newest_edition()
    client = signed_in(chief)
    chief.languages = [] if verb == "urgent" else chief.languages
    chief.save(update_fields=["languages"])
    sent = {"verb": verb, "version": edition.version - 1 if verb == "send-back" else edition.version}
    if verb in {"withdraw", "remove"}:
        publishing.remove(edition.release, by=chief, reason="Done by another.")
    answer = client.post(page_of(edition), {**sent, field: words})
    assert answer.status_code == 422
    assert answer.content.decode().count(words) >= 1


def test_all_that_was_typed_is_shown_when_the_text_was_frozen_meanwhile(
    author: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    typed = written(
        edition,
        title="Long " * 100,
        lead="A lead & more",
        body="<p>Text.</p><script>x</script>",
        courtesy="N. Baibulin",
        **rows({"alternative_text": "Seven observers", "caption": "A table"}),
    )
    publishing.submit(edition, by=author)
    page = signed_in(author).post(page_of(edition), typed).content.decode()
    for words in ("Long Long", "<p>A lead &amp; more</p>", "<p>Text.</p>", "N. Baibulin", "Seven observers",
                  "<p>A table</p>"):  # fmt: skip
        assert page.count(words) >= 1, words
    assert page.count("<script>x") == 0


def test_a_text_too_long_to_be_carried_is_said_to_be(author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "AT_MOST", 100)
    desk = sign_in(browser(), author)
    sent = written(body="я" * 60, csrfmiddlewaretoken=token(desk.get(ADD)))
    end_every_session()
    answer = desk.post(ADD, sent).content.decode()
    assert (answer.count("too long to be carried"), answer.count('name="kept"')) == (1, 0)


@pytest.mark.parametrize(
    "written",
    ["", "x", "[]", "{}", '{"fields": [], "files": 1}', '{"fields": {"a": 1}, "files": 0}', "[" * 9999],
)
def test_what_is_no_kept_text_is_none(written: str) -> None:
    assert kept.Kept.read(written) is None


def test_signing_in_where_one_is_signed_in_already_is_no_failure(author: User) -> None:
    desk = browser()
    stale = {"username": author.username, "password": PASSWORD}
    assert desk.post("/admin/login/", stale).content.decode().count('id="login-form"') == 1
    sign_in(desk, author)
    answer = desk.post("/admin/login/?next=https://evil.example/", stale)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_a_deletion_is_not_confirmed_by_signing_in(chief: User) -> None:
    topic = make_topic("Elections")
    address = reverse("admin:press_topic_delete", args=[topic.pk])
    desk = sign_in(browser(), chief)
    sent = {"post": "yes", "csrfmiddlewaretoken": token(desk.get(address))}
    end_every_session()
    answer = desk.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={address}")
    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    ["/admin/press/auditentry/?at__gte=0001-01-01+00:00:00%2B05:00", "/admin/press/user/?group=1" + "0" * 20],
)
def test_a_list_asked_for_what_no_database_knows_leads_back_to_the_list(chief: User, address: str) -> None:
    assert signed_in(chief).get(address, follow=True).status_code == 200
