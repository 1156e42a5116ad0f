"""Search: all words, in any form and case; the best first; all pages, forward and back, of any list."""

import datetime
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from press.converters import MAX_VALUE_LENGTH
from press.listings import keyset
from press.models import Edition, Release
from press.search import results
from press.search.normalise import MAX_WORDS, split_words
from press.search.texts import SAMPLES

NOON = datetime.datetime(2023, 3, 18, 7, 0, tzinfo=datetime.UTC)

Build = Callable[..., Release]


def found(client: Client, language: str, asked: str) -> list[str]:
    page = client.get(f"/{language}/search/", {"q": asked}).context.get("page")
    return sorted(edition.title for edition in page.editions) if page else []


@pytest.fixture
def library(make_release: Build) -> None:
    make_release(title="Senate adopts the law on rivers", body="<p>Water for <b>Aral</b>.</p>")
    make_release(title="Senate meets observers", lead="About the law.", body="<p>100% of seats_taken</p>")
    make_release(title="Счётный комитет", language="ru", body="<p>Ёлка</p>")
    make_release(title="Қызылорда өңірі", language="kk")
    make_release(title="Senate keeps a secret law", state="scheduled")


@pytest.mark.parametrize(
    ("language", "asked", "titles"),
    [
        ("en", "senate LAW", ["Senate adopts the law on rivers", "Senate meets observers"]),
        ("en", "aral law", ["Senate adopts the law on rivers"]),
        ("en", "river", ["Senate adopts the law on rivers"]),
        ("en", "riv", []),
        ("en", "vers", []),
        ("en", "law & !", ["Senate adopts the law on rivers", "Senate meets observers"]),
        ("en", "law -rivers", ["Senate meets observers"]),
        ("en", '"the law"', ["Senate adopts the law on rivers", "Senate meets observers"]),
        ("en", '"law on rivers"', ["Senate adopts the law on rivers"]),
        ("en", '"rivers law"', []),
        ("en", "100%", ["Senate meets observers"]),
        ("en", "a_e", []),
        ("en", "secret", []),
        ("ru", "счетного ёлки", ["Счётный комитет"]),
        ("ru", "senate", []),
        ("kk", "ӨҢІРДЕ қызылордадағы", ["Қызылорда өңірі"]),
    ],
)
def test_a_release_is_found_by_all_of_its_words(
    client: Client, library: None, language: str, asked: str, titles: list[str]
) -> None:
    assert found(client, language, asked) == titles


@pytest.mark.parametrize("asked", ["&", "   ", "-", '""', "?!"])
def test_a_question_without_a_word_finds_nothing(client: Client, library: None, asked: str) -> None:
    assert found(client, "en", asked) == []


def test_a_question_of_what_is_to_be_left_out_finds_the_rest(client: Client, library: None) -> None:
    assert found(client, "en", "-rivers") == ["Senate meets observers"]


def test_the_question_is_kept_and_the_number_of_answers_said(client: Client, library: None) -> None:
    html = client.get("/en/search/", {"q": "senate"}).content.decode()
    assert 'value="senate"' in html
    assert "2 releases were found for “senate”." in html
    assert "1 release was found for “aral”." in client.get("/en/search/?q=aral").content.decode()
    assert '<a href="/ru/search/?q=senate" lang="ru" hreflang="ru">' in html
    assert "noindex" in html


def test_nothing_found_and_nothing_asked_help_further(client: Client, library: None) -> None:
    nothing = client.get("/en/search/", {"q": "unicorn"}).content.decode()
    assert "Nothing was found for “unicorn”." in nothing
    assert "Use fewer words" in nothing
    assert 'href="/en/archive/"' in nothing
    assert "Nothing was found" not in client.get("/en/search/").content.decode()


