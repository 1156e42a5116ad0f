"""One visitor's display choices, as a value that is always valid: what cannot be read is the default."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from django.http import HttpRequest

from accessibility.own_colours import Pair
from accessibility.schemes import SCHEMES

COOKIE = "display"
COOKIE_AGE = 365 * 24 * 60 * 60  # a year, in seconds
LONGEST = 400  # characters of a token that are read; the longest that we write has half as many

# Name as in the form, the cookie and the root attribute → its values; the first is the default.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "colours": ("auto", *(scheme.value for scheme in SCHEMES), "own"),
    "letter-spacing": ("0", "1", "2", "3", "4"),
    "word-spacing": ("auto", "0", "1", "2"),
    "line-height": ("0", "1", "2", "3"),
    "text-size": ("100", "125", "150", "200", "250", "300"),
    "typeface": ("golos", "serif", "dyslexic", "system"),
    "images": ("shown", "grey", "text"),
    "motion": ("auto", "none"),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """Hashable, immutable, and valid whatever it was made from.

    `own` is kept while another scheme is chosen, so that the reader can come back to it.
    """

    colours: str = "auto"
    letter_spacing: str = "0"
    word_spacing: str = "auto"
    line_height: str = "0"
    text_size: str = "100"
    typeface: str = "golos"
    images: str = "shown"
    motion: str = "auto"
    own: Pair | None = None

    def __post_init__(self) -> None:
        for name, values in CHOICES.items():
            if getattr(self, _attribute(name)) not in values:
                object.__setattr__(self, _attribute(name), values[0])
        if self.own is not None and not self.own.is_readable():
            object.__setattr__(self, "own", None)
        if self.colours == "own" and self.own is None:
            object.__setattr__(self, "colours", "auto")

    @classmethod
    def from_token(cls, token: str) -> "Preferences":
        """Reads what `token()` wrote, `name:value` joined by dots. Unknown parts are passed over."""
        return _read(token[:LONGEST])

    @classmethod
    def from_cookies(cls, header: str) -> "Preferences":
        """Reads a whole Cookie header."""
        return cls.from_token(cookie_value(header))

    def token(self) -> str:
        """Returns the one spelling of these choices that the cookie holds; "" when all are the default."""
        parts = [f"{name}:{value}" for name, value in self.chosen().items()]
        if self.own:
            parts.append(f"own:{self.own.token()}")
        return ".".join(parts)

    def chosen(self) -> dict[str, str]:
        """Returns name → value of what differs from the default, in the order of CHOICES."""
        return {name: value for name in CHOICES if (value := self.value(name)) != CHOICES[name][0]}

    def value(self, name: str) -> str:
        """Returns the value of a preference named as in CHOICES."""
        value: str = getattr(self, _attribute(name))
        return value

    def attributes(self) -> str:
        """Returns what stands on the root element, a space before each: ` data-colours="dark"`, or ""."""
        return "".join(f' data-{name}="{value}"' for name, value in self.chosen().items())

    def changed(self, values: Mapping[str, str], own: Pair | None = None) -> "Preferences":
        """Returns these preferences with the named values changed; unknown ones stay as they were."""
        known = {_attribute(name): value for name, value in values.items() if value in CHOICES.get(name, ())}
        return replace(self, **known, own=own or self.own)

    def page_variant(self) -> Literal["shown", "text"]:
        """Which of the two copies of a page these preferences need: with images, or with their texts instead.

        A page cache adds this, and nothing else of the preferences, to its key.
        """
        return "text" if self.images == "text" else "shown"


def cookie_value(header: str) -> str:
    """Returns the value of our cookie in a whole Cookie header, "" where it has none.

    granian joins two headers by a bare semicolon: it is split there.
    """
    for cookie in header.split(";"):
        name, _equals, value = cookie.partition("=")
        if name.strip() == COOKIE:
            return value.strip().strip('"')
    return ""


def preferences_of(request: HttpRequest) -> Preferences:
    """Returns the preferences of the request's cookie, or those that the middleware has set on it."""
    display: Preferences | None = getattr(request, "display", None)
    if display is None:
        display = Preferences.from_cookies(request.META.get("HTTP_COOKIE", ""))
    return display


@lru_cache(maxsize=4096)
def _read(token: str) -> Preferences:
    found: dict[str, Any] = {}
    for part in token.split("."):
        name, _colon, value = part.partition(":")
        if name == "own":
            found["own"] = Pair.from_token(value)
        elif name in CHOICES:
            found[_attribute(name)] = value
    return Preferences(**found)


def _attribute(name: str) -> str:
    return name.replace("-", "_")
