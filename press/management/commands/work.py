"""The worker beside the server: adds up reads, makes pictures, writes the audit, deletes what is over,
brings the index of the search and what the content rules find up to date, makes anew what is read most.

Publishing needs none: time decides what is public (docs/adr/0002).
"""

import logging
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection

from press.authentication.attempts import forget_attempts
from press.authentication.sessions import SessionStore
from press.desk.autosave import delete_old_copies
from press.desk.presence import delete_old_presences
from press.desk.uploads import delete_old_uploads
from press.invalidation.generation import delete_old_changes
from press.pagecache.disk_store import sweep
from press.pagecache.warming import Warming
from press.photographs.renditions import make_missing
from press.public import most_read
from press.publishing import site_findings
from press.publishing.discarding import delete_discarded
from press.publishing.failed_sign_ins import forget_addresses, record_failed_sign_ins
from press.reads.fold import fold_reads
from press.search.entries import enter_all_missing, update_outdated

logger = logging.getLogger(__name__)

EVERY = 2.0  # seconds
NICENESS = 10  # readers come first
MINUTE, HOUR = 60.0, 3600.0
STOPPING = (signal.SIGTERM, signal.SIGINT)

Task = Callable[[], object]


class Every:
    """A task that is done at the first round and then every so many seconds; failed, at the next."""

    def __init__(self, seconds: float, task: Task) -> None:
        self._seconds = seconds
        self._task = task
        self._next = 0.0
        self.__name__ = getattr(task, "__name__", str(task))

    def __call__(self) -> None:
        if time.monotonic() >= self._next:
            self._task()
            self._next = time.monotonic() + self._seconds


class Hourly(Every):
    def __init__(self, task: Task) -> None:
        super().__init__(HOUR, task)


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


def tasks() -> list[Task]:
    """Returns what the worker does, in this order: the audit is written before attempts are forgotten."""
    return [
        fold_reads,
        make_missing,
        record_failed_sign_ins,
        update_outdated,
        Warming(most_read.find_addresses),
        Every(MINUTE, sweep),
        Hourly(enter_all_missing),
        Hourly(site_findings.enter_missing),
        Hourly(delete_old_changes),
        Hourly(forget_attempts),
        Hourly(forget_addresses),
        Hourly(SessionStore.clear_expired),
        Hourly(delete_discarded),
        Hourly(delete_old_copies),
        Hourly(delete_old_uploads),
        Hourly(delete_old_presences),
        # Last: everything else is waited for.
        site_findings.update_outdated,
    ]


class Command(BaseCommand):
    help = "Works beside the server until SIGTERM or SIGINT: adds up reads, makes pictures, checks texts."

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(NICENESS)
        logger.info("The worker is at work.")
        Worker(tasks(), Path(settings.DATA_DIR) / "worker.alive").run()
        logger.info("The worker has stopped.")
