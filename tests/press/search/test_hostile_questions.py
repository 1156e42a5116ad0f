"""Whatever is asked, by whatever parameter, is answered: by a number or the plain form, never an error."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from press.converters import MAX_VALUE_LENGTH
from press.models import Release
from press.search.expressions import as_tsquery

Build = Callable[..., Release]
NOON = datetime.datetime(2023, 3, 18, 7, 0, tzinfo=datetime.UTC)
NUMBER = re.compile(r'<data class="found" value="(\d+)">')
FEED = "search/feed.atom"

HOSTILE = [
    "a" * 100_000,
    " ".join(f"word{number}" for number in range(10_000)),
    "бюджет " * 10_000,
    # Of so many words most are enough; PostgreSQL refuses what is as long as all choices of them.
    "комитет законопроект бюджетный водохранилище речной парламентарий сенатор депутатский проект развитие",
    "комитетке заңнамасы бюджеттік суқоймасы өзендері парламенттің сенаторлар депутаттық жобасы дамуы",
    "!?.,;:…—–-«»“”„‘’'\"()[]{}<>|&*^%$#@~`",
    '"',
    '"law',
    'law "rivers',
    "«закон “о реках»",
    "'" * 99 + "law",
    "-",
    "-law",
    "-law -rivers -senate",
    '-"the law"',
    "− – —",
    "\x00",
    "la\x00w",
    "\x00\x00 law",
    "שלום law العربية",
    "\u202elaw\u202c \u200f2023",
    "мiнiстр Aшимбаев ceнат",
    "lawзаңзакон法律กฎหมาย",
    "' \" \\ & | ! : * ( ) < >",
    "law:* & !rivers | (senate <-> law)",
    "law' & 'rivers",
    "a\\' | 'b",
    "law NEAR rivers",
    "NEAR(law rivers, 5)",
    "AND OR NOT",
    "law AND",
    "OR law",
    "NOT NOT NOT",
    "lexemes : law",
    "^law + rivers*",
    "{a b} : c",
    "🙂 👩‍👩‍👧‍👦 🇰🇿",
    "🙂" * 300,
    "a\u0301\u0302\u0303" * 60,
    "\u0301\u0301\u0301",
    "9" * 200,
    "-" + "9" * 199,
    "1e309 NaN Infinity 0x10",
    "18446744073709551616",
    "፩ 𐩀 ² ① ½ Ⅷ",
    "٢٠٢٣ ۱۸.۰۳.۲۰۲۳",
    "31.02.2023",
    "00.00.0000",
    "01.01.0001",
    "31.12.9999",
    "9999",
    "0000-00-00",
    "18.03.23 18.03.2023 18/03/2023 2023-03-18",
    "99.99.99",
    "+7 (7172) 74-72-27 " * 10,
    "а.б.в.г.д.е.",
    "-" * 200,
    "a-" * 100,
    "a'" * 100,
    "1." * 100,
    "1:" * 100,
    "ﷺ" * 200,
    "İıßﬁǅſ",
    "\ufeff\u200b\u00ad",
    "%s %(a)s %% {0} {{ question }} {% now %}",
    "'; DROP TABLE press_searchentry; --",
    "<script>alert(1)</script>",
]
PARAMETERS = ("q", "from", "to", "year", "topic", "person", "order", "before")


@pytest.fixture
def library(make_release: Build) -> None:
    make_release(title="Senate adopts the law on rivers", at=NOON)
    make_release(title="Сенат өзендер туралы заң қабылдады", language="kk", at=NOON)
    make_release(title="Сенат принял закон о реках", language="ru", at=NOON)


def assert_answered(client: Client, language: str, **asked: str) -> None:
    """`before` may name no place in the list: that is a page that is not there."""
    page = client.get(f"/{language}/search/", asked)
    assert page.status_code == 200 or (asked.get("before") and page.status_code == 404), asked
    if page.status_code == 200:
        html = page.content.decode()
        assert html.count('class="found"') == len(NUMBER.findall(html)) == page.context["asked"].is_question
        assert 'name="q"' in html
        assert len(html) < 130_000  # its address stands in eight links, of 17,000 characters at most
    feed = client.get(f"/{language}/{FEED}", asked)
    is_question = page.status_code == 404 or page.context["asked"].is_question
    assert feed.status_code == (200 if is_question else 404)


@pytest.mark.parametrize("asked", HOSTILE, ids=lambda asked: ascii(asked[:30]))
def test_a_hostile_question_is_answered_in_every_language(client: Client, library: None, asked: str) -> None:
    for language in ("kk", "ru", "en"):
        assert_answered(client, language, q=asked)


def test_a_hostile_value_of_any_parameter_is_answered(client: Client, library: None) -> None:
    """Of all together: what each does to the others."""
    for asked in HOSTILE:
        value = asked[:MAX_VALUE_LENGTH]
        for name in PARAMETERS[1:]:
            assert client.get("/en/search/", {"q": "law", name: value}).status_code in (
                (200, 404) if name == "before" else (200,)
            ), (name, asked)
        assert_answered(client, "en", **dict.fromkeys(PARAMETERS[:-1], value))
        assert_answered(client, "en", **dict.fromkeys(PARAMETERS, value))


@pytest.mark.parametrize("day", ["01.01.0001", "0001-01-01", "31.12.9999", "9999-12-31", "1900", "2099"])
def test_the_first_and_the_last_days_of_the_calendar_are_days(
    client: Client, library: None, day: str
) -> None:
    for asked in ({"from": day}, {"to": day}, {"from": day, "to": day}):
        assert client.get("/en/search/", {"q": "law", **asked}).status_code == 200
        assert client.get(f"/en/{FEED}", {"q": "law", **asked}).status_code == 200
    assert (
        "1 release was found"
        in client.get("/en/search/?q=law&from=01.01.0001&to=31.12.9999").content.decode()
    )


@pytest.mark.parametrize("before", ["0", "-1", "1e3", "9" * 18, "9" * 30, "01", "²", "abc", "\x00"])
def test_a_place_that_no_list_has_is_no_page(client: Client, library: None, before: str) -> None:
    assert client.get("/en/search/", {"q": "law", "before": before}).status_code == 404


SIGNS = st.sampled_from([*"'\"\\&|!:*()-<>^{}[]~+.,;%_«»“”„‘’−–", " ", " AND ", " OR ", " NOT ", " NEAR("])
WORDS = st.sampled_from(["law", "закон", "заң", "senat", "2023", "18.03.2023", "747227", "О.Б.С.Е.", "фото"])
QUESTIONS = st.one_of(
    st.lists(SIGNS | WORDS | st.characters(), max_size=25).map("".join),
    st.text(max_size=60),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=QUESTIONS, filtered=st.dictionaries(st.sampled_from(PARAMETERS[1:-1]), QUESTIONS, max_size=2))
def test_any_question_with_any_filters_is_answered(
    client: Client, library: None, asked: str, filtered: dict[str, str]
) -> None:
    assert_answered(client, "kk", q=asked, **filtered)


def test_a_release_with_hostile_words_is_published_and_found(client: Client, make_release: Build) -> None:
    words = [asked for asked in HOSTILE if len(asked) < 400 and "\x00" not in asked]
    made = {make_release(title=f"Unmistakable {asked}"[:200]).pk for asked in words}
    found: set[int] = set()
    address = "?q=unmistakable"
    while address:
        page = client.get(f"/en/search/{address}").context["page"]
        found |= {edition.release_id for edition in page.editions}
        address = page.older.url if page.older else ""
    assert found == made


def test_of_ten_words_half_are_enough_and_what_has_most_of_them_comes_first(
    client: Client, make_release: Build
) -> None:
    words = "комитетке заңнамасы бюджеттік суқоймасы өзендері парламенттің сенаторлар депутаттық жобасы дамуы"
    split = words.split()
    made = {
        number: make_release(language="kk", title=" ".join(split[:number]), at=NOON).pk
        for number in (7, 5, 4)
    }
    context = client.get("/kk/search/", {"q": words}).context
    assert context["answer"].how == "most"
    # None has all but one; so half are enough, the most first.
    assert [edition.release_id for edition in context["page"].editions] == [made[7], made[5]]
    context = client.get("/kk/search/", {"q": " ".join([*split[:4], *split[7:]])}).context
    assert [edition.release_id for edition in context["page"].editions] == [made[4], made[5], made[7]]
    assert all(len(as_tsquery(tier)) < 400_000 for tier in context["answer"].query.wanted.tiers)
    assert len(context["answer"].query.wanted.tiers) <= 20
