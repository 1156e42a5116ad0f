"""The pages of the desk, and who sees them."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from press import publishing
from press.models import Contact, User
from tests.factories import illustrate, make_contact, photograph_file, signed_in
from tests.press.desk.forms import page_of, written


def test_the_preview_is_the_public_page_and_private(author: User, make_release: Any) -> None:
    edition = make_release(state="draft", language="kk", title="Кездесу", slug="").newest_edition()
    answer = signed_in(author).get(reverse("admin:press_edition_preview", args=[edition.pk]))
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1>Кездесу</h1>") == 1
    assert '<html lang="kk"' in answer.content.decode()
    assert [address for address in ("/read/", "js/count.js") if address in answer.content.decode()] == []
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert Client().get(reverse("admin:press_edition_preview", args=[edition.pk])).status_code == 302
    edition.release.refresh_from_db()
    assert edition.release.first_published_at is None


def test_only_the_writing_page_lets_the_editor_set_styles(author: User, make_release: Any) -> None:
    desk = signed_in(author)
    draft, live = (
        make_release(state="draft", title="A").newest_edition(),
        make_release(title="B").newest_edition(),
    )
    writing = desk.get(page_of(draft))["Content-Security-Policy"]
    assert "script-src 'self';" in writing
    assert "style-src-attr 'unsafe-inline'" in writing
    for address in (page_of(live), "/admin/", "/admin/press/edition/"):
        assert "unsafe" not in desk.get(address)["Content-Security-Policy"]


def test_a_frozen_text_leads_to_another_language_of_its_own_story(author: User, make_release: Any) -> None:
    edition = make_release(state="submitted", language="en").newest_edition()
    page = signed_in(author).get(reverse("admin:press_edition_change", args=[edition.pk])).content.decode()
    assert page.count(f"/admin/press/edition/add/?story={edition.release.story_id}&amp;language=kk") == 1


def test_a_form_from_an_older_session_is_refused_on_a_page_of_ours(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "author"})
    assert answer.status_code == 403
    assert answer.content.decode().count("display-bar") > 0


RUSSIAN = {"language": "ru", "title": "Встреча", "body": "<p>Текст.</p>"}


def credit_lines(page: str) -> list[str]:
    return re.findall(r'<p class="credit">.*?</p>', page)


def test_who_approves_reads_the_credit_line_as_its_readers_will(
    editor: User, contact: Contact, make_release: Any
) -> None:
    release = make_release(state="submitted", contact=contact, courtesy="Н. Байбулин", **RUSSIAN)
    edition, desk = release.newest_edition(), signed_in(editor)
    shown = credit_lines(desk.get(page_of(edition)).content.decode())
    line = (
        '<p class="credit"><span class="unit">Пресс-служба</span>, <span class="phone">74-72-27</span>. '
        '<span class="courtesy">Предоставлено: Н. Байбулин</span></p>'
    )
    assert shown == [line]
    publishing.approve(edition, by=editor)
    release.refresh_from_db()
    assert credit_lines(Client().get(release.get_absolute_url()).content.decode()) == [line]


def test_a_unit_that_has_no_name_in_the_language_says_in_which_it_is(editor: User, make_release: Any) -> None:
    edition = make_release(
        state="submitted", contact=make_contact("Press service", unit_ru="", unit_kk=""), **RUSSIAN
    ).newest_edition()
    assert credit_lines(signed_in(editor).get(page_of(edition)).content.decode()) == [
        '<p class="credit"><span class="unit" lang="en">Press service</span></p>'
    ]


def test_of_an_edition_that_was_replaced_the_credit_line_is_that_of_its_day(
    editor: User, contact: Contact, make_release: Any, correct: Any
) -> None:
    release = make_release(contact=contact, **RUSSIAN)
    correct(release)
    Contact.objects.update(phone="11-11-11", unit_ru="Отдел печати")
    pages = [
        signed_in(editor).get(page_of(edition)).content.decode()
        for edition in release.editions.order_by("number")
    ]
    assert [credit_lines(page) for page in pages] == [
        ['<p class="credit">Пресс-служба, 74-72-27</p>'],
        ['<p class="credit"><span class="unit">Отдел печати</span>, <span class="phone">11-11-11</span></p>'],
    ]


def test_each_photograph_of_a_frozen_text_stands_with_its_words_under_their_names(
    author: User, editor: User, make_release: Any
) -> None:
    edition = make_release(state="draft", **RUSSIAN).newest_edition()
    first = illustrate(edition, by=author, alternative_text="Зал", caption="Заседание.", order=1)
    type(first.photograph).objects.update(credit_en="N. Baibulin")
    illustrate(edition, photograph_file("green"), by=author, alternative_text="", decorative=True, order=2)
    publishing.submit(edition, by=author)
    page = signed_in(editor).get(page_of(edition)).content.decode()
    text = page.index('<div class="text"')
    figures = list(re.finditer(r'<figure class="photograph">(.*?)</figure>', page, re.DOTALL))
    # As on the page for readers: one before the text, the others after it.
    assert [figure.start() < text for figure in figures] == [True, False]
    described, decorative = ("".join(figure[1].split("\n")) for figure in figures)
    assert [figure.count("<img ") for figure in (described, decorative)] == [1, 1]
    assert described.count(' alt="Зал"') == 1
    name = f"photograph-{first.photograph_id}"
    assert described.split("</picture>")[1].strip() == (
        '<p class="alternative"><b lang="en">Alternative text:</b> '
        f'<span data-noted="{name}-alternative_text">Зал</span></p>  '
        f'<figcaption><span class="caption" data-noted="{name}-caption">Заседание.</span> '
        '<p class="photo-credit">Фото: <span lang="en">N. Baibulin</span></p></figcaption>'
    )
    words = '<p class="alternative"><b lang="en">Decorative</b></p>'
    assert decorative.split("</picture>")[1].strip() == words


TABLES = re.compile(r'<section class="table"[^>]*aria-label="([^"]*)"')


def test_a_table_without_a_name_is_numbered_in_the_language_of_its_readers(
    author: User, make_release: Any
) -> None:
    text = {**RUSSIAN, "body": "<table><tbody><tr><td>1</td></tr></tbody></table>"}
    desk = signed_in(author)
    frozen = make_release(**text).newest_edition()
    assert TABLES.findall(desk.get(page_of(frozen)).content.decode()) == ["Таблица 1"]
    draft = make_release(state="draft", **text).newest_edition()
    typed = written(draft, version=draft.version - 1, body=text["body"].replace("1", "2"))
    outdated = desk.post(page_of(draft), typed)
    assert TABLES.findall(outdated.content.decode()) == ["Таблица 1"] * 2
