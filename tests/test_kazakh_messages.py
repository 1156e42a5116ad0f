"""Django's own words: complete in Kazakh and Russian, in the catalogues and on the page.

Django's Kazakh catalogue is half empty; `locale/django` completes it and corrects it.
"""

import datetime
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import django
import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import global_settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timesince import timesince

from press.models import User

DJANGO = Path(django.__file__).parent
OURS = Path(__file__).resolve().parent.parent / "locale" / "django"
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
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")

Key = tuple[str | None, str]


def read(path: Path) -> dict[Key, Message]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {(message.context, forms(message.id)[0]): message for message in read_po(file) if message.id}


def catalogue(root: Path, language: str, domain: str) -> dict[Key, Message]:
    return read(root / language / "LC_MESSAGES" / f"{domain}.po")


def wanted(folder: str, domain: str) -> dict[Key, Message]:
    english = catalogue(DJANGO / folder / "locale", "en", domain)
    return {key: message for key, message in english.items() if key[1] not in UNUSED}


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def fault(english: Message, translated: Message | None) -> str:
    """Returns what is wrong with a translation, or an empty string."""
    if translated is None or not all(forms(translated.string)):
        return "missing"
    if translated.fuzzy:
        return "fuzzy"
    if english.pluralizable != translated.pluralizable:
        return "a plural on one side only"
    # The plural is the form that never leaves its number out.
    if any(placeholders(form) != placeholders(forms(english.id)[-1]) for form in forms(translated.string)):
        return "other placeholders"
    return ""


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


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_our_kazakh_catalogue_holds_only_messages_that_django_still_has(domain: str) -> None:
    known = {
        key for folder, its_domain in CATALOGUES if its_domain == domain for key in wanted(folder, domain)
    }
    assert set(catalogue(OURS, "kk", domain)) - known == set()


@pytest.fixture
def compiled(settings: Any, tmp_path: Path) -> None:
    """Our catalogues as they are in the source, whether or not somebody has compiled them."""
    for domain in ("django", "djangojs"):
        target = tmp_path / "kk" / "LC_MESSAGES" / f"{domain}.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with (OURS / "kk" / "LC_MESSAGES" / f"{domain}.po").open("rb") as source, target.open("wb") as file:
            write_mo(file, read_po(source))
    settings.LOCALE_PATHS = [path for path in settings.LOCALE_PATHS if path != OURS] + [tmp_path]


class VisibleText(HTMLParser):
    """Collects the texts of a page and the attributes that a reader hears or sees."""

    SPOKEN = {"alt", "aria-label", "placeholder", "title", "value"}

    def __init__(self) -> None:
        super().__init__()
        self.pieces: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces |= {" ".join(value.split()) for name, value in attrs if name in self.SPOKEN and value}

    def handle_data(self, data: str) -> None:
        self.pieces.add(" ".join(data.split()))


def visible(html: str) -> set[str]:
    parser = VisibleText()
    parser.feed(html)
    return parser.pieces


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
        "Қызметкер тіркелгісінің дұрыс деректерін енгізіңіз: пайдаланушы аты және құпия сөз. "
        "Екі өрісте де бас және кіші әріптердің айырмасы болуы мүмкін."
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
        (lambda: date_format(datetime.date(2023, 3, 18)), "2023 ж. 18 наурыз"),
        (lambda: date_format(datetime.date(2023, 3, 18), "YEAR_MONTH_FORMAT"), "2023 ж. наурыз"),
        (lambda: date_format(datetime.date(2023, 3, 18), "F"), "Наурыз"),
        (lambda: date_format(datetime.date(2023, 3, 18), "D, j N"), "Сб, 18 нау."),
        (lambda: timesince(datetime.date(2023, 3, 18), datetime.date(2023, 4, 27)), "1\xa0ай, 1\xa0апта"),
    ],
)
def test_dates_run_on_in_kazakh(compiled: None, said: Callable[[], str], expected: str) -> None:
    with translation.override("kk"):
        assert said() == expected
