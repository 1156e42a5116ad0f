"""The preferences that a POST to the display address asks for."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from accessibility.own_colours import Pair, read_colour
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
class Submission:
    """The preferences that a POST leads to, and the id of the control that was pressed."""

    preferences: Preferences
    control: str

    @classmethod
    def from_post(cls, post: QueryDict, before: Preferences) -> Self:
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
