"""The pages of all processes of a machine, on its disk: they outlive a restart.

A file a page, under a name made of its key, written beside and renamed: who reads has a whole one or none. A
file that is damaged is dropped. What another release of the code made, or other settings, lies in another
folder and is never read (`release_digest`). docs/adr/0016.
"""

import hashlib
import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db.models import Max
from isal.isal_zlib import crc32

from press.invalidation import generation
from press.models import Expunction
from press.pagecache.stored_page import Key, StoredPage

logger = logging.getLogger(__name__)

# What the first bytes of a file say; the CRC-32 of all that follows it.
_MAGIC = b"minber-page-1\n"
_CRC_AT, _WORDS_AT = len(_MAGIC), len(_MAGIC) + 4
# A page that is read is marked as used once in so many seconds; what was written is some seconds old.
_MARKED_EVERY, _WRITTEN_WITHIN, _DAY = 600.0, 60.0, 86_400.0
# The age of this file says when pages were last deleted, since words were expunged. A page is kept at
# most so many seconds after it was begun.
_DELETED_AT, _RENDERED_WITHIN = "expunged", 120.0
# Between two lines in the log about a disk that takes nothing, in seconds.
_SAID_EVERY = 60.0
# So much of what it may take a sweep leaves, so that not every new page needs another one.
_LEFT = 0.9
# Settings that change how many pages are kept, and none of them.
_HOW_MUCH = ("PAGE_CACHE_BYTES", "PAGE_STORE_BYTES")
# What makes a page beside the database; the catalogues and the files of static/ too.
_MADE_FROM = ("accessibility", "config", "locale", "press", "static", "templates", "requirements.txt")


class DiskStore:
    """Pages in a folder of this release of the code. Safe in processes and threads, killed at any moment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._said = -_SAID_EVERY

    def get(self, key: Key) -> StoredPage | None:
        """Returns the page as it was kept; None where there is none, or what there is is damaged."""
        path = self._path(key)
        try:
            file = os.open(path, os.O_RDONLY)
        except OSError:
            return None
        try:
            status = os.fstat(file)
            content = os.read(file, status.st_size)
        except OSError:
            return None
        finally:
            os.close(file)
        try:
            page = _read(content, key)
        except (ValueError, msgspec.MsgspecError) as error:
            logger.warning("A kept page was damaged (%s); it is made anew.", error)
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108
            return None
        if page and time.time() - status.st_mtime > _MARKED_EVERY:
            with suppress(OSError):
                os.utime(path)
        return page

    def put(self, page: StoredPage) -> None:
        """Writes it where nothing prevents it; a full disk is said in the log, never to a reader."""
        path = self._path(page.key)
        new = f"{path}.{os.getpid()}-{id(page):x}.new"
        try:
            try:
                file = open(new, "xb", buffering=0)  # noqa: PTH123, SIM115 - a few microseconds less
            except FileNotFoundError:
                os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
                file = open(new, "xb", buffering=0)  # noqa: PTH123, SIM115
            with file:
                content = _write(page)
                if file.write(content) != len(content):
                    raise OSError(28, os.strerror(28))
            os.replace(new, path)  # noqa: PTH105
        except OSError as error:
            with suppress(OSError):
                os.unlink(new)  # noqa: PTH108
            if time.monotonic() - self._said > _SAID_EVERY:
                self._said = time.monotonic()
                logger.error("Pages cannot be kept in %s: %s", self._folder, error.strerror)

    def _path(self, key: Key) -> str:
        name = hashlib.blake2b("\0".join(key).encode(), digest_size=16).hexdigest()
        return f"{self._folder}/{name[:2]}/{name[2:]}"


def open_store() -> DiskStore | None:
    """Returns this machine's store; None where none is wanted, or its folder cannot be written."""
    if not settings.PAGE_STORE_BYTES or not generation.shared_counter().identity():
        return None
    folder = store_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        logger.error("%s cannot be written (%s): pages are kept in memory alone.", folder, error.strerror)
        return None
    return DiskStore(folder)


def store_folder() -> Path:
    """Returns the folder of what this release of the code made, and of the counter that its pages name."""
    return pages_folder() / f"{release_digest()}-{generation.shared_counter().identity():x}"


