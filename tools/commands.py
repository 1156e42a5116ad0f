"""What `make` can be asked for."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from tools import atag, benchmark, check, dev, messages, mutation, run, test
from tools.setting_up import ROOT, Refusal

COMMANDS = {
    "run": run.main,
    "dev": dev.main,
    "test": test.main,
    "quick": test.quick,
    "check": check.main,
    "messages": messages.main,
    "bench": benchmark.main,
    "mutants": mutation.main,
    "atag": atag.main,
}


def main(arguments: Sequence[str]) -> int:
    """Runs the command that is named; returns the exit status: 1 with a sentence where it refuses."""
    signal.signal(signal.SIGTERM, _interrupt)
    os.chdir(ROOT)
    try:
        return COMMANDS[arguments[0]]()
    except Refusal as refusal:
        sys.stdout.flush()
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
