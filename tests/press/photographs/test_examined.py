"""What is taken in and what is refused, each with its own word."""

import errno
import io
import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from press.models import Photograph, Story, User
from press.photographs import decoding, reading
from press.photographs.decoding import BYTE_LIMIT
from press.photographs.intake import create_photograph, validate_file
from press.photographs.reading import Unusable
from tests.factories import photograph_file, signed_in
from tests.press.desk.forms import ADD, rows, written
from tests.press.photographs.files import files_under, pattern, png_of, saved


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_four_formats_are_taken_whatever_the_file_is_called(
    format_: str, story: Story, author: User
) -> None:
    upload = SimpleUploadedFile("notes.txt", saved(pattern(), format_).read(), content_type="text/plain")
    photograph = create_photograph(
        upload, story=story, by=author, credit={"en": "N. Baibulin"}, rights="Free."
    )
    assert (photograph.width, photograph.height, photograph.rights) == (1600, 1067, "Free.")
    assert photograph.credit("en").text == "N. Baibulin"
    assert [(r.format, r.width, r.height) for r in photograph.renditions.all()] == [("jpeg", 1280, 854)]


def heic() -> io.BytesIO:
    return io.BytesIO(struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + bytes(500))


REFUSED = {
    "heic": (heic, "heic", "HEIC"),
    "svg": (lambda: io.BytesIO(b'<?xml version="1.0"?><svg viewBox="0 0 9 9"/>'), "svg", "SVG"),
    "svg with a mark": (lambda: io.BytesIO(b"\xef\xbb\xbf\n<svg onload='alert(1)'></svg>"), "svg", "SVG"),
    "gif": (lambda: saved(pattern(9, 9), "GIF"), "format", "GIF"),
    "tiff": (lambda: saved(pattern(9, 9), "TIFF"), "format", "TIFF"),
    "bmp": (lambda: saved(pattern(9, 9), "BMP"), "format", "BMP"),
    "html": (lambda: io.BytesIO(b"<!doctype html><script>alert(1)</script>"), "not a photograph", "JPEG"),
    "pdf": (lambda: io.BytesIO(b"%PDF-1.7\n"), "not a photograph", "JPEG"),
    "empty": (lambda: io.BytesIO(b""), "not a photograph", "JPEG"),
    "html after a png's beginning": (
        lambda: io.BytesIO(b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"), "damaged", "damaged",
    ),
    "bomb of 169 megapixels": (lambda: png_of(13_000, 13_000), "pixels", "megapixels"),
    "bomb of 3,600 megapixels": (lambda: png_of(60_000, 60_000), "pixels", "megapixels"),
    "a png of 26 megapixels": (lambda: png_of(6_500, 4_000), "pixels", "25 megapixels"),
    "a webp of 14 megapixels": (lambda: webp_of(4_000, 3_500), "pixels", "13 megapixels"),
    "a side too long": (lambda: png_of(20_000, 100), "side", "16383"),
    "truncated jpeg": (lambda: io.BytesIO(saved(pattern(), "JPEG").read()[:-900]), "damaged", "damaged"),
    "truncated webp": (lambda: io.BytesIO(saved(pattern(), "WEBP").read()[:-300]), "damaged", "damaged"),
    "truncated png": (lambda: io.BytesIO(saved(pattern(), "PNG").read()[:-900]), "damaged", "damaged"),
    "truncated avif": (lambda: io.BytesIO(saved(pattern(), "AVIF").read()[:-300]), "damaged", "damaged"),
    "too many bytes": (
        lambda: io.BytesIO(saved(pattern(9, 9), "JPEG").read() + bytes(BYTE_LIMIT)), "bytes", "40 MB",
    ),
}  # fmt: skip


def webp_of(width: int, height: int) -> io.BytesIO:
    """Returns a WebP of that size in a few bytes: of one colour, without loss."""
    return saved(Image.new("RGB", (width, height)), "WEBP", lossless=True, method=0)


@pytest.mark.parametrize("name", REFUSED)
def test_all_else_is_refused_with_its_own_word_and_leaves_nothing(
    name: str, story: Story, author: User, settings: Any
) -> None:
    make, code, word = REFUSED[name]
    for refuse in (validate_file, lambda file: create_photograph(file, story=story, by=author)):
        with pytest.raises(Unusable) as refused:
            refuse(make())
        assert refused.value.code == code
        assert word in refused.value.messages[0]
    assert Photograph.objects.count() == 0
    assert files_under(settings.MEDIA_ROOT) == []


def test_a_progressive_jpeg_with_far_too_many_scans_is_refused() -> None:
    content = saved(pattern(64, 64), "JPEG", progressive=True).read()
    scan = content[content.index(b"\xff\xda") : -2]
    with pytest.raises(Unusable):
        validate_file(io.BytesIO(content[:-2] + scan * 40 + b"\xff\xd9"))


def test_examining_leaves_the_file_ready_to_be_taken_in(story: Story, author: User) -> None:
    upload = SimpleUploadedFile("a.jpg", saved(pattern(), "JPEG").read())
    validate_file(upload)
    assert create_photograph(upload, story=story, by=author).original.size == upload.size


# Beside what the process needs before, with some for the machine's own ways; measured at the limits.
MEMORY = 256 * 1024 + 16 * 1024  # KiB

AT_THE_LIMITS: dict[str, Callable[[], io.BytesIO]] = {
    "webp": lambda: webp_of(4_160, 3_120),
    "webp with transparency": lambda: saved(
        Image.new("RGBA", (4_160, 3_120), (0, 0, 90, 9)), "WEBP", lossless=True, method=0
    ),
    "png with transparency": lambda: saved(Image.new("RGBA", (6_000, 4_160)), "PNG", compress_level=1),
    "png of 16 bits": lambda: saved(Image.new("I;16", (6_000, 4_160)), "PNG", compress_level=1),
    "avif": lambda: saved(Image.new("RGBA", (5_000, 4_000)), "AVIF", speed=10, subsampling="4:4:4"),
    "progressive jpeg": lambda: saved(
        Image.new("RGB", (7_740, 5_160)), "JPEG", progressive=True, subsampling=0
    ),
    "progressive jpeg of four colours": lambda: saved(
        Image.new("CMYK", (6_500, 4_300)), "JPEG", progressive=True
    ),
    "a bomb of 3,600 megapixels": lambda: png_of(60_000, 60_000),
}
DECODED_IN_A_CHILD = """
import resource, sys
from press.photographs.decoding import Refused, decode
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
try:
    decode(open(sys.argv[1], "rb"), widest=1920)
except Refused:
    pass
print(peak() - before)
"""


@pytest.mark.parametrize("kind", AT_THE_LIMITS)
def test_no_photograph_at_the_limits_needs_more_than_its_memory(kind: str, tmp_path: Path) -> None:
    """In a process of its own: the memory that the tests needed before says nothing."""
    path = tmp_path / "photograph"
    path.write_bytes(AT_THE_LIMITS[kind]().read())
    child = subprocess.run(
        [sys.executable, "-c", DECODED_IN_A_CHILD, path], capture_output=True, text=True, check=True
    )
    assert int(child.stdout) < MEMORY


def peak() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def test_the_server_needs_next_to_nothing_for_a_photograph_at_the_limits() -> None:
    """Its decoders and their memory are in a process of their own, which ends with the file."""
    file = AT_THE_LIMITS["png with transparency"]()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # proc(5): the peak begins anew
    before = peak()
    validate_file(file)
    assert peak() - before < 16 * 1024


# Stand in for the decoders' program: one that takes all memory, one that never ends, one that a fault kills.
HARMFUL = {
    "memory": "bytearray(2 * limits['ADDRESS_SPACE'])",
    "time": "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    "a fault": "os.kill(os.getpid(), signal.SIGSEGV)",
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_file_that_brings_its_decoder_down_is_damaged_and_the_next_is_read(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "decoding.py"
    program.write_text(
        "import os, resource, runpy, signal\n"
        f"limits = runpy.run_path({decoding.__file__!r})\n"
        "resource.setrlimit(resource.RLIMIT_AS, (limits['ADDRESS_SPACE'],) * 2)\n"
        f"{HARMFUL[kind]}\n",
        encoding="utf-8",
    )
    with monkeypatch.context() as brought_down, pytest.raises(Unusable) as refused:
        brought_down.setattr(reading.decoding, "__file__", str(program))
        validate_file(saved(pattern(), "JPEG"))
    assert refused.value.code == "damaged"
    validate_file(saved(pattern(), "JPEG"))


def test_the_process_that_reads_has_nothing_of_the_servers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No settings and keys in its environment, no connection and no file of the server's."""
    told = tmp_path / "told"
    program = tmp_path / "decoding.py"
    program.write_text(
        "import os, pathlib\n"
        f"pathlib.Path({str(told)!r}).write_text(repr((sorted(os.environ), os.listdir('/proc/self/fd'))))\n"
        'print(\'{"code": "damaged", "values": {}}\')',
        encoding="utf-8",
    )
    monkeypatch.setenv("SECRET_KEY", "of the server")
    monkeypatch.setattr(reading.decoding, "__file__", str(program))
    with (tmp_path / "open").open("w"), pytest.raises(Unusable):
        validate_file(saved(pattern(), "JPEG"))
    # 3 is the listing's own.
    assert told.read_text(encoding="utf-8") == repr((["LC_CTYPE"], ["0", "1", "2", "3"]))


def test_one_photograph_is_read_at_a_time_and_who_waits_too_long_hears_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "WAIT", 0)
    with reading._alone(), pytest.raises(Unusable) as refused:
        validate_file(saved(pattern(), "JPEG"))
    assert refused.value.code == "busy"
    validate_file(saved(pattern(), "JPEG"))


def test_while_one_is_read_and_another_waits_the_next_hears_it_at_once() -> None:
    """The threads that officers have are not all for photographs."""
    with ThreadPoolExecutor(1) as other:
        with reading._alone():
            waiting = other.submit(validate_file, saved(pattern(), "JPEG"))
            until = time.monotonic() + 60
            while reading._places._value:
                assert time.monotonic() < until
            with pytest.raises(Unusable) as refused:
                validate_file(saved(pattern(), "JPEG"))
        assert refused.value.code == "busy"
        assert waiting.result(60) is None


def test_where_others_are_read_for_long_the_form_keeps_what_was_typed(
    author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was looked at, and then another one is read when it is to be kept."""
    monkeypatch.setattr(reading, "WAIT", 0)
    monkeypatch.setattr("press.desk.photograph_forms.validate_file", lambda file: None)
    sent = written(**rows({"file": photograph_file(), "alternative_text": "A hall"}))
    with reading._alone():
        answer = signed_in(author).post(ADD, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Other photographs are being read just now" in page
    assert "A hall" in page
    assert Story.objects.count() == 0


@pytest.mark.parametrize("number", [0, 1], ids=["the original", "the rendition"])
def test_on_a_full_disk_the_form_keeps_what_was_typed_and_nothing_is_left_half_written(
    author: User, monkeypatch: pytest.MonkeyPatch, settings: Any, number: int
) -> None:
    """The disk fills up within the file with that number: some bytes of it are written."""
    room = iter([10**9] * number + [100] * 9)
    monkeypatch.setattr(FileSystemStorage, "_save", _on_a_disk_with(room, FileSystemStorage._save))
    sent = written(**rows({"file": photograph_file(), "alternative_text": "A hall"}))
    answer = signed_in(author).post(ADD, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "the server&#x27;s disk may be full" in page
    assert "Chairman met with observers" in page
    assert "Choose the photographs&#x27; files again" in page
    assert (Story.objects.count(), Photograph.objects.count()) == (0, 0)
    assert files_under(settings.MEDIA_ROOT) == []


def _on_a_disk_with(room: Iterator[int], save: Callable[..., str]) -> Callable[..., str]:
    def limited(storage: FileSystemStorage, name: str, content: Any) -> str:
        content.seek(0)
        whole, bytes_left = content.read(), next(room)
        save(storage, name, ContentFile(whole[:bytes_left]))
        if len(whole) > bytes_left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return name

    return limited
