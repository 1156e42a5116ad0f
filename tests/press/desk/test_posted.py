"""Every text that a page of the desk or the admin sends, with a character in it that no text may hold."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from press.models import AuditEntry, Contact, Edition, Release, Topic, User
from tests.factories import illustrate, make_person, make_topic, photograph_file, signed_in
from tests.press.desk.forms import ADD, page_of, rows, written
from tests.press.text.hostile import GONE, INVISIBLE

TYPED = {"text", "textarea", "hidden", "email", "search", "datetime-local", "radio", "checkbox", "select"}


HALVES = ("\ud800", "\udfff")  # of surrogate pairs: no browser can send them in UTF-8


class Forms(HTMLParser):
    """The forms of a page as a browser sends them: action, method, and the value of each field."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self._name = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            fields: dict[str, str] = {}
            self.found.append(
                {"action": given.get("action", ""), "method": given["method"], "fields": fields}
            )
        name = given.get("name", "")
        if not self.found or not name or name == "csrfmiddlewaretoken":
            return
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in TYPED and (kind not in {"radio", "checkbox"} or "checked" in given):
            self.found[-1]["fields"][name] = given.get("value", "")
        if tag == "textarea":
            self._name = name
        if tag == "button" and name == "verb":
            self.found[-1]["fields"][name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._name:
            self.found[-1]["fields"][self._name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._name = ""


@pytest.fixture
def pages(make_release: Any, author: User, contact: Contact, topic: Topic) -> list[str]:
    """Every page of the admin that has a form, and of the desk in each state."""
    draft = make_release(state="draft").newest_edition()
    illustrate(draft, by=author)
    states = [make_release(state=state) for state in ("submitted", "scheduled", "live", "withdrawn")]
    root = "/admin/press/"
    found = [page_of(edition) for edition in (draft, *(release.newest_edition() for release in states))]
    found += [f"{root}{kind}/add/" for kind in ("edition", "topic", "person", "contact", "user")]
    found += [f"{root}topic/{topic.pk}/change/", f"{root}contact/{contact.pk}/change/"]
    found += [f"{root}person/{make_person().pk}/change/"]
    found += [f"{root}user/{author.pk}/{page}/" for page in ("change", "password")]
    found += [f"{root}{kind}/" for kind in ("edition", "topic", "person", "contact", "user", "auditentry")]
    return [*found, "/admin/password_change/", "/admin/"]


@pytest.mark.parametrize("hostile", ["\x00", "Text\x00 with \x0b and \ufffe"])
def test_no_field_of_any_form_fails_on_a_character(pages: list[str], chief: User, hostile: str) -> None:
    client, tried = signed_in(chief), set()
    for page in pages:
        for form in Forms(client.get(page).content.decode()).found:
            send = client.post if form["method"] == "post" else client.get
            for name in form["fields"]:
                with transaction.atomic():
                    answer = send(form["action"] or page, {**form["fields"], name: hostile})
                    assert answer.status_code < 500, (page, name)
                    transaction.set_rollback(True)
                tried.add(name)
    desk = "title lead body slug urgent_reason note reason live_from language version"
    photograph = "photograph alternative_text caption credit rights"
    others = "name_kk unit_kk phone email username first_name q next"
    known = {*desk.split(), *others.split(), *(f"photographs-0-{name}" for name in photograph.split())}
    assert known - tried == set()


@pytest.mark.parametrize(
    "query", ["q", "standing", "order", "release__language__exact", "release__story__topics"]
)
@pytest.mark.parametrize("hostile", ["%00", "%EF%BF%BE", "%0B", "%ED%A0%80"])
def test_no_question_of_a_list_fails_on_a_character(db: None, chief: User, query: str, hostile: str) -> None:
    answer = signed_in(chief).get(f"/admin/press/edition/?{query}={hostile}", follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "tail", ["search/?q=%00a%EF%BF%BE", "releases/?before=%00", "topics/%00/", "archive/%00/"]
)
def test_no_public_page_fails_on_a_character(db: None, client: Client, tail: str) -> None:
    answer = client.get(f"/en/{tail}")
    assert answer.status_code < 500
    assert re.findall("[\x00\ufffe]", answer.content.decode()) == []


def test_what_is_written_is_saved_without_it(author: User) -> None:
    gone = "".join(each for each in GONE.values() if each not in HALVES)
    words = f"Who{gone}ever"
    row = {
        "file": photograph_file(),
        "alternative_text": words,
        "caption": words,
        "credit": words,
        "rights": words,
    }
    sent = written(
        title=words, lead=words, dateline=words, courtesy=words, body=f"<p>{words}</p>", **rows(row)
    )
    assert signed_in(author).post(ADD, sent).status_code == 302
    edition = Edition.objects.get()
    used = edition.illustrations.get()
    texts = [
        edition.title,
        edition.lead,
        edition.dateline,
        edition.courtesy,
        used.alternative_text,
        used.caption,
    ]
    assert {*texts, used.photograph.credit_en, used.photograph.rights} == {"Whoever"}
    assert (edition.body, edition.release.slug) == ("<p>Whoever</p>", "whoever")


def test_a_title_that_nobody_sees_is_asked_for_again(author: User) -> None:
    invisible = "".join(each for each in INVISIBLE.values() if each not in HALVES)
    answer = signed_in(author).post(ADD, written(title=invisible))
    assert (answer.status_code, Edition.objects.count()) == (422, 0)


def test_a_decorative_photograph_may_have_a_text_that_says_nothing(author: User) -> None:
    row = {"file": photograph_file(), "decorative": "on", "alternative_text": "\u200b"}
    assert signed_in(author).post(ADD, written(**rows(row))).status_code == 302
    assert Edition.objects.get().illustrations.get().alternative_text == ""


@pytest.mark.parametrize("verb", ["withdraw", "remove"])
@pytest.mark.parametrize("reason", ["\x00", "\u200b\u2060", "\u3164", "\xa0"])
def test_a_reason_that_nobody_sees_takes_nothing_back(
    make_release: Any, chief: User, verb: str, reason: str
) -> None:
    edition = make_release().newest_edition()
    answer = signed_in(chief).post(page_of(edition), {"verb": verb, "reason": reason})
    assert (answer.status_code, "Give the reason" in answer.content.decode()) == (422, True)
    assert Release.objects.get().live_edition() == edition


@pytest.mark.parametrize("reason", ["\x00", "\u200b\u2060", "\u3164", "\xa0"])
def test_nothing_is_published_alone_for_a_reason_that_nobody_sees(
    make_release: Any, chief: User, reason: str
) -> None:
    edition = make_release(state="draft").newest_edition()
    signed_in(chief).post(page_of(edition), {"verb": "urgent", "urgent_reason": reason})
    signed_in(chief).post(page_of(edition), written(edition, then="urgent", urgent_reason=reason))
    assert not AuditEntry.objects.filter(verb=AuditEntry.Verb.APPROVE).exists()


def test_half_a_pair_in_what_a_sign_in_page_carried_does_not_break_the_page(author: User) -> None:
    carried = '{"fields": {"title": ["Kept \\ud800 text"], "\\udfff": ["x"]}, "files": false}'
    signing_in = {"username": "author", "password": "correct horse battery", "kept": carried}
    answer = Client().post(ADD, signing_in)
    assert (answer.status_code, escape("Kept  text") in answer.content.decode()) == (200, True)


def test_a_topic_is_named_by_something_that_is_seen(chief: User) -> None:
    names = {"name_kk": "\u200b", "name_ru": "Вода", "name_en": "Wa\x0bter\x00"}
    client, add = signed_in(chief), "/admin/press/topic/add/"
    assert (client.post(add, names).status_code, Topic.objects.count()) == (200, 0)
    client.post(add, {**names, "name_kk": "Су"})
    assert (Topic.objects.get().name_en, Topic.objects.get().slug) == ("Wa ter", "wa-ter")
    assert str(make_topic("Fire")) == "Fire"
