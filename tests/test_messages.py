"""Our own words: whole in Kazakh and Russian, in the catalogues and on every page; English stays English."""

import ast
import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation.template import templatize

from press import publishing
from press.models import AuditEntry, Contact, Edition, Release, User
from tests.catalogues import FOLDERS, ROOT, Key, catalogue, compiled_into, fault, forms, visible
from tests.factories import code_of, make_app, make_person, make_topic, signed_in

# Catalogue → where its messages are said.
SOURCES = {"locale": ["config", "press", "templates"], "accessibility/locale": ["accessibility"]}
PLURALS = {"kk": 2, "ru": 4}
# Names, of which a page may hold any; everything else in Latin letters was forgotten.
NAMES = {
    "AVIF", "Atom", "English", "Facebook", "HTML", "JPEG", "JSON", "JavaScript", "Minber", "PNG", "RSS",
    "Telegram", "WebP", "WhatsApp", "X", "cookie",
}  # fmt: skip
NAMES_ON_THE_SETTINGS = {
    "A", "AA", "AAA", "Andika", "Android", "Chromium", "EN", "Golos", "IBM", "JavaScript", "Linux", "NG",
    "NVDA", "Noto", "Serif", "Text", "V", "WCAG", "Windows", "axe-core", "eSpeak", "iOS", "macOS",
}  # fmt: skip
# Addresses of the test.
NAMES_IN_THE_ADMIN = {"a", "b", "kk", "ru", "Docs", "Enter", "Google", "LibreOffice", "Word", "docx"}
NAMES_OF_FACTOR = NAMES | NAMES_IN_THE_ADMIN | {"QR-", "QR", "https", "localhost"}
# Of an app, or a recovery code: letters that are no word.
SECRET = re.compile(r"<code[^>]*>[A-Z0-9 -]+</code>")
LATIN = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
NO_WORDS = re.compile(r"https?://\S+|\S+@\S+|[\w-]+=\S+|/[\w/-]+")

PYTHON_KEYWORDS = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
    "npgettext", "npgettext_lazy",
}  # fmt: skip
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)")


def python_files() -> list[Path]:
    return [path for folder in ("accessibility", "config", "press") for path in (ROOT / folder).rglob("*.py")]


def key(function: str, texts: list[str]) -> Key:
    return (texts[0], texts[1]) if "pgettext" in function else (None, texts[0])


def said_in_python(path: Path) -> Iterator[Key]:
    with path.open("rb") as file:
        for _, function, texts, _ in extract_python(file, PYTHON_KEYWORDS, (), {}):  # type: ignore[arg-type]
            found = [text for text in forms(texts) if text]
            if found:
                yield key(str(function), found)


def said_in_template(path: Path) -> Iterator[Key]:
    """What `makemessages` gives to xgettext: the template's strings as calls of gettext."""
    for function, texts in CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        found = [ast.literal_eval(text) for text in re.findall(STRING, texts)]
        yield key(function, [text.replace("%%", "%") for text in found])


def said(folders: list[str]) -> set[Key]:
    """Every message in those folders' Python files and templates."""
    messages: set[Key] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.*"):
            if path.suffix == ".py":
                messages |= set(said_in_python(path))
            elif path.suffix in {".html", ".txt"}:
                messages |= set(said_in_template(path))
    return messages


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("folder", SOURCES)
def test_a_catalogue_holds_what_the_sources_say_and_nothing_else(folder: str, language: str) -> None:
    held, expected = set(catalogue(ROOT / folder, language)), said(SOURCES[folder])
    assert expected
    assert {"new": expected - held, "not said any more": held - expected} == {
        "new": set(),
        "not said any more": set(),
    }


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("folder", SOURCES)
def test_every_message_of_ours_is_translated(folder: str, language: str) -> None:
    held = catalogue(ROOT / folder, language)
    faults = {message: fault(translated, translated) for message, translated in held.items()}
    assert {message: what for message, what in faults.items() if what} == {}
    # VK and HTML, dashes and colons are no words.
    untranslated = {
        message
        for message, translated in held.items()
        if not any(re.search("[а-яәі]", form, re.IGNORECASE) for form in forms(translated.string))
    }
    # The last is 1,75.
    same = {"HTML", "until", "%(setting)s: %(value)s", "%(who)s: %(reason)s", "One and three quarters"}
    assert {text for _, text in untranslated} - same == set()


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("folder", SOURCES)
def test_a_count_has_all_the_forms_that_the_language_has(folder: str, language: str) -> None:
    path = ROOT / folder / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        held: Catalog = read_po(file)
    counted = {len(forms(message.string)) for message in held if message.pluralizable}
    assert (held.num_plurals, counted) == (PLURALS[language], {PLURALS[language]})


