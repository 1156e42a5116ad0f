"""The pages of all processes of a machine, on its disk: they outlive a restart.

In one file (`RingFile`), each under a name made of its key. What is damaged is no page. What another release
of the code made, or other settings, lies in another file and is never read (`release_digest`).
docs/adr/0020.
"""

import hashlib
import json
import logging
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db.models import Max

from press.invalidation import generation
from press.models import Expunction
from press.pagecache.ring_file import NAME, RingFile
from press.pagecache.stored_page import Key, StoredPage

logger = logging.getLogger(__name__)

_DAY = 86_400.0
# The age of this file says when pages were last deleted, since words were expunged. A page is kept at
# most so many seconds after it was begun.
_DELETED_AT, _RENDERED_WITHIN = "expunged", 120.0
# Between two lines in the log about a disk that takes nothing, in seconds.
_SAID_EVERY = 60.0
# Settings that change how many pages are kept, and none of them.
_HOW_MUCH = ("PAGE_CACHE_BYTES", "PAGE_STORE_BYTES")
# What makes a page beside the database; the catalogues and the files of static/ too.
_MADE_FROM = ("accessibility", "config", "locale", "press", "static", "templates", "requirements.txt")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(StoredPage).decode


class DiskStore:
    """Pages of this release of the code. Safe in processes and threads, killed at any moment."""

    def __init__(self, file: RingFile) -> None:
        self._file = file
        self._said = -_SAID_EVERY

    def get_known(self, key: Key) -> StoredPage | None:
        """Returns the page as this process found it last, without asking where another one has put it since;
        None where it did not.
        """
        return self._read(self._file.get_known, key)

    def get(self, key: Key) -> StoredPage | None:
        """Returns the page as it was kept; None where there is none, or what there is is damaged."""
        return self._read(self._file.get, key)

    def _read(self, get: Callable[[bytes], memoryview | None], key: Key) -> StoredPage | None:
        try:
            content = get(_name(key))
            return None if content is None else _decode(content)
        except (ValueError, msgspec.MsgspecError) as error:
            logger.warning("A kept page was damaged (%s); it is made anew.", error)
            return None
        except OSError:
            return None

    def put(self, key: Key, page: StoredPage) -> None:
        """Writes it where nothing prevents it; a full disk is said in the log, never to a reader."""
        try:
            self._file.put(_name(key), _encode(page))
        except OSError as error:
            if time.monotonic() - self._said > _SAID_EVERY:
                self._said = time.monotonic()
                logger.error("Pages cannot be kept in %s: %s", self._file.path, error.strerror)


def _name(key: Key) -> bytes:
    return hashlib.blake2b("\0".join(key).encode(), digest_size=NAME).digest()


def open_store() -> DiskStore | None:
    """Returns this machine's store; None where none is wanted, or its folder cannot be written."""
    if not settings.PAGE_STORE_BYTES or not generation.shared_counter().identity():
        return None
    path = store_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return DiskStore(RingFile(path, settings.PAGE_STORE_BYTES))
    except OSError as error:
        logger.error("%s cannot be written (%s): pages are kept in memory alone.", path, error.strerror)
        return None


def store_path() -> Path:
    """Returns the file of what this release of the code made, and of the counter that its pages name; of
    another size it is another file.
    """
    identity = generation.shared_counter().identity()
    return pages_folder() / f"{release_digest()}-{identity:x}-{settings.PAGE_STORE_BYTES:x}"


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


# --- What is left of others, and what was expunged ---


class _File(NamedTuple):
    used: float
    bytes: int
    path: Path


def sweep() -> int:
    """Deletes what another release of the code left a day ago, at once if together they are more than
    PAGE_STORE_BYTES, and every page once words were expunged; returns how many bytes there are then.
    """
    pages = pages_folder()
    if not pages.is_dir():
        return 0
    _delete_expunged(pages)
    current, others = store_path(), []
    for path in pages.iterdir():
        if path.is_dir():  # from when each page had a file: whoever still runs that makes them anew
            shutil.rmtree(path, ignore_errors=True)
        elif path not in (current, pages / _DELETED_AT):
            with suppress(OSError):
                status = path.stat()
                others.append(_File(status.st_mtime, status.st_blocks * 512, path))
    whole = sum(file.bytes for file in others)
    with suppress(OSError):
        whole += current.stat().st_blocks * 512
    for file in sorted(others):
        # A process that still runs the last release, or other settings, uses its own meanwhile.
        if time.time() - file.used > _DAY or whole > settings.PAGE_STORE_BYTES:
            file.path.unlink(missing_ok=True)
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
            for path in filter(Path.is_file, pages.iterdir()):
                os.truncate(path, 0)  # of whoever has it open too
            told.touch()
