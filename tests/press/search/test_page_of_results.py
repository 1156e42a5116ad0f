"""The page of what was found: marked passages, why, filters, days, other languages; help without answers."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from press import publishing
from press.models import Contact, Release, User
from press.search.passages import BEFORE, LENGTH
from tests.factories import illustrate, make_person, make_topic

Build = Callable[..., Release]
NOON = datetime.datetime(2023, 3, 18, 7, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
ITEM = re.compile(r'<article class="card".*?</article>', re.DOTALL)


def ask(client: Client, language: str = "en", **asked: str) -> str:
    response = client.get(f"/{language}/search/", {name.rstrip("_"): value for name, value in asked.items()})
    assert response.status_code == 200
    return response.content.decode()


def results(html: str) -> list[str]:
    return ITEM.findall(html.split('<ol class="results">')[1].split("</ol>")[0])


def passage(item: str) -> str:
    return item.split('<p class="beginning">')[1].split("</p>")[0]


def reasons(item: str) -> list[str]:
    return [
        re.sub(r"<a [^>]*>(.*?)</a>", r"\1", each) for each in re.findall(r'class="reason">(.*?)</p>', item)
    ]


def test_the_words_are_marked_in_any_form_in_title_and_passage_and_all_is_escaped(
    client: Client, make_release: Build
) -> None:
    sentences = " ".join(f"Sentence number {number} says little." for number in range(40))
    make_release(
        title="Rivers <b>& lakes</b>",
        lead="The lead has neither.",
        body=f"<p>{sentences} The reservoir &lt;i&gt; was filled by two rivers. {sentences}</p>",
    )
    (item,) = results(ask(client, q="river reservoirs <b>"))
    assert "<mark>Rivers</mark> &lt;b&gt;&amp; lakes&lt;/b&gt;" in item
    shown = passage(item)
    assert shown.startswith(
        "… The <mark>reservoir</mark> &lt;i&gt; was filled by two <mark>rivers</mark>. Sentence"
    )
    assert shown.endswith(" …")
    plain = re.sub(r"</?mark>", "", shown).replace("&lt;", "<").replace("&gt;", ">")
    assert len(plain) <= LENGTH + len("…  …") + BEFORE
    assert shown.count("<mark>") == 2


def test_found_by_the_title_alone_it_shows_its_beginning(client: Client, make_release: Build) -> None:
    make_release(title="The reservoir", lead="It begins so.", body="<p>And goes on.</p>")
    (item,) = results(ask(client, q="reservoir"))
    assert passage(item) == "It begins so."
    assert reasons(item) == []


@pytest.mark.parametrize(
    ("language", "title", "asked", "marked"),
    [
        ("ru", "Встреча с наблюдателями ОБСЕ", "наблюдатель", "наблюдателями"),
        ("kk", "Қызылорда өңірлеріне сапар", "өңір", "өңірлеріне"),
        ("kk", "Қызылорда өңірлеріне сапар", "kyzylorda", "Қызылорда"),
        ("en", "A meeting of 18 March 2023", "18.03.2023", "18 March 2023"),
        ("en", "The long-term plan", "longterm", "long-term"),
        ("en", "Call 74-72-27 now", "747227", "74-72-27"),
        ("en", "Ёлка in Astana", "елки", "Ёлка"),
    ],
)
def test_what_is_marked_is_what_was_asked_as_the_text_has_it(
    client: Client, make_release: Build, language: str, title: str, asked: str, marked: str
) -> None:
    make_release(title=title, language=language)
    (item,) = results(ask(client, language, q=asked))
    assert f"<mark>{marked}</mark>" in item


def test_it_is_said_why_a_release_was_found_whose_text_does_not_show_it(
    client: Client, make_release: Build, contact: Contact, author: User, editor: User
) -> None:
    release = make_release(state="draft", title="A visit", contact=contact)
    edition = release.editions.get()
    illustrate(edition, by=author, caption="A bridge at dawn", alternative_text="Two engineers")
    photograph = edition.illustrations.get().photograph
    photograph.credit_en = "Nurlan Baibulin"
    photograph.save()
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)
    person, topic = make_person("Aidana Sarsenova", position_en="Treasurer"), make_topic("Irrigation")
    release.story.people.add(person)
    release.story.topics.add(topic)
    for asked, why in {
        "bridge": ["Photograph: A <mark>bridge</mark> at dawn"],
        "engineer": ["Photograph: Two <mark>engineers</mark>"],
        "Baibulin": ["Photographer: Nurlan <mark>Baibulin</mark>"],
        "74-72-27": ["Contact: Press service, <mark>74-72-27</mark>"],
        "Sarsenova": ["Person: Aidana Sarsenova"],
        "treasurer": ["Person: Aidana Sarsenova"],
        "irrigation": ["Topic: Irrigation"],
        "visit bridge": ["Photograph: A <mark>bridge</mark> at dawn"],
        "visit": [],
    }.items():
        (item,) = results(ask(client, q=asked))
        assert (asked, reasons(item)) == (asked, why)


def test_whom_the_question_names_leads_with_the_own_page(client: Client, make_release: Build) -> None:
    person, unknown = make_person("Aidana Sarsenova", position_en="Treasurer"), make_person("Sarsenova Other")
    make_release(title="A visit").story.people.add(person)
    make_release(title="Ahead", state="scheduled").story.people.add(unknown)
    html = ask(client, q="sarsenova")
    assert re.findall(r'<p class="subject">Person: <a href="([^"]*)"', html) == [person.get_absolute_url()]
    # Of a position nobody is meant.
    assert '<p class="subject">' not in ask(client, q="treasurer")


def test_results_are_narrowed_by_year_topic_and_person_and_widened_again(
    client: Client, make_release: Build
) -> None:
    rivers, lakes = make_topic("Rivers"), make_topic("Lakes")
    person, colleague = make_person("Aidana Sarsenova"), make_person("Nurlan Baibulin")
    for number in range(6):
        year = 2021 + number % 2
        story = make_release(title=f"Budget {number}", at=NOON.replace(year=year) + number * DAY).story
        story.topics.add(rivers if number < 4 else lakes)
        story.people.add(person if number < 5 else colleague)
    html = ask(client, q="budget")
    rail = html.split('id="narrow"')[1]
    assert re.findall(r'<li><a href="\?q=budget&amp;([^"]*)">([^<]*)</a></li>', rail) == [
        ("year=2022", "2022 (3)"),
        ("year=2021", "2021 (3)"),
        ("topic=rivers", "Rivers (4)"),
        ("topic=lakes", "Lakes (2)"),
        ("person=aidana-sarsenova", "Aidana Sarsenova (5)"),
        ("person=nurlan-baibulin", "Nurlan Baibulin (1)"),
    ]
    narrowed = ask(client, q="budget", topic="rivers", year="2021")
    assert "2 releases were found for “budget”." in narrowed
    assert re.findall(r'<b>([^<]*)</b> <a href="([^"]*)">Show all \(([^<]*)\)</a>', narrowed) == [
        ("2021", "?q=budget&amp;topic=rivers", "Year"),
        ("Rivers", "?q=budget&amp;year=2021", "Topic"),
    ]
    # What all results are of narrows nothing.
    assert "Aidana Sarsenova (" not in narrowed
    # A filter alone is a question too: all that there is of it.
    assert "2 releases were found." in ask(client, topic="lakes")
    nothing = ask(client, q="budget", topic="rivers", year="1999")
    assert 'value="0"' in nothing
    assert '<a href="?q=budget">Search without the filters</a>' in nothing


def test_days_narrow_too_both_among_them(client: Client, make_release: Build) -> None:
    for number in range(4):
        make_release(title=f"Budget {number}", at=NOON + number * DAY)
    # The last moment of a day and the first of the next, in Almaty.
    for hour, minute in ((17, 59), (18, 0)):
        make_release(title=f"Budget at {hour}", at=NOON.replace(hour=hour, minute=minute))
    for since, until, number in [
        ("2023-03-19", "", 4),
        ("", "2023-03-18", 2),
        ("2023-03-18", "2023-03-18", 2),
        ("19.03.2023", "20 March 2023", 3),
        ("2023", "2023", 6),
        ("2022", "2022", 0),
        ("2023-03-20", "2023-03-19", 3),  # the later one first
    ]:
        html = ask(client, q="budget", from_=since, to=until)
        assert (since, until, f'<data class="found" value="{number}">' in html) == (since, until, True)


def test_a_day_that_is_none_is_kept_as_typed_and_said_to_be_none(client: Client, make_release: Build) -> None:
    make_release(title="The budget", at=NOON)
    html = ask(client, q="budget", from_="31.02.2023", to="2023-03-19")
    assert "1 release was found" in html
    assert re.search(
        r'<input id="from" name="from" type="text" [^>]*value="31.02.2023" '
        r'aria-describedby="days mistaken" aria-invalid="true">', html
    )  # fmt: skip
    assert re.search(r'<input id="to" [^>]*value="2023-03-19" aria-describedby="days">', html)
    assert '<p class="notice" id="mistaken">This is not a valid date.' in html
    assert '<details class="days" open>' in html
    fine = ask(client, q="budget", from_="2023-03-18")
    assert "mistaken" not in fine


def test_how_much_there_is_in_other_languages_is_said_with_a_link(
    client: Client, make_release: Build
) -> None:
    make_release(title="OSCE")
    for language, times in (("ru", 2), ("kk", 1)):
        for number in range(times):
            make_release(title=f"OSCE {number}", language=language, at=NOON + number * DAY)
    html = ask(client, q="osce")
    others = html.split('<p class="others">')[1].split("</p>")[0]
    assert re.findall(r'<a href="([^"]*)" lang="(..)" hreflang="(..)">([^<]*)</a>', others) == [
        ("/kk/search/?q=osce", "kk", "kk", "Қазақша (1)"),
        ("/ru/search/?q=osce", "ru", "ru", "Русский (2)"),
    ]
    narrowed = ask(client, q="osce", year="2023")
    assert "But there is something in another language:" in narrowed
    assert 'href="/ru/search/?q=osce&amp;year=2023"' in narrowed


def test_a_typing_error_and_another_keyboard_are_mended_and_it_is_said(
    client: Client, make_release: Build
) -> None:
    make_release(title="Парламент обсудил бюджет", language="ru")
    make_release(title="The parliament met")
    html = ask(client, "ru", q="gfhkfvtyn")
    assert 'value="1"' in html
    assert '<p class="notice">' in html
    assert "<b>«парламент»</b>" in html
    assert "По запросу «парламент» найден 1 релиз." in html
    assert 'value="gfhkfvtyn"' in html
    html = ask(client, q="parlaiment")
    assert "Nothing has “parlaiment”. This is what was found for <b>“parliament”</b>." in html
    assert "<mark>parliament</mark>" in html
    # What is found as it stands is not mended.
    assert '<p class="notice">' not in ask(client, q="parliament")


def test_of_a_name_that_is_written_out_initials_titles_and_what_nobody_knows_are_left_aside(
    client: Client, make_release: Build
) -> None:
    make_release(title="Aidana Sarsenova spoke")
    for asked in ("A. Sarsenova", "Sarsenova A.", "Ms Sarsenova", "Mrs. A. Sarsenova"):
        assert (asked, 'value="1"' in ask(client, q=asked)) == (asked, True)
    # Whose father nobody names: not an answer, but offered.
    html = ask(client, q="Aidana Bolatovna Sarsenova")
    assert '<data class="found" value="0">' in html
    assert '<a href="?q=Aidana+Sarsenova">Aidana Sarsenova (1)</a>' in html


def test_a_phrase_that_is_nowhere_is_offered_in_any_form(client: Client, make_release: Build) -> None:
    make_release(title="Во втором чтении", language="ru")
    html = ask(client, "ru", q="«второе чтение»")
    assert '<data class="found" value="0">' in html
    assert ">второе чтение (1)</a>" in html


@pytest.mark.parametrize("asked", ["онирлердин", "сарсенованын", "sarsenovanyn", "мектептерине"])
def test_a_kazakh_ending_may_be_typed_without_kazakh_letters(
    client: Client, make_release: Build, asked: str
) -> None:
    make_release(title="Өңірлер мен мектептер туралы Сәрсенова айтты", language="kk")
    assert 'value="1"' in ask(client, "kk", q=asked)


def test_without_an_answer_it_is_said_what_was_asked_for(client: Client, make_release: Build) -> None:
    make_release(title="The budget of rivers")
    make_topic("Rivers")
    html = ask(client, q='what is unicorn "pink elephants" -budget 18.03.2023')
    assert '<data class="found" value="0">Nothing was found for “what is unicorn' in html
    assert (
        "<b>unicorn</b>, <b>&quot;pink elephants&quot;</b>, <b>18.03.2023</b>; without <b>budget</b>" in html
    )
    assert "left aside: what, is." in html
    assert "The budget of rivers" in html.split("Newest releases")[1]
    assert '<ol class="results">' not in html


def test_the_feed_of_a_question_is_linked_and_has_the_newest_first(
    client: Client, make_release: Build
) -> None:
    make_release(title="The budget", at=NOON)
    make_release(title="A visit", body="<p>The budget</p>", at=NOON + DAY)
    make_release(title="Nothing of it", at=NOON + DAY)
    html = ask(client, q="budget", year="2023")
    address = "/en/search/feed.atom?q=budget&amp;year=2023"
    assert f'<link rel="alternate" type="application/atom+xml" href="{address}"' in html
    assert re.findall(r"<h3.*?<a[^>]*>(.*?)</a>", html) == ["The <mark>budget</mark>", "A visit"]
    feed = client.get(address.replace("&amp;", "&")).content.decode()
    assert re.findall("<entry><title>(.*?)</title>", feed) == ["A visit", "The budget"]


def test_who_asks_for_a_contact_is_told_whom_to_call(
    client: Client, make_release: Build, contact: Contact
) -> None:
    make_release(title="A visit")
    for asked in ("press office phone", "74-72-27", "press service"):
        html = ask(client, q=asked)
        assert ">Press service</span></a>" in html.split("Contact:")[1]
    assert "Contact:" not in ask(client, q="press budget")


def test_a_question_that_is_changed_keeps_the_filters_that_were_chosen(
    client: Client, make_release: Build
) -> None:
    for number in range(2):
        make_release(title=f"A visit {number}")
    year = timezone.localdate().year
    html = ask(client, q="visit", year=str(year))
    assert f'<input type="hidden" name="year" value="{year}">' in html


def test_what_was_published_last_month_or_between_two_days_is_asked_for_in_words(
    client: Client, make_release: Build
) -> None:
    make_release(title="Budget of March", at=datetime.datetime(2023, 3, 18, 9, tzinfo=datetime.UTC))
    make_release(title="Budget of June", at=datetime.datetime(2023, 6, 18, 9, tzinfo=datetime.UTC))
    make_release(title="Budget of today")
    for asked, titles in {
        "budget from March to May 2023": ["Budget of March"],
        "budget 2023-2024": ["Budget of June", "Budget of March"],
        "budget today": ["Budget of today"],
        "budget last year": [],
    }.items():
        page = client.get("/en/search/", {"q": asked}).context.get("page")
        assert [edition.title for edition in (page.editions if page else [])] == titles
