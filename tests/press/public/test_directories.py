"""Topics, people and contacts: who is named at all, in which order, and where it leads."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client

from press.models import Release
from press.public.directories import alphabetical
from tests.factories import make_contact, make_person, make_topic

NOON = datetime.datetime(2023, 3, 18, 7, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
Build = Callable[..., Release]


def main(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main>")[0]


def test_topics_stand_by_name_each_with_its_newest_live_release(client: Client, make_release: Build) -> None:
    elections, budget = make_topic("Elections", slug="elections"), make_topic("Budget", slug="zz-budget")
    for title, state, at, topic in [
        ("Old", "live", NOON, budget), ("Newest", "live", NOON + DAY, budget),
        ("Withdrawn", "withdrawn", NOON + 2 * DAY, budget),
        ("Earlier in the same minute", "live", NOON, elections), ("Vote", "live", NOON, elections),
    ]:  # fmt: skip
        make_release(title=title, state=state, at=at).story.topics.add(topic)
    make_release(title="Scheduled", state="scheduled").story.topics.add(budget)
    make_release(title="Draft", state="draft").story.topics.add(make_topic("Secret", slug="secret"))
    make_release(title="Бюджет", language="ru", at=NOON).story.topics.add(make_topic("Russian", slug="r"))
    assert re.findall(r"<a [^>]+>([^<]+)</a>", main(client, "/en/topics/")) == [
        "Budget", "Newest", "Elections", "Vote",
    ]  # fmt: skip


def test_people_stand_by_surname_under_the_letters_of_the_kazakh_alphabet(
    client: Client, make_release: Build
) -> None:
    story = make_release(language="kk", at=NOON).story
    for number, name in enumerate(
        ["Мәулен Әшімбаев", "Дана Яковлева", "Аида Балаева", "Ақан Абаев", "Бейбіт Құсайынов", "Ян Котов"]
    ):
        story.people.add(make_person(name, slug=f"person-{number}"))
    make_release(language="kk", state="scheduled").story.people.add(make_person("Құпия Адам", slug="secret"))
    html = main(client, "/kk/people/")
    assert re.findall(r'<h2 id="letter-\d+" tabindex="-1">([^<]+)</h2>', html) == [
        "А",
        "Ә",
        "Б",
        "К",
        "Қ",
        "Я",
    ]
    assert re.findall(r'<a href="#letter-\d+">([^<]+)</a>', html) == ["А", "Ә", "Б", "К", "Қ", "Я"]
    assert re.findall(r'<a href="/kk/people/[^"]+">([^<]+)</a>', html) == [
        "Ақан Абаев", "Мәулен Әшімбаев", "Аида Балаева", "Ян Котов", "Бейбіт Құсайынов", "Дана Яковлева",
    ]  # fmt: skip


def test_the_alphabet_is_that_of_a_dictionary() -> None:
    letters = "әіңғүұқөһёаяdz"
    assert "".join(sorted(letters, key=alphabetical)) == "dzаәғёқңөұүһія"


def test_a_person_is_named_in_the_other_languages_too(client: Client, make_release: Build) -> None:
    person = make_person("Maulen Ashimbayev", name_kk="Мәулен Әшімбаев", name_ru="Маулен Ашимбаев", slug="a")
    make_release(at=NOON).story.people.add(person)
    html = main(client, "/en/people/a/")
    assert '<span lang="kk">Мәулен Әшімбаев</span> · <span lang="ru">Маулен Ашимбаев</span>' in html


def test_only_contacts_that_readers_can_see_elsewhere_are_listed(client: Client, make_release: Build) -> None:
    make_release(at=NOON, contact=make_contact("Of a live release"))
    make_release(state="draft", contact=make_contact("Of a draft"))
    make_release(state="withdrawn", at=NOON, contact=make_contact("Of a withdrawn one"))
    make_contact("On duty", on_duty=True)
    make_contact("Of nothing")
    assert re.findall(r'class="unit">([^<]+)<', main(client, "/en/contacts/")) == [
        "On duty",
        "Of a live release",
    ]


@pytest.mark.parametrize(
    ("language", "label"),
    [("kk", "Сөйлесу тілдері"), ("ru", "Языки общения"), ("en", "Languages spoken")],
)
def test_a_contact_says_which_languages_it_speaks_each_by_its_own_name(
    client: Client, db: None, language: str, label: str
) -> None:
    make_contact("All three", on_duty=True, speaks_kk=True, speaks_ru=True, speaks_en=True)
    make_contact("Two", on_duty=True, speaks_en=True, speaks_kk=True)
    make_contact("Nobody said", on_duty=True)
    assert spoken(main(client, f"/{language}/contacts/")) == [
        (label, [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]),
        (label, [("kk", "Қазақша"), ("en", "English")]),
    ]


def test_the_languages_stand_wherever_a_contact_stands_whole(client: Client, make_release: Build) -> None:
    russian = [("Languages spoken", [("ru", "Русский")])]
    english = [("Languages spoken", [("en", "English")])]
    make_contact("On duty", on_duty=True, speaks_ru=True)
    release = make_release(at=NOON, contact=make_contact("Of the release", speaks_en=True))
    home, own = (client.get(at).content.decode() for at in ("/en/", release.get_absolute_url()))
    assert spoken(home) == russian * 2  # beside the list, and at the foot
    assert spoken(own) == english + russian


def spoken(html: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Returns what is said of the languages of each contact: the label, and the names with their `lang`."""
    lines = re.findall(r'<p class="spoken">([^<:]+): (.*?)</p>', html)
    return [(label, re.findall(r'<span lang="(\w+)">([^<]+)</span>', names)) for label, names in lines]


@pytest.mark.parametrize("kind", ["topic", "person"])
def test_a_topic_and_a_person_have_a_feed_of_what_is_live_of_them(
    client: Client, make_release: Build, kind: str
) -> None:
    make, names = (make_topic, "topics") if kind == "topic" else (make_person, "people")
    subject, other = make("Of interest", slug="one"), make("Other", slug="other")
    for title, state, of in [
        ("Live", "live", subject), ("Other", "live", other), ("Back", "withdrawn", subject),
    ]:  # fmt: skip
        getattr(make_release(title=title, state=state, at=NOON).story, names).add(of)
    getattr(make_release(title="Ahead", state="scheduled").story, names).add(subject)
    feed = client.get(f"/en/{names}/one/feed.atom").content.decode()
    assert re.findall(r"<entry><title>([^<]+)</title>", feed) == ["Live"]
    assert "<title>Of interest – Press room of the Parliament</title>" in feed
    page = client.get(f"/en/{names}/one/").content.decode()
    assert page.count(f'href="/en/{names}/one/feed.atom"') == 2
    assert client.get(f"/ru/{names}/one/feed.atom").status_code == 404
    getattr(make_release(title="Back", state="withdrawn", at=NOON).story, names).add(
        make("Gone", slug="gone")
    )
    assert client.get(f"/en/{names}/gone/feed.atom").status_code == 404
