"""From a file that anybody may have made to plain sRGB pixels, the right way up, without a word of metadata.

What a file is, its first bytes say: neither its name nor the browser's word is believed. Only the four
decoders of what is taken are ever tried.
"""

import io
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

BYTE_LIMIT = 40 * 1024 * 1024
# Pixels, by what decoding costs: no file that is taken needs more than 256 MiB beside the 53 of the process
# (peak of a child process, Pillow 13.0.0), nor two seconds of processor time. Bombs of 169, 400 and 3,600
# megapixels are refused by their headers, in no time and with no memory.
# A baseline JPEG is decoded at a half, a quarter or an eighth: 30 MiB and 0.2 s for 40 megapixels.
PIXEL_LIMIT = 100_000_000
PIXEL_LIMITS = {
    "progressive": 40_000_000,  # 239 MiB with all its colours (4:4:4), 0.8 s; in four colours 316, hence
    "progressive CMYK": 28_000_000,  # 241 MiB, 1.1 s
    "PNG": 25_000_000,  # 232 MiB with transparency or 16 bits, 1.2 s; 40 megapixels took 380
    "AVIF": 20_000_000,  # 215 MiB with transparency and all its colours, 0.9 s; 24 megapixels took 256
    "WEBP": 13_000_000,  # 236 MiB with transparency, 0.5 s; 40 megapixels, 105 KB of file, took 680
}
# Seconds that a request waits for the photograph of another: it has all the memory that there is for one.
WAIT = 10
# WebP's own limit: a longer side could not be written in every format.
SIDE_LIMIT = 16_383
# Each scan of a progressive JPEG passes over the whole picture again; cameras and editors write about ten,
# and 40 take 1.0 s at the limit.
SCAN_LIMIT = 40

# Pillow only warns about a bomb. Said once for the process: `catch_warnings` is not safe between threads.
Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# EXIF orientation (Exif 2.32, tag 0x0112) to what turns the stored picture upright.
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = {5, 6, 7, 8}


_decoding = threading.Lock()
# One is read and one waits: a queue of photographs must not hold all the threads that officers have.
_places = threading.Semaphore(2)


class Unusable(ValidationError):  # noqa: N818 - named as the officer would say it
    """The file is not taken; its message says why, and what to do, to the officer."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Upright sRGB pixels, perhaps smaller than the file's own; width and height are the file's, upright."""

    pixels: Image.Image
    width: int
    height: int


