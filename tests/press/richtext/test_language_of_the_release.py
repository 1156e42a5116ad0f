"""What is in the language of the release needs no mark that says so."""

import pytest

from press import publishing
from press.models import User
from press.richtext.notes import translate_notes
from press.richtext.own_language import unmark_own_language


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p>a <span lang="ru" dir="ltr">б <em>в</em><br>г</span></p>', "<p>a б <em>в</em><br>г</p>"),
        ('<p lang="ru"><span lang="ru">а</span></p><p>б</p>', "<p>а</p><p>б</p>"),
        ('<p><span id="text-a" lang="ru">а</span></p>', '<p><span id="text-a">а</span></p>'),
        ('<ol reversed="" start="3"><li lang="ru">а</li></ol>', '<ol reversed="" start="3"><li>а</li></ol>'),
    ],
)
def test_a_part_in_the_page_s_language_loses_its_mark(html: str, kept: str) -> None:
    assert unmark_own_language(html, "ru") == kept


@pytest.mark.parametrize(
    "html",
    [
        '<p><span lang="en" dir="ltr">a <span lang="ru">б</span></span></p>',
        '<blockquote lang="ar" dir="rtl"><p lang="ru">а</p></blockquote>',
        '<p><span lang="ru" dir="rtl">а</span><span lang="kk">ә</span><span lang="ru-Latn">a</span></p>',
        '<p>3 &lt; 5 <a href="https://example.org/?lang=ru" rel="noopener">а</a></p>',
    ],
)
def test_what_is_around_or_in_another_language_is_left_as_it_is(html: str) -> None:
    assert unmark_own_language(html, "ru") == html


def test_a_text_is_saved_without_the_marks_and_who_saves_an_older_one_with_them_is_no_author(
    author: User, editor: User
) -> None:
    pasted = '<p><span lang="ru" dir="ltr">Текст,</span> <span lang="en" dir="ltr">text</span></p>'
    edition = publishing.start_release(language="ru", by=author, title="Визит", body=pasted)
    saved = '<p>Текст, <span lang="en" dir="ltr">text</span></p>'
    assert edition.body == saved
    publishing.revise(edition, by=editor, body=pasted)
    type(edition).objects.filter(pk=edition.pk).update(body=pasted)
    publishing.revise(edition, by=editor, body=pasted)
    edition.refresh_from_db()
    assert (edition.body, list(edition.changed_by.all())) == (pasted, [author])
    publishing.revise(edition, by=author, body=f"{pasted}<p>Ещё.</p>")
    edition.refresh_from_db()
    assert edition.body == f"{saved}<p>Ещё.</p>"


def test_the_notes_are_headed_in_the_language_that_was_chosen_and_an_officer_s_own_words_stay(
    author: User,
) -> None:
    notes = (
        '<section role="doc-endnotes">\n<h2>{}</h2><ol><li id="text-n">Закон. '
        '<a href="#text-r" role="doc-backlink" rel="noopener">{}</a></li></ol></section>'
    )
    kazakh = notes.format("Ескертпелер", "Мәтінге оралу")
    edition = publishing.start_release(language="ru", by=author, title="Визит", body=kazakh)
    assert edition.body == notes.format("Примечания", "Вернуться к тексту")
    assert translate_notes(edition.body, "kk") == kazakh
    own = notes.format("Источники", "Назад")
    assert translate_notes(own, "kk") == own
