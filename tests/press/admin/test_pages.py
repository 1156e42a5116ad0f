"""Every page of the admin for each role, what all of them have in common, and the list of releases."""

import datetime
import re
from html import escape, unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from press import publishing
from press.admin import base as room
from press.admin import editions
from press.desk.fields import MomentField
from press.desk.status import edition_status
from press.models import AuditEntry, Contact, Edition, Person, Photograph, RegisteredName, Story, User
from tests.factories import illustrate, make_contact, make_person, make_topic, signed_in
from tests.press.admin.lists import find_listed

# Address → what nobody, an author, an editor and a chief editor get.
PAGES = {
    "/admin/": (302, 200, 200, 200),
    "/admin/press/": (302, 302, 302, 302),
    "/admin/password_change/": (302, 200, 200, 200),
    "/admin/second-factor/": (302, 200, 200, 200),
    "/admin/press/edition/": (302, 200, 200, 200),
    "/admin/press/edition/add/": (302, 200, 200, 200),
    "/admin/press/edition/{edition}/change/": (302, 200, 200, 200),
    "/admin/press/edition/{edition}/preview/": (302, 200, 200, 200),
    "/admin/press/edition/{edition}/history/": (302, 302, 302, 302),
    "/admin/press/edition/{edition}/delete/": (302, 403, 403, 403),
    "/admin/press/edition/0/change/": (302, 404, 404, 404),
    "/admin/press/edition/x/change/": (302, 404, 404, 404),
    "/admin/press/editionfinding/": (302, 200, 200, 200),
    "/admin/press/editionfinding/add/": (302, 403, 403, 403),
    "/admin/press/editionfinding/0/change/": (302, 404, 404, 404),
    "/admin/press/topic/": (302, 200, 200, 200),
    "/admin/press/topic/add/": (302, 403, 200, 200),
    "/admin/press/topic/{topic}/change/": (302, 200, 200, 200),
    "/admin/press/topic/{topic}/change/?_to_field=": (302, 200, 200, 200),
    "/admin/press/topic/{topic}/delete/": (302, 403, 403, 200),
    "/admin/press/topic/{topic}/delete/?_to_field=": (302, 403, 403, 200),
    "/admin/press/topic/{topic}/history/": (302, 200, 200, 200),
    "/admin/press/person/": (302, 200, 200, 200),
    "/admin/press/person/add/": (302, 403, 200, 200),
    "/admin/press/person/{person}/change/": (302, 200, 200, 200),
    "/admin/press/person/{person}/delete/": (302, 403, 403, 200),
    "/admin/press/contact/": (302, 200, 200, 200),
    "/admin/press/contact/add/": (302, 403, 200, 200),
    "/admin/press/contact/{contact}/change/": (302, 200, 200, 200),
    "/admin/press/registeredname/": (302, 200, 200, 200),
    "/admin/press/registeredname/add/": (302, 403, 200, 200),
    "/admin/press/registeredname/{name}/change/": (302, 200, 200, 200),
    "/admin/press/registeredname/{name}/delete/": (302, 403, 200, 200),
    "/admin/press/user/": (302, 403, 403, 200),
    "/admin/press/user/add/": (302, 403, 403, 200),
    "/admin/press/user/{author}/change/": (302, 403, 403, 200),
    "/admin/press/user/{author}/link/": (302, 403, 403, 302),
    "/admin/press/user/{author}/vouch/": (302, 405, 405, 405),
    "/admin/press/user/{author}/second-factor/": (302, 405, 405, 405),
    "/admin/press/user/vouch/": (302, 200, 200, 200),
    "/admin/press/user/{author}/delete/": (302, 403, 403, 403),
    "/admin/press/user/{root}/change/": (302, 403, 403, 200),
    "/admin/account/MQ/set-password/": (200, 200, 200, 200),
    "/admin/press/auditentry/": (302, 200, 200, 200),
    "/admin/press/auditentry/add/": (302, 403, 403, 403),
    "/admin/press/auditentry/{entry}/change/": (302, 200, 200, 200),
    "/admin/press/auditentry/{entry}/delete/": (302, 403, 403, 403),
    "/admin/auth/group/": (302, 404, 404, 404),
    "/admin/nothing-here/": (302, 404, 404, 404),
}


@pytest.fixture
def desks(author: User, editor: User, chief: User) -> list[Client]:
    """Clients of nobody, an author, an editor and a chief editor."""
    return [Client(), signed_in(author), signed_in(editor), signed_in(chief)]


