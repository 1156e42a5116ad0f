"""Pillow's own test files, bombs and files that are two things at once: taken or refused, nothing else."""

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from press.models import Rendition, Story, User
from press.photographs.intake import create_photograph
from press.photographs.reading import Unusable
from press.photographs.renditions import make_missing
from tests.corpora.reading import folder, pictures, sample
from tests.press.photographs.files import files_under, pattern, saved
from tools.setting_up import ROOT

# In MiB. The address space of the process that decodes, and what a refused file may have needed of it.
MEMORY, MEMORY_OF_A_REFUSED_ONE = 1024, 256
# The Exif directory of the place (Exif 2.32, tag 0x8825).
GPS = 0x8825
HTML = b"<!DOCTYPE html><html><script>parent.ran(1)</script><!--"


def offer(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Returns what became of each file, by a process of its own; after one that it dies of by another."""
    waiting, found = [str(path) for path in paths], []
    while waiting:
        run = subprocess.run(
            [sys.executable, "-m", "tests.corpora.offer_pictures", str(MEMORY)],
            input="\n".join(waiting), cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = [json.loads(line) for line in run.stdout.splitlines()]
        waiting = waiting[len(said) :]
        if run.returncode:
            assert waiting, run.stderr
            said.append({"name": waiting.pop(0), "died": run.stderr[-300:], "peak": 0})
        found += said
    return found


def test_every_picture_is_taken_or_refused_and_says_nothing_but_pixels() -> None:
    offered = sample(pictures(), every=8)
    found = offer(offered)
    assert [each for each in found if "refused" not in each and each.get("taken") != []] == []
    assert len(found) == len(offered)
    # The positive control: it is not that all are refused.
    assert sum("taken" in each for each in found) > len(offered) // 3


@pytest.mark.django_db
def test_where_a_photograph_was_taken_is_in_no_rendition(author: User) -> None:
    # The other JPEG that says where it was taken, ultrahdr.jpg, ends before its pixels do.
    original = folder("pillow") / "Tests" / "images" / "exif_gps.jpg"
    assert _is_located(original)
    create_photograph(io.BytesIO(original.read_bytes()), story=Story.objects.create(), by=author)
    make_missing()
    made = [Path(each.file.path) for each in Rendition.objects.all()]
    assert len(made) >= 3
    assert [path for path in made if _is_located(path)] == []


def _is_located(path: Path) -> bool:
    with Image.open(path) as image:
        return bool(image.getexif().get_ifd(GPS))


def test_bombs_are_refused_before_they_are_unfolded(tmp_path: Path) -> None:
    bombs = []
    for name, content in sample(list(_bombs()), every=3):
        bombs.append(tmp_path / name)
        bombs[-1].write_bytes(content)
    # One process each: the memory that one needs is not hidden behind another's.
    found = [offer([bomb])[0] for bomb in bombs]
    assert [each for each in found if "refused" not in each] == []
    assert [each for each in found if each["peak"] > MEMORY_OF_A_REFUSED_ONE] == []


def _bombs() -> Iterator[tuple[str, bytes]]:
    for side in (13_000, 20_000, 60_000):
        megapixels = side * side // 1_000_000
        yield f"{megapixels}.png", _png(side)
        yield f"{megapixels}.jpg", _jpeg_of(side, saved(pattern(64, 64), "JPEG").getvalue())
        progressive = saved(pattern(64, 64), "JPEG", progressive=True).getvalue()
        yield f"{megapixels}-progressive.jpg", _jpeg_of(side, progressive)
    yield "268.webp", _webp(16_383)


def _png(side: int) -> bytes:
    """A whole PNG of one bit a pixel, which zlib folds a thousand times."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    fold = zlib.compressobj(1)
    row = bytes(1 + (side + 7) // 8) * 100
    rows = b"".join(fold.compress(row) for _ in range(side // 100)) + fold.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _jpeg_of(side: int, content: bytes) -> bytes:
    """A JPEG that says it is that large: its frame header (ISO 10918-1, B.2.2) says height, then width."""
    at = max(content.find(b"\xff\xc0"), content.find(b"\xff\xc2"))
    return content[: at + 5] + struct.pack(">HH", side, side) + content[at + 9 :]


def _webp(side: int) -> bytes:
    """A lossless WebP that says it is that large: fourteen bits each after its signature (RFC 9649, 3.4)."""
    content = saved(pattern(64, 64), "WEBP", lossless=True).getvalue()
    at = content.index(b"VP8L") + 9
    rest = int.from_bytes(content[at : at + 4], "little") >> 28 << 28
    size = rest | (side - 1) | (side - 1) << 14
    return content[:at] + size.to_bytes(4, "little") + content[at + 4 :]


def _png_with_a_page() -> bytes:
    png = _png(100)
    return png[:33] + struct.pack(">I", len(HTML)) + b"tEXt" + HTML + bytes(4) + png[33:]


MANY_THINGS = {
    "a PNG whose words are a page": _png_with_a_page(),
    "a JPEG whose comment is a page": saved(pattern(200, 100), "JPEG", comment=HTML).getvalue(),
    "a page behind a JPEG": saved(pattern(200, 100), "JPEG").getvalue() + HTML,
    "an archive behind a GIF": saved(pattern(200, 100), "GIF").getvalue() + b"PK\x03\x04" + bytes(26) + HTML,
    "an archive behind a JPEG": saved(pattern(200, 100), "JPEG").getvalue()
    + b"PK\x03\x04"
    + bytes(26)
    + HTML,
    "the first bytes of a PNG and a page": b"\x89PNG\r\n\x1a\n" + HTML,
    "the first bytes of a GIF and a page": b"GIF89a/*" + HTML,
    "a drawing with a script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>parent.ran(1)</script></svg>",
    "a drawing that says it is XML": b"<?xml version='1.0'?><svg onload='parent.ran(1)'/>" + HTML,
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", MANY_THINGS)
def test_of_a_file_that_is_two_things_at_once_only_pixels_are_shown(
    name: str, author: User, settings: Any
) -> None:
    content, story = MANY_THINGS[name], Story.objects.create()
    try:
        photograph = create_photograph(io.BytesIO(content), story=story, by=author)
    except Unusable:
        assert files_under(settings.MEDIA_ROOT) == []
        return
    make_missing()
    shown = [Path(each.file.path).read_bytes() for each in photograph.renditions.all()]
    assert len(shown) == 3
    assert [each for each in shown if HTML[:20] in each or b"PK\x03\x04" in each] == []
