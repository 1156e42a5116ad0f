"""The text in another language beside its translation: what changed there is marked until it stands here."""

import re
from typing import Any

import pytest
from django.test import Client

from press import publishing
from press.models import Edition, Illustration, Story, User
from tests.factories import illustrate, photograph_file, signed_in
from tests.press.desk.forms import ADD, as_opened, page_of
from tests.press.richtext.marks import bare_marks

BODY = "<p>One.</p><p>Two and more.</p><p>Three.</p>"


@pytest.fixture
def source(author: User) -> Edition:
    return publishing.start_release(language="ru", by=author, title="Первый", lead="Начало.", body=BODY)


@pytest.fixture
def translation(author: User, source: Edition) -> Edition:
    desk = signed_in(author)
    page = f"{ADD}?story={source.release.story_id}"
    form = as_opened(desk.get(page).content.decode()) | {
        "language": "en",
        "title": "First",
        "body": BODY,
        "then": "save",
    }
    assert desk.post(page, form).status_code == 302
    return Edition.objects.get(release__language="en")


def panel(desk: Client, edition: Edition) -> str:
    html = bare_marks(desk.get(page_of(edition)).content.decode())
    (found,) = re.findall(r'<section class="sources".*?</section>', html, re.DOTALL)
    return str(found)


def shown_blocks(desk: Client, edition: Edition) -> list[tuple[bool, str]]:
    found = re.findall(
        r'<div class="source-block( changed)?">(.*?)</div></div>', panel(desk, edition), re.DOTALL
    )
    words = [
        re.sub('<span class="visually-hidden">Changed:</span>|<div class="text">', "", html)
        for _, html in found
    ]
    return [(bool(changed), html) for (changed, _), html in zip(found, words, strict=True)]


def test_a_new_language_is_a_translation_of_the_text_that_was_first(translation: Edition) -> None:
    said = translation.translated_from
    assert said is not None
    assert (said.edition.title, said.number) == ("Первый", 1)


def test_it_may_be_said_that_it_is_none(author: User, source: Edition) -> None:
    desk = signed_in(author)
    page = f"{ADD}?story={source.release.story_id}"
    form: dict[str, Any] = as_opened(desk.get(page).content.decode())
    assert form.pop("translated_from") == [f"{source.pk}.1"]
    desk.post(page, form | {"language": "en", "title": "First", "body": BODY, "then": "save"})
    assert Edition.objects.get(release__language="en").translated_from is None


def test_what_changed_there_is_marked_until_the_officer_says_that_it_is_here_too(
    author: User, source: Edition, translation: Edition
) -> None:
    desk = signed_in(author)
    assert shown_blocks(desk, translation) == [
        (False, "<p>One.</p>"),
        (False, "<p>Two and more.</p>"),
        (False, "<p>Three.</p>"),
    ]
    changed = "<p>One.</p><p>Two and <strong>less</strong>.</p><p>Four.</p><p>Three.</p>"
    publishing.revise(source, by=author, title="Первый и второй", body=changed)
    assert "3 parts have changed" in panel(desk, translation)
    assert "Первый <ins>и второй</ins>" in panel(desk, translation)
    assert shown_blocks(desk, translation) == [
        (False, "<p>One.</p>"),
        (True, "<p>Two and <del>more</del> <ins><strong>less</strong></ins>.</p>"),
        (True, "<ins><p>Four.</p></ins>"),
        (False, "<p>Three.</p>"),
    ]
    form = as_opened(desk.get(page_of(translation)).content.decode())
    desk.post(page_of(translation), form | {"lead": "A lead.", "then": "save"})
    assert "3 parts have changed" in panel(desk, translation)
    version = Edition.objects.get(pk=translation.pk).version
    form = as_opened(desk.get(page_of(translation)).content.decode())
    desk.post(
        page_of(translation), form | {"translated_from": f"{source.pk}.{source.version}", "then": "save"}
    )
    assert "changed" not in panel(desk, translation)
    assert Edition.objects.get(pk=translation.pk).version == version


def test_what_was_saved_there_meanwhile_is_marked_next_time(
    author: User, source: Edition, translation: Edition
) -> None:
    desk = signed_in(author)
    publishing.revise(source, by=author, body="<p>One.</p>")
    seen = f"{source.pk}.{source.version}"
    publishing.revise(source, by=author, body="<p>Quite another.</p>")
    form = as_opened(desk.get(page_of(translation)).content.decode())
    desk.post(page_of(translation), form | {"translated_from": seen, "then": "save"})
    assert shown_blocks(desk, translation) == [
        (True, "<p><del>One</del> <ins>Quite another</ins>.</p>"),
    ]


def test_a_correction_of_the_original_is_compared_with_what_was_translated(
    author: User, editor: User, source: Edition, translation: Edition
) -> None:
    for edition in (source, translation):
        publishing.revise(edition, by=author, body=BODY)
        publishing.submit(edition, by=author)
        publishing.approve(edition, by=editor)
    publishing.start_edition(translation.release, by=author)
    correction = publishing.start_edition(source.release, by=author)
    publishing.revise(correction, by=author, body=f"{BODY}<p>Five.</p>")
    newest = translation.release.newest_edition()
    assert newest is not None
    assert shown_blocks(signed_in(author), newest)[-1] == (True, "<ins><p>Five.</p></ins>")


@pytest.mark.parametrize("value", ["", "x", "1", "99.1", "99999999999999999999.1", "1.x", "\x00.1"])
def test_what_no_text_is_called_is_passed_over(author: User, translation: Edition, value: str) -> None:
    desk, said = signed_in(author), translation.translated_from
    form = as_opened(desk.get(page_of(translation)).content.decode())
    answer = desk.post(page_of(translation), form | {"translated_from": value, "then": "save"})
    translation.refresh_from_db()
    assert (answer.status_code, translation.translated_from) == (302, said)


def test_another_story_s_text_is_no_source(author: User, translation: Edition) -> None:
    other = publishing.start_release(language="ru", by=author, title="Другой", story=Story.objects.create())
    desk, said = signed_in(author), translation.translated_from
    form = as_opened(desk.get(page_of(translation)).content.decode())
    desk.post(page_of(translation), form | {"translated_from": f"{other.pk}.1", "then": "save"})
    translation.refresh_from_db()
    assert translation.translated_from == said


def test_a_translation_begins_with_the_photographs_of_the_original_in_their_order(
    author: User, source: Edition
) -> None:
    uses = [illustrate(source, photograph_file(colour), by=author) for colour in ("red", "green", "blue")]
    for place, use in enumerate((uses[2], uses[0])):
        Illustration.objects.filter(pk=use.pk).update(order=place)
    uses[1].delete()
    form = as_opened(signed_in(author).get(f"{ADD}?story={source.release.story_id}").content.decode())
    rows = [form.get(f"photographs-{number}-photograph", [""]) for number in range(3)]
    assert rows == [[str(uses[2].photograph_id)], [str(uses[0].photograph_id)], [""]]