def test_every_page_answers_each_role_as_it_should_and_privately(
    desks: list[Client], author: User, contact: Contact, make_release: Any
) -> None:
    numbers = {
        "edition": make_release(state="draft").newest_edition().pk,
        "topic": make_topic().pk,
        "person": make_person().pk,
        "contact": contact.pk,
        "name": RegisteredName.objects.create(preferred_en="Mazhilis").pk,
        "author": author.pk,
        "root": User.objects.create_superuser("root", password="correct horse battery").pk,
        "entry": AuditEntry.objects.latest("pk").pk,
    }
    got = {}
    for page in PAGES:
        answers = [desk.get(page.format(**numbers)) for desk in desks]
        got[page] = tuple(answer.status_code for answer in answers)
        assert [answer["Cache-Control"] for answer in answers] == ["no-store"] * 4, page
        assert [answer["X-Robots-Tag"] for answer in answers] == ["noindex, nofollow"] * 4, page
        assert [answer["Referrer-Policy"] for answer in answers] == ["same-origin"] * 4, page
        # Django's second index: nothing leads there.
        assert b'href="/admin/press/"' not in b"".join(answer.content for answer in answers), page
    assert got == PAGES


def test_the_one_index_is_the_first_page_and_the_crumbs_lead_there(desks: list[Client]) -> None:
    topic = make_topic("Elections")
    assert desks[1].get("/admin/press/")["Location"] == "/admin/"
    crumbs = {}
    for page in ("", "add/", f"{topic.pk}/change/", f"{topic.pk}/history/", f"{topic.pk}/delete/"):
        html = desks[3].get(f"/admin/press/topic/{page}").content.decode()
        (said,) = re.findall('<div class="breadcrumbs">(.*?)</div>', html, re.DOTALL)
        crumbs[page.strip("/").rpartition("/")[2]] = unescape(re.sub("<[^>]*>", "", said))
    assert crumbs == {
        "": "Home › Topics",
        "add": "Home › Topics › Add topic",
        "change": "Home › Topics › Elections",
        "history": "Home › Topics › Elections › Change history: Elections",
        "delete": "Home › Topics › Elections › Delete",
    }


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("en", "Signed out", "You are signed out."),
        ("ru", "Вы вышли", "Вы вышли из системы."),
        ("kk", "Жүйеден шықтыңыз", "Сіз жүйеден шықтыңыз."),
    ],
)
def test_signing_out_says_so_and_no_more(author: User, language: str, title: str, said: str) -> None:
    author.interface_language = language
    author.save(update_fields=["interface_language"])
    page = signed_in(author).post("/admin/logout/").content.decode()
    assert (page.count(f"<h1>{title}</h1>"), page.count(f'<p id="report" tabindex="-1">{said}</p>')) == (1, 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The name or the password is wrong. Capitals count. After 10 wrong ones within an hour you"),
        ("ru", "Имя или пароль неверны. Заглавные и строчные буквы различаются. После 10 неверных"),
        ("kk", "Пайдаланушы аты немесе құпия сөз қате. Бас және кіші әріптер ажыратылады."),
    ],
)
def test_a_wrong_password_and_an_unknown_name_hear_the_same(author: User, language: str, said: str) -> None:
    there = Client(headers={"accept-language": language})
    for name in ("author", "nobody"):
        page = there.post("/admin/login/", {"username": name, "password": "wrong"}).content.decode()
        assert (name, page.count(said)) == (name, 1)


