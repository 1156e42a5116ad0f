"""Message catalogues read, judged and compiled, and what a reader of a page sees and hears: for the tests."""

import re
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "locale" / "django"
# In the order in which Django asks them.
FOLDERS = [ROOT / "locale", OURS, ROOT / "accessibility" / "locale"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")

Key = tuple[str | None, str]


def read(path: Path) -> dict[Key, Message]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {(message.context, forms(message.id)[0]): message for message in read_po(file) if message.id}


def catalogue(root: Path, language: str, domain: str = "django") -> dict[Key, Message]:
    return read(root / language / "LC_MESSAGES" / f"{domain}.po")


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def fault(english: Message, translated: Message | None) -> str:
    """Returns what is wrong with a translation, or an empty string."""
    if translated is None or not all(forms(translated.string)):
        return "missing"
    if translated.fuzzy:
        return "fuzzy"
    if english.pluralizable != translated.pluralizable:
        return "a plural on one side only"
    # The plural is the form that never leaves its number out.
    if any(placeholders(form) != placeholders(forms(english.id)[-1]) for form in forms(translated.string)):
        return "other placeholders"
    return ""


def compiled_into(target: Path) -> list[Path]:
    """Compiles the catalogues as they stand in the sources, built or not; returns LOCALE_PATHS."""
    paths = []
    for number, folder in enumerate(FOLDERS):
        paths.append(target / str(number))
        for source in folder.glob("*/LC_MESSAGES/*.po"):
            file = (paths[-1] / source.relative_to(folder)).with_suffix(".mo")
            file.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as written, file.open("wb") as compiled:
                write_mo(compiled, read_po(written))
    return paths


class VisibleText(HTMLParser):
    """Collects the texts of a page and the attributes that a reader hears or sees.

    What is marked as another language than the page's is left out: names of languages, foreign titles.
    """

    SPOKEN = {"alt", "aria-label", "label", "placeholder", "title", "value"}
    # Our scripts say what stands here.
    SPOKEN_BY_SCRIPTS = {"data-copied", "data-copy", "data-label", "data-sheet", "data-unsaved"}
    SILENT = {"script", "style", "textarea"}
    VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}

    def __init__(self) -> None:
        super().__init__()
        self.pieces: set[str] = set()
        self.inside: list[tuple[str, str]] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        around = self.inside[-1][1] if self.inside else ""
        language = dict(attrs).get("lang") or around
        self.language = self.language or language
        if tag not in self.VOID:
            self.inside.append((tag, language))
        if language != self.language:
            return
        spoken = self.SPOKEN | self.SPOKEN_BY_SCRIPTS
        if tag in {"data", "option", "button"} or (tag == "input" and dict(attrs).get("type") != "submit"):
            spoken = spoken - {"value"}
        self.pieces |= {" ".join(value.split()) for name, value in attrs if name in spoken and value}

    def handle_endtag(self, tag: str) -> None:
        while any(tag == name for name, _ in self.inside) and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.inside and (self.inside[-1][0] in self.SILENT or self.inside[-1][1] != self.language):
            return
        self.pieces.add(" ".join(data.split()))


def visible(html: str) -> set[str]:
    parser = VisibleText()
    parser.feed(html)
    return parser.pieces - {""}
