"""The languages of a contact in the admin: chosen by who may write it, read by everybody else."""

import re

import pytest

from press.models import Contact, User
from tests.factories import make_contact, signed_in


def languages() -> list[str]:
    return [language.label for language in Contact.objects.get().languages()]


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ([], []),
        (["speaks_kk"], ["Қазақша"]),
        (["speaks_en", "speaks_ru"], ["Русский", "English"]),
        (["speaks_kk", "speaks_ru", "speaks_en"], ["Қазақша", "Русский", "English"]),
    ],
)
def test_what_an_editor_ticks_is_kept_and_what_is_not_ticked_is_not(
    editor: User, chosen: list[str], kept: list[str]
) -> None:
    desk, form = signed_in(editor), {"unit_en": "Press service", **dict.fromkeys(chosen, "on")}
    assert desk.post("/admin/press/contact/add/", form).status_code == 302
    assert languages() == kept
    Contact.objects.update(speaks_kk=True, speaks_ru=False, speaks_en=True)
    assert desk.post(f"/admin/press/contact/{Contact.objects.get().pk}/change/", form).status_code == 302
    assert languages() == kept


def test_of_a_new_contact_no_language_is_said() -> None:
    assert Contact().languages() == []


@pytest.mark.parametrize(
    ("language", "legend", "labels"),
    [
        ("kk", "Сөйлесу тілдері", ["Қазақша сөйлеседі", "Орысша сөйлеседі", "Ағылшынша сөйлеседі"]),
        ("ru", "Языки общения", ["Говорят на казахском", "Говорят на русском", "Говорят на английском"]),
        ("en", "Languages spoken", ["Kazakh is spoken", "Russian is spoken", "English is spoken"]),
    ],
)
def test_the_boxes_are_one_group_with_a_name_and_a_help(
    editor: User, language: str, legend: str, labels: list[str]
) -> None:
    User.objects.update(interface_language=language)
    page = signed_in(editor).get("/admin/press/contact/add/").content.decode()
    (group,) = re.findall(r"<fieldset(?:(?!</fieldset>).)*speaks_kk.*?</fieldset>", page, re.DOTALL)
    assert re.findall(r"<legend><h2[^>]*>([^<]+)<", group) == [legend]
    assert re.findall(r'for="id_speaks_\w\w">([^<]+)<', group) == labels
    assert re.findall(r'<fieldset[^>]+aria-describedby="([^"]+)"', group) == ["fieldset-3-help"]
    assert re.findall(r'<div class="help" id="([^"]+)">', group) == ["fieldset-3-help"]


def test_who_may_not_write_a_contact_reads_its_languages_by_their_own_names(author: User) -> None:
    make_contact(speaks_kk=True, speaks_en=True)
    assert read_by(author) == ['<span lang="kk">Қазақша</span>, <span lang="en">English</span>']
    Contact.objects.update(speaks_kk=False, speaks_en=False)
    assert read_by(author) == ["-"]


def read_by(officer: User) -> list[str]:
    page = signed_in(officer).get(f"/admin/press/contact/{Contact.objects.get().pk}/change/").content.decode()
    assert "speaks_" not in page
    return re.findall(r'field-languages_in_words">.*?<div class="readonly">(.*?)</div>', page, re.DOTALL)
