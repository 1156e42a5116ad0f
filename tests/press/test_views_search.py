"""Search: all words, in any case, е for ё; helpful when nothing is found."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from press.models import Release
from press.views.search import LONGEST, MOST_WORDS, folded

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
    assert page.older.address.startswith("?q=budget+%26&before=")
    older = client.get(f"/en/search/{page.older.address}")
    assert [edition.title for edition in older.context["page"].editions] == ["Budget & tax 0"]
    assert older.context["count"] == 21


@given(st.text(max_size=400))
def test_any_question_becomes_a_few_folded_words(asked: str) -> None:
    words = folded(asked)
    assert len(words) <= MOST_WORDS
    assert len(set(words)) == len(words)
    for word in words:
        assert word
        assert word == word.casefold().replace("ё", "е")
        assert word.isprintable()


@pytest.mark.parametrize("asked", ["\x00", "a\x00b", "%" * 500, "x " * 500, "\ud800", "🙂" * 300])
def test_no_question_is_too_much(client: Client, library: None, asked: str) -> None:
    response = client.get("/en/search/", {"q": asked.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200
    assert len(response.context["asked"]) <= LONGEST
