"""Forked children: each begins with all that the parent has loaded, and changes nothing for the others."""

import ctypes
import json
import math
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
MEMORY = 4 * 1024**3
# Processor time is what is allowed, as other work on the machine would stretch any other; who waits for ever
# is ended by the clock, after so many times that and so many seconds.
TIMES, SECONDS = 10, 30
DIES_WITH_ITS_PARENT = 1  # PR_SET_PDEATHSIG


class Outcome(NamedTuple):
    """What a child said (nothing where it died), whether it took too long, its processor seconds."""

    said: Any
    ended: bool
    seconds: float


def in_children(
    tasks: Iterator[T], work: Callable[[T, Path], Any], workers: int, scratch: Path
) -> Iterator[tuple[T, Outcome]]:
    """Yields each task with its outcome: `work(task, folder)`, done in a child, as JSON has it."""
    running: dict[int, T] = {}
    try:
        while True:
            while len(running) < workers and (task := next(tasks, None)) is not None:
                running[_fork(task, work, scratch)] = task
            if not running:
                return
            pid, status, used = os.wait4(-1, 0)
            ended = os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGALRM}
            outcome = Outcome(_said(scratch / str(pid)), ended, used.ru_utime + used.ru_stime)
            _end(pid)
            yield running.pop(pid), outcome
    finally:
        for pid in running:
            _end(pid)
            os.waitpid(pid, 0)


def _end(child: int) -> None:
    """Ends the child and whatever it has started."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def allow(seconds: float) -> None:
    """From now on this child may take so much processor time, else it is ended."""
    limit = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    signal.alarm(math.ceil(SECONDS + TIMES * seconds))


def _said(folder: Path) -> Any:
    """Returns what the child wrote, and takes its folder away."""
    try:
        return json.loads((folder / "said.json").read_text())
    except (OSError, ValueError):
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fork(task: T, work: Callable[[T, Path], Any], scratch: Path) -> int:
    pid = os.fork()
    # In both, so that it is done whoever comes first.
    with suppress(OSError):
        os.setpgid(pid, pid)
    if not pid:
        _be_a_child(task, work, scratch / str(os.getpid()))
    return pid


def _be_a_child(task: T, work: Callable[[T, Path], Any], folder: Path) -> None:
    try:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(DIES_WITH_ITS_PARENT, signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        folder.mkdir()
        (folder / "said.json").write_text(json.dumps(work(task, folder)))
    finally:
        os._exit(0)
