"""`.venv/bin/python -m benchmarks.display`: what the display costs, in bytes over the wire and in time.

Needs no database. Bytes are those of the files that `collectstatic` compresses for production; times are the
best of several rounds, so that other work on the machine counts least.
"""

import gzip
import os
import random
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accessibility.preferences import Preferences
    from accessibility.splice import Slot

ROOT = Path(__file__).resolve().parent.parent
PAGE_BYTES = 80_000
TOKENS = {
    "defaults": "",
    "a scheme and three settings": "colours:white-on-black.letter-spacing:2.line-height:1.text-size:150",
    "own colours, everything changed": (
        "colours:own.letter-spacing:4.word-spacing:2.line-height:3.text-size:300.typeface:dyslexic"
        ".images:text.motion:none.own:000000-ffff00"
    ),
}


def main() -> int:
    """Prints both tables."""
    os.environ |= {"SECRET_KEY": "of the measurement", "DATABASE_URL": "sqlite://:memory:"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    _sizes()
    _times()
    return 0


def _sizes() -> None:
    with tempfile.TemporaryDirectory() as collected:
        environment = {**os.environ, "STATIC_HASHED": "1", "STATIC_ROOT": collected}
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        print(f"{'bytes':34}{'as written':>12}{'gzip':>8}{'brotli':>8}")
        for file in sorted(Path(collected, "accessibility").glob("*.*.[cj]s*")):
            if file.suffix in {".css", ".js"}:
                sizes = [file.with_name(file.name + end).stat().st_size for end in ("", ".gz", ".br")]
                print(f"{file.name:34}{sizes[0]:12}{sizes[1]:8}{sizes[2]:8}")


def _times() -> None:
    import django

    django.setup()
    from accessibility import slots
    from accessibility.preferences import Preferences
    from accessibility.splice import cut, mark

    bar = slots.content("bar", "kk", Preferences())
    print(f"{'the bar in a page, in Kazakh':34}{len(bar):12}{len(gzip.compress(bar)):8}")
    half = "<p>Мәжіліс. Пресс-релиз. Press release.</p>".encode() * (PAGE_BYTES // 110)
    marks = [mark(kind, "kk").encode() for kind in ("root", "head", "bar")]
    body = b"<html" + marks[0] + b"><head>" + marks[1] + b"</head><body>" + marks[2] + half + half
    pieces = cut(body)
    print(f"\nmicroseconds, a page of {len(body):,} bytes")
    print(f"{'cut at the marks (once a page)':44}{_best(lambda: cut(body)):8.1f}")
    for name, token in TOKENS.items():
        preferences = Preferences.from_token(token)
        print(f"{'fill: ' + name:44}{_best(_filling(pieces, preferences)):8.1f}")
    print(f"{'fill: the first with these choices':44}{_first_of_each(pieces):8.1f}")
    header = f"a=b; display={TOKENS['own colours, everything changed']}"
    print(f"{'read the cookie':44}{_best(lambda: Preferences.from_cookies(header)):8.1f}")
    print(f"{'read, cut and fill, as each request does':44}{_best(_request(body, header)):8.1f}")


def _filling(pieces: "tuple[bytes | Slot, ...]", preferences: "Preferences") -> Callable[[], object]:
    from accessibility.splice import fill

    return lambda: fill(pieces, preferences)


def _first_of_each(pieces: "tuple[bytes | Slot, ...]") -> float:
    """Returns the mean for a hundred visitors with choices that nobody had before: their bar is written."""
    from accessibility.preferences import CHOICES, Preferences

    named = product(CHOICES["colours"][1:-1], CHOICES["letter-spacing"][1:], CHOICES["text-size"][1:])
    new = [Preferences(colours=one, letter_spacing=two, text_size=three) for one, two, three in named]
    random.Random(1).shuffle(new)  # noqa: S311  # no secret
    fillings = [_filling(pieces, preferences) for preferences in new[:100]]
    return timeit.timeit(lambda: [filling() for filling in fillings], number=1) / len(fillings) * 1_000_000


def _request(body: bytes, header: str) -> Callable[[], object]:
    from accessibility.preferences import Preferences
    from accessibility.splice import cut, fill

    return lambda: fill(cut(body), Preferences.from_cookies(header))


def _best(work: Callable[[], object], times: int = 1000) -> float:
    """Returns microseconds."""
    return min(timeit.repeat(work, number=times, repeat=7)) / times * 1_000_000


if __name__ == "__main__":
    sys.exit(main())
