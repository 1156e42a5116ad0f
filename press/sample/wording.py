"""Puts a sample story into words, in three languages, by the small grammar in `grammar.toml`."""

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press.sample.loading import MARKS

GRAMMAR: dict[str, Any] = tomllib.loads(Path(__file__).with_name("grammar.toml").read_text(encoding="utf-8"))

SITTINGS = 240
_SIZES = (*(len(GRAMMAR[slot]) for slot in ("fields", "deeds", "matters", "places")), SITTINGS)
# 16 million titles; a stride that shares no factor with their number meets all before it meets one again.
TITLES = math.prod(_SIZES)
_STRIDE = 7_368_787

# Every so many stories have a word that no other has: what a search for a rare word looks for.
RARE_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class Text:
    """What an officer would have typed."""

    title: str
    lead: str
    body: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A story before it is put into words: its number makes the title, what was drawn the rest."""

    number: int
    # Places in the grammar's list.
    paragraphs: tuple[int, ...]
    few: int
    many: int

    @property
    def field(self) -> int:
        """Returns the place of the field that the story is about, in the grammar's list."""
        return self._choices()[0]

    @property
    def record(self) -> str:
        """Returns the number of the sitting's record: a word that no other story has."""
        return f"A-{self.number:07}"

    def text(self, language: str, *, corrected: bool = False) -> Text:
        """Returns the story in that language; `corrected` is its second edition, with another figure."""
        field, deed, matter, place, sitting = self._choices()
        words = {
            "committee": GRAMMAR["fields"][field]["committee"][language],
            "deed": GRAMMAR["deeds"][deed][language],
            "matter": GRAMMAR["matters"][matter][language],
            "place": GRAMMAR["places"][place][language],
            "sitting": sitting + 1,
            "record": self.record,
            "few": self.few,
            "many": self.many,
            "documents": self.few + 1 if corrected else self.few,
        }
        told = ["opening", "documents", *(["rare"] if self.number % RARE_EVERY == 0 else [])]
        sentences = [GRAMMAR[name][language] for name in told]
        sentences[1:1] = [GRAMMAR["paragraphs"][place][language] for place in self.paragraphs]
        return Text(
            title=GRAMMAR["title"][language].format_map(words),
            lead=f"{MARKS[language]} {GRAMMAR['lead'][language].format_map(words)}",
            body="\n".join(f"<p>{sentence.format_map(words)}</p>" for sentence in sentences),
        )

    def _choices(self) -> list[int]:
        """Returns the place of each word of the title: no two numbers under TITLES have all in common."""
        rest, choices = self.number * _STRIDE % TITLES, []
        for size in _SIZES:
            rest, choice = divmod(rest, size)
            choices.append(choice)
        return choices
