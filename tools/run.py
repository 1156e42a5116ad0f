"""`make run`: the demonstration, in the shape of production: granian and the worker, both or neither."""

from tools.demonstration import HOST, demonstrate, number
from tools.setting_up import PYTHON

# Bounds of each server process: with one thread a few slow senders stop it, and each thread keeps a database
# connection, so four. `backpressure` bounds connections, not requests: who holds hundreds and asks nothing is
# gone after five seconds. The kill timeout because a process that still starts does not hear that it should
# stop.
GRANIAN = (
    "--interface wsgi --no-ws --blocking-threads 4 --backlog 1024 --backpressure 1024 "
    "--http1-header-read-timeout 5000 --respawn-failed-workers --workers-kill-timeout 10 --log-level warning"
)


def main() -> int:
    """Serves until it is told to stop."""
    workers = number("WORKERS", 2, 64)

    def granian(port: int) -> list[str]:
        command = [PYTHON, "-m", "granian", "--host", HOST, "--port", str(port), "--workers", str(workers)]
        return [*command, *GRANIAN.split(), "config.wsgi:application"]

    return demonstrate(granian)