def test_the_sign_in_page_is_private_too() -> None:
    answer = Client().get("/admin/login/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("state", ["draft", "submitted", "scheduled", "live", "withdrawn", "removed"])
def test_a_release_in_any_state_opens_for_every_role_in_every_language(
    desks: list[Client], make_release: Any, state: str
) -> None:
    edition = make_release(state=state).newest_edition()
    for desk in desks[1:]:
        for language in ("kk", "ru", "en"):
            desk.post("/admin/language/", {"language": language})
            assert desk.get(reverse("admin:press_edition_change", args=[edition.pk])).status_code == 200


def test_an_officer_chooses_the_language_of_the_admin(desks: list[Client], author: User) -> None:
    answer = desks[1].post("/admin/language/", {"language": "ru", "next": "/admin/press/edition/"})
    assert answer["Location"] == "/admin/press/edition/"
    assert '<html lang="ru"' in desks[1].get("/admin/").content.decode()
    author.refresh_from_db()
    assert author.interface_language == "ru"
    assert desks[1].post("/admin/language/", {"next": "https://evil.example/"})["Location"] == "/admin/"


def test_the_sign_in_page_speaks_the_language_of_who_worked_here_last(
    desks: list[Client], author: User
) -> None:
    answer = desks[1].post("/admin/language/", {"language": "ru"})
    kept = answer.cookies["django_language"]
    assert (kept.value, kept["path"], kept["httponly"], kept["samesite"]) == ("ru", "/admin/", True, "Lax")
    assert "django_language" not in desks[1].get("/admin/").cookies
    desks[1].post("/admin/logout/")
    assert '<html lang="ru"' in desks[1].get("/admin/login/").content.decode()
    assert "django_language" not in Client().get("/admin/login/").cookies


def test_on_the_sign_in_page_one_chooses_its_language_and_keeps_what_stands_there(author: User) -> None:
    browser = Client(headers={"Accept-Language": "en"})
    page = browser.get("/admin/login/?next=/admin/press/edition/").content.decode()
    assert [f'name="interface_language" value="{code}"' in page for code in ("kk", "ru", "en")] == [True] * 3
    sent = {"username": "author", "password": "", "next": "/admin/press/edition/", "interface_language": "kk"}
    answer = browser.post("/admin/login/", sent)
    page = answer.content.decode()
    assert (answer.status_code, answer.cookies["django_language"].value) == (200, "kk")
    assert ('<html lang="kk"' in page, 'value="author"' in page, "errornote" in page) == (True, True, False)
    assert '<input type="hidden" name="next" value="/admin/press/edition/">' in page
    assert '<html lang="kk"' in browser.get("/admin/login/").content.decode()
    # What was typed before the session ended is carried on.
    asked = browser.post("/admin/press/edition/add/", {"title": "Typed", "language": "en", "then": "save"})
    kept = re.search(r'name="kept" value="([^"]*)"', asked.content.decode())
    assert kept
    sent = {"kept": unescape(kept[1]), "interface_language": "ru"}
    answer = browser.post("/admin/press/edition/add/", sent)
    assert ('<html lang="ru"' in answer.content.decode(), kept[0] in answer.content.decode()) == (True, True)
    assert (Edition.objects.count(), "_auth_user_id" in browser.session) == (0, False)


def test_headings_and_filters_begin_with_a_capital_and_what_is_added_is_one(
    desks: list[Client], chief: User
) -> None:
    chief.interface_language = "kk"
    chief.save()
    assert "<h1>Айдар қосу</h1>" in desks[3].get("/admin/press/topic/add/").content.decode()
    assert ">Қосу: айдар</a>" in desks[3].get("/admin/").content.decode()
    page = desks[3].get("/admin/press/edition/").content.decode()
    filters = re.findall(r"<details data-filter-title[^>]*>\s*<summary>(.*?)</summary>", page)
    assert [each[0].isupper() for each in filters] == [True] * 4


def test_a_column_says_in_words_how_it_is_sorted(desks: list[Client]) -> None:
    page = desks[2].get("/admin/press/releasetemplate/?o=-1").content.decode()
    head = page.split("<thead>")[1].split("</thead>")[0]
    assert re.findall(r'aria-sort="(\w+)"', head) == ["descending"]
    assert [re.sub("<[^>]*>", "", link) for link in re.findall("<a[^>]*>(.*?)</a>", head)] == [
        "Name", "Language ↓",
    ]  # fmt: skip


def test_the_list_asks_as_often_for_nine_releases_as_for_three(
    desks: list[Client], make_release: Any
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desks[2].get("/admin/press/edition/").status_code == 200
        return len(queries)

    def story() -> None:
        one = Story.objects.create()
        for language in ("kk", "ru", "en"):
            make_release(language=language, story=one, title=f"{one.pk} {language}")

    story()
    asked()
    few = asked()
    story()
    story()
    assert asked() == few


def rows_of(page: str) -> dict[str, str]:
    """Returns the words of each row of the list of stories, by its title."""
    rows = page.split('<ul class="releases stories"')[1].split("<li>\n    <div")[1:]
    said = [
        " ".join(re.sub("<[^>]*>", " ", row.partition(">")[2].split("</main>")[0]).split()) for row in rows
    ]
    titles = [re.findall(r'id="title-\d+" [^>]*>(.*?)</a>', row)[0] for row in rows]
    return dict(zip(titles, said, strict=True))


def test_a_story_is_one_row_and_says_how_each_language_stands(
    desks: list[Client], make_release: Any, correct: Any
) -> None:
    at = datetime.datetime(2099, 3, 1, 4, 30, tzinfo=datetime.UTC)
    kazakh = make_release(language="kk", title="Қазақша хабар")
    russian = make_release(state="draft", story=kazakh.story, language="ru", title="Русский текст про ёлку")
    kazakh.story.topics.add(make_topic())
    publishing.note_source(russian.newest_edition(), kazakh.newest_edition(), 99)
    ahead = make_release(state="scheduled", title="Ahead", at=at)
    make_release(state="withdrawn", language="kk", story=ahead.story, title="Қайтарылған")
    alone = make_release(state="submitted", title="Alone")

    desk = desks[1]
    shown = desk.get("/admin/press/edition/").content.decode()
    assert {title: words.partition(" kk ")[2] for title, words in rows_of(shown).items()} == {
        "Русский текст про ёлку": "Published ru Draft Add the English text",
        "Ahead": "Withdrawn Add the Russian text en Scheduled 01.03.2099 09:30",
        "Alone": "",
    }
    assert rows_of(shown)["Alone"].endswith("Add the Kazakh text Add the Russian text en Submitted")
    assert rows_of(shown)["Русский текст про ёлку"].count("Elections") == 1
    for release in (kazakh, russian, ahead, alone):
        page = reverse("admin:press_edition_change", args=[release.newest_edition().pk])
        cell = f'<a href="{page}" aria-describedby="title-{release.story_id}">'
        assert (page, shown.count(cell)) == (page, 1)
    add = f"/admin/press/edition/add/?story={kazakh.story_id}&language=en"
    assert (shown.count(f'href="{escape(add)}"'), desk.get(add).status_code) == (1, 200)
    # What the translation was made from says something else by now.
    correct(kazakh, lead="Басқа сан.")
    shown = desk.get("/admin/press/edition/").content.decode()
    assert rows_of(shown)["Русский текст про ёлку"].endswith(
        "kk Published Edition 2 ru Draft older than the original Add the English text"
    )
    desk.post("/admin/language/", {"language": "kk"})
    shown = desk.get("/admin/press/edition/").content.decode()
    assert f'<a id="title-{kazakh.story_id}" lang="kk" ' in shown
    assert list(rows_of(shown)) == ["Alone", "Қазақша хабар", "Қайтарылған"]


def test_a_story_is_in_the_list_when_one_of_its_texts_is_asked_for(
    desks: list[Client], make_release: Any
) -> None:
    kazakh = make_release(language="kk", title="Қазақша хабар")
    make_release(state="draft", story=kazakh.story, language="ru", title="Русский текст про ёлку")
    for query, titles in {
        "q=ЕЛКУ": ["Русский текст про ёлку"],
        "q=хабар қазақша": ["Қазақша хабар"],
        "standing=draft": ["Русский текст про ёлку"],
        "standing=live": ["Қазақша хабар"],
        "release__language__exact=kk": ["Қазақша хабар"],
        "standing=withdrawn": [],
    }.items():
        answer = desks[1].get(f"/admin/press/edition/?{query}")
        assert [edition.title for edition in find_listed(answer)] == titles, query
        assert answer.content.decode().count('<ul class="board"') == len(titles)
    for query in ("", "order=oldest", "q=е&order=newest"):
        assert desks[1].get(f"/admin/press/edition/?{query}").context["cl"].result_count == 1, query
    every = desks[1].get("/admin/press/edition/?editions=all").context["cl"]
    assert (every.result_count, every.shows_stories) == (2, False)


def test_a_topic_leads_to_what_is_about_it_and_no_text_is_there_twice(
    desks: list[Client], make_release: Any
) -> None:
    water, budget = make_topic("Water"), make_topic("Budget")
    both, one = make_release(title="Both"), make_release(title="One")
    make_release(title="None")
    both.story.topics.add(water, budget)
    one.story.topics.add(water)
    topics = "release__story__topics"

    def titles(query: str) -> list[str]:
        listed = find_listed(desks[1].get(f"/admin/press/edition/?{query}"))
        return sorted(edition.title for edition in listed)

    for rows in ("", "&editions=all"):
        assert titles(f"{topics}__id__exact={water.pk}{rows}") == ["Both", "One"]
        assert titles(f"{topics}__id__exact={budget.pk}{rows}") == ["Both"]
        assert titles(f"{topics}__isnull=False{rows}") == ["Both", "One"]
        assert titles(f"{topics}__isnull=True{rows}") == ["None"]
    assert desks[1].get(f"/admin/press/edition/?{topics}__id__exact=water").url.endswith("?e=1")


def test_dates_in_lists_have_one_form_and_say_once_that_it_is_astana_time(
    desks: list[Client], author: User, make_release: Any
) -> None:
    at = datetime.datetime(2026, 3, 1, 4, 30, tzinfo=datetime.UTC)
    make_release(at=at, language="ru")
    AuditEntry.objects.update(at=at)
    User.objects.filter(pk=author.pk).update(last_login=at, date_joined=at)
    time = '<time datetime="2026-03-01T09:30+05:00">01.03.2026 09:30</time>'
    entry = AuditEntry.objects.latest("pk").pk
    for language in ("kk", "ru", "en"):
        desks[3].post("/admin/language/", {"language": language})
        for page, times in {
            "/admin/press/edition/": 1,
            "/admin/press/auditentry/": AuditEntry.objects.count(),
            f"/admin/press/auditentry/{entry}/change/": 1,
            f"/admin/press/user/{author.pk}/change/": 2,
        }.items():
            assert desks[3].get(page).content.decode().count(time) == times, page
    assert desks[3].get("/admin/press/edition/").content.decode().count("Dates are Astana time.") == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Filter"),
        ("standing=draft", "Filter · State: Draft"),
        ("standing=draft&release__language__exact=kk", "Filter · State: Draft · Language: Қазақша"),
        ("order=oldest&editions=all", "Filter · Editions: All editions · Order: Oldest first"),
        ("release__story__topics__id__exact={topic}", "Filter · Topics: Elections"),
        ("release__story__topics__isnull=True", "Filter · Topics: Without a topic"),
        ("standing=of+which+there+is+none", "Filter"),
    ],
)
def test_filters_are_folded_and_those_chosen_are_named(
    query: str, words: str, desks: list[Client], make_release: Any
) -> None:
    topic = make_topic()
    make_release().story.topics.add(topic)
    page = desks[1].get("/admin/press/edition/?" + query.format(topic=topic.pk)).content.decode()
    summaries = re.findall(r'<details class="narrowing">\s*<summary>(.*?)</summary>', page)
    assert [re.sub("<[^>]*>", "", summary) for summary in summaries] == [words]
    assert page.count('id="changelist-filter"') == 1


