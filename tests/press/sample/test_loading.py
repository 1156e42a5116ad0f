"""The sample press room: every page has something to show, in words of our own, and all of it says so."""

import datetime
import re
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from press.models import Contact, Edition, Illustration, Release, Story, User
from press.richtext import plain_text
from press.richtext.sanitise import sanitise
from press.sample import drawings
from press.sample.accounts import demo_accounts
from press.sample.loading import HERE, MARKS, load

STORIES = {path.stem: tomllib.loads(path.read_text()) for path in sorted((HERE / "stories").glob("*.toml"))}
TEXTS = [(name, language) for name, told in STORIES.items() for language in MARKS if language in told]


@pytest.fixture
def quick_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    shades = {name: shade for shade, name in enumerate(drawings.DRAWINGS)}

    def draw(name: str) -> Callable[[], Image.Image]:
        return lambda: Image.new("RGB", (90, 60), (shades[name] * 20, 80, 90))

    monkeypatch.setattr(drawings, "DRAWINGS", {name: draw(name) for name in shades})


@pytest.fixture
def loaded(db: None, quick_drawings: None) -> list[Story]:
    return load()


def everything() -> list[Any]:
    tables = (Story, Release, Edition, Illustration, Contact, User)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_every_page_has_something_to_show(loaded: list[Story]) -> None:
    assert len(loaded) == len(STORIES)
    for language in MARKS:
        live = Release.objects.live().filter(language=language)
        assert live.count() >= 8
        assert len({release.first_published_at.year for release in live if release.first_published_at}) >= 3
        here = Release.objects.filter(language=language)
        assert Edition.objects.live().filter(release__in=here, number=2).exclude(correction_note="").exists()
        assert any(release.withdrawn_edition() for release in here)
        assert Edition.objects.ahead().filter(release__in=here).exists()
        assert Story.objects.pinned().filter(releases__in=live).exists()
        assert Illustration.objects.filter(
            edition__in=Edition.objects.live(), edition__release__in=here
        ).exists()
    assert Edition.objects.in_work().exists()
    assert [release.language for release in Release.objects.all() if release.is_removed()] == ["ru"]
    assert Contact.objects.filter(on_duty=True).count() == 1
    assert [contact.languages() for contact in Contact.objects.order_by("on_duty")] == [
        ["kk", "ru", "en"], ["kk", "ru"],
    ]  # fmt: skip
    for story in loaded:
        assert story.topics.exists()


def test_what_is_scheduled_lies_three_days_ahead(loaded: list[Story]) -> None:
    moments = {edition.live_from for edition in Edition.objects.ahead()}
    assert len(moments) == 1
    ahead = timezone.localtime(moments.pop())
    assert ahead.date() == timezone.localdate() + datetime.timedelta(days=3)


def test_loading_again_changes_nothing_and_keeps_what_an_officer_did(
    loaded: list[Story], capsys: pytest.CaptureFixture[str]
) -> None:
    Contact.objects.filter(on_duty=True).update(on_duty=False, unit_en="The desk")
    before = everything()
    call_command("load_sample")
    assert capsys.readouterr().out == "The samples are there already\n"
    assert everything() == before


def test_a_story_that_was_lost_is_loaded_again_alone(loaded: list[Story]) -> None:
    lost = Story.objects.get(import_key="sample-exhibition")
    lost.releases.all().delete()
    lost.photographs.all().delete()
    lost.delete()
    assert [story.import_key for story in load()] == ["sample-exhibition"]


