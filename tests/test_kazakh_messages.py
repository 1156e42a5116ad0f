"""Django's own words: complete in Kazakh and Russian, in the catalogues and on the page.

Django's Kazakh catalogue is half empty; `locale/django` completes it and corrects both.
"""

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import pytest
from babel.messages.catalog import Message
from django.conf import global_settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timesince import timesince

from press.models import User
from tests.catalogues import OURS, Key, catalogue, compiled_into, fault, forms, visible

DJANGO = Path(django.__file__).parent
CATALOGUES = [
    ("conf", "django"),
    ("contrib/admin", "django"),
    ("contrib/admin", "djangojs"),
    ("contrib/auth", "django"),
    ("contrib/contenttypes", "django"),
    ("contrib/sessions", "django"),
]
# Minber offers three of the hundred languages whose names Django translates.
UNUSED = {name for code, name in global_settings.LANGUAGES if code not in {"kk", "ru", "en"}}
# What holds no word of English.
THE_SAME_IN_KAZAKH = {
    "…", ":", ":?.!", ", ", "URL", "IPv4", "IPv6", "%(truncated_text)s…", "%(class_name)s %(instance)s",
}  # fmt: skip


def wanted(folder: str, domain: str) -> dict[Key, Message]:
    english = catalogue(DJANGO / folder / "locale", "en", domain)
    return {key: message for key, message in english.items() if key[1] not in UNUSED}


@pytest.mark.parametrize(("folder", "domain"), CATALOGUES)
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_message_of_django_is_translated(language: str, folder: str, domain: str) -> None:
    shown = catalogue(DJANGO / folder / "locale", language, domain) | catalogue(OURS, language, domain)
    messages = wanted(folder, domain)
    assert messages
    faults = {key: fault(message, shown.get(key)) for key, message in messages.items()}
    assert {key: what for key, what in faults.items() if what} == {}


@pytest.mark.parametrize(("folder", "domain"), CATALOGUES)
def test_no_kazakh_message_is_english(folder: str, domain: str) -> None:
    shown = catalogue(DJANGO / folder / "locale", "kk", domain) | catalogue(OURS, "kk", domain)
    english = {
        form
        for key in wanted(folder, domain)
        for form in forms(shown[key].string)
        if not re.search("[а-яәі]", form, re.IGNORECASE)
    }
    assert english - THE_SAME_IN_KAZAKH == set()


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_our_catalogues_hold_only_messages_that_django_still_has(domain: str, language: str) -> None:
    known = {
        key for folder, its_domain in CATALOGUES if its_domain == domain for key in wanted(folder, domain)
    }
    assert set(catalogue(OURS, language, domain)) - known == set()


@pytest.fixture
def compiled(settings: Any, tmp_path: Path) -> None:
    settings.LOCALE_PATHS = compiled_into(tmp_path)


@pytest.fixture
def english_words() -> set[str]:
    """The messages of Django's admin and accounts as they would stand on a page that nobody translated."""
    return {
        form
        for folder, domain in CATALOGUES
        # The rest of Django has words like "Text" that the press room says too, in its own catalogue.
        if folder != "conf"
        for key, message in wanted(folder, domain).items()
        for form in forms(message.id)
        if key[1] not in THE_SAME_IN_KAZAKH
    }


@pytest.mark.django_db
def test_the_login_page_speaks_kazakh(compiled: None, client: Client, english_words: set[str]) -> None:
    page = client.get("/admin/login/", headers={"accept-language": "kk"}).content.decode()
    assert '<html lang="kk"' in page
    texts = visible(page)
    assert texts & english_words == set()
    assert {"Кіру", "Пайдаланушы аты:", "Құпия сөз:"} <= texts


@pytest.mark.django_db
def test_a_refused_login_says_why_in_kazakh(compiled: None, client: Client) -> None:
    answer = client.post(
        "/admin/login/", {"username": "nobody", "password": "nothing"}, headers={"accept-language": "kk"}
    )
    assert (
        "Пайдаланушы аты немесе құпия сөз қате. Бас және кіші әріптер ажыратылады. "
        "Бір сағат ішінде 10 қате әрекеттен кейін күтуге тура келеді."
    ) in answer.content.decode()


@pytest.mark.django_db
def test_every_list_and_form_behind_the_login_speaks_kazakh(
    compiled: None, client: Client, english_words: set[str]
) -> None:
    client.force_login(User.objects.create_superuser("chief", interface_language="kk"))
    assert admin.site._registry
    addresses = [reverse("admin:index"), reverse("admin:password_change")]
    for model in admin.site._registry:
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses += [reverse(f"{page}_changelist"), reverse(f"{page}_add")]
    english = {}
    for address in addresses:
        answer = client.get(address)
        # 403 where nobody may add, not even a superuser.
        assert answer.status_code in {200, 403}
        english[address] = visible(answer.content.decode()) & english_words
    assert {address: words for address, words in english.items() if words} == {}


@pytest.mark.django_db
def test_the_calendar_of_the_admin_speaks_kazakh(compiled: None, client: Client) -> None:
    client.force_login(User.objects.create_superuser("chief", interface_language="kk"))
    script = client.get("/admin/jsi18n/").content.decode()
    found = re.search(r"const newcatalog = (\{.*?\n  \});", script, re.DOTALL)
    assert found
    words = json.loads(found[1])
    assert [words["Choose a Date"], words["March"], words["one letter Monday\x04M"]] == [
        "Күнді таңдаңыз",
        "Наурыз",
        "Дс",
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (lambda: date_format(datetime.date(2023, 3, 18)), "2023 жылғы 18 наурыз"),
        (lambda: date_format(datetime.date(2023, 3, 18), "YEAR_MONTH_FORMAT"), "2023 жылғы наурыз"),
        (lambda: date_format(datetime.date(2023, 3, 18), "F"), "Наурыз"),
        (lambda: date_format(datetime.date(2023, 3, 18), "D, j N"), "Сб, 18 нау."),
        (lambda: timesince(datetime.date(2023, 3, 18), datetime.date(2023, 4, 27)), "1\xa0ай, 1\xa0апта"),
    ],
)
def test_dates_run_on_in_kazakh(compiled: None, said: Callable[[], str], expected: str) -> None:
    with translation.override("kk"):
        assert said() == expected
