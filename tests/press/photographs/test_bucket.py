"""Photographs where there are neither folders nor paths."""

import datetime
import io
import os
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from PIL import Image

from press.models import Illustration, Story, User
from press.photographs.intake import create_photograph
from press.photographs.orphans import sweep
from press.photographs.renditions import make_missing, planned_renditions
from tests.press.photographs.files import files_under, pattern, picture_url, saved


class Bucket(InMemoryStorage):
    """A storage like S3: names alone, no folders and no paths; says which files were fetched."""

    fetched: ClassVar[list[str]] = []

    def exists(self, name: str) -> bool:
        return super().exists(name) and "." in name

    def _open(self, name: str, mode: str = "rb") -> Any:
        self.fetched.append(name)
        return super()._open(name, mode)  # type: ignore[misc]


@pytest.fixture
def bucket(settings: Any) -> Any:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.Bucket"}}
    Bucket.fetched.clear()
    return default_storage


def test_photographs_may_lie_where_there_are_neither_folders_nor_paths(
    bucket: Any, illustrated: Callable[..., Illustration], client: Client, settings: Any
) -> None:
    used = illustrated("live")
    assert make_missing() == len(planned_renditions(400)) - 1
    answer = client.get(picture_url(used))
    assert Image.open(io.BytesIO(answer.content)).size == (400, 200)
    head = client.head(picture_url(used))
    assert head.headers["Content-Length"] == str(len(answer.content))
    assert client.get(picture_url(illustrated("scheduled"))).status_code == 404
    with pytest.raises(RuntimeError), transaction.atomic():
        create_photograph(saved(pattern(), "JPEG"), story=used.photograph.story, by=None)
        raise RuntimeError
    assert sweep(older_than=-datetime.timedelta(seconds=5)) == 2
    assert client.get(picture_url(used)).content == answer.content
    assert files_under(settings.MEDIA_ROOT) == []


def test_what_the_browser_has_already_is_not_fetched(
    bucket: Any, illustrated: Callable[..., Illustration], client: Client
) -> None:
    used = illustrated("live")
    etag = client.get(picture_url(used)).headers["ETag"]
    Bucket.fetched.clear()
    assert client.get(picture_url(used), headers={"if-none-match": etag}).status_code == 304
    assert Bucket.fetched == []


def test_a_command_sweeps(story: Story, author: User, settings: Any) -> None:
    create_photograph(saved(pattern(400, 200), "JPEG"), story=story, by=author)
    old = settings.MEDIA_ROOT / "renditions" / "ab" / "left.jpg"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_bytes(b"left")
    os.utime(old, (0, 0))
    out = io.StringIO()
    call_command("sweep_photographs", stdout=out)
    assert out.getvalue() == "1 files deleted\n"
    assert len(files_under(settings.MEDIA_ROOT)) == 2
