"""What a photograph's file says of itself: caption, photographer, place, day. Anybody may have written it.

XMP is believed first, then IPTC-IIM, then Exif. Exif's own description is left out: cameras write their name
there.
The bytes come from the process that decodes (`decoding.read_metadata`); here they become text.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from django.utils.formats import date_format
from django.utils.translation import gettext

from press.models import Photograph
from press.models.ai_use import SAID_BY_FILES, PictureAIUse
from press.text.characters import get_words

_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
IPTC_EXTENSION = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# Of IPTC-IIM 1:90: ISO 2022 says UTF-8 so.
_SAYS_UTF_8 = "\x1b%G"
# An address, or an abbreviated one: `digsrctype:digitalCapture`.
_LAST_PART = re.compile(r"(?:.*[/:])?([A-Za-z]{1,60})")
_DAY = re.compile(r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)(?!\d)")
# In Windows-1251 a word of Cyrillic letters; in Western European texts such letters stand alone.
_CYRILLIC_WORD = re.compile(rb"[\xc0-\xff]{3}")


@dataclass(frozen=True, slots=True)
class Description:
    """Each empty, or None, where the file does not say it. Nothing is cut: a form says what is too long.

    `digital_source`: the last part of IPTC's digital source type, which says whether a camera or a program
    made it (https://cv.iptc.org/newscodes/digitalsourcetype/).
    """

    caption: str = ""
    credit: str = ""
    place: str = ""
    taken_on: datetime.date | None = None
    digital_source: str = ""

    @property
    def ai_use(self) -> str:
        """Returns what a file that names AI as its source says of it, else nothing."""
        return SAID_BY_FILES.get(self.digital_source, "")


def describe_file(metadata: Mapping[str, str]) -> Description:
    """Returns what the metadata of a `Picture` says. Never fails, whatever they are."""
    xmp, iptc, exif = _read_xmp(metadata.get("xmp", "")), _read_iptc(metadata), _read_exif(metadata)
    city = xmp.get(f"{_PHOTOSHOP}City") or iptc.get("2:90", "")
    country = xmp.get(f"{_PHOTOSHOP}Country") or iptc.get("2:101", "")
    return Description(
        caption=_first(xmp.get(f"{_DC}description"), iptc.get("2:120")),
        credit=_first(
            xmp.get(f"{_DC}creator"),
            iptc.get("2:80"),
            exif.get("315"),
            xmp.get(f"{_PHOTOSHOP}Credit"),
            iptc.get("2:110"),
        ),
        place=_fitting(", ".join(filter(None, (city, country)))),
        taken_on=_day(
            xmp.get(f"{_PHOTOSHOP}DateCreated"),
            xmp.get(f"{_EXIF}DateTimeOriginal"),
            iptc.get("2:55"),
            exif.get("36867"),
        ),
        digital_source=_last_part(xmp.get(f"{IPTC_EXTENSION}DigitalSourceType", "")),
    )


def say_where_and_when(photograph: Photograph) -> str:
    """Returns where and on which day it was taken, as far as its file says; perhaps nothing."""
    day = date_format(photograph.taken_on, "d.m.Y") if photograph.taken_on else ""
    return ", ".join(filter(None, (photograph.place, day)))


def say_ai_use(photograph: Photograph) -> str:
    """Returns what its file says of AI, for its officer; nothing where it had no part."""
    if not (said := SAID_BY_FILES.get(photograph.digital_source)):
        return ""
    return gettext("Its file says of artificial intelligence: %(words)s.") % {
        "words": PictureAIUse(said).label
    }


def _first(*texts: str | None) -> str:
    return next(filter(None, texts), "")


def _line(text: str | None) -> str:
    """Returns it as one line of clean text."""
    return " ".join(get_words(text or "").split())


def _fitting(place: str) -> str:
    """Returns a place that its field can hold, whole; else it is none."""
    limit = Photograph._meta.get_field("place").max_length or 0
    return place if len(place) <= limit else ""


def _last_part(address: str) -> str:
    found = _LAST_PART.fullmatch(address)
    return found[1] if found else ""


def _day(*said: str | None) -> datetime.date | None:
    for text in filter(None, said):
        if found := _DAY.match(text):
            with suppress(ValueError):
                return datetime.date(*map(int, found.groups()))
    return None


# --- XMP (ISO 16684-1): properties are elements or attributes of an rdf:Description ---


def _read_xmp(packet: str) -> dict[str, str]:
    try:
        root = ElementTree.fromstring(packet.encode("latin-1").rstrip(b"\0 "))
    except Exception:  # no XML, or one that declares entities; parsers have errors of their own beside
        return {}
    values: dict[str, str] = {}
    for said in root.findall(f"{_RDF}RDF/{_RDF}Description"):
        for name, value in (*said.attrib.items(), *((each.tag, _value(each)) for each in said)):
            if isinstance(name, str) and (line := _line(value)):
                values.setdefault(name, line)
    return values


def _value(element: Element) -> str:
    """Returns its text: of alternatives by language the default one, of several values all."""
    items = element.findall(f"*/{_RDF}li")
    if not items:
        return str(element.text or element.get(f"{_RDF}resource", ""))
    if element.find(f"{_RDF}Alt") is not None:
        usual = [item for item in items if item.get(_XML_LANGUAGE) == "x-default"]
        return str((usual or items)[0].text or "")
    return ", ".join(filter(None, (item.text for item in items)))


# --- IPTC-IIM 4.2 and Exif 2.32: bytes in some character set ---


def _read_iptc(metadata: Mapping[str, str]) -> dict[str, str]:
    is_utf_8 = metadata.get("iptc 1:90", "").startswith(_SAYS_UTF_8)
    return {name: _decode(value, is_utf_8=is_utf_8) for name, value in _named(metadata, "iptc ")}


def _read_exif(metadata: Mapping[str, str]) -> dict[str, str]:
    return {name: _decode(value) for name, value in _named(metadata, "exif ")}


def _named(metadata: Mapping[str, str], beginning: str) -> Iterator[tuple[str, str]]:
    for name, value in metadata.items():
        if name.startswith(beginning):
            yield name.removeprefix(beginning), value


def _decode(value: str, *, is_utf_8: bool = False) -> str:
    """Returns the text; where nobody says in which characters it is, UTF-8 shows, and Cyrillic is guessed."""
    written = value.encode("latin-1").rstrip(b"\0")
    if is_utf_8:
        return _line(written.decode(errors="replace"))
    with suppress(UnicodeDecodeError):
        return _line(written.decode())
    return _line(written.decode("cp1251" if _CYRILLIC_WORD.search(written) else "cp1252", "replace"))
