"""What is typed as readers would see it, saved or not; and what is missing before it can be submitted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from press import publishing
from press.invalidation import generation
from press.models import AuditEntry, Edition, Release, Story, User, WorkingCopy
from tests.factories import illustrate, make_officer, make_person, make_topic, photograph_file, signed_in
from tests.press.desk.forms import ADD, as_opened, page_of

Build = Callable[..., Release]
PREVIEW = "/admin/press/edition/typed/"
AUTOSAVE = "/admin/press/edition/autosave/"


def opened(desk: Client, address: str) -> dict[str, Any]:
    return as_opened(desk.get(address).content.decode())


def rows() -> tuple[int, ...]:
    every = (Story, Release, Edition, WorkingCopy, AuditEntry)
    return (*(model._default_manager.count() for model in every), generation.fetch())


def test_a_text_that_was_never_saved_is_shown_and_nothing_is_written(author: User) -> None:
    topic, person = make_topic("Water"), make_person("Daniyar Omarov")
    desk = signed_in(author)
    form, before = opened(desk, ADD), rows()
    typed = {"language": "kk", "title": "Кеңес", "body": '<p onclick="x()">Мәтін.</p>', "topics": topic.pk}
    answer = desk.post(PREVIEW, form | typed | {"people": person.pk, "courtesy": "N. Baibulin"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="kk"' in page
    assert "<h1>Кеңес</h1>" in page
    assert "<p>Мәтін.</p>" in page
    assert "Water" in page
    assert "Daniyar Omarov" in page
    assert "N. Baibulin" in page
    assert 'content="noindex, nofollow"' in page
    assert (answer["X-Frame-Options"], answer["Cache-Control"]) == ("SAMEORIGIN", "no-store")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert rows() == before


def test_of_a_draft_it_shows_what_was_changed_photographs_too(author: User, make_release: Build) -> None:
    edition = make_release(state="draft", lead="A lead.").editions.get()
    first = illustrate(edition, by=author, alternative_text="The hall")
    illustrate(edition, photograph_file("olive"), by=author, alternative_text="The square", order=1)
    desk = signed_in(author)
    form = opened(desk, page_of(edition))
    typed = {"lead": "Another lead.", "photographs-0-alternative_text": "The hall at night"}
    typed |= {"photographs-0-credit": "Somebody", "photographs-1-DELETE": "on"}
    page = desk.post(PREVIEW, form | typed).content.decode()
    assert '<p class="lead">Another lead.</p>' in page
    assert 'alt="The hall at night"' in page
    assert "The square" not in page
    edition.refresh_from_db()
    first.refresh_from_db()
    assert (edition.lead, first.alternative_text) == ("A lead.", "The hall")


def test_of_a_draft_that_is_in_no_list_yet_it_shows_what_its_story_is_about(
    author: User, make_release: Build
) -> None:
    edition = make_release(state="draft").editions.get()
    edition.release.story.topics.add(make_topic("Water"))
    edition.release.story.people.add(make_person("Daniyar Omarov"))
    page = signed_in(author).get(f"/admin/press/edition/{edition.pk}/preview/").content.decode()
    assert page.count(">Water</a>") == 1
    assert page.count(">Daniyar Omarov</a>") == 1


def test_another_story_s_photograph_is_not_shown(author: User, make_release: Build) -> None:
    other = make_release(state="draft").editions.get()
    photograph = illustrate(other, by=author, alternative_text="A secret").photograph
    desk = signed_in(author)
    row = {"photographs-TOTAL_FORMS": "1", "photographs-0-photograph": photograph.pk}
    page = desk.post(PREVIEW, opened(desk, ADD) | row | {"title": "Mine"}).content.decode()
    assert f"/media/{photograph.pk}/" not in page


def test_beside_the_text_it_shows_what_its_window_kept_to_its_officer_alone(author: User) -> None:
    desk = signed_in(author)
    form = opened(desk, ADD)
    (window,) = form["window"]
    assert desk.get(PREVIEW, {"window": window}).status_code == 404
    desk.post(AUTOSAVE, form | {"title": "Kept", "copy_number": "1"})
    page = desk.get(PREVIEW, {"window": window, "preview-colours": "dark"}).content.decode()
    assert "<h1>Kept</h1>" in page
    assert ' data-colours="dark"' in page
    assert '<base target="_blank">' in page
    chief, superuser = (
        make_officer("other", "chief editor"),
        make_officer("root", "editor", is_superuser=True),
    )
    for other in map(signed_in, (chief, superuser)):
        assert other.get(PREVIEW, {"window": window}).status_code == 404


@pytest.mark.parametrize("broken", ["x" * 30, "9" * 40, "\x00", "-1"])
def test_what_no_field_can_hold_is_left_out_of_it(author: User, broken: str) -> None:
    desk = signed_in(author)
    names = (
        "language",
        "contact",
        "topics",
        "publish_at",
        "story_version",
        "photographs-0-photograph",
        "slug",
    )
    form = opened(desk, ADD) | dict.fromkeys(names, broken) | {"title": "Whole", "body": "<p>" * 5_000}
    page = desk.post(PREVIEW, form | {"photographs-TOTAL_FORMS": "1"})
    assert page.status_code == 200
    assert "<h1>Whole</h1>" in page.content.decode()


def test_while_one_types_it_is_said_what_submitting_would_refuse(author: User, make_release: Build) -> None:
    edition = make_release(state="draft").editions.get()
    illustrate(edition, by=author, alternative_text="")
    desk, page = signed_in(author), page_of(edition)
    assert "1 thing stands in the way of submitting it" in desk.get(page).content.decode()
    form = opened(desk, page) | {"title": " ", "copy_number": "1"}
    told = desk.post(AUTOSAVE, form).json()
    assert told["open_points_count"] == "2 things stand in the way of submitting it"
    assert told["open_points"] == [
        {"message": "Write the title.", "place": "id_title"},
        {
            "message": "Photograph 1 has no alternative text: describe it, or mark it as decorative.",
            "place": "id_photographs-0-alternative_text",
        },
    ]
    form |= {"title": "Whole", "photographs-0-decorative": "on", "copy_number": "2"}
    told = desk.post(AUTOSAVE, form).json()
    assert (told["open_points"], told["open_points_count"]) == (
        [],
        "Nothing stands in the way of submitting it.",
    )
    desk.post(page, form | {"then": "submit"})
    edition.refresh_from_db()
    assert edition.state == Edition.State.SUBMITTED


def test_of_a_correction_the_missing_note_is_among_them(
    author: User, editor: User, make_release: Build
) -> None:
    correction = publishing.start_edition(make_release(), by=author)
    desk, page = signed_in(author), page_of(correction)
    form = opened(desk, page) | {"copy_number": "1"}
    (point,) = desk.post(AUTOSAVE, form).json()["open_points"]
    assert point["place"] == "id_correction_note"
    told = desk.post(AUTOSAVE, form | {"minor": "on", "copy_number": "2"}).json()
    assert told["open_points"] == []
