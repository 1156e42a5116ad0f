"""The picture files that readers get: AVIF and WebP at several widths, JPEG for what knows neither.

One JPEG is made at once, so that a photograph can be shown the moment it is taken in; the worker makes
the rest. The last one of `wanted` is made last: where it is, all are. Where it is said later that artificial
intelligence had a part in it, or had none, all are made anew: the files say so (`marking`).
"""

import io
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Least
from PIL import Image

from press.models import Photograph, Rendition
from press.models.ai_use import DIGITAL_SOURCES
from press.photographs.decoding import Picture
from press.photographs.marking import build_xmp
from press.photographs.reading import Unusable, read

logger = logging.getLogger(__name__)

Format = Rendition.Format

# In pixels; never wider than the photograph itself. A phone is 360 to 412 wide at a density of 1.75 to 3: a
# browser takes the next file that is not smaller.
WIDTHS = (360, 720, 1080, 1440, 1920)
WIDEST = WIDTHS[-1]
# Feeds, shared links and text browsers: everything else of our browser floor knows WebP.
FALLBACK_WIDTHS = (640, 1280)
AT_ONCE = FALLBACK_WIDTHS[-1]

EXTENSIONS = {Format.AVIF: "avif", Format.WEBP: "webp", Format.JPEG: "jpg"}

# AVIF speed 8: 1.3 s of processor time for four widths of a 24-megapixel photograph; speed 6 takes 4.4.
_ENCODING: dict[str, dict[str, Any]] = {
    Format.AVIF: {"format": "AVIF", "quality": 60, "speed": 8},
    Format.WEBP: {"format": "WEBP", "quality": 80, "method": 4},
    Format.JPEG: {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
}

# Photographs whose files say something else of AI than is said now.
_USED_AI = Q(ai_use__in=list(DIGITAL_SOURCES))
_MARKED_OTHERWISE = (_USED_AI & ~Q(marked_ai_use=F("ai_use"))) | (~_USED_AI & ~Q(marked_ai_use=""))

# A photograph whose file is lost must not hold up the others: it is tried again after an hour.
_RETRY_SECONDS = 3600
_failed: dict[int, float] = {}


def planned_renditions(width: int) -> list[tuple[str, int]]:
    """Returns format and width of every rendition of a photograph that wide, in the order of making."""

    def capped(widths: tuple[int, ...]) -> list[int]:
        return sorted({min(each, width) for each in widths})

    return [
        *((Format.JPEG, each) for each in reversed(capped(FALLBACK_WIDTHS))),
        *((Format.WEBP, each) for each in capped(WIDTHS)),
        *((Format.AVIF, each) for each in capped(WIDTHS)),
    ]


def make_first(photograph: Photograph, picture: Picture) -> Rendition:
    """Makes the one rendition that every page can show at once."""
    return _make(photograph, picture.pixels, Format.JPEG, min(AT_ONCE, photograph.width))


def make_missing(limit: int = 1) -> int:
    """Makes what is missing, or wrongly marked, of at most `limit` photographs, the newest first.

    Returns how many renditions it made. May be stopped at any moment and run by several workers at once: what
    is made twice is kept once.
    """
    last = Rendition.objects.filter(
        photograph=OuterRef("pk"), format=Format.AVIF, width=Least(OuterRef("width"), WIDEST)
    )
    now = time.monotonic()
    waiting = [pk for pk, since in _failed.items() if now - since < _RETRY_SECONDS]
    unfinished = Photograph.objects.filter(~Exists(last) | _MARKED_OTHERWISE)
    unfinished = unfinished.exclude(pk__in=waiting).order_by("-pk")
    made = 0
    for photograph in unfinished[:limit]:
        try:
            made += _make_all(photograph)
        except (OSError, Unusable, Rendition.DoesNotExist) as error:
            _failed[photograph.pk] = now
            logger.warning("no renditions of photograph %s: %s", photograph.pk, error)
    return made


def _make_all(photograph: Photograph) -> int:
    mark = photograph.ai_use if photograph.used_ai() else ""
    is_anew = photograph.marked_ai_use != mark
    there = set() if is_anew else set(photograph.renditions.values_list("format", "width"))
    with photograph.original.open("rb") as file:
        pixels = read(file, widest=WIDEST).pixels
    missing = [each for each in planned_renditions(photograph.width) if each not in there]
    for format_, width in missing:
        _make(photograph, pixels, format_, width, is_anew=is_anew)
    if is_anew:
        Photograph.objects.filter(pk=photograph.pk).update(marked_ai_use=mark)  # no page shows it
    return len(missing)


def encode(pixels: Image.Image, format_: str, xmp: bytes = b"") -> bytes:
    out = io.BytesIO()
    options = _ENCODING[format_] | ({"xmp": xmp} if xmp else {})
    pixels.save(out, **options)
    return out.getvalue()


def _make(
    photograph: Photograph, pixels: Image.Image, format_: str, width: int, *, is_anew: bool = False
) -> Rendition:
    height = max(1, round(photograph.height * width / photograph.width))
    if pixels.size != (width, height):
        pixels = pixels.resize((width, height), Image.Resampling.LANCZOS)
    rendition = Rendition(photograph=photograph, format=format_, width=width, height=height)
    if is_anew and (there := photograph.renditions.filter(format=format_, width=width).first()):
        rendition = there  # with another file; that of before is left to `sweep`, somebody may be reading it
    name = random_name(EXTENSIONS[Format(format_)])
    save_whole(rendition.file, name, ContentFile(encode(pixels, format_, build_xmp(photograph))))
    with kept_only_if_it_holds(rendition.file.storage, rendition.file.name or ""):
        try:
            with transaction.atomic():
                rendition.save()
        except IntegrityError:
            # Another worker was quicker; or the photograph is gone, and then this raises again.
            quicker = photograph.renditions.get(format=format_, width=width)
            rendition.file.storage.delete(rendition.file.name or "")
            return quicker
    return rendition


def random_name(extension: str) -> str:
    """Returns a file name that nobody can guess, in one of 256 folders."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:]}.{extension}"


def save_whole(file: FieldFile, name: str, content: "File[Any]") -> None:
    """Writes a file of a row that is not saved yet; where it fails, on a full disk, nothing of it is left."""
    with kept_only_if_it_holds(file.storage, file.field.generate_filename(file.instance, name)):
        file.save(name, content, save=False)


@contextmanager
def kept_only_if_it_holds(storage: Storage, name: str) -> Iterator[None]:
    """Deletes a file just written when what is done with it fails."""
    try:
        yield
    except BaseException:
        storage.delete(name)
        raise
