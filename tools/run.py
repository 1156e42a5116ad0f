"""`make run`: the demonstration, in the shape of production: granian and the worker, both or neither."""

from tools.demonstration import HOST, demonstrate, number
from tools.setting_up import PYTHON

# Bounds of each server process. Its threads are seats on which requests wait: press.pagecache.bulkheads
# counts them, and Django has others (at the level of warnings granian says that these are many).
# `backpressure` bounds connections, not requests; with `--http 1` alone one that asks nothing is gone after
# five seconds. The kill timeout because a process that still starts does not hear that it should stop.
GRANIAN = (
    "--interface wsgi --http 1 --no-ws --blocking-threads 88 --backlog 1024 --backpressure 4096 "
    "--http1-header-read-timeout 5000 --http1-buffer-size 65536 --respawn-failed-workers "
    "--workers-kill-timeout 10 --log-level error"
)


def main() -> int:
    """Serves until it is told to stop."""
    workers = number("WORKERS", 2, 64)

    def granian(port: int) -> list[str]:
        command = [PYTHON, "-m", "granian", "--host", HOST, "--port", str(port), "--workers", str(workers)]
        return [*command, *GRANIAN.split(), "config.wsgi:application"]

    return demonstrate(granian)
