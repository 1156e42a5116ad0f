"""The worker beside the server: adds up reads, makes pictures, clears what is over.

Publishing needs none: time decides what is public (docs/adr/0002).
"""

import logging
import signal
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection

from press.authentication.sessions import SessionStore
from press.photographs.renditions import make_missing
from press.reads.fold import fold_reads

logger = logging.getLogger(__name__)

EVERY = 2.0  # seconds
HOUR = 3600.0
STOPPING = (signal.SIGTERM, signal.SIGINT)

Task = Callable[[], object]


class Worker:
    """Does its tasks in turn until SIGTERM or SIGINT comes, and finishes the task at hand first."""

    def __init__(self, tasks: list[Task], heartbeat: Path) -> None:
        self.tasks = tasks
        self.heartbeat = heartbeat
        self._told_to_stop = False
        self._database_is_away = False

    def run(self, every: float = EVERY) -> None:
        for number in STOPPING:
            signal.signal(number, self._stop)
        while not self._told_to_stop:
            self.round()
            # In short naps: a handled signal does not end a sleep.
            until = time.monotonic() + every
            while not self._told_to_stop and time.monotonic() < until:
                time.sleep(0.1)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._told_to_stop = True

    def round(self) -> None:
        """Does each task once. An outage of the database is one line in the log, however long it lasts."""
        away = False
        for task in self.tasks:
            if self._told_to_stop:
                return
            self._beat()
            try:
                task()
            except Error as error:
                away = True
                if not self._database_is_away:
                    logger.error("The database does not serve us, trying again until it does: %s", error)
                self._database_is_away = True
                connection.close()
            except Exception:
                # One task's fault must not stop the others; what it left undone it finds again next time.
                logger.exception("%s failed", getattr(task, "__name__", task))
            close_old_connections()
        if self._database_is_away and not away:
            self._database_is_away = False
            logger.info("The database serves us again.")

    def _beat(self) -> None:
        """Touches the file whose age the container's health check reads: an outage restarts nothing."""
        try:
            self.heartbeat.parent.mkdir(parents=True, exist_ok=True)
            self.heartbeat.touch()
        except OSError as error:
            logger.error("%s cannot be touched: %s", self.heartbeat, error.strerror)


def hourly(task: Task) -> Task:
    """Returns the task as one that is done at the first round and then once an hour; failed, at the next."""
    due = 0.0

    @wraps(task)
    def do() -> None:
        nonlocal due
        if time.monotonic() >= due:
            task()
            due = time.monotonic() + HOUR

    return do


class Command(BaseCommand):
    help = "Works beside the server until SIGTERM or SIGINT: adds up reads, makes pictures, clears sessions."

    def handle(self, *args: Any, **options: Any) -> None:
        logger.info("The worker is at work.")
        tasks: list[Task] = [fold_reads, make_missing, hourly(SessionStore.clear_expired)]
        Worker(tasks, Path(settings.DATA_DIR) / "worker.alive").run()
        logger.info("The worker has stopped.")
