"""Texts that were written elsewhere: a .docx in the form, and what the editor asks about a paste."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from press.desk.kept import FIELD
from press.models import Edition, EditionVersion, Photograph, Release, Session, User
from tests.factories import make_officer, signed_in
from tests.press.desk.forms import ADD, as_opened, page_of
from tests.press.richtext.test_pasting import DOCUMENTS

Build = Callable[..., Release]
PASTE = "/admin/press/edition/paste/"


def opened(desk: Client, address: str) -> dict[str, Any]:
    return as_opened(desk.get(address).content.decode())


def docx(name: str = "01-headings") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.docx", (DOCUMENTS / f"libreoffice/{name}.docx").read_bytes())


def taken_over(desk: Client, address: str, form: dict[str, Any], file: Any, **typed: str) -> Any:
    return desk.post(address, form | typed | {"then": "document", **({"document": file} if file else {})})


def test_a_document_comes_behind_what_is_written_and_replaces_nothing(
    author: User, make_release: Build
) -> None:
    edition = make_release(state="draft", language="ru", body="<p>Было.</p>").newest_edition()
    before = (Edition.objects.values().get(pk=edition.pk), EditionVersion.objects.count())
    desk, page = signed_in(author), page_of(edition)
    answer = taken_over(desk, page, opened(desk, page), docx(), lead="Typed.", courtesy="N. Baibulin")
    shown = as_opened(answer.content.decode())
    assert shown["body"][0].startswith("<p>Было.</p>\n<h2>Сенат рассмотрел проект бюджета</h2><p>Депутаты")
    assert (shown["title"], shown["lead"], shown["courtesy"]) == (
        [edition.title], ["Typed."], ["N. Baibulin"],
    )  # fmt: skip
    assert "The text of 01-headings.docx is in the form, not saved yet" in answer.content.decode()
    assert (Edition.objects.values().get(pk=edition.pk), EditionVersion.objects.count()) == before
    assert desk.post(page, shown | {"then": "save"}).status_code == 302
    edition.refresh_from_db()
    assert "<h3>Доходы</h3>" not in edition.body
    assert "<h2>Доходы</h2>" in edition.body


def test_of_a_new_release_it_gives_the_title_and_its_pictures_are_uploads(author: User) -> None:
    desk = signed_in(author)
    answer = taken_over(desk, ADD, opened(desk, ADD), docx("10-statement"), language="ru")
    assert as_opened(answer.content.decode())["title"] == ["Заявление"]
    answer = taken_over(desk, ADD, opened(desk, ADD), docx("07-picture"), language="en")
    assert "1 picture of it stands under Photographs: say what it shows." in answer.content.decode()
    assert "data:image" not in answer.content.decode()
    upload = Photograph.objects.get(story=None, uploaded_by=author)
    shown = as_opened(answer.content.decode())
    (row,) = [
        name for name, values in shown.items() if (values, name[-11:]) == ([str(upload.pk)], "-photograph")
    ]
    assert shown[row.replace("-photograph", "-alternative_text")] == [
        "The hall of the Senate during the vote"
    ]
    assert Edition.objects.count() == 0


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "Choose the document first."),
        (("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "This is a document of the old kind (.doc)."),
        (("<b>.docx", b"%PDF-1.7"), "choose that file. (<b>.docx)"),
    ],
)
def test_what_is_no_document_is_said_and_all_that_was_typed_stays(
    author: User, file: tuple[str, bytes] | None, sentence: str
) -> None:
    desk = signed_in(author)
    sent = SimpleUploadedFile(*file) if file else None
    answer = taken_over(desk, ADD, opened(desk, ADD), sent, title="Typed", body="<p>Words</p>")
    assert answer.status_code == 200
    assert sentence in unescape(answer.content.decode())
    shown = as_opened(answer.content.decode())
    assert (shown["title"], shown["body"]) == (["Typed"], ["<p>Words</p>"])


def test_of_a_text_that_was_submitted_meanwhile_the_document_is_shown_to_be_copied(
    author: User, make_release: Build
) -> None:
    edition = make_release(state="draft", language="ru").newest_edition()
    desk, page = signed_in(author), page_of(edition)
    form = opened(desk, page)
    Edition.objects.filter(pk=edition.pk).update(
        state=Edition.State.SUBMITTED, submitted_by=author, submitted_at="2026-01-12T10:00:00Z"
    )
    answer = taken_over(desk, page, form, docx())
    assert "Школам добавят" in answer.content.decode()


def test_whoever_was_signed_out_meanwhile_loses_nothing_but_the_file(author: User) -> None:
    desk = signed_in(author)
    form = opened(desk, ADD)
    Session.objects.all().delete()
    answer = taken_over(desk, ADD, form, docx(), title="Typed before")
    assert f'name="{FIELD}"' in answer.content.decode()
    assert "Typed before" in answer.content.decode()


def test_of_what_is_still_to_be_filled_in_it_complains_only_when_it_is_saved(author: User) -> None:
    desk = signed_in(author)
    answer = taken_over(desk, ADD, opened(desk, ADD), docx("02-lists"), lead="x" * 5_001, language="ru")
    shown = as_opened(answer.content.decode())
    assert (shown["title"], list(answer.context["form"].errors)) == ([""], ["lead"])
    refused = desk.post(ADD, shown | {"then": "save"})
    assert sorted(refused.context["form"].errors) == ["lead", "title"]


# --- A paste ---


@pytest.mark.parametrize(
    ("language", "html"),
    [
        ("kk", '<p><span dir="ltr" lang="en">The law</span> заң</p>'),
        ("en", '<p>The law <span dir="ltr" lang="kk">заң</span></p>'),
    ],
)
def test_a_paste_is_answered_clean_in_the_language_of_the_release(
    author: User, language: str, html: str
) -> None:
    copied = '<p style="color:red"><font><span lang="en">The law</span></font> <span lang="KZ">заң</span></p>'
    answer = signed_in(author).post(PASTE, {"html": copied, "language": language})
    assert answer.json() == {"html": html, "message": ""}


def test_a_paste_that_is_too_much_is_said(author: User) -> None:
    answer = signed_in(author).post(PASTE, {"html": "<i>" * 200 + "a", "language": "kk"})
    assert (answer.status_code, "nested too deeply" in answer.json()["message"]) == (422, True)


def test_only_who_may_write_may_ask(client: Client, db: None) -> None:
    assert client.post(PASTE, {"html": "a"}).status_code == 302
    reader = make_officer("reader", "author")
    reader.groups.clear()
    assert signed_in(reader).post(PASTE, {"html": "a"}).status_code == 403
