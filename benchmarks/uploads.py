"""Forty photographs of eight megabytes into one release, by a real browser: clicks, seconds, memory.

`python -m benchmarks.uploads` runs the server of production with a database of its own. It ends with 1 when
more than CLICKS_AT_MOST clicks were needed beside the typing, or a text was not kept.
"""

import argparse
import io
import re
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.officer import at_the_desk
from benchmarks.site import Machine, database

CLICKS_AT_MOST = 45  # by hand, one file field each, it were 79
WITHIN = 300_000  # milliseconds
_COUNTING = """() => {
    window.clicks = 0;
    addEventListener("click", event => { window.clicks += event.isTrusted && event.detail ? 1 : 0; }, true);
}"""


def make_photographs(folder: Path, count: int, megabytes: float) -> list[Path]:
    """Writes that many JPEGs of 24 megapixels; they differ in the bytes that follow the picture."""
    noise = [Image.effect_noise((1500, 1000), 40).resize((6000, 4000)) for _channel in range(3)]
    file = io.BytesIO()
    Image.merge("RGB", noise).save(file, "JPEG", quality=85)
    filling = b"\0" * (int(megabytes * 1024 * 1024) - file.tell() - 4)
    paths = [folder / f"IMG_{number:04}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(file.getvalue() + filling + number.to_bytes(4, "big"))
    return paths


@dataclass
class Memory:
    """What the server and all that it starts hold, in megabytes, looked at twenty times a second (Linux)."""

    server: int
    together: float = 0.0
    largest: dict[str, float] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            sizes = [(kind, size) for kind, size in map(_look, _tree(self.server)) if size]
            self.together = max(self.together, sum(size for _kind, size in sizes))
            for kind, size in sizes:
                self.largest[kind] = max(self.largest.get(kind, 0.0), size)


def _tree(pid: int) -> list[int]:
    found = [pid]
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _tree(int(child))
    return found


def _look(pid: int) -> tuple[str, float]:
    with suppress(OSError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if resident := re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()):
            kind = "decoder" if b"decoding.py" in command else "server"
            return kind, int(resident[1]) / 1024
    return "", 0.0


def write_release(page: Page) -> None:
    page.get_by_role("link", name="Write a release").first.click()
    page.get_by_label("English").check()
    page.get_by_label("Title").fill("Forty photographs")
    page.locator(".cke_wysiwyg_div").click()
    page.keyboard.insert_text("They met.")
    page.evaluate(_COUNTING)


def choose(page: Page, photographs: list[Path]) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose photographs").click()
    chooser.value.set_files(photographs)
    expect(page.locator("#photograph-rows .thumb")).to_have_count(len(photographs), timeout=WITHIN)


def describe(page: Page, count: int) -> None:
    page.locator("[name=photographs-0-alternative_text]").click()
    for number in range(count):
        page.keyboard.insert_text(f"What stands on photograph {number + 1}")
        page.keyboard.press("Enter")
    page.locator("#for-all-credit").click()
    page.keyboard.insert_text("N. Baibulin")
    page.get_by_role("button", name="Fill in").click()


def save(page: Page) -> int:
    """Saves the draft; returns how many clicks it took in all, this one too."""
    clicks: int = page.evaluate("() => window.clicks")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible(timeout=WITHIN)
    return clicks + 1


def measure(machine: Machine, photographs: list[Path]) -> bool:
    """Prints the figures; returns whether all was kept with few enough clicks."""
    with at_the_desk(machine) as page:
        write_release(page)
        with Memory(machine.server.pid) as before:
            time.sleep(0.5)
        with Memory(machine.server.pid) as memory:
            began = time.monotonic()
            choose(page, photographs)
            uploaded = time.monotonic() - began
            describe(page, len(photographs))
            began = time.monotonic()
            clicks = save(page)
            saved = time.monotonic() - began
        last = page.locator(f"[name=photographs-{len(photographs) - 1}-alternative_text]")
        is_kept = last.input_value() == f"What stands on photograph {len(photographs)}"
    size = photographs[0].stat().st_size / 1024 / 1024
    print(
        f"{len(photographs)} photographs of {size:.0f} MB: {clicks} clicks beside the typing, "
        f"uploaded in {uploaded:.0f} s, saved in {saved:.1f} s. A process of the server: "
        f"{before.largest['server']:.0f} MB before, {memory.largest['server']:.0f} at most; the one that "
        f"decodes: {memory.largest.get('decoder', 0):.0f}; all together {before.together:.0f} and "
        f"{memory.together:.0f}."
    )
    return is_kept and clicks <= CLICKS_AT_MOST


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--megabytes", type=float, default=8)
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database("", Path(folder)) as environment:
        machine = Machine(Path(folder), environment, asked.workers)
        try:
            machine.wait_until_it_answers()
            return 0 if measure(machine, make_photographs(Path(folder), asked.count, asked.megabytes)) else 1
        finally:
            machine.stop()


if __name__ == "__main__":
    sys.exit(main())