def test_what_is_in_work_stands_first_unless_another_order_is_asked_for(
    desks: list[Client], author: User, make_release: Any
) -> None:
    old = make_release(title="Old", at=timezone.now() - datetime.timedelta(days=9))
    make_release(title="New", at=timezone.now() - datetime.timedelta(days=1))
    correction = publishing.start_edition(old, by=author)
    Edition.objects.filter(pk=correction.pk).update(created_at=timezone.now() - datetime.timedelta(days=5))

    def titles(query: str) -> list[str]:
        listed = find_listed(desks[1].get(f"/admin/press/edition/?{query}"))
        return [f"{edition.title} {edition.number}" for edition in listed]

    assert titles("") == ["Old 2", "New 1"]
    assert titles("order=newest") == ["New 1", "Old 2"]
    assert titles("order=oldest&editions=all") == ["Old 1", "Old 2", "New 1"]


def test_the_list_shows_the_newest_edition_of_each_release_unless_asked(
    desks: list[Client], make_release: Any, correct: Any
) -> None:
    release = make_release()
    correct(release)
    assert [edition.number for edition in find_listed(desks[1].get("/admin/press/edition/"))] == [2]
    every = find_listed(desks[1].get("/admin/press/edition/?editions=all"))
    assert sorted(edition.number for edition in every) == [1, 2]


