"""Run in .venv by `check`: every message in Kazakh and Russian, every catalogue up to date?"""

import shutil
import sys
import tempfile
from pathlib import Path

from tools.catalogues import catalogues, read
from tools.messages import extract
from tools.setting_up import ROOT, in_ci

# English is what the sources say: its catalogue may stay empty.
TRANSLATED = ("kk", "ru")
SOURCES = ("accessibility", "config", "locale", "press", "templates", "manage.py")


def incomplete() -> list[str]:
    """Returns a line for each message without a translation, or with one that nobody has confirmed."""
    found = []
    for path in catalogues():
        if path.parent.parent.name not in TRANSLATED:
            continue
        for message in read(path):
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and (message.fuzzy or not all(texts)):
                state = "fuzzy" if message.fuzzy else "untranslated"
                found.append(f"{path.relative_to(ROOT)}: {state}: {message.id!r}")
    return found


def outdated() -> list[str]:
    """Returns a line for each message that the sources say and a catalogue lacks, or the other way round."""
    if not shutil.which("xgettext"):
        if in_ci():
            return ["xgettext is not installed"]
        sys.stderr.write("xgettext is not installed: whether catalogues are up to date was not looked at\n")
        return []
    found = []
    with tempfile.TemporaryDirectory() as copy:
        for name in SOURCES:
            source, target = ROOT / name, Path(copy) / name
            shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
        extract(Path(copy))
        for path in sorted(Path(copy).rglob("*.po")):
            ours = ROOT / path.relative_to(copy)
            said, held = _messages(path), _messages(ours) if ours.exists() else set()
            where = path.relative_to(copy)
            found += [f"{where}: new: {message!r}" for message in sorted(said - held)]
            found += [f"{where}: not said any more: {message!r}" for message in sorted(held - said)]
    return found


def _messages(path: Path) -> set[tuple[str, str]]:
    """The (context, message) of each entry in use."""
    return {
        (message.context or "", message.id if isinstance(message.id, str) else message.id[0])
        for message in read(path)
        if message.id
    }


if __name__ == "__main__":
    complaints = incomplete() + outdated()
    sys.exit(
        "\n".join([*complaints, "`make messages` brings the catalogues up to date"]) if complaints else 0
    )
