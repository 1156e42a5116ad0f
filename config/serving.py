"""What a process of the server does when it starts, before its first request."""

import ctypes
import gc
import ipaddress
import logging
import os
import resource
import sys
from collections.abc import Sequence
from contextlib import suppress

from django.conf import settings

from press.pagecache.bulkheads import THREADS

logger = logging.getLogger(__name__)

# Seconds for which a thread may keep the interpreter while others want it; Python's own is five times that.
# A kept page wants it two or three times, and whoever renders meanwhile has it.
SWITCH_INTERVAL = 0.001
# What is larger goes back to the system as soon as it is free. By itself glibc raises this with each picture,
# and keeps what each thread has used: a process that read photographs at the limits in three threads took
# 488 MB at most and 246 for ever; with this 309 and 68.
RETURNED_AT_ONCE = 1024 * 1024  # bytes
# glibc gives the threads of two cores up to sixteen arenas, each with free memory that the others do not look
# for, though one interpreter serves them all: a process that has read an archive takes 185 MiB with one arena
# and 196 with sixteen.
ARENAS = 1
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h


def prepare() -> None:
    """Lets kept pages in between, takes as many connections as it may, and says what it was not given."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    with suppress(AttributeError):  # another libc
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, RETURNED_AT_ONCE)
        mallopt(_M_ARENA_MAX, ARENAS)
    # A full collection of garbage goes through every object while all threads wait: 60 to 140 ms for what is
    # loaded by now, which stays. It is left out.
    gc.collect()
    gc.freeze()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if stands_alone(get_option("host", sys.argv) or "127.0.0.1"):
        logger.error(
            "No proxy stands before this server, as far as TRUSTED_PROXIES says, and strangers may reach it: "
            "a few of them stop all forms by sending slowly, and some thousands the whole site. Put a proxy "
            "in front, and name its network in TRUSTED_PROXIES (docs/operations.md)."
        )
    threads = get_option("blocking-threads", sys.argv)
    if threads and int(threads) < THREADS:
        logger.error(
            "granian has %s blocking threads and needs %s, else requests that wait take those of the kept "
            "pages (docs/operations.md).",
            threads,
            THREADS,
        )


def get_option(name: str, arguments: Sequence[str]) -> str | None:
    """Returns what granian was told: its processes have its arguments and environment. None: nothing."""
    for number, argument in enumerate(arguments):
        option, _, value = argument.partition("=")
        if option == f"--{name}":
            return value or "".join(arguments[number + 1 : number + 2])
    return os.environ.get(f"GRANIAN_{name.upper().replace('-', '_')}") or None


def stands_alone(host: str) -> bool:
    """Whether no proxy is named where one is needed: before a site of https, or a host that others reach."""
    return not settings.TRUSTED_PROXIES and (settings.HTTPS or not _is_own(host))


def _is_own(host: str) -> bool:
    """Whether only this machine, or a private network of ours, reaches the host."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_private and not address.is_unspecified