def pages_folder() -> Path:
    return Path(settings.DATA_DIR) / "pages"


def release_digest() -> str:
    """Returns what makes pages: the code with its catalogues and templates, and the settings.

    Not the machine: a container has another name each time that it is started.
    """
    whole = hashlib.blake2b(digest_size=8)
    whole.update(sys.version.encode())
    for path in _files():
        whole.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0" + path.read_bytes())
    names = (name for name in dir(settings) if name.isupper() and name not in _HOW_MUCH)
    values = {name: getattr(settings, name) for name in names}
    whole.update(json.dumps(values, default=_describe, sort_keys=True).encode())
    return whole.hexdigest()


def _files() -> Iterator[Path]:
    for name in _MADE_FROM:
        root = Path(settings.BASE_DIR) / name
        found = sorted(root.rglob("*")) if root.is_dir() else [root]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _describe(value: Any) -> str:
    """Returns the same in every process: an object's own words may hold its address in memory."""
    words = str(sorted(map(str, value)) if isinstance(value, set | frozenset) else value)
    return type(value).__qualname__ if " at 0x" in words else words


# --- The bytes of a page ---


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(StoredPage).decode


def _write(page: StoredPage) -> bytes:
    words = _encode(page)
    return _MAGIC + crc32(words).to_bytes(4, "big") + words


def _read(content: bytes, key: Key) -> StoredPage | None:
    """Raises ValueError or MsgspecError where it is not what was written; None: another page's."""
    if content[:_CRC_AT] != _MAGIC:
        raise ValueError("its first bytes")
    words = memoryview(content)[_WORDS_AT:]
    if crc32(words) != int.from_bytes(content[_CRC_AT:_WORDS_AT], "big"):
        raise ValueError("its sum")
    page = _decode(words)
    page.headers = _shared(page.headers)
    return page if page.key == key else None


@lru_cache(maxsize=256)
def _shared(headers: bytes) -> bytes:
    """Returns the same object for all pages that have the same ones: of a small page they are a tenth."""
    return headers


# --- What is too much ---


class _File(NamedTuple):
    used: float
    bytes: int
    path: str


def sweep() -> int:
    """Deletes what is more than PAGE_STORE_BYTES, the least used first, what another release of the code left
    a day ago, and every page once words were expunged; returns how many bytes there are then.
    """
    pages = pages_folder()
    if not pages.is_dir():
        return 0
    _delete_expunged(pages)
    current, now = store_folder(), time.time()
    files: list[_File] = []
    for folder in filter(Path.is_dir, pages.iterdir()):
        for file in _pages_in(folder):
            # A process that still runs the last release, or other settings, uses its own meanwhile.
            longest = _WRITTEN_WITHIN if file.path.endswith(".new") else inf if folder == current else _DAY
            if now - file.used > longest:
                _delete(file)
            else:
                files.append(file)
    whole = sum(file.bytes for file in files)
    if whole <= settings.PAGE_STORE_BYTES:
        return whole
    for file in sorted(files):
        if whole <= settings.PAGE_STORE_BYTES * _LEFT:
            break
        _delete(file)
        whole -= file.bytes
    return whole


def _delete_expunged(pages: Path) -> None:
    """Deletes all pages after an expunction: none is shown any more, but some have the words.

    Once at once, and once more when none can be on its way that was begun before.
    """
    last = Expunction.objects.carried_out().aggregate(at=Max("expunged_at"))["at"]
    if last is None:
        return
    told, now = pages / _DELETED_AT, time.time()
    with suppress(OSError):
        done = told.stat().st_mtime if told.exists() else 0.0
        if any(done < moment <= now for moment in (last.timestamp(), last.timestamp() + _RENDERED_WITHIN)):
            for folder in filter(Path.is_dir, pages.iterdir()):
                for file in _pages_in(folder):
                    _delete(file)
            told.touch()


def _pages_in(folder: Path) -> Iterator[_File]:
    """Yields the files of a folder of pages, and those that are being written."""
    for path, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                status = os.stat(f"{path}/{name}")  # noqa: PTH116 - of hundreds of thousands
                yield _File(status.st_mtime, status.st_blocks * 512, f"{path}/{name}")


def _delete(file: _File) -> None:
    with suppress(OSError):
        os.unlink(file.path)  # noqa: PTH108
