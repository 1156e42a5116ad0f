"""What was measured, as a table in Markdown."""

import datetime
import os
import platform
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import peer_sites, targets
from benchmarks.load import CONNECTIONS, SERVER_CORE, Looked, Measured
from benchmarks.targets import Target

# Two medians of the same thing differ by so much here.
NOISE = 0.03
COLD = "Minber, SQLite, rendered each time"
BARE, SPLICE = "bare granian, constant bytes", "granian, head + attribute + tail"


@dataclass
class Row:
    """One target with all its runs; numbers are medians."""

    target: Target
    runs: list[Measured] = field(default_factory=list)
    looked: Looked = field(default_factory=Looked)

    @property
    def name(self) -> str:
        return self.target.name

    @property
    def each_second(self) -> float:
        return statistics.median(run.each_second for run in self.runs)

    @property
    def cpu(self) -> float:
        return statistics.median(run.cpu for run in self.runs)

    @property
    def p99(self) -> float:
        return statistics.median(run.p99 for run in self.runs)


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that could not be measured, and why."""

    name: str
    why: str


# (what is promised, whose requests a second, at least so many times, those of)
PROMISES = (
    ("the page, right for each visitor", "Minber, SQLite", 0.60, BARE),
    ("the same", "Minber, SQLite", 0.75, SPLICE),
    ("the same", "Minber, SQLite", 8.0, "wagtail-cache, memory"),
    ("the same", "Minber, SQLite", 40.0, "django CMS, its page cache, memory"),
    ("the same", "Minber, SQLite", 250.0, "Wagtail, default"),
    ("compressed, no slower than not", "Minber, gzip", 1.0, "Minber, SQLite"),
    ("compressed, no slower than not", "Minber, brotli, else gzip", 1.0, "Minber, SQLite"),
    ("304, faster than the page", "Minber, 304 to If-None-Match", 1.0, "Minber, SQLite"),
    ("304, faster than the page compressed", "Minber, 304 to If-None-Match", 1.0, "Minber, gzip"),
    ("a read counted, nearly as fast as a page", "Minber, a read counted (beacon)", 0.8, "Minber, SQLite"),
    ("rendered each time, the same page", COLD, 4.0, "Wagtail, the whole page"),
    (
        "rendered each time, unlike pages (only title, text and photograph are its own)",
        COLD,
        4.0,
        "Wagtail, default",
    ),
)


def speed(rows: Sequence[Row], missing: Sequence[Missing], *, seconds: int, rounds: int) -> str:
    """Returns the table of all rows, what was promised, and how it was measured."""
    by_name = {row.name: row for row in rows}
    bare, splice = by_name.get(BARE), by_name.get(SPLICE)
    columns = [
        "requests/s", "of bare granian", "of the splice", "CPU µs each", "bare granian's by it", "p99 ms",
        "wrong answers",
    ]  # fmt: skip
    lines = [
        f"`make bench`, {datetime.date.today():%d.%m.%Y}, medians of {rounds} rounds of {seconds} s.",  # noqa: DTZ011
        "",
        f"| | {' | '.join(columns)} |",
        "|---|" + "--:|" * len(columns),
    ]
    for row in rows:
        failed = sum(run.failed for run in row.runs)
        wrong = f"{row.looked.wrong:,} of {row.looked.answers:,}{f', {failed} failed' * bool(failed)}"
        lines.append(
            f"| {row.name} | {row.each_second:,.0f} | {_share(row, bare)} | {_share(row, splice)} "
            f"| {row.cpu:,.1f} | {f'{_by_cpu(row, bare):.2f}' if bare else ''} | {row.p99:.1f} | {wrong} |"
        )
    blank = "| " * (len(columns) - 1)
    lines += [f"| {each.name} | not measured: {each.why} {blank}|" for each in missing]
    promised = [_promise(by_name, *promise) for promise in PROMISES]
    if any(promised):
        lines += ["", "| promised | by requests/s | by CPU | |", "|---|--:|--:|---|", *filter(None, promised)]
    lines += ["", _method(rows)]
    return "\n".join(lines)


def _share(row: Row, of: Row | None) -> str:
    return f"{_times(row, of):.2f}" if of else ""


def _times(row: Row, of: Row) -> float:
    """Returns how many times as many requests: the median of the rounds, in each of which both met alike."""
    pairs = zip(row.runs, of.runs, strict=True)
    return statistics.median(one.each_second / other.each_second for one, other in pairs)


def _by_cpu(row: Row, of: Row) -> float:
    """Returns the same by the processor's time: what other work on the machine changes least."""
    pairs = zip(row.runs, of.runs, strict=True)
    return statistics.median(other.cpu / one.cpu for one, other in pairs)


def _promise(rows: dict[str, Row], what: str, whose: str, times: float, of: str) -> str:
    if whose not in rows or of not in rows:
        return ""
    seen, by_cpu = _times(rows[whose], rows[of]), _by_cpu(rows[whose], rows[of])
    asked = f"{times:.0%}" if times < 1 else f"{times:g} ×"
    shown = [f"{each:.0%}" if times < 1 else f"{each:.3g} ×" for each in (seen, by_cpu)]
    # Who promises "not slower" means what a measurement can tell apart.
    kept = seen >= times * (1 - NOISE * (times == 1))
    return f"| {what}: {whose} ≥ {asked} {of} | {' | '.join(shown)} | {'kept' if kept else '**not kept**'} |"


def _method(rows: Sequence[Row]) -> str:
    numbers = ", ".join(f"{name} {number}" for name, number in peer_sites.versions().items())
    size = (targets.SCRATCH / "page.html").stat().st_size
    return (
        f"{_processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release()}, Python "
        f"{platform.python_version()}; {numbers}. The server on core {SERVER_CORE}, wrk with "
        f"{CONNECTIONS} kept connections on core 1; wherever granian serves one process of four threads, "
        "but of the 88 of production before our page cache. "
        f"All hand out the release “Budget Committee …” of the sample, {size:,} bytes of ours; the peers' "
        "pages are the same HTML, SQLite, caches in memory: title, text and photograph by their own tags and "
        "all else as still text, but the whole page in Wagtail, which has all that ours has from its "
        "database. Wagtail's site is what `wagtail start` makes, with its settings of production; django "
        "CMS's has the apps and settings of its starting project. Each visitor's display comes to them by "
        f"a context processor, as a site owner would add it. {targets.VISITORS} displays rotate, two "
        "requests in three with one; before and after each run the same requests were sent one by one and "
        "each answer was compared with what that visitor chose. The limits (bare granian, nginx) know no "
        "visitor: their bytes are compared. Ratios are medians of those of each round, in which all met the "
        f"same machine; it had {os.getloadavg()[2]:.1f} processes at work in the last quarter of an hour."
    )


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.machine()
