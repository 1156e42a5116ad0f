"""Reading a photograph in a process of its own: what its decoders do and need is not the server's.

A file may be made to fill memory, to take for ever, or to use a fault of a decoder. It meets a process that
has nothing: no settings, no keys, no connection, bounded memory and time, and that ends with the file.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import copyfileobj
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

from press.photographs import decoding
from press.photographs.decoding import Picture, Refused

logger = logging.getLogger(__name__)

# Seconds that a request waits for the photograph of another: a machine has the memory for one a process.
WAIT = 10
NICENESS = 10  # of the process: readers come first

# What is said of a file that is not taken, by the code of `Refused`.
MESSAGES = {
    "heic": _("HEIC photographs are not taken. Save it as JPEG and choose it again."),
    "svg": _("SVG drawings are not taken. Save it as PNG and choose it again."),
    "format": _("%(format)s files are not taken. Save it as JPEG and choose it again."),
    "not a photograph": _("This is not a photograph. Choose a JPEG, PNG, WebP or AVIF file."),
    "pixels": _(
        "The photograph is too large: at most %(limit)s megapixels are taken. "
        "Make it smaller, then choose it again."
    ),
    "side": _(
        "The photograph is too large: at most %(limit)s pixels a side are taken. "
        "Make it smaller, then choose it again."
    ),
    "bytes": _(
        "The file is too large: at most %(limit)s MB are taken. Make it smaller, then choose it again."
    ),
    "damaged": _("The photograph cannot be read to its end: the file is damaged. Choose another copy."),
    "busy": _("Other photographs are being read just now. Wait a moment, then choose it again."),
}

_reading = threading.Lock()
# One is read and one waits: a queue of photographs must not hold all the threads that officers have.
_places = threading.Semaphore(2)


class Unusable(ValidationError):  # noqa: N818 - named as the officer would say it
    """The file is not taken; its message says why, and what to do, to the officer."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(MESSAGES[code], code, values)


def read(file: IO[bytes], *, widest: int) -> Picture:
    """Returns the upright picture, no wider than `widest`, for making renditions of.

    Reads the file to its end, so that a truncated one is noticed. Raises Unusable for what is not taken, too
    large or damaged, or where others are read for WAIT seconds; nothing else, whatever the file holds.
    """
    try:
        file.seek(0)
        decoding.detect_format(file.read(4096))  # most of what is refused needs no process
        with _alone():
            return _read_apart(file, widest)
    except Refused as refused:
        raise Unusable(refused.code, **refused.values) from None


@contextmanager
def _alone() -> Iterator[None]:
    """One photograph at a time for a process of the server: a machine's memory is for so many."""
    if not _places.acquire(blocking=False):
        raise Refused("busy")
    try:
        if not _reading.acquire(timeout=WAIT):
            raise Refused("busy")
        try:
            yield
        finally:
            _reading.release()
    finally:
        _places.release()


def _read_apart(file: IO[bytes], widest: int) -> Picture:
    command = [sys.executable, "-I", decoding.__file__, str(widest)]
    with (
        _copy_of(file) as copy,
        subprocess.Popen(  # noqa: S603 - ours alone
            command, stdin=copy, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
        ) as process,
    ):
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        assert process.stdout is not None
        line = process.stdout.readline()
        pixels = process.stdout.read()
    if process.returncode:
        # A limit, or a fault of a decoder: what it would have said is not to be had.
        logger.warning("Reading a photograph ended with %d.", process.returncode)
        raise Refused("damaged")
    about = json.loads(line)
    if "code" in about:
        raise Refused(about["code"], **about["values"])
    image = Image.frombytes("RGB", tuple(about["size"]), pixels)
    return Picture(about["format"], image, about["width"], about["height"], about["metadata"])


@contextmanager
def _copy_of(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Gives a file of the system's with the same bytes: an upload may be in memory, or on S3."""
    with tempfile.TemporaryFile() as copy:
        try:
            file.seek(0)
            copyfileobj(file, copy)
            copy.seek(0)
        except OSError:  # no room for one more
            raise Refused("busy") from None
        yield copy
