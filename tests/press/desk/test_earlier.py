"""A saving is taken back: ATAG 2.0, A.4.1.1."""

from typing import Any

from press import publishing
from press.models import Edition, Topic, User
from tests.factories import illustrate, signed_in
from tests.press.desk.forms import as_opened, page_of


def save(desk: Any, edition: Edition, **changes: Any) -> None:
    form = as_opened(desk.get(page_of(edition)).content.decode()) | changes | {"then": "save"}
    assert desk.post(page_of(edition), form).status_code == 302
    edition.refresh_from_db()


def test_what_was_saved_before_is_in_the_form_again_and_saved_by_the_officer(
    author: User, topic: Topic, make_release: Any
) -> None:
    edition = make_release(state="draft", language="ru", title="Первый", body="<p>Было.</p>").newest_edition()
    used = illustrate(edition, by=author, alternative_text="Зал")
    desk = signed_in(author)
    save(desk, edition, lead="Начало.")
    before = edition.version
    save(desk, edition, **{"title": "Второй", "body": "<p>Стало.</p>", "photographs-0-DELETE": "on"})
    assert not edition.illustrations.exists()
    page = desk.get(page_of(edition)).content.decode()
    assert f'<a href="?version={before}">' in page
    again = desk.get(page_of(edition), {"version": before})
    assert "It is not saved yet" in again.content.decode()
    form = as_opened(again.content.decode())
    assert (form["title"], form["lead"], form["body"]) == (["Первый"], ["Начало."], ["<p>Было.</p>"])
    edition.refresh_from_db()
    assert edition.title == "Второй"
    assert desk.post(page_of(edition), form | {"then": "save"}).status_code == 302
    edition.refresh_from_db()
    assert (edition.title, edition.body.strip()) == ("Первый", "<p>Было.</p>")
    assert [each.photograph_id for each in edition.illustrations.all()] == [used.photograph_id]
    assert edition.illustrations.get().alternative_text == "Зал"


def test_nothing_is_offered_where_nothing_can_be_written(
    author: User, editor: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    desk = signed_in(author)
    assert desk.get(page_of(edition), {"version": "99999"}).status_code == 404
    assert desk.get(page_of(edition), {"version": "x"}).status_code == 404
    publishing.submit(edition, by=author)
    frozen = desk.get(page_of(edition), {"version": edition.version}).content.decode()
    assert "Saved before" not in frozen
    assert "is in the form again" not in frozen


def test_the_topics_stay_as_they_are_now(author: User, topic: Topic, make_release: Any) -> None:
    edition = make_release(state="draft").newest_edition()
    desk = signed_in(author)
    save(desk, edition, lead="Once.")
    before = edition.version
    save(desk, edition, lead="Twice.", topics=[str(topic.pk)])
    form = as_opened(desk.get(page_of(edition), {"version": before}).content.decode())
    assert (form["lead"], form["topics"]) == (["Once."], [str(topic.pk)])