def test_gettext_is_imported_by_names_that_the_extraction_knows() -> None:
    aliases = {
        f"{path.relative_to(ROOT)}: {name.asname}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname not in {None, "_"}
    }
    assert aliases == set()


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return compiled_into(tmp_path_factory.mktemp("locale"))


@pytest.fixture
def compiled(settings: Any, paths: list[Path]) -> None:
    settings.LOCALE_PATHS = paths


def test_english_does_not_fall_back_to_the_kazakh_of_the_site(settings: Any, compiled: None) -> None:
    assert settings.LANGUAGE_CODE == "kk"
    messages = {key for folder in FOLDERS for key in catalogue(folder, "kk")}
    assert messages
    with translation.override("en"):
        shown = {
            (context, text): translation.pgettext(context, text) if context else translation.gettext(text)
            for context, text in messages
        }
        assert translation.ngettext("%(count)s release", "%(count)s releases", 2) == "%(count)s releases"
    assert {message: words for message, words in shown.items() if words != message[1]} == {}


Pages = dict[str, list[str]]


@pytest.fixture
def pages(
    make_release: Callable[..., Release],
    correct: Callable[..., Edition],
    contact: Contact,
    chief: User,
) -> Callable[[str], Pages]:
    """A room whose every word is in Cyrillic: what stands in Latin letters on its pages comes from us."""
    for officer in User.objects.all():
        User.objects.filter(pk=officer.pk).update(username=f"маман{officer.pk}")
    Contact.objects.update(unit_en="Пресс", on_duty=True)

    def build(language: str) -> Pages:
        text = {"language": language, "body": "<p>Мәтін.</p>", "lead": "Лид.", "dateline": "Астана"}
        releases = {
            state: make_release(state=state, title=f"Хабар {number}", contact=contact, **text)
            for number, state in enumerate(
                ["live", "draft", "submitted", "scheduled", "withdrawn", "removed"]
            )
        }
        old = make_release(
            title="Бұрынғы", at=timezone.now() - datetime.timedelta(days=40), courtesy="Н. Байбулин", **text
        )
        corrected = correct(old, title="Жаңа", correction_note="Сан түзетілді.")
        topic, person = make_topic("Су", slug="a"), make_person("Су", slug="b")
        for release in releases.values():
            release.story.topics.add(topic)
            release.story.people.add(person)
        home, live = f"/{language}/", releases["live"].get_absolute_url()
        now = timezone.localtime()
        past = old.get_absolute_url()
        public = [
            home, live, past, f"{past}history/", f"{past}history/1/", f"{past}history/2/",
            releases["withdrawn"].get_absolute_url(), releases["removed"].get_absolute_url(),
            f"{home}releases/", f"{home}archive/", f"{home}archive/{now.year}/",
            f"{home}archive/{now.year}/{now.month}/", f"{home}topics/a/", f"{home}people/b/",
            f"{home}search/", f"{home}search/?q=хабар", f"{home}search/?q=жоқ", f"{home}about-views/",
            f"{home}nothing/", f"{home}topics/nothing/",
        ]  # fmt: skip
        Edition.objects.exclude(withdrawn_at=None).update(withdrawal_reason="Қате.")
        Release.objects.exclude(removed_at=None).update(removal_reason="Қате.")
        editions = [corrected, *(release.editions.get() for release in releases.values())]
        behind = [
            reverse("admin:index"),
            reverse("admin:password_change"),
            "/admin/press/edition/?editions=all",
        ]
        for model in admin.site._registry:
            page = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            behind += [reverse(f"{page}_changelist"), reverse(f"{page}_add")]
            if model is not Edition and (one := model._default_manager.first()):
                behind.append(reverse(f"{page}_change", args=[one.pk]))
        behind += [reverse("admin:press_edition_change", args=[edition.pk]) for edition in editions]
        behind += [reverse("admin:press_edition_preview", args=[editions[2].pk])]
        behind += [reverse("admin:press_edition_languages", args=[editions[0].pk])]
        newcomer = publishing.make_account(by=chief, username="жаңа")
        groups = Group.objects.filter(name="author")
        publishing.change_account(newcomer, by=chief, groups=groups, email="a@example.kz", languages=["kk"])
        behind += [reverse("admin:press_user_waiting"), reverse("admin:sign_in_link", args=["a", "b"])]
        behind += [reverse("admin:press_user_change", args=[officer.pk]) for officer in (newcomer, chief)]
        entries = AuditEntry.objects.filter(account=newcomer)
        behind += [reverse("admin:press_auditentry_change", args=[entry.pk]) for entry in entries]
        return {
            "public": public,
            "settings": [f"{home}display/", f"{home}accessibility/"],
            "admin": behind,
        }

    return build


