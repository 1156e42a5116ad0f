"""What the content rules hear of names: the register's, and those of the people whom releases are about."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from accessibility.content import Content, Name, Role, Text, check
from press.models import RegisteredName
from press.publishing.register import get_names
from press.sample.loading import load_room
from tests.factories import make_person


def test_an_installation_begins_with_an_empty_register(db: None) -> None:
    assert (RegisteredName.objects.count(), get_names("en")) == (0, [])


def test_a_person_counts_without_being_entered_and_once_where_they_are(db: None) -> None:
    person = make_person("Aigerim Sarsenova", name_kk="Айгерім Сәрсенова")
    make_person("Maulen Ashimbayev", name_ru="")
    entered = RegisteredName.objects.create(preferred_en="Maulen Ashimbayev", variants_en="Maulen Ashimbaev*")
    term = RegisteredName.objects.create(
        kind="term", preferred_en="press release", preferred_ru="пресс-релиз"
    )
    keys = (f"person-{person.pk}", f"name-{entered.pk}", f"name-{term.pk}")
    assert sorted(get_names("en"), key=lambda each: each.preferred) == [
        Name("en", "Aigerim Sarsenova", (), is_person=True, key=keys[0]),
        Name("en", "Maulen Ashimbayev", ("Maulen Ashimbaev*",), is_person=True, key=keys[1]),
        Name("en", "press release", (), is_proper=False, key=keys[2]),
    ]
    assert [each.preferred for each in get_names("ru")] == ["пресс-релиз", "Aigerim Sarsenova"]
    assert [each.preferred for each in get_names("kk")] == ["Айгерім Сәрсенова", "Maulen Ashimbayev"]


def test_it_asks_twice_however_many_there_are(
    db: None, django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    for number in range(20):
        make_person(f"Person {number}")
        RegisteredName.objects.create(preferred_en=f"Name {number}")
    with django_assert_num_queries(2):
        assert len(get_names("en")) == 40


@pytest.mark.parametrize(
    ("language", "written", "repairs"),
    [
        ("kk", "<p>Мажлисте Ашимбаевтың сөзі тыңдалды.</p>", ["Мәжілісте", "Әшімбаевтың"]),
        ("ru", "<p>Речь Сәрсеновой о Меджлисе в Алма-Ате.</p>", ["Сарсеновой", "Мажилисе", "Алматы"]),
        ("en", "<p>Press-releases of the Majilis</p>", ["Press releases", "Mazhilis"]),
    ],
)
def test_the_sample_press_room_has_a_register_that_works(
    db: None, language: str, written: str, repairs: list[str]
) -> None:
    load_room()
    for name in RegisteredName.objects.all():
        name.full_clean()
    text = Text("body", written, language, Role.BODY, is_html=True)
    found = check(Content(language, [text], names=get_names(language)), only=["name-not-in-house-spelling"])
    assert [" ".join(edit.text for edit in each.repair.edits) for each in found if each.repair] == repairs
