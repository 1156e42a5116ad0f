"""What machines read of a release: the picture that stands for it, and schema.org's NewsArticle."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone

from press.models import Edition, Illustration, Topic
from press.photographs.pictures import rendition_url, widest_jpeg


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """The picture on a shared card: JPEG, which every network reads. Sizes in pixels.

    `digital_source_type`: the last part of IPTC's, where AI had a part in it.
    """

    url: str
    width: int
    height: int
    alternative_text: str
    digital_source_type: str = ""


def find_shared_picture(illustrations: Iterable[Illustration]) -> SharedPicture | None:
    """Returns the widest JPEG of the first photograph that has one; reads `photograph.renditions`."""
    return next(_find_pictures(illustrations), None)


def find_pictures(illustrations: Iterable[Illustration]) -> list[SharedPicture]:
    """Returns the shared picture, and each other one that AI had a part in."""
    pictures = list(_find_pictures(illustrations))
    return [*pictures[:1], *(picture for picture in pictures[1:] if picture.digital_source_type)]


def _find_pictures(illustrations: Iterable[Illustration]) -> Iterator[SharedPicture]:
    for illustration in illustrations:
        if rendition := widest_jpeg(illustration.photograph):
            yield SharedPicture(
                f"{settings.SITE_URL}{rendition_url(rendition)}",
                rendition.width,
                rendition.height,
                illustration.alternative_text,
                illustration.photograph.digital_source_type,
            )


def build_news_article(
    edition: Edition,
    topics: Iterable[Topic],
    *,
    address: str,
    pictures: Iterable[SharedPicture],
    updated_at: datetime.datetime | None,
) -> dict[str, Any]:
    """Returns the NewsArticle of a release, for `{% linked_data %}`. Addresses are whole."""
    release, language = edition.release, edition.release.language
    organisation = {
        "@type": "GovernmentOrganization",
        "name": settings.PRESS_ROOM["name"][language],
        "url": f"{settings.SITE_URL}/{language}/",
        "logo": {"@type": "ImageObject", "url": f"{settings.SITE_URL}{static('img/favicon.svg')}"},
    }
    published = release.first_published_at
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": edition.title,
        "description": edition.description,
        "datePublished": _date(published, hour_known=release.hour_known) if published else None,
        "dateModified": _date(updated_at) if updated_at else None,
        "inLanguage": language,
        "mainEntityOfPage": address,
        "url": address,
        "isAccessibleForFree": True,
        "version": edition.number,
        "about": [topic.name(language).text for topic in topics],
        "digitalSourceType": _digital_source(edition.digital_source_type),
        "image": [_image(picture) for picture in pictures],
        "author": organisation,
        "publisher": organisation,
    }
    return {name: value for name, value in article.items() if value not in (None, [])}


def _image(picture: SharedPicture) -> str | dict[str, Any]:
    """Returns its address; of one that AI had a part in, what must be said of it too."""
    if not picture.digital_source_type:
        return picture.url
    return {
        "@type": "ImageObject",
        "url": picture.url,
        "contentUrl": picture.url,
        "width": picture.width,
        "height": picture.height,
        "digitalSourceType": _digital_source(picture.digital_source_type),
    }


def _digital_source(iptc: str) -> str | None:
    """Returns schema.org's name of an IPTC digital source type (https://schema.org/digitalSourceType)."""
    return f"https://schema.org/{iptc[0].upper()}{iptc[1:]}DigitalSource" if iptc else None


def _date(at: datetime.datetime, *, hour_known: bool = True) -> str:
    local = timezone.localtime(at)
    return local.isoformat(timespec="minutes") if hour_known else f"{local:%Y-%m-%d}"
