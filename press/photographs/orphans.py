"""Files that no row knows: left by a transaction that failed later, or by a process killed in between."""

import datetime

from django.core.files.storage import default_storage
from django.utils import timezone

from press.models import Photograph, Rendition

FOLDERS = ("originals", "renditions")


def sweep(*, older_than: datetime.timedelta = datetime.timedelta(days=1)) -> int:
    """Deletes the files of photographs that no row names; returns how many.

    A young file may belong to a transaction that still runs: it is left alone.
    """
    named = {
        *Photograph.objects.values_list("original", flat=True),
        *Rendition.objects.values_list("file", flat=True),
    }
    before = timezone.now() - older_than
    orphans = [
        name
        for folder in FOLDERS
        for name in _files(folder)
        if name not in named and default_storage.get_modified_time(name) < before
    ]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _files(folder: str) -> list[str]:
    # Not asked whether the folder exists: S3 has none, only names that begin alike.
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    inner = [name for each in folders for name in _files(f"{folder}/{each}")]
    return [*inner, *(f"{folder}/{name}" for name in files)]
