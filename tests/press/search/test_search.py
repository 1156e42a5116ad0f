"""Search: all words, in any case, е for ё; helpful when nothing is found."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from press.converters import MAX_VALUE_LENGTH
from press.listings import keyset
from press.models import Release
from press.search import results as finding
from press.search.normalise import MAX_WORDS, split_words

NOON = datetime.datetime(2023, 3, 18, 7, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)

Build = Callable[..., Release]


def found(client: Client, language: str, asked: str) -> list[str]:
    page = client.get(f"/{language}/search/", {"q": asked}).context["page"]
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
        ("en", "riv", ["Senate adopts the law on rivers"]),
        ("en", "ivers", []),
        ("en", "law & !", []),
        ("en", "&", []),
        ("en", "100%", ["Senate meets observers"]),
        ("en", "a_e", []),
        ("en", "secret", []),
        ("en", "   ", []),
        ("ru", "счетный ёлка", ["Счётный комитет"]),
        ("ru", "senate", []),
        ("kk", "ӨҢІРІ қызыл", ["Қызылорда өңірі"]),
    ],
)
def test_a_release_is_found_by_all_of_its_words(
    client: Client, library: None, language: str, asked: str, titles: list[str]
) -> None:
    assert found(client, language, asked) == titles


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
    assert "Check the spelling" in nothing
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


WORDS = {"common": 1, "usual": 2, "rare": 13, "seldom": 29, "never": 1000}


@pytest.fixture
def thirty(make_release: Build) -> list[str]:
    """Thirty releases whose number says which words they have."""
    titles = [
        " ".join([f"{number:02}", *(word for word, every in WORDS.items() if number % every == 0 and number)])
        for number in range(30)
    ]
    for title in titles:
        make_release(title=title, at=NOON + number_of(title) // 2 * HOUR)
    return titles


def number_of(title: str) -> int:
    return int(title.split()[0])


@pytest.mark.parametrize(
    ("sample", "window", "small"),
    [(1, 4, 0), (4, 12, 0), (5, 28, 0), (12, 29, 0), (28, 40, 0), (40, 50, 0), (1, 4, 10**9)],
)
def test_common_and_rare_words_are_found_alike_on_all_pages(
    client: Client,
    thirty: list[str],
    monkeypatch: pytest.MonkeyPatch,
    sample: int,
    window: int,
    small: int,
) -> None:
    monkeypatch.setattr(finding, "SAMPLE", sample)
    monkeypatch.setattr(finding, "SOME", 1)
    monkeypatch.setattr(finding, "WINDOW", window)
    monkeypatch.setattr(finding, "SMALL", small)
    monkeypatch.setattr(finding, "PAGE", 2)
    monkeypatch.setattr(keyset.get_page, "__kwdefaults__", {**keyset.get_page.__kwdefaults__, "size": 2})
    for asked in (*WORDS, "common rare", "rare never"):
        expected = [title for title in reversed(thirty) if set(asked.split()) <= set(title.split())]
        pages: list[list[str]] = []
        back: list[str] = []
        address = f"?q={asked}"
        while address:
            page = client.get(f"/en/search/{address}").context["page"]
            pages.append([edition.title for edition in page.editions])
            back.append(page.newer.url if page.newer else "")
            address = page.older.url if page.older else ""
        assert [title for titles in pages for title in titles] == expected
        for number, newer in enumerate(back[1:], start=1):
            before = client.get(f"/en/search/{newer}").context["page"]
            assert [edition.title for edition in before.editions] == pages[number - 1]


def test_so_many_are_counted_and_of_more_it_is_said_that_there_are_more(
    client: Client, thirty: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MAX_COUNTED", 14)
    for asked, said in {
        "common": "At least 14 releases were found for",
        "usual": "14 releases were found for",
        "seldom": "1 release was found for",
    }.items():
        html = client.get("/en/search/", {"q": asked}).content.decode()
        assert f'<p class="result">{said}' in html


@pytest.mark.parametrize(
    "asked", ["o'neil", "back\\slash", "c:*", "!x", "x&y|(z)", "<->", "a'b\\'c:b*", "%s %(a)s"]
)
def test_signs_that_a_database_could_mean_otherwise_are_searched_for(
    client: Client, make_release: Build, asked: str
) -> None:
    make_release(title=f"It says {asked} indeed")
    make_release(title="It does not")
    titles = [f"It says {asked} indeed"] if any(map(str.isalnum, asked)) else []
    assert found(client, "en", asked) == titles


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