def test_the_question_is_printed_as_text(client: Client, library: None) -> None:
    html = client.get("/en/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in html


def test_pages_of_answers_keep_the_question(client: Client, make_release: Build) -> None:
    for number in range(21):
        make_release(title=f"Budget & tax {number}")
    page = client.get("/en/search/", {"q": "budget &"}).context["page"]
    assert page.older.url.startswith("?q=budget+%26&before=")
    older = client.get(f"/en/search/{page.older.url}")
    assert [edition.title for edition in older.context["page"].editions] == ["Budget & tax 0"]
    assert older.context["count"] == 21


WORDS = {"common": 1, "usual": 2, "rarity": 13, "seldom": 29, "never": 1000}
FIELDS = ("title", "lead", "body")
DAY = datetime.timedelta(days=1)


def has(number: int, word: str) -> bool:
    return bool(number) and number % WORDS[word] == 0


def place(number: int) -> int:
    """Returns in which of FIELDS the words of that release stand."""
    return number % 3


@pytest.fixture
def thirty(make_release: Build) -> list[Release]:
    """Thirty releases of ten months whose number says which words they have, and where."""
    made = []
    for number in range(30):
        words = " ".join(word for word in WORDS if has(number, word))
        texts = {"title": f"Text {number}", "lead": "", "body": "Nothing else"}
        texts[FIELDS[place(number)]] += f" {words}"
        texts["body"] = f"<p>{texts['body']}</p>"
        # Two by two at the same moment.
        made.append(make_release(at=NOON + number // 2 * 20 * DAY, **texts))
    return made


def plain_order(releases: list[Release], asked: str, *, by_date: bool) -> list[int]:
    """Returns the keys of what has all the words: what has them in its title first, or the newest."""
    numbers = [number for number in range(len(releases)) if all(has(number, word) for word in asked.split())]
    numbers.sort(key=lambda number: (0 if by_date else place(number), -number))
    return [releases[number].pk for number in numbers]


def keys_of(page: keyset.Page) -> list[int]:
    return [edition.release_id for edition in page.editions]


KNOBS = ("MANY", "WINDOW", "EXACT", "FEW", "SAMPLE_SIZE")


@pytest.mark.parametrize(
    "knobs",
    [
        (20_000, 6_000, 10_000, 2_000, 8_000),
        (1, 4, 10_000, 0, 8_000),
        (1, 12, 3, 2, 8_000),
        (1, 3, 3, 2, 10),
        (1, 28, 1, 0, 20),
    ],
    ids=str,
)
@pytest.mark.parametrize("order", ["", "date"])
def test_windows_and_samples_change_nothing_of_a_list_on_any_page(
    client: Client,
    thirty: list[Release],
    monkeypatch: pytest.MonkeyPatch,
    knobs: tuple[int, ...],
    order: str,
) -> None:
    for name, value in zip(KNOBS, knobs, strict=True):
        monkeypatch.setattr(results, name, value)
    monkeypatch.setattr(
        keyset.get_page, "__kwdefaults__", {**(keyset.get_page.__kwdefaults__ or {}), "size": 4}
    )
    for asked in ("common", "usual", "rarity", "never", "common rarity"):
        expected = plain_order(thirty, asked, by_date=order == "date")
        pages: list[list[int]] = []
        back: list[str] = []
        address = f"?{urlencode({'q': asked, 'order': order})}"
        while address:
            page = client.get(f"/en/search/{address}").context["page"]
            if page is None:
                break
            pages.append(keys_of(page))
            back.append(page.newer.url if page.newer else "")
            address = page.older.url if page.older else ""
        assert [key for keys in pages for key in keys] == expected
        assert [bool(newer) for newer in back] == [number > 0 for number in range(len(pages))]
        for number, newer in enumerate(back[1:], start=1):
            before = client.get(f"/en/search/{newer}").context["page"]
            assert keys_of(before) == pages[number - 1]


def test_so_many_are_counted_and_of_more_it_is_said_about_how_many(
    client: Client, thirty: list[Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MANY", 1)
    monkeypatch.setattr(results, "EXACT", 14)
    for asked, number, said in [
        ("common", 29, "About 29 releases were found for “common”."),
        ("usual", 14, "14 releases were found for “usual”."),
        ("seldom", 1, "1 release was found for “seldom”."),
    ]:
        html = client.get("/en/search/", {"q": asked}).content.decode()
        assert f'<data class="found" value="{number}">{said}</data>' in html


def test_of_a_sample_the_whole_is_estimated_and_said_to_two_digits(
    client: Client, thirty: list[Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MANY", 1)
    monkeypatch.setattr(results, "EXACT", 4)
    monkeypatch.setattr(results, "SAMPLE_SIZE", 25)
    monkeypatch.setattr(results, "PRECISION", 1)
    size = 427  # of 512: 25 of 30 releases, rounded up
    keys = Edition.objects.filter(release__in=thirty[1:]).values_list("pk", flat=True)
    sampled = len([key for key in keys if key % SAMPLES < size])
    estimate = round(sampled * SAMPLES / size)
    if estimate <= 10:  # so few are counted, whatever numbers the database has given them
        estimate = 29
    html = client.get("/en/search/", {"q": "common"}).content.decode()
    assert f'<data class="found" value="{estimate}">About {estimate} releases were found' in html
    assert [results._round(number) for number in (7, 99, 104, 16_483, 999_999)] == [
        7, 99, 100, 16_000, 1_000_000,
    ]  # fmt: skip


@pytest.mark.parametrize("asked", ["o'neil", "back\\slash", "c:*", "!x", "x&y|(z)", "a'b\\'c:b*", "%s %(a)s"])
def test_signs_that_a_database_could_mean_otherwise_are_searched_for(
    client: Client, make_release: Build, asked: str
) -> None:
    make_release(title=f"It says {asked} indeed")
    make_release(title="It does not")
    assert found(client, "en", asked) == [f"It says {asked} indeed"]


@given(st.text(max_size=400))
def test_any_question_becomes_a_few_folded_words(asked: str) -> None:
    words = split_words(asked)
    assert len(words) <= MAX_WORDS
    assert len(set(words)) == len(words)
    for word in words:
        assert word
        assert word == word.casefold().replace("ё", "е")
        assert word.isprintable()


@pytest.mark.parametrize("asked", ["\x00", "a\x00b", "%" * 500, "x " * 500, "\ud800", "🙂" * 300])
def test_no_question_is_too_much(client: Client, library: None, asked: str) -> None:
    response = client.get("/en/search/", {"q": asked.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200
    assert len(response.context["question"]) <= MAX_VALUE_LENGTH


def test_a_question_of_any_length_makes_no_longer_page(client: Client, library: None) -> None:
    longest = client.get("/en/search/", {"q": "a" * MAX_VALUE_LENGTH}).content
    assert client.get("/en/search/", {"q": "a" * 60_000}).content == longest


def test_postgresql_starts_no_other_process_for_a_question(db: None) -> None:
    """To start one takes longer than to see in the index that nothing has a word."""
    if connection.vendor != "postgresql":
        return  # SQLite has none
    with results.searching(), connection.cursor() as cursor:
        cursor.execute("SHOW max_parallel_workers_per_gather")
        assert cursor.fetchone() == ("0",)
