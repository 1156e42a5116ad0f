"""From a file that anybody may have made to plain sRGB pixels, the right way up, without a word of metadata.

What a file is, its first bytes say: neither its name nor the browser's word is believed. Only the four
decoders of what is taken are ever tried.

This file is also the program of a process of its own (`press.photographs.reading`), so it needs Pillow alone.
"""

import io
import json
import re
import resource
import sys
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from PIL import Image, ImageCms, ImageFile, IptcImagePlugin

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
# Of the process: ten times what any of these needs, and what Python, the decoders and their threads reserve.
CPU_SECONDS = 20
ADDRESS_SPACE = 1024 * 1024 * 1024  # bytes
# WebP's own limit: a longer side could not be written in every format.
SIDE_LIMIT = 16_383
# Each scan of a progressive JPEG passes over the whole picture again; cameras and editors write about ten,
# and 40 take 1.0 s at the limit.
SCAN_LIMIT = 40

# What a file says of itself is read by who may write about it (`press.photographs.description`): of each kind
# no more than a long description needs, in bytes.
METADATA_LIMIT = 256 * 1024
# IPTC-IIM 4.2: the character set; date, by-line, city, country, credit, caption.
_IPTC = ((1, 90), (2, 55), (2, 80), (2, 90), (2, 101), (2, 110), (2, 120))
# Exif 2.32: the artist; in a directory of its own when the photograph was taken.
_ARTIST, _EXIF_DIRECTORY, _TAKEN = 0x013B, 0x8769, 0x9003

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


class Refused(Exception):  # noqa: N818 - not an error of ours
    """The file is not taken. `code` says why: a key of `reading.MESSAGES`; `values` are what it names."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Picture:
    """Upright sRGB pixels, perhaps smaller than the file's own; width and height are the file's, upright.

    `metadata`: what the file says of itself, its bytes as Latin-1; keys are `xmp`, `iptc 2:120`, `exif 315`.
    """

    format: str
    pixels: Image.Image
    width: int
    height: int
    metadata: dict[str, str] = field(default_factory=dict)


def detect_format(head: bytes) -> str:
    """Returns JPEG, PNG, WEBP or AVIF from a file's first kilobytes; raises Refused for all else."""
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
            raise Refused("heic")
    if (
        re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE\s+svg|svg)", head, re.IGNORECASE)
        and b"<svg" in head
    ):
        raise Refused("svg")
    for name, beginnings in {"GIF": (b"GIF8",), "TIFF": (b"II*\0", b"MM\0*"), "BMP": (b"BM",)}.items():
        if head.startswith(beginnings):
            raise Refused("format", format=name)
    raise Refused("not a photograph")


def decode(file: IO[bytes], *, widest: int) -> Picture:
    """Returns the upright picture, no wider than `widest`, for making renditions of.

    Reads the file to its end, so that a truncated one is noticed. Raises Refused for what is not taken, too
    large or damaged; nothing else, whatever the file holds.
    """
    file.seek(0)
    name = detect_format(file.read(4096))
    file.seek(0)
    try:
        with Image.open(file, formats=[name]) as image:
            _require_a_size(image, file)
            return _upright(image, name, widest)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_large(PIXEL_LIMIT) from None
    except Refused:
        raise
    except Exception:  # decoders meet hostile files with whatever came to hand: struct.error, IndexError …
        raise Refused("damaged") from None


def _too_large(limit: int) -> Refused:
    return Refused("pixels", limit=limit // 1_000_000)


def _require_a_size(image: Image.Image, file: IO[bytes]) -> None:
    """Refuses by the header alone, before any pixel was decoded."""
    limit = PIXEL_LIMITS.get(_kind(image), PIXEL_LIMIT)
    if image.width * image.height > limit:
        raise _too_large(limit)
    if max(image.size) > SIDE_LIMIT:
        raise Refused("side", limit=SIDE_LIMIT)
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


def _upright(image: Image.Image, name: str, widest: int) -> Picture:
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
    return Picture(name, pixels, width, height, read_metadata(image))


def read_metadata(image: Image.Image) -> dict[str, str]:
    """Returns what the file says of itself; nothing of what is damaged or too long. Never fails."""
    found: dict[str, object] = {}
    for read in (_read_xmp, _read_iptc, _read_exif):
        with suppress(Exception):  # it is no reason to refuse a photograph
            found |= read(image)
    texts = {
        name: value if isinstance(value, bytes) else str(value).encode() for name, value in found.items()
    }
    return {name: text.decode("latin-1") for name, text in texts.items() if len(text) <= METADATA_LIMIT}


def _read_xmp(image: Image.Image) -> dict[str, object]:
    return {"xmp": image.info["xmp"]}


def _read_iptc(image: Image.Image) -> dict[str, object]:
    assert isinstance(image, ImageFile.ImageFile)
    said = IptcImagePlugin.getiptcinfo(image) or {}
    values = {key: said[key] for key in _IPTC if key in said}
    return {
        f"iptc {record}:{number}": b", ".join(value) if isinstance(value, list) else value
        for (record, number), value in values.items()
    }


def _read_exif(image: Image.Image) -> dict[str, object]:
    exif = image.getexif()
    said = {**exif, **exif.get_ifd(_EXIF_DIRECTORY)}
    # Pillow reads its texts as Latin-1, whatever they are.
    return {
        f"exif {tag}": said[tag].encode("latin-1", "replace")
        for tag in (_ARTIST, _TAKEN)
        if isinstance(said.get(tag), str)
    }


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


def main(widest: str) -> None:
    """Decodes stdin, a file, and writes a line of JSON and the pixels; or the line alone, where refused."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    out = sys.stdout.buffer
    try:
        picture = decode(sys.stdin.buffer, widest=int(widest))
    except Refused as refused:
        out.write(json.dumps({"code": refused.code, "values": refused.values}).encode() + b"\n")
        return
    about = {
        "format": picture.format,
        "width": picture.width,
        "height": picture.height,
        "size": picture.pixels.size,
        "metadata": picture.metadata,
    }
    out.write(json.dumps(about).encode() + b"\n")
    out.write(picture.pixels.tobytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
