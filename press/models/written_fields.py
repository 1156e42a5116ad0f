"""What whoever handles texts must know of each field that officers write."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrittenField:
    """One field that officers write, and what becomes of it; whoever handles texts loops over these.

    `is_in_language`: words in the language of the release. `is_copied`: the next edition begins with it.
    `search_weight`: A to D, the weightiest first in what is searched; empty: not searched.
    """

    name: str
    is_in_language: bool = True
    is_copied: bool = True
    search_weight: str = ""
    form_section: str = "text"
