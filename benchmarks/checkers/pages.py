"""The pages that are checked, each with the flaws that were put into it: benchmarks/press_texts/."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.setting_up import ROOT, Refusal

TEXTS = ROOT / "benchmarks" / "press_texts"
LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True)
class Place:
    """A stretch of one field's source: `title`, `lead`, `body`, `alternative-1`, `caption-1`."""

    field: str
    start: int
    end: int

    def meets(self, other: "Place") -> bool:
        return self.field == other.field and self.start < other.end and other.start < self.end

    def __str__(self) -> str:
        return f"{self.field} {self.start} {self.end}"

    @classmethod
    def read(cls, said: str) -> "Place":
        field, start, end = said.split()
        return cls(field, int(start), int(end))


@dataclass(frozen=True)
class Picture:
    """`alternative` is None where nobody has written one."""

    number: int
    alternative: str | None
    caption: str

    @property
    def file_name(self) -> str:
        return f"picture-{self.number}.svg"


@dataclass(frozen=True)
class Flaw:
    """`noticed_by`: the checker that found it; empty where it was put there."""

    kind: str
    place: Place
    noticed_by: str = ""


@dataclass(frozen=True)
class Page:
    language: str
    number: int
    title: str
    lead: str
    body: str
    pictures: tuple[Picture, ...]
    flaws: tuple[Flaw, ...]

    @property
    def name(self) -> str:
        return f"{self.language} {self.number}"


def load_pages(language: str) -> list[Page]:
    """Returns the pages of a language. Raises Refusal where a flaw's words do not stand there once."""
    source = tomllib.loads((TEXTS / f"pages_{language}.toml").read_text(encoding="utf-8"))
    return [_read(language, number, page) for number, page in enumerate(source["page"], 1)]


def fields(page: Page) -> Iterator[tuple[str, str]]:
    """Yields the fields of a page, each with its source, in the order in which they are read."""
    yield from (("title", page.title), ("lead", page.lead))
    for picture in page.pictures:
        yield f"alternative-{picture.number}", picture.alternative or ""
        yield f"caption-{picture.number}", picture.caption
    yield "body", page.body


def whole(field: str, source: str) -> Place:
    """Returns the place of all of a field; of an empty one, too, it is a place that can be met."""
    return Place(field, 0, max(len(source), 1))


def _read(language: str, number: int, source: dict[str, Any]) -> Page:
    pictures = tuple(
        Picture(place, each.get("alternative"), each["caption"])
        for place, each in enumerate(source.get("picture", []), 1)
    )
    page = Page(language, number, source["title"], source["lead"], source["body"].strip(), pictures, ())
    flaws = tuple(
        Flaw(each["kind"], _find(page, each), each.get("noticed_by", "")) for each in source.get("flaw", [])
    )
    return Page(language, number, page.title, page.lead, page.body, pictures, flaws)


def _find(page: Page, flaw: dict[str, Any]) -> Place:
    if picture := flaw.get("picture"):
        field = f"alternative-{picture}"
        return whole(field, dict(fields(page))[field])
    quote = flaw["quote"]
    places = [
        Place(field, source.index(quote), source.index(quote) + len(quote))
        for field, source in fields(page)
        if quote in source
    ]
    if len(places) != 1:
        raise Refusal(f"Page {page.name}: “{quote}” stands in {len(places)} fields, not in one.")
    return places[0]
