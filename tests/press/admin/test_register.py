"""The register of names and terms in the admin: kept by editors, read by every officer."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from press.models import RegisteredName, User
from tests.factories import signed_in

ADD = "/admin/press/registeredname/add/"
NAME = {
    "kind": "person",
    "preferred_kk": "Әшімбаев", "variants_kk": "Ашимбаев*",
    "preferred_ru": "Ашимбаев", "variants_ru": "Әшімбаев*\nАшымбаев*",
    "preferred_en": "Ashimbayev", "variants_en": "Ashimbaev*",
}  # fmt: skip


@pytest.fixture
def desk(editor: User) -> Client:
    return signed_in(editor)


def save(desk: Client, name: RegisteredName | None = None, **fields: str) -> dict[str, list[str]]:
    """Returns what the form finds wrong, by field; nothing where it is saved."""
    page = f"/admin/press/registeredname/{name.pk}/change/" if name else ADD
    answer: Any = desk.post(page, {"kind": "body", **fields})
    return {} if answer.status_code == 302 else dict(answer.context["adminform"].form.errors)


def test_an_editor_enters_a_name_and_its_history_says_who_did(desk: Client, author: User) -> None:
    assert save(desk, **{**NAME, "variants_ru": "  Әшімбаев* \r\n\r\nАшымбаев*\r\nӘшімбаев*"}) == {}
    name = RegisteredName.objects.get()
    assert (name.variants("ru"), name.is_proper) == (("Әшімбаев*", "Ашымбаев*"), True)
    assert LogEntry.objects.get().user.username == "editor"
    history = signed_in(author).get(f"/admin/press/registeredname/{name.pk}/history/").content.decode()
    assert "editor" in history


def test_an_author_reads_what_editors_keep(desk: Client, author: User) -> None:
    save(desk, **NAME)
    there = signed_in(author)
    listed = there.get("/admin/press/registeredname/").content.decode()
    assert '<span lang="kk">Әшімбаев</span> · <span lang="ru">Ашимбаев</span>' in listed
    page = there.get(
        f"/admin/press/registeredname/{RegisteredName.objects.get().pk}/change/"
    ).content.decode()
    assert ("Ashimbaev*" in page, "<textarea" in page, "_save" in page) == (True, False, False)


def test_each_spelling_is_typed_in_its_language_and_the_help_has_an_example(desk: Client) -> None:
    page = desk.get(ADD).content.decode()
    assert [
        re.search(rf'<(?:input|textarea)[^>]*name="{field}_{code}"[^>]*lang="(\w\w)"', page)[1]  # type: ignore[index]
        for code in ("kk", "ru", "en")
        for field in ("preferred", "variants")
    ] == ["kk", "kk", "ru", "ru", "en", "en"]
    assert page.count("Ashimbaev* finds Ashimbaevs too") == 3


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"__all__": ["Write the spelling in at least one language."]}),
        ({"variants_en": "Majilis"}, {"preferred_en": ["Write the spelling that replaces the other ones."]}),
        ({"preferred_en": "Mazhilis*"}, {"preferred_en": ["The * stands in the other spellings only."]}),
        (
            {"preferred_en": "Mazhilis", "variants_en": "Majilis\nMazhilis*"},
            {"variants_en": ["“Mazhilis*” is what the other spellings are replaced by."]},
        ),
        (
            {"preferred_en": "Mazhilis", "variants_en": "*"},
            {"variants_en": ["“*”: the * stands at the end of a word."]},
        ),
        (
            {"preferred_en": "Mazhilis", "variants_en": "Maj*lis"},
            {"variants_en": ["“Maj*lis”: the * stands at the end of a word."]},
        ),
        (
            {"preferred_en": "Ashimbai", "variants_en": "ashimbaev"},
            {"variants_en": ["“ashimbaev” is a spelling of “Ashimbayev” already."]},
        ),
        (
            {"preferred_en": "Ashimbaev"},
            {"preferred_en": ["“Ashimbaev” is a spelling of “Ashimbayev” already."]},
        ),
        (
            {"preferred_ru": "Ашымбай", "variants_ru": "Ашимбаев"},
            {"variants_ru": ["“Ашимбаев” is a spelling of “Ashimbayev” already."]},
        ),
        # In another language it is another word, and a capital alone may be what the house asks for.
        ({"preferred_kk": "Ашымбай", "variants_kk": "Ашымбаев*"}, {}),
        ({"preferred_en": "Senate", "variants_en": "senate"}, {}),
    ],
)
def test_a_spelling_has_one_place_in_the_register(
    desk: Client, fields: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    assert save(desk, **NAME) == {}
    assert save(desk, **fields) == wrong
    assert RegisteredName.objects.count() == 1 + (not wrong)


def test_a_name_is_saved_again_as_it_is(desk: Client) -> None:
    assert save(desk, **NAME) == {}
    assert save(desk, RegisteredName.objects.get(), **NAME) == {}


@pytest.mark.parametrize(("question", "found"), [("Ashimbaev", 1), ("Ашымбаев", 1), ("Mazhilis", 0)])
def test_a_name_is_found_by_any_of_its_spellings(desk: Client, question: str, found: int) -> None:
    save(desk, **NAME)
    assert desk.get("/admin/press/registeredname/", {"q": question}).context["cl"].result_count == found
