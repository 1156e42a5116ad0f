"""What the tests of photographs share."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from press import publishing
from press.models import Edition, Illustration, Release, Story, User
from press.photographs import renditions
from tests.factories import illustrate
from tests.press.photographs.files import pattern, saved


@pytest.fixture
def story(db: None) -> Story:
    return Story.objects.create()


@pytest.fixture(autouse=True)
def no_photograph_is_on_the_waiting_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "_failed", {})


@pytest.fixture
def illustrated(make_release: Callable[..., Release], author: User) -> Callable[..., Illustration]:
    """Returns a builder: a release in any state whose first edition shows a photograph."""

    def build(state: str) -> Illustration:
        release = make_release(state="draft")
        edition = release.editions.get()
        file = saved(pattern(400, 200), "JPEG")
        used = illustrate(edition, file, by=author, alternative_text="A table", caption="The talks")
        _bring_to(state, edition)
        return used

    return build


def _bring_to(state: str, edition: Edition) -> None:
    officers = {user.username: user for user in User.objects.all()}
    if state == "draft":
        return
    publishing.submit(edition, by=officers["author"])
    if state == "submitted":
        return
    ahead = timezone.now() + datetime.timedelta(days=1) if state == "scheduled" else None
    publishing.approve(edition, by=officers["editor"], live_from=ahead)
    if state == "withdrawn":
        publishing.withdraw(edition.release, by=officers["editor"], reason="Wrong figures.")
    if state == "removed":
        publishing.remove(edition.release, by=officers["chief"], reason="By mistake.")
