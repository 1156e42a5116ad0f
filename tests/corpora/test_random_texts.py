"""Any text in any field of the desk's form: saved and shown as it was typed, or refused and shown again."""

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from press import publishing
from press.models import Edition, User
from press.richtext.plain import add_paragraphs
from press.richtext.sanitise import sanitise
from tests.corpora.reading import is_whole, naughty_strings
from tests.factories import illustrate, photograph_file, signed_in
from tests.press.desk.forms import page_of, rows, written

TEXTS = ("title", "lead", "body", "dateline", "courtesy")
OF_A_PHOTOGRAPH = ("alternative_text", "caption", "credit", "rights")
# What may be left out in cleaning: controls, signs that only steer others, what is no character (Unicode's
# Cc, Cf, Cn). A letter stands first, since what a reader cannot see is the same as nothing.
_LEFT_OUT = ("Cc", "Cf", "Cn", "Cs")
_printable = st.just("") | st.text(st.characters(exclude_categories=_LEFT_OUT), max_size=60).map("ж{}".format)
_any = st.text(max_size=60)


@pytest.fixture
def draft(author: User) -> Edition:
    edition = publishing.start_release(language="kk", by=author, title="Кездесу", body="<p>Мәтін.</p>")
    illustrate(edition, photograph_file(size=(8, 8)), by=author, alternative_text="Зал")
    return edition


@pytest.fixture(params=["author", "editor"])
def officer(request: Any, author: User, editor: User) -> User:
    return author if request.param == "author" else editor


def form(edition: Edition, texts: dict[str, str], of_photograph: dict[str, str]) -> dict[str, Any]:
    photograph = {"photograph": edition.illustrations.get().photograph_id, **of_photograph}
    return written(edition, **texts, **rows(photograph))


def stored(edition: Edition) -> dict[str, str]:
    edition = Edition.objects.get(pk=edition.pk)
    used = edition.illustrations.get()
    return {
        **{name: getattr(edition, name) for name in TEXTS},
        **{name: getattr(used, name) for name in ("alternative_text", "caption")},
        "credit": used.photograph.credit_kk,
        "rights": used.photograph.rights,
    }


def cleaned(typed: dict[str, str]) -> dict[str, str]:
    """Returns the texts as the desk keeps them: without spaces around them, a title in one line."""
    texts = {name: text.strip() for name, text in typed.items()}
    return texts | {
        "title": " ".join(typed["title"].split()),
        "body": sanitise(add_paragraphs(texts["body"])),
    }


def shown(html: str) -> dict[str, str]:
    """Returns what stands in the form's fields, by name, with the newlines of a browser."""
    fields: dict[str, str] = {}
    for element in _fields(html):
        name = element.attrib.get("name", "").removeprefix("photographs-0-")
        value = element.attrib.get("value", "") if element.tag == "input" else "".join(element.itertext())
        if name in TEXTS + OF_A_PHOTOGRAPH:
            fields[name] = _newlines(value)
    return fields


def _fields(html: str) -> Iterator[Any]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return (element for element in tree.iter() if element.tag in {"input", "textarea"})


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


unhurried = settings(
    deadline=None,
    max_examples=60 if is_whole() else 12,
    # Each example is rolled back: the fixtures are as they were.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@unhurried
@given(st.fixed_dictionaries(dict.fromkeys(TEXTS + OF_A_PHOTOGRAPH, _printable)))
def test_what_is_typed_is_saved_and_shown_as_it_was_typed(
    draft: Edition, officer: User, typed: dict[str, str]
) -> None:
    desk, texts = signed_in(officer), {name: typed[name] for name in TEXTS}
    with transaction.atomic():
        answer = desk.post(
            page_of(draft), form(draft, texts, {name: typed[name] for name in OF_A_PHOTOGRAPH})
        )
        if answer.status_code == 302:
            assert stored(draft) == cleaned(typed)
            assert shown(desk.get(page_of(draft)).content.decode()) == cleaned(typed)
        else:
            assert answer.status_code == 422
            assert stored(draft)["title"] == "Кездесу"
            assert shown(answer.content.decode()) == typed
        transaction.set_rollback(True)


@unhurried
@given(st.data())
def test_no_text_at_all_is_a_fault(draft: Edition, officer: User, data: st.DataObject) -> None:
    anything = _any | st.sampled_from(naughty_strings())
    typed = data.draw(st.fixed_dictionaries(dict.fromkeys(TEXTS + OF_A_PHOTOGRAPH, anything)))
    more = data.draw(
        st.fixed_dictionaries(
            dict.fromkeys(("slug", "publish_at", "version", "urgent_reason", "contact"), anything)
        )
    )
    with transaction.atomic():
        texts = (
            {name: typed[name] for name in TEXTS}
            | more
            | {"then": data.draw(st.sampled_from(["save", "submit", "preview"]))}
        )
        answer = signed_in(officer).post(
            page_of(draft), form(draft, texts, {name: typed[name] for name in OF_A_PHOTOGRAPH})
        )
        assert answer.status_code in {302, 422}
        transaction.set_rollback(True)