def test_a_list_is_counted_no_further_than_its_pages_reach(
    desks: list[Client], make_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MAX_ROWS", 3)
    for number in range(3):
        make_release(title=f"Release {number}")
    assert "3 results" in desks[1].get("/admin/press/edition/").content.decode()
    make_release(title="One more")
    page = desks[1].get("/admin/press/edition/")
    assert "At least 3 results" in page.content.decode()
    assert len(page.context["cl"].result_list) == 4
    assert desks[1].get("/admin/press/edition/?q=one+mor").context["cl"].result_count == 1


def test_only_a_question_is_answered_by_the_newest_that_were_written(
    desks: list[Client], make_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "MAX_ROWS", 1)
    make_release(title="Written first")
    for title in ("Imported", "Imported too"):
        make_release(title=title, at=timezone.now() - datetime.timedelta(days=9))
    for query, first in {"": "Written first", "q=imported": "Imported too"}.items():
        assert find_listed(desks[1].get(f"/admin/press/edition/?{query}"))[0].title == first


def test_releases_are_searched_for_by_the_beginnings_of_their_words(
    desks: list[Client], make_release: Any
) -> None:
    make_release(title="Вода для сёл", language="ru", body="<p>№ 74-72-27</p>")
    make_release(title="Подводный мир", language="ru", state="draft")
    finds = {"вод": 1, "ВОДА сел": 1, "«вода для сел»": 1, '"мир"': 1, "74-72": 1, "№": 1, "!": 0, "лед": 0}
    for asked, found in finds.items():
        page = desks[1].get("/admin/press/edition/", {"q": asked})
        assert page.context["cl"].result_count == found, asked


def test_one_box_finds_a_release_and_what_somebody_had_part_in(
    desks: list[Client], editor: User, chief: User, make_release: Any, correct: Any
) -> None:
    User.objects.filter(pk=editor.pk).update(first_name="Айгүл", last_name="Королёва", username="a.koroleva")
    protocol = make_contact(
        "Protocol office", unit_ru="Служба протокола", phone="74-72-27", phone_dialled="+77172747227"
    )
    make_contact("Protocol of nobody", phone="11-22-33")
    publishing.start_release(language="ru", by=editor, title="Editor's", body="<p>Words.</p>")
    called = make_release(title="Called", contact=protocol)
    replaced = called.newest_edition()
    correct(called)
    pictured = make_release(title="Pictured", state="draft")
    taken = illustrate(pictured.newest_edition(), by=editor).photograph
    Photograph.objects.filter(pk=taken.pk).update(credit_ru="Нұрлан Семёнов")
    changed = make_release(title="Changed", state="draft").newest_edition()
    publishing.revise(changed, by=editor, lead="Another.", slug="another-address")
    numbered = make_release(title="Numbered", body=f"<p>Bill {called.pk} was read.</p>")

    def found(question: str) -> list[str]:
        listed = find_listed(desks[1].get("/admin/press/edition/", {"q": question}))
        return sorted(edition.title for edition in listed)

    address = f"https://senate.example{called.get_absolute_url()}"
    finds = {
        str(called.pk): ["Called", "Numbered"],
        address: ["Called"],
        f"№ {called.pk}": ["Called"],
        f"Release {called.pk}": ["Called"],
        f"Release {called.pk}, edition 1": ["Called"],
        f"релиз\xa0{called.pk}, редакция 2 ": ["Called"],
        f"{called.pk}-релиз": ["Called"],
        f"{called.pk}-релиз, 2-редакция": ["Called"],
        f"Release {called.pk}99, edition 1": [],
        f"Edition {called.pk}": [],
        f"{called.pk}-called": ["Called"],
        "another-address": ["Changed"],
        f"{address}history/?utm_source=x": ["Called"],
        f"https://senate.example/admin/press/edition/{changed.pk}/change/": ["Changed"],
        f"https://senate.example/admin/press/edition/{replaced.pk}/change/": ["Called"],
        f"https://senate.example/ru/releases/{numbered.pk}99-called/": [],
        "семенов": ["Pictured"],
        "НҰРЛАН СЕМЁН": ["Pictured"],
        "енов": [],
        "нурлан королева": [],
        **{key: ["Changed", "Editor's"] for key in ("a.koroleva", "королев айг", "КОРОЛЕВА АЙГҮЛ")},
        **{
            key: ["Called"] for key in ("протокола", "office", "747227", "8 (7172) 74-72-27", "7172 74 72 27")
        },
        "protocol nobody": [],
        "2-27": [],
    }
    assert {question: found(question) for question in finds} == finds


def test_every_state_has_its_word(make_release: Any, correct: Any, author: User, editor: User) -> None:
    states = ["draft", "submitted", "scheduled", "live", "withdrawn", "removed"]
    said = [edition_status(make_release(state=state, title=state).newest_edition()) for state in states]
    assert said == states
    release = make_release()
    correct(release)
    assert edition_status(release.editions.get(number=1)) == "superseded"
    edition = make_release(state="submitted").newest_edition()
    assert edition_status(publishing.send_back(edition, by=editor, note="Mend it.")) == "returned"


def test_a_new_person_gets_an_address_from_the_name_and_the_next_of_the_name_another(
    desks: list[Client],
) -> None:
    for _time in range(2):
        desks[2].post(
            "/admin/press/person/add/", {"name_kk": "Ә", "name_ru": "А", "name_en": "Maulen Ashimbayev"}
        )
    assert sorted(Person.objects.values_list("slug", flat=True)) == [
        "maulen-ashimbayev",
        "maulen-ashimbayev-2",
    ]


def test_a_chief_editor_makes_accounts_of_the_press_room_but_no_administrators(
    desks: list[Client], chief: User
) -> None:
    desks[3].post(
        "/admin/press/user/add/",
        {
            "username": "new", "interface_language": "ru", "languages": ["ru", "kk"],
            "groups": [group.pk for group in chief.groups.all()], "is_superuser": "on",
        },
    )  # fmt: skip
    new = User.objects.get(username="new")
    assert (new.is_staff, new.is_superuser, new.languages, new.interface_language) == (
        True,
        False,
        ["ru", "kk"],
        "ru",
    )
    assert list(new.groups.all()) == list(chief.groups.all())


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-12-12T09:00", "2026-12-12T04:00:00+00:00"),
        ("12.12.2026 09:00", "2026-12-12T04:00:00+00:00"),
        ("2024-02-29T22:59", "2024-02-29T16:59:00+00:00"),
        ("2024-03-01T00:00", "2024-02-29T19:00:00+00:00"),
        ("", None),
    ],
)
def test_moments_are_read_in_astana_time(typed: str, moment: str | None) -> None:
    read = MomentField(required=False).clean(typed)
    assert (read.astimezone(datetime.UTC).isoformat() if read else None) == moment


