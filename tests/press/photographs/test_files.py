"""Files: one of each, swept when nobody names them, renditions made by workers that may be killed."""

import datetime
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from press.models import Photograph, Rendition, Story, User
from press.photographs import renditions
from press.photographs.intake import create_photograph
from press.photographs.orphans import sweep
from press.photographs.renditions import make_missing, planned_renditions
from tests.press.photographs.files import files_under, pattern, saved


def test_the_same_file_again_is_the_same_photograph_of_a_story(
    story: Story, author: User, settings: Any
) -> None:
    first = create_photograph(saved(pattern(), "JPEG"), story=story, by=author)
    before = files_under(settings.MEDIA_ROOT)
    assert create_photograph(saved(pattern(), "JPEG"), story=story, by=author) == first
    assert files_under(settings.MEDIA_ROOT) == before
    assert create_photograph(saved(pattern(), "JPEG"), story=Story.objects.create(), by=author) != first


def test_names_of_files_tell_nothing(story: Story, author: User) -> None:
    upload = SimpleUploadedFile("budget-2027-secret.jpg", saved(pattern(), "JPEG").read())
    photograph = create_photograph(upload, story=story, by=author)
    names = [photograph.original.name, photograph.renditions.get().file.name]
    assert [len(Path(name).stem) for name in names] == [30, 30]
    assert not any("budget" in name for name in names)


def test_a_failure_while_taking_in_leaves_no_file(
    story: Story, author: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("press.photographs.intake.make_first", fail)
    with pytest.raises(RuntimeError):
        create_photograph(saved(pattern(), "JPEG"), story=story, by=author)
    assert files_under(settings.MEDIA_ROOT) == []
    assert Photograph.objects.count() == 0


def test_what_a_later_failure_leaves_is_swept_once_it_is_old(
    story: Story, author: User, settings: Any
) -> None:
    kept = create_photograph(saved(pattern(400, 200), "JPEG"), story=story, by=author)
    with pytest.raises(RuntimeError), transaction.atomic():
        create_photograph(saved(pattern(), "JPEG"), story=story, by=author)
        raise RuntimeError
    assert len(files_under(settings.MEDIA_ROOT)) == 4
    assert sweep() == 0
    assert sweep(older_than=-datetime.timedelta(seconds=5)) == 2
    names = {kept.original.name, kept.renditions.get().file.name}
    assert {str(path.relative_to(settings.MEDIA_ROOT)) for path in files_under(settings.MEDIA_ROOT)} == names


def test_renditions_are_never_wider_than_the_photograph() -> None:
    assert [max(width for _, width in planned_renditions(each)) for each in (5000, 1500, 700, 40)] == [
        1920,
        1500,
        700,
        40,
    ]


def test_making_what_is_missing_twice_changes_nothing(story: Story, author: User, settings: Any) -> None:
    photograph = create_photograph(saved(pattern(2000, 1000), "JPEG"), story=story, by=author)
    assert make_missing() == len(planned_renditions(2000)) - 1
    files = files_under(settings.MEDIA_ROOT)
    assert make_missing() == 0
    assert files_under(settings.MEDIA_ROOT) == files
    assert {(r.format, r.width) for r in photograph.renditions.all()} == set(planned_renditions(2000))


def test_a_worker_killed_in_between_is_taken_up_where_it_stopped(
    story: Story, author: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    photograph = create_photograph(saved(pattern(), "JPEG"), story=story, by=author)
    encode = renditions.encode

    def killed(pixels: Image.Image, format_: str, xmp: bytes) -> bytes:
        if format_ == Rendition.Format.AVIF:
            raise KeyboardInterrupt
        return encode(pixels, format_, xmp)

    monkeypatch.setattr(renditions, "encode", killed)
    with pytest.raises(KeyboardInterrupt):
        make_missing()
    there = photograph.renditions.count()
    assert 1 < there < len(planned_renditions(1600))
    monkeypatch.setattr(renditions, "encode", encode)
    assert make_missing() == len(planned_renditions(1600)) - there
    assert len(files_under(settings.MEDIA_ROOT)) == 1 + len(planned_renditions(1600))


def test_what_two_workers_made_is_kept_once(
    story: Story, author: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    photograph = create_photograph(saved(pattern(400, 200), "JPEG"), story=story, by=author)
    encode = renditions.encode
    others: list[str] = []

    def overtaken(pixels: Image.Image, format_: str, xmp: bytes) -> bytes:
        if not others:
            others.append(format_)
            make_missing()
        return encode(pixels, format_, xmp)

    monkeypatch.setattr(renditions, "encode", overtaken)
    make_missing()
    assert {(r.format, r.width) for r in photograph.renditions.all()} == set(planned_renditions(400))
    assert len(files_under(settings.MEDIA_ROOT)) == 1 + len(planned_renditions(400))


def test_a_lost_file_does_not_hold_up_the_others(story: Story, author: User, caplog: Any) -> None:
    complete = create_photograph(saved(pattern(400, 200), "JPEG"), story=story, by=author)
    lost = create_photograph(saved(pattern(401, 200), "JPEG"), story=story, by=author)
    lost.original.storage.delete(lost.original.name)
    assert make_missing(1) == 0
    assert make_missing(1) == len(planned_renditions(400)) - 1
    assert complete.renditions.count() == len(planned_renditions(400))
    assert f"no renditions of photograph {lost.pk}" in caplog.text


@pytest.mark.parametrize("umask", [0o000, 0o022])
@pytest.mark.parametrize("is_there", [False, True], ids=["a new folder", "a folder that was open"])
def test_another_account_of_the_machine_reads_what_is_shown_and_no_original(
    umask: int, is_there: bool, story: Story, author: User, settings: Any
) -> None:
    before = os.umask(umask)
    try:
        if is_there:
            (settings.MEDIA_ROOT / "originals").mkdir(mode=0o755, parents=True)
        photograph = create_photograph(saved(pattern(), "JPEG"), story=story, by=author)
    finally:
        os.umask(before)
    original, rendition = (photograph.original.path, photograph.renditions.get().file.path)
    assert [others_may_read(Path(path), settings.MEDIA_ROOT) for path in (original, rendition)] == [
        False,
        True,
    ]


def others_may_read(file: Path, root: Path) -> bool:
    """Whether the file is open to others, and each folder on the way to it from `root` on."""
    folders = [folder for folder in file.parents if folder.is_relative_to(root)]
    return bool(file.stat().st_mode & 0o004) and all(folder.stat().st_mode & 0o001 for folder in folders)