def latin(texts: set[str], names: set[str]) -> set[str]:
    """Returns the texts with a word in Latin letters that is no name, address or number of a colour."""
    return {text for text in texts if set(LATIN.findall(NO_WORDS.sub("", text))) - names}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_page_holds_a_word_of_english(
    compiled: None,
    author: User,
    chief: User,
    pages: Callable[[str], Pages],
    settings: Any,
    language: str,
) -> None:
    with translation.override(language):
        addresses = pages(language)
    User.objects.update(interface_language=language)
    visitor, writing, leading = Client(), signed_in(author), signed_in(chief)
    asked = [
        ("public", visitor, NAMES),
        ("settings", visitor, NAMES | NAMES_ON_THE_SETTINGS),
        # Who may not change a thing sees it said in other words.
        ("admin", writing, NAMES | NAMES_IN_THE_ADMIN),
        ("admin", leading, NAMES | NAMES_IN_THE_ADMIN),
    ]
    left: dict[str, set[str]] = {}

    def look(answer: Any, address: str, names: set[str]) -> None:
        assert answer.status_code in {200, 403, 404, 410}, address
        page = answer.content.decode()
        assert f'<html lang="{language}"' in page, address
        page = SECRET.sub("", page)
        left[address] = left.get(address, set()) | latin(visible(page), names)

    for group, browser, names in asked:
        for address in addresses[group]:
            look(browser.get(address, follow=True), address, names)
    newcomer = User.objects.get(username="жаңа")
    issued = leading.post(reverse("admin:press_user_link", args=[newcomer.pk]), follow=True)
    look(issued, "the link", NAMES_IN_THE_ADMIN)
    choosing = visitor.get(issued.context["address"], follow=True)
    look(choosing, "choosing a password", NAMES_IN_THE_ADMIN)
    short = {"new_password1": "1", "new_password2": "1"}
    look(visitor.post(choosing.request["PATH_INFO"], short), "a short password", NAMES_IN_THE_ADMIN)
    look_at_second_factor(look, leading, chief, settings)
    assert {address: words for address, words in left.items() if words} == {}


def look_at_second_factor(look: Callable[..., None], leading: Client, chief: User, settings: Any) -> None:
    page = reverse("admin:second_factor")
    app = make_app(chief)
    look(leading.get(page), "the second factor to be given once more", NAMES_OF_FACTOR)
    look(leading.post(page, {"verb": "confirm", "code": "1"}), "a wrong code", NAMES_OF_FACTOR)
    look(leading.post(page, {"verb": "remove"}), "after ten minutes", NAMES_OF_FACTOR)
    leading.post(page, {"verb": "confirm", "code": code_of(app)})
    look(leading.get(page), "the second factor", NAMES_OF_FACTOR)
    look(leading.get(page, headers={"host": "localhost"}), "where passkeys are possible", NAMES_OF_FACTOR)
    look(leading.post(page, {"verb": "renew-codes"}, follow=True), "new recovery codes", NAMES_OF_FACTOR)

    settings.SECOND_FACTOR = "editors"
    chief.refresh_from_db()
    there, address = Client(headers={"accept-language": chief.interface_language}), reverse("admin:login")
    password = {"username": chief.username, "password": "correct horse battery"}
    look(there.post(address, password), "the code", NAMES_OF_FACTOR)
    app.delete()
    look(there.post(address, password), "setting it up", NAMES_OF_FACTOR)
    look(there.post(address, {"app_code": "1"}), "a code of another app", NAMES_OF_FACTOR)
    look(there.post(address, {"somebody_else": "1"}), "somebody else", NAMES_OF_FACTOR)
    look(there.post(address, {"code": "1"}), "too late", NAMES_OF_FACTOR)
