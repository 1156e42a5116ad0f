"""`make bench`: the page of a release, served as fast as it goes, beside its limits and its peers.

All servers stand ready; in each round each is driven in turn, so that other work on the machine meets all of
them. Before and after each run answers are looked at one by one: a page is right when it has the display of
the visitor who asked, and nobody else's. Medians and ratios are printed and written into docs/performance.md.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from benchmarks import document, load, peer_pages, peer_sites, report, targets
from benchmarks.report import Missing, Row
from benchmarks.targets import SCRATCH, Target
from tools.setting_up import Refusal, install_system_package
from tools.test import find_postgresql

ROUNDS, SECONDS = 5, 4


def main() -> int:
    """Returns 0 when each of our own answers was right."""
    arguments = _arguments()
    load.require_two_cores()
    for program in ("wrk", "taskset"):
        if not shutil.which(program) and not install_system_package(
            {"taskset": "util-linux"}.get(program, program)
        ):
            raise Refusal(f"{program} is not installed (on Debian and Ubuntu: apt-get install {program}).")
    SCRATCH.mkdir(exist_ok=True)
    with ExitStack() as stack:
        rows, missing = _prepare(stack, arguments.only)
        for number in range(1, arguments.rounds + 1):
            for row in rows:
                _run(row, arguments.seconds)
            print(f"- round {number} of {arguments.rounds}", flush=True)
    text = report.speed(rows, missing, seconds=arguments.seconds, rounds=arguments.rounds)
    print(f"\n{text}")
    if not arguments.only and not arguments.no_file:
        document.write("speed", text)
    return int(any(row.looked.wrong for row in rows if row.name.startswith("Minber")))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="rows with one of these words")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of each run")
    parser.add_argument("--no-file", action="store_true", help="leave docs/performance.md as it is")
    return parser.parse_args()


def _prepare(stack: ExitStack, only: Sequence[str]) -> tuple[list[Row], list[Missing]]:
    """Starts all that is asked for; what cannot be had is named, with the reason."""
    found: list[Target] = []
    missing: list[Missing] = []

    def wanted(name: str) -> bool:
        return not only or any(word.lower() in name.lower() for word in only)

    folder = SCRATCH / "minber"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    ours = stack.enter_context(targets.minber("", folder / "sqlite"))
    every = [ours]
    print(f"- the page has {peer_pages.write_the_page(ours):,} bytes", flush=True)
    for peer in peer_sites.peers():
        if wanted(peer.name):
            try:
                found.append(stack.enter_context(peer.serve()))
            except (Refusal, OSError) as error:
                print("not to be had")
                missing.append(Missing(peer.name, str(error)))
    if wanted("Minber, PostgreSQL, rendered each time"):
        try:
            address = find_postgresql(dict(os.environ))
            if not address:
                raise Refusal("no PostgreSQL answers here")
            every.append(stack.enter_context(targets.minber(address, folder / "postgresql")))
        except Refusal as error:
            print("not to be had")
            missing.append(Missing("Minber, PostgreSQL", str(error)))
    found += [target for each in every for target in each.rows()]
    found += ours.more_rows()
    for each in missing:
        print(f"*** {each.name} is not measured: {each.why}", flush=True)
    return [Row(target) for target in found if wanted(target.name)], missing


def _run(row: Row, seconds: int) -> None:
    target = row.target
    load.look(target.port, [*target.requests] * 2, target.right, row.looked)
    row.runs.append(load.drive(target.port, target.requests, seconds, target.pid, SCRATCH))
    load.look(target.port, [*target.requests] * 2, target.right, row.looked)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
