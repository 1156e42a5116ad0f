"""Files of photographs as they come, and what the tests ask of them."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from django.urls import reverse
from PIL import Image

from press.models import Illustration, Rendition

GPS_SECRET = b"51.1282N-GPS-SECRET"


def pattern(width: int = 1600, height: int = 1067) -> Image.Image:
    """A picture whose top left quarter is red: its orientation can be seen."""
    image = Image.new("RGB", (width, height), (40, 90, 160))
    image.paste((220, 30, 30), (0, 0, width // 2, height // 2))
    return image


def saved(image: Image.Image, format_: str, **options: Any) -> io.BytesIO:
    out = io.BytesIO()
    image.save(out, format_, **options)
    out.seek(0)
    return out


def with_metadata(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "N. Baibulin"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 7.0, 41.0), 29: GPS_SECRET.decode()})
    return exif


def png_of(width: int, height: int) -> io.BytesIO:
    """A valid PNG of any size in a few kilobytes: every row is zeros."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * min(height, 100), 9)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def files_under(folder: Any) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def pixels_of(rendition: Rendition) -> Image.Image:
    with rendition.file.open("rb") as file, Image.open(file) as image:
        image.load()
        return image.copy()


def picture_url(used: Illustration) -> str:
    return reverse("photographs:rendition", kwargs={"pk": used.photograph_id, "width": 400, "ext": "jpg"})
