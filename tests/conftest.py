"""Builders that every test may use: officers, and releases in any state, made through the verbs."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from whitenoise.middleware import WhiteNoiseMiddleware

from press import publishing
from press.models import Contact, Edition, Release, Story, Topic, User
from press.reads.bound import HourlyBound
from tests.factories import OF_THE_TESTS, make_contact, make_officer, make_topic

SAMPLES = Path(__file__).resolve().parent.parent.parent / "shared" / "samples"


@pytest.fixture(autouse=True, scope="session")
def static_files_are_found_once() -> Iterator[None]:
    """Every client begins with the middlewares anew, and WhiteNoise with a walk through all static files:
    a twentieth of a second, which was most of what some tests took.
    """
    find = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, dict[str, Any]] = {}

    def find_once(self: WhiteNoiseMiddleware) -> None:
        if self.static_prefix not in found:
            before = dict(self.files)
            find(self)
            found[self.static_prefix] = {
                url: file for url, file in self.files.items() if before.get(url) is not file
            }
        self.files.update(found[self.static_prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", find_once)
        yield


@pytest.fixture(autouse=True)
def files_of_the_test_stay_in_its_folder(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.READ_LOG_DIR = tmp_path / "reads"
    monkeypatch.setattr("press.reads.bound.of_this_process", HourlyBound())
    # Argon2 is slow by design; here it would only cost minutes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Most tests are not about it; those that are say "editors" or "all".
    settings.SECOND_FACTOR = "demo"


@pytest.fixture
def author(db: None) -> User:
    return make_officer("author", "author")


@pytest.fixture
def editor(db: None) -> User:
    return make_officer("editor", "editor")


@pytest.fixture
def chief(db: None) -> User:
    return make_officer("chief", "chief editor")


@pytest.fixture
def contact(db: None) -> Contact:
    return make_contact("Press service", unit_ru="Пресс-служба", unit_kk="Баспасөз қызметі", phone="74-72-27")


@pytest.fixture
def topic(db: None) -> Topic:
    return make_topic("Elections", name_ru="Выборы", name_kk="Сайлау")


ReleaseBuilder = Callable[..., Release]


@pytest.fixture
def make_release(author: User, editor: User, chief: User) -> ReleaseBuilder:
    """Returns a builder of releases: `make_release(state="scheduled", language="kk", title="…", at=moment)`.

    States: draft, submitted, live, scheduled, withdrawn, removed. `at` is the moment of going live: a past
    one for what is or was public, a future one for what is scheduled.
    """

    def build(
        *,
        state: str = "live",
        language: str = "en",
        title: str = "Chairman met with observers",
        story: Story | None = None,
        at: datetime.datetime | None = None,
        previous_reads: int = 0,
        hour_known: bool = True,
        **text: Any,
    ) -> Release:
        text.setdefault("body", "<p>The text of the release.</p>")
        edition = publishing.start_release(story=story, language=language, by=author, title=title, **text)
        release = edition.release
        if state == "draft":
            return release
        if state in {"live", "withdrawn", "removed"} and at:
            publishing.import_published(
                edition, by=editor, at=at, previous_reads=previous_reads, hour_known=hour_known
            )
        else:
            publishing.submit(edition, by=author, override_reason=OF_THE_TESTS)
            if state == "submitted":
                return release
            ahead = at or timezone.now() + datetime.timedelta(days=1)
            publishing.approve(edition, by=editor, live_from=ahead if state == "scheduled" else None)
        release.refresh_from_db()
        if state == "withdrawn":
            publishing.withdraw(release, by=editor, reason="The figures were wrong.")
        if state == "removed":
            publishing.remove(release, by=chief, reason="Published by mistake.")
        return release

    return build


@pytest.fixture
def correct(author: User, editor: User) -> Callable[..., Edition]:
    """Returns a builder of later editions: `correct(release, title="…")`, live at once without an `at`."""

    def build(release: Release, *, at: datetime.datetime | None = None, **changes: Any) -> Edition:
        changes.setdefault("correction_note", "The figure in the first paragraph was corrected.")
        edition = publishing.start_edition(release, by=author)
        publishing.revise(edition, by=author, **changes)
        publishing.submit(edition, by=author, override_reason=OF_THE_TESTS)
        return publishing.approve(edition, by=editor, live_from=at)

    return build


@pytest.fixture
def samples() -> Path:
    """The folder with the real page, beside the project; CI must find it."""
    if not SAMPLES.is_dir():
        pytest.skip(f"the samples are not at {SAMPLES}")
    return SAMPLES
