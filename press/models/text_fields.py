"""What whoever handles texts must know of each field that officers write."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextField:
    """One field that officers write, and what becomes of it; whoever handles texts loops over these.

    `is_words`: it is written in the language of the release. `is_copied`: the next edition begins with it.
    `search_weight`: A to D, as PostgreSQL's setweight; empty: not searched. `part` of the form. Without
    `has_own_line` pages show it under its label.
    """

    name: str
    is_words: bool = True
    is_copied: bool = True
    search_weight: str = ""
    part: str = "text"
    has_own_line: bool = False