@pytest.mark.parametrize("typed", ["2024-02-29T23:30", "31.02.2026 09:00", "tomorrow", "2026-12-12"])
def test_moments_that_never_were_or_came_twice_are_refused_with_a_word(typed: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        MomentField().clean(typed)
    assert "Asia" not in str(refused.value)


def test_times_in_the_admin_are_astana_time(desks: list[Client], make_release: Any) -> None:
    edition: Edition = make_release(state="draft").newest_edition()
    Edition.objects.filter(pk=edition.pk).update(
        publish_at=datetime.datetime(2030, 1, 1, 4, 0, tzinfo=datetime.UTC), created_at=timezone.now()
    )
    shown = desks[1].get(reverse("admin:press_edition_change", args=[edition.pk])).content.decode()
    assert 'value="2030-01-01T09:00"' in shown
    assert "01.01.2030 09:00" in shown
    assert "Almaty" not in shown


@pytest.mark.parametrize(
    ("page", "question"),
    [
        ("edition", "title__regex=.*.*.*.*.*.*%01Q"),
        ("edition", "live_from__year=0"),
        ("edition", "created_by__username=editor"),
        ("auditentry", "at__year=0"),
        ("auditentry", "detail__contains={"),
        ("topic", "name_en__regex=["),
        ("user", "password__startswith=argon2"),
        ("user", "date_joined__year=0"),
    ],
)
def test_a_list_answers_no_questions_but_those_of_its_own_filters(
    page: str, question: str, desks: list[Client]
) -> None:
    assert desks[3].get(f"/admin/press/{page}/?{question}").status_code == 400


def test_the_filters_of_the_lists_lead_to_lists(desks: list[Client], make_release: Any) -> None:
    make_release().story.topics.add(make_topic())
    for page in ("edition", "auditentry", "user"):
        html = desks[3].get(f"/admin/press/{page}/").content.decode()
        questions = set(re.findall(r'href="(\?[^"#]+)"', html))
        assert len(questions) > 2
        found = {desks[3].get(f"/admin/press/{page}/{unescape(each)}").status_code for each in questions}
        assert found == {200}


@pytest.mark.parametrize("page", ["edition", "topic", "person", "registeredname", "user"])
def test_a_search_for_a_thousand_words_is_one_for_the_first_of_them(page: str, desks: list[Client]) -> None:
    assert desks[3].get(f"/admin/press/{page}/", {"q": "word " * 1_200}).status_code == 200
