"""Addresses and moments: what is frozen, and what may still be chosen."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from press import publishing
from press.models import Edition, User
from tests.factories import signed_in
from tests.press.desk.forms import ADD, in_days, page_of, written


def test_the_address_of_a_published_release_does_not_change(author: User, make_release: Any) -> None:
    release = make_release(title="Before")
    edition = publishing.start_edition(release, by=author)
    signed_in(author).post(page_of(edition), written(edition, title="After", slug="another", minor="on"))
    release.refresh_from_db()
    edition.refresh_from_db()
    assert (release.slug, edition.title) == ("before", "After")


def test_a_chosen_moment_is_what_the_button_says_and_does(author: User, editor: User) -> None:
    signed_in(author).post(ADD, written(then="submit", publish_at=f"{in_days(40):%Y-%m-%dT%H:%M}"))
    edition = Edition.objects.get()
    desk = signed_in(editor)
    said = f"Publish on {in_days(40):%d.%m.%Y} 09:00 (Astana time)"
    assert desk.get(page_of(edition)).content.decode().count(said) == 1
    desk.post(page_of(edition), {"verb": "approve", "version": edition.version})
    edition.refresh_from_db()
    assert edition.live_from == in_days(40)
    desk.post(page_of(edition), {"verb": "unschedule", "version": edition.version})
    edition.refresh_from_db()
    assert edition.state == Edition.State.DRAFT


@pytest.mark.parametrize("typed", ["0001-01-01T09:00", "1999-12-31T09:00", "9999-12-31T23:59"])
def test_a_moment_out_of_reach_is_refused_with_the_bounds_and_nothing_is_lost(
    author: User, editor: User, make_release: Any, typed: str
) -> None:
    answer = signed_in(author).post(ADD, written(publish_at=typed, pinned_until=typed))
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"publish_at", "pinned_until"}
    latest = timezone.localtime() + datetime.timedelta(days=5 * 365 + 1)
    said = answer.content.decode()
    # Beside each field, and in the list of what is to be mended.
    assert said.count(f"and {latest:%d.%m.%Y}") == 4
    assert said.count(f'value="{typed}"') == 2
    submitted = make_release(state="submitted").newest_edition()
    desk = signed_in(editor)
    for verb in ({"verb": "approve", "live_from": typed}, {"verb": "about", "pinned_until": typed}):
        answer = desk.post(page_of(submitted), verb, follow=True)
        assert f"and {latest:%d.%m.%Y}" in answer.content.decode()
    submitted.refresh_from_db()
    assert (submitted.live_from, submitted.release.story.pinned_until) == (None, None)


def test_a_moment_that_has_passed_is_refused_with_the_earliest_that_may_be_chosen(author: User) -> None:
    now = timezone.localtime()
    typed = f"{now - datetime.timedelta(hours=1):%Y-%m-%dT%H:%M}"
    answer = signed_in(author).post(ADD, written(publish_at=typed))
    assert answer.status_code == 422
    assert "Choose a moment between" in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    assert Edition.objects.count() == 0


def test_a_moment_that_has_passed_since_it_was_chosen_does_not_hinder_saving(
    author: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    passed = in_days(-9)
    Edition.objects.filter(pk=edition.pk).update(publish_at=passed)
    sent = written(edition, title="Mended")
    answer = signed_in(author).post(page_of(edition), {**sent, "publish_at": f"{in_days(-8):%Y-%m-%dT%H:%M}"})
    assert {*answer.context["form"].errors} == {"publish_at"}
    signed_in(author).post(page_of(edition), {**sent, "publish_at": f"{passed:%Y-%m-%dT%H:%M}"})
    edition.refresh_from_db()
    assert (edition.title, edition.publish_at) == ("Mended", passed)


def test_a_title_that_is_too_long_is_refused_whole_not_cut(author: User) -> None:
    """Neither by the browser, which would cut what is pasted without a word, nor by us."""
    client, title = signed_in(author), f"{'Long ' * 50}end"
    assert "maxlength" not in client.get(ADD).content.decode().partition('name="title"')[2].partition(">")[0]
    answer = client.post(ADD, written(title=title))
    assert answer.status_code == 422
    assert "at most 250 characters (it has 253)" in answer.content.decode()
    assert title in answer.content.decode()
    assert Edition.objects.count() == 0