def test_our_account_of_the_meeting_has_the_facts_of_the_real_page(loaded: list[Story]) -> None:
    story = Story.objects.get(import_key="sample-observers")
    assert story.languages() == ["kk", "ru", "en"]
    for release in story.releases.all():
        edition = release.live_edition()
        assert edition is not None
        assert release.read_count == 146
        assert release.first_published_at is not None
        assert f"{timezone.localtime(release.first_published_at):%d.%m.%Y}" == "18.03.2023"
        assert not release.hour_known
        assert "74-72-27" in edition.credit_line
        assert edition.credit_line.endswith("N. Baibulin" if release.language == "en" else "Н. Байбулин")
        assert {"793", "12", "41"} <= set(re.findall(r"\d+", plain_text(edition.body)))
    assert [person.slug for person in story.people.all()] == ["maulen-ashimbayev"]


def test_no_run_of_seven_words_is_taken_from_the_real_page(samples: Path) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[at : at + 7]) for at in range(len(words) - 6)}

    for language in MARKS:
        real = runs((samples / f"senate-2023-03-18-osce.{language}.txt").read_text())
        ours = STORIES["observers"][language]
        assert runs(f"{ours['title']}. {ours['lead']}") & real == set()
        assert runs(plain_text(ours["body"])) & real == set()


@pytest.mark.parametrize(("name", "language"), TEXTS)
def test_a_sample_is_clean_well_formed_text(name: str, language: str) -> None:
    text = STORIES[name][language]
    assert sanitise(text["body"]) == text["body"].strip()
    assert len(text["title"]) <= 100
    correction = text.get("correction")
    assert correction is None or text["body"].count(correction["right"]) == 1


@pytest.mark.parametrize("name", STORIES)
def test_every_language_of_a_sample_says_as_much(name: str) -> None:
    told = STORIES[name]
    built = {
        tuple(sorted(re.findall(r"<(p|h2|li|ol|ul|table|tr|blockquote)\b", told[language]["body"])))
        for language in MARKS
        if language in told
    }
    assert len(built) == 1
    picture = told.get("picture")
    assert (
        picture is None
        or {language for language in MARKS if language in told} <= picture["alternative_text"].keys()
    )


def test_every_sample_says_that_it_is_one(loaded: list[Story]) -> None:
    for edition in Edition.objects.select_related("release"):
        assert edition.lead.startswith(MARKS[edition.release.language])
    for used in Illustration.objects.select_related("photograph"):
        assert "sample" in used.photograph.credit_en


@pytest.mark.parametrize("name", drawings.DRAWINGS)
def test_a_drawing_is_large_and_the_same_each_time(name: str) -> None:
    drawn = drawings.DRAWINGS[name]()
    assert drawn.size == (1600, 1067)
    assert drawn.tobytes() == drawings.DRAWINGS[name]().tobytes()
    assert len(drawn.resize((64, 43)).getcolors(64 * 43) or []) > 100


# The accounts


def test_each_start_tells_the_same_passwords_and_they_open_the_admin(
    db: None, tmp_path: Path, client: Client
) -> None:
    file = tmp_path / "var" / "accounts.json"
    first = demo_accounts(file)
    assert [account.name for account in first] == ["author", "editor", "chief"]
    assert len({account.password for account in first}) == 3
    assert demo_accounts(file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for account in first:
        assert client.login(username=account.name, password=account.password)
        user = User.objects.get(username=account.name)
        assert user.is_staff
        assert user.groups.count() == 1


def test_a_password_that_its_owner_changed_stays_and_is_not_told(db: None, tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    demo_accounts(file)
    author = User.objects.get(username="author")
    author.set_password("a password of their own")
    author.save()
    assert demo_accounts(file)[0].password == ""
    author.refresh_from_db()
    assert author.check_password("a password of their own")


def test_passwords_are_generated_anew_only_when_asked(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accounts.json"
    first = demo_accounts(file)
    file.unlink()
    assert [account.password for account in demo_accounts(file)] == ["", "", ""]
    call_command("demo_accounts", reset=True, file=file)
    told = dict(line.split() for line in capsys.readouterr().out.splitlines())
    assert told.keys() == {"author", "editor", "chief"}
    assert not set(told.values()) & {account.password for account in first}
    assert User.objects.get(username="chief").check_password(told["chief"])