def detect_format(head: bytes) -> str:
    """Returns JPEG, PNG, WEBP or AVIF from a file's first kilobytes; raises Unusable for all else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        # ISO 14496-12: the size of the box, `ftyp`, the major brand, its version, the compatible brands.
        size = min(int.from_bytes(head[:4], "big"), len(head))
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, size, 4))}
        if brands & {b"avif", b"avis"}:
            return "AVIF"
        if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}:
            raise Unusable(_("HEIC photographs are not taken. Save it as JPEG and choose it again."), "heic")
    if (
        re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE\s+svg|svg)", head, re.IGNORECASE)
        and b"<svg" in head
    ):
        raise Unusable(
            _("SVG drawings are not taken. Save it as PNG and choose it again."),
            "svg",
        )
    for name, beginnings in {"GIF": (b"GIF8",), "TIFF": (b"II*\0", b"MM\0*"), "BMP": (b"BM",)}.items():
        if head.startswith(beginnings):
            raise Unusable(
                _("%(format)s files are not taken. Save it as JPEG and choose it again."),
                "format",
                {"format": name},
            )
    raise Unusable(
        _("This is not a photograph. Choose a JPEG, PNG, WebP or AVIF file."),
        "not a photograph",
    )


def decode(file: IO[bytes], *, widest: int) -> Picture:
    """Returns the upright picture, no wider than `widest`, for making renditions of.

    Reads the file to its end, so that a truncated one is noticed. Raises Unusable for what is not taken, too
    large or damaged, or where others are read for WAIT seconds; nothing else, whatever the file holds.
    """
    with _alone():
        return _decode(file, widest)


@contextmanager
def _alone() -> Iterator[None]:
    """One decoding at a time in a process, whatever its threads are asked for: its memory is for one."""
    if not _places.acquire(blocking=False):
        raise _busy()
    try:
        if not _decoding.acquire(timeout=WAIT):
            raise _busy()
        try:
            yield
        finally:
            _decoding.release()
    finally:
        _places.release()


def _busy() -> Unusable:
    return Unusable(
        _("Other photographs are being read just now. Wait a moment, then choose it again."), "busy"
    )


def _decode(file: IO[bytes], widest: int) -> Picture:
    file.seek(0)
    name = detect_format(file.read(4096))
    file.seek(0)
    try:
        with Image.open(file, formats=[name]) as image:
            _require_a_size(image, file)
            return _upright(image, widest)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_large(PIXEL_LIMIT) from None
    except Unusable:
        raise
    except Exception:  # decoders meet hostile files with whatever came to hand: struct.error, IndexError …
        raise Unusable(
            _("The photograph cannot be read to its end: the file is damaged. Choose another copy."),
            "damaged",
        ) from None


def _too_large(limit: int) -> Unusable:
    return Unusable(
        _("The photograph is too large: at most %(limit)s megapixels are taken."),
        "pixels",
        {"limit": limit // 1_000_000},
    )


def _require_a_size(image: Image.Image, file: IO[bytes]) -> None:
    """Refuses by the header alone, before any pixel was decoded."""
    limit = PIXEL_LIMITS.get(_kind(image), PIXEL_LIMIT)
    if image.width * image.height > limit:
        raise _too_large(limit)
    if max(image.size) > SIDE_LIMIT:
        raise Unusable(
            _("The photograph is too large: at most %(limit)s pixels a side are taken."),
            "side",
            {"limit": SIDE_LIMIT},
        )
    if "progressive" in image.info:
        place = file.tell()
        file.seek(0)
        if file.read().count(b"\xff\xda") > SCAN_LIMIT:
            raise ValueError("far more scans than a photograph has")
        file.seek(place)


def _kind(image: Image.Image) -> str:
    if "progressive" in image.info:
        return "progressive CMYK" if image.mode == "CMYK" else "progressive"
    return image.format or ""


def _upright(image: Image.Image, widest: int) -> Picture:
    orientation = image.getexif().get(_ORIENTATION, 1)
    sideways = orientation in _ON_ITS_SIDE
    width, height = (image.height, image.width) if sideways else image.size
    scale = min(1.0, widest / width)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    profile = image.info.get("icc_profile")
    image.draft(None, size)
    image.load()
    pixels = _opaque(image)
    if pixels.size != size:
        pixels = pixels.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    pixels = _srgb(pixels, profile)
    if orientation in _UPRIGHT:
        pixels = pixels.transpose(_UPRIGHT[orientation])
    # Encoders fall back on what they find here: comments, EXIF, XMP, the profile.
    pixels.info = {}
    return Picture(pixels, width, height)


def _opaque(image: Image.Image) -> Image.Image:
    """Returns L, RGB or CMYK pixels. What was transparent is white: on a dark page it would vanish."""
    if image.mode.startswith("I"):
        # 16-bit grey: `convert` alone would clip everything brighter than 255 to white.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        # Not converted to what it is: that would be a copy, 160 MB at the limit.
        layer = image if image.mode == "RGBA" else image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}[source.profile.xcolor_space.strip()]
            if image.mode == "L" and mode == "RGB":
                image = image.convert("RGB")
            if image.mode == mode:
                target = ImageCms.createProfile("sRGB")
                converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
                if converted is not None:
                    return converted
        except (ImageCms.PyCMSError, KeyError, OSError, TypeError, ValueError):
            pass  # a broken profile is no reason to refuse a photograph: it is read as sRGB
    return image.convert("RGB")
