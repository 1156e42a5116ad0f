"""What a POST to the display address asks for, whether it may ask, and where it goes back to."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from accessibility.own import Pair, read_colour
from accessibility.preferences import CHOICES, Preferences
from accessibility.profiles import PROFILES
from accessibility.slots import IN_BAR


class UnreadablePairError(ValueError):
    """The reader's own pair cannot be taken. `repair` is the nearest one that can; None: not even colours."""

    def __init__(self, text: str, background: str, pair: Pair | None) -> None:
        super().__init__(text, background)
        self.text, self.background, self.pair = text, background, pair
        self.repair = pair.nearest_readable() if pair else None


@dataclass(frozen=True, slots=True)
class Asked:
    """The preferences that a POST leads to, and the id of the control that asked."""

    preferences: Preferences
    control: str

    @classmethod
    def by(cls, post: QueryDict, before: Preferences) -> Self:
        """Reads a POST; what it does not name, or names with an unknown value, stays.

        Raises UnreadablePairError."""
        if post.get("reset"):
            return cls(Preferences(), "display-reset")
        if profile := PROFILES.get(post.get("profile", "")):
            return cls(Preferences(own=before.own).changed(profile.values), "display-saved")
        named = {name: value for name in CHOICES if (value := post.get(name)) in CHOICES[name]}
        after = before.changed(named, own_pair(post, before))
        name, value = next(iter(named.items()), ("", ""))
        in_bar = len(named) == 1 and name in IN_BAR
        return cls(after, f"display-{name}-{value}" if in_bar else "display-saved")


def own_pair(post: QueryDict, before: Preferences) -> Pair | None:
    """Returns the pair that the POST names, each colour by name, in hexadecimal digits or from the picker.

    A colour that it does not name is that of the pair before. None where it names none and needs none.
    """
    text, background = _written(post, "text"), _written(post, "background")
    needed = post.get("colours", "own") == "own"
    if not needed or not (text or background or (post.get("colours") and not before.own)):
        return None
    if before.own:
        text, background = text or before.own.text, background or before.own.background
    read = read_colour(text), read_colour(background)
    pair = Pair(read[0], read[1]) if read[0] and read[1] else None
    if pair is None or not pair.is_readable():
        raise UnreadablePairError(text, background, pair)
    return pair


def _written(post: QueryDict, name: str) -> str:
    """Of the list of named colours and the picker beside it the picker counts where it was used.

    It was where the list says so, or where it no longer shows what the page had put there.
    """
    listed, picked = post.get(name, ""), post.get(f"{name}-picked", "")
    used = picked and picked != post.get(f"{name}-shown", picked)
    return picked if listed == "picked" or used else listed


def is_from_here(request: HttpRequest) -> bool:
    """Whether a POST comes from a page of ours; the page is cached for all, so it can hold no secret token.

    Every browser since 2023 says so in Sec-Fetch-Site, older ones send Origin; text browsers send neither,
    and run no other site's forms by themselves.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site == "same-origin":
        return True
    if site in ("cross-site", "same-site"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.get_host().lower()


def safe_next(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """Returns the path and query of an address on this host, no fragment; `otherwise` for any other."""
    wanted = wanted.strip()
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not allowed:
        return otherwise
    parts = urlsplit(wanted)
    local = iri_to_uri(parts.path + (f"?{parts.query}" if parts.query else ""))
    # "https://here//elsewhere" is allowed above, yet its path alone would lead to another host.
    return local if local.startswith("/") and not local.startswith(("//", "/\\")) else otherwise
