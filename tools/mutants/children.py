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
# A child's limit is processor time, as other work on the machine would stretch any other; who waits for ever
# is ended by the clock, after so many times that limit and so many seconds.
TIMES, SECONDS = 10, 30
DIES_WITH_ITS_PARENT = 1  # PR_SET_PDEATHSIG


class Outcome(NamedTuple):
    """What a child said (nothing where it died), whether it took too long, its processor seconds."""

    said: Any
    ended: bool
    seconds: float


class _Child(NamedTuple):
    task: Any
    until: float


def in_children(
    tasks: Iterator[T],
    work: Callable[[T, Path], Any],
    limit: Callable[[T], float],
    workers: int,
    scratch: Path,
) -> Iterator[tuple[T, Outcome]]:
    """Yields each task with its outcome: `work(task, folder)`, done in a child, as JSON has it."""
    running: dict[int, _Child] = {}
    try:
        while True:
            while len(running) < workers and (task := next(tasks, None)) is not None:
                seconds = limit(task)
                pid = _fork(task, work, seconds, scratch)
                running[pid] = _Child(task, time.monotonic() + SECONDS + TIMES * seconds)
            if not running:
                return
            yield from _finished(running, scratch)
    finally:
        for pid in running:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _finished(running: dict[int, _Child], scratch: Path) -> Iterator[tuple[Any, Outcome]]:
    time.sleep(0.005)
    for pid, child in list(running.items()):
        late = time.monotonic() > child.until
        if late:
            os.killpg(pid, signal.SIGKILL)
        gone, status, used = os.wait4(pid, 0 if late else os.WNOHANG)
        if gone:
            del running[pid]
            ended = late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU)
            yield child.task, Outcome(_said(scratch / str(pid)), ended, used.ru_utime + used.ru_stime)


def _said(folder: Path) -> Any:
    """Returns what the child wrote, and takes its folder away."""
    try:
        return json.loads((folder / "said.json").read_text())
    except (OSError, ValueError):
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fork(task: T, work: Callable[[T, Path], Any], seconds: float, scratch: Path) -> int:
    pid = os.fork()
    if not pid:
        _be_a_child(task, work, seconds, scratch / str(os.getpid()))
    else:
        # In both, so that it is there whoever comes first.
        _lead(pid)
    return pid


def _lead(pid: int) -> None:
    with suppress(OSError):
        os.setpgid(pid, pid)


def _be_a_child(task: T, work: Callable[[T, Path], Any], seconds: float, folder: Path) -> None:
    try:
        _lead(0)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(DIES_WITH_ITS_PARENT, signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), resource.RLIM_INFINITY))
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        folder.mkdir()
        (folder / "said.json").write_text(json.dumps(work(task, folder)))
    finally:
        os._exit(0)
