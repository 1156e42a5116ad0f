"""Who is writing in a text is said to the others, for one small write a quarter of a minute."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from press.desk.presence import delete_old_presences
from press.models import Presence, Release, User
from tests.factories import signed_in
from tests.press.desk.forms import page_of
from tests.press.desk.test_autosave import AUTOSAVE, keep, opened

Build = Callable[..., Release]
SECOND = datetime.timedelta(seconds=1)
LIST = "/admin/press/edition/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime.datetime]:
    """Returns a clock of one hand, which a test moves on."""
    hand = [datetime.datetime(2026, 11, 26, 9, 20, tzinfo=datetime.UTC)]  # 14:20 in Astana
    monkeypatch.setattr(timezone, "now", lambda: hand[0])
    return hand


def test_while_somebody_types_the_others_are_told_on_list_and_page_and_then_no_more(
    author: User, editor: User, make_release: Build, clock: list[datetime.datetime]
) -> None:
    edition = make_release(state="draft", language="ru", title="Встреча").editions.get()
    page, desk, other = page_of(edition), signed_in(author), signed_in(editor)
    form = opened(desk, page)
    assert ("has been editing" in other.get(page).content.decode(), Presence.objects.count()) == (False, 0)
    keep(desk, form, title="Встречи")
    told = "author has been editing the Russian text since 14:20."
    assert told in other.get(page).content.decode()
    assert "author is writing" in other.get(LIST).content.decode()
    assert other.get(f"{AUTOSAVE}?edition={edition.pk}").json()["present"] == told
    assert "has been editing" not in desk.get(page).content.decode()
    clock[0] += 44 * SECOND
    assert told in other.get(page).content.decode()
    clock[0] += SECOND
    assert "has been editing" not in other.get(page).content.decode()
    assert "is writing" not in other.get(LIST).content.decode()
    assert (delete_old_presences(), Presence.objects.count()) == (1, 0)


def test_it_is_written_once_a_quarter_of_a_minute_and_says_since_when(
    author: User, editor: User, make_release: Build, clock: list[datetime.datetime]
) -> None:
    edition = make_release(state="draft").editions.get()
    desk = signed_in(author)
    form, began, written = opened(desk, page_of(edition)), clock[0], []
    for _ in range(40):
        keep(desk, form, title=f"Typed {clock[0]}")
        written.append(Presence.objects.get().seen_at)
        clock[0] += 2 * SECOND
    assert len(set(written)) == 5  # in 80 seconds
    assert Presence.objects.get().began_at == began


def test_who_is_asked_politely_hands_the_text_over_by_saving_it(
    author: User, editor: User, make_release: Build
) -> None:
    edition = make_release(state="draft").editions.get()
    page, desk, other = page_of(edition), signed_in(author), signed_in(editor)
    form = opened(desk, page)
    ask = f"/admin/press/edition/{edition.pk}/ask/"
    assert "Nobody else is writing" in other.post(ask, follow=True).content.decode()
    keep(desk, form, title="Typed")
    assert "Asked: author." in other.post(ask, follow=True).content.decode()
    assert other.get(f"{AUTOSAVE}?edition={edition.pk}").json()["is_shared"] is True
    answered = other.post(ask, headers={"Accept": "application/json"})
    assert answered.json() == {"message": "Asked: author."}
    asked = "editor asks you to hand the text over: save it and leave the page."
    assert keep(desk, form, title="Typed").json()["present"] == asked
    assert asked in desk.get(page).content.decode()
    assert desk.post(page, form | {"title": "Typed", "then": "save"}).status_code == 302
    answer: Any = other.get(f"{AUTOSAVE}?edition={edition.pk}").json()
    assert (answer["present"], answer["is_shared"], Presence.objects.count()) == ("", False, 0)
