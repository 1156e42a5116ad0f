"""What a page needs to show an illustration: its renditions in the browser's own terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from press.invalidation import names
from press.invalidation.dependencies import reading
from press.models import Edition, Illustration, Photograph, Rendition
from press.photographs.renditions import EXTENSIONS, Format
from press.prepared import planned_once
from press.reversing import reverse_in

# Best first: a browser takes the first type that it knows.
_OFFERED = (Format.AVIF, Format.WEBP, Format.JPEG)


@dataclass(frozen=True, slots=True)
class Source:
    """One format's renditions as a `srcset`."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Sources:
    """A photograph in HTML's terms: the choices, and what a browser that cannot choose shows."""

    choices: list[Source]
    fallback: Rendition
    fallback_srcset: str

    @property
    def url(self) -> str:
        return rendition_url(self.fallback)


def prefetch_illustrations(of: str = "illustrations") -> "Prefetch[str, QuerySet[Illustration], str]":
    """Returns what an edition queryset prefetches, so that lists of pictures ask twice, not once a picture.

    In templates take the first one by `edition.illustrations.all.0`: `.first` would ask again.
    """
    return Prefetch(
        of,
        Illustration.objects.select_related("photograph").prefetch_related("photograph__renditions"),
    )


def get_illustrations(edition: Edition) -> list[Illustration]:
    """Returns one edition's illustrations with their photographs and renditions. Two queries at most."""
    with reading(names.release(edition.release_id)):
        illustrations = _illustrations(edition.pk)
        renditions = _renditions(edition.pk) if illustrations else []
    for illustration in illustrations:
        photograph = illustration.photograph
        own = photograph.renditions.all()
        # As `prefetch_related` leaves them.
        own._result_cache = [each for each in renditions if each.photograph_id == photograph.pk]
        photograph._prefetched_objects_cache = {"renditions": own}  # type: ignore[attr-defined]
    return illustrations


@planned_once
def _illustrations(edition: int) -> QuerySet[Illustration]:
    return Illustration.objects.filter(edition=edition).select_related("photograph")


@planned_once
def _renditions(edition: int) -> QuerySet[Rendition]:
    return Rendition.objects.filter(photograph__illustrations__edition=edition).order_by("format", "width")


def sources(photograph: Photograph) -> Sources | None:
    """Returns only renditions that exist; None while there is not one."""
    by_format = {
        format_: sorted(group, key=lambda rendition: rendition.width)
        for format_, group in groupby(
            sorted(photograph.renditions.all(), key=lambda rendition: rendition.format),
            key=lambda rendition: rendition.format,
        )
    }
    fallback = widest_jpeg(photograph)
    if fallback is None:
        return None
    return Sources(
        choices=[
            Source(f"image/{format_}", _srcset(by_format[format_]))
            for format_ in _OFFERED
            if format_ in by_format and format_ != Format.JPEG
        ],
        fallback=fallback,
        fallback_srcset=_srcset(by_format[Format.JPEG]),
    )


def widest_jpeg(photograph: Photograph) -> Rendition | None:
    """Returns the widest JPEG: for browsers that cannot choose, feeds and shared links (`og:image`)."""
    jpegs = [rendition for rendition in photograph.renditions.all() if rendition.format == Format.JPEG]
    return max(jpegs, key=lambda rendition: rendition.width, default=None)


def rendition_url(rendition: Rendition) -> str:
    """Returns `/media/<photograph>/<width>.<extension>`."""
    return reverse_in(
        settings.LANGUAGE_CODE,  # an address for all of them
        "photographs:rendition",
        pk=rendition.photograph_id,
        width=rendition.width,
        ext=EXTENSIONS[Format(rendition.format)],
    )


def _srcset(renditions: Iterable[Rendition]) -> str:
    return ", ".join(f"{rendition_url(rendition)} {rendition.width}w" for rendition in renditions)
