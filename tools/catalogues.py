"""Message catalogues, by Babel: GNU gettext is not needed to run Minber."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tools.setting_up import ROOT

FOLDERS = ("locale", "accessibility/locale")


def catalogues() -> Iterator[Path]:
    """Yields every .po file of ours."""
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).rglob("*.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return pofile.read_po(file)


def compile_changed() -> int:
    """Compiles every catalogue that is newer than its .mo file; returns how many were."""
    compiled = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Put in its place whole: a server that starts meanwhile reads the old one or the new one.
        unfinished = target.with_suffix(".mo.new")
        with unfinished.open("wb") as file:
            write_mo(file, read(source))
        unfinished.replace(target)
        compiled += 1
    return compiled


if __name__ == "__main__":
    compile_changed()
