"""Tells this machine's counter of changes made on others, and notices when the database is gone."""

import logging
import os
import threading
import time
from collections.abc import Callable
from math import inf

from django.db import Error, close_old_connections, connection

from press.invalidation import generation
from press.postgresql import open_connections

logger = logging.getLogger(__name__)

EVERY = 0.5  # seconds: a change made elsewhere is seen within one
TOO_LONG = 2.0  # seconds without an answer: the database hangs
STEP = 0.25  # seconds: how exactly that is measured


class DatabaseMonitor:
    """Asks the database for the generation, in a thread of its own, from the first request on.

    A database that hangs refuses nothing and cuts nothing (its host is frozen, its disk stuck): whoever asks
    it waits for ever, this thread too. A second one measures how long.

    `also` asks whatever else a process has to hear of, at every second time.
    """

    def __init__(self, also: Callable[[], None] = lambda: None) -> None:
        self.database_is_away = False
        # Set once it was answered, or takes the database for away: till then nobody knows what has changed
        # while this process was not there.
        self.heard = threading.Event()
        self._away_since = inf
        self._also = also
        self._process = 0
        self._changing = threading.Lock()
        self._asked = 0
        self._waits = False
        self._asks_in = 0
        self._measured = 0
        self._steps = 0

    def away_for(self) -> float:
        """Returns for how many seconds the database has been away."""
        return max(0.0, time.monotonic() - self._away_since) if self.database_is_away else 0.0

    def start(self) -> None:
        """Starts the threads in this process, once; a forked child starts its own."""
        if self._process == os.getpid():
            return
        with self._changing:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
        for name, seconds, task in (
            ("generation", EVERY, self.poll),
            ("patience", STEP, self.check_patience),
        ):
            threading.Thread(target=_repeat, args=[seconds, task], name=name, daemon=True).start()

    def poll(self) -> None:
        """Asks once."""
        with self._changing:
            self._asked += 1
            self._waits, self._asks_in = True, threading.get_ident()
        try:
            close_old_connections()
            generation.catch_up()
            if self._asked % 2:
                self._also()
        except Error as error:
            connection.close()
            with self._changing:
                self._waits = False
                self._note_outage(error)
        except Exception:
            self._waits = False
            logger.exception("The generation cannot be read")
        else:
            with self._changing:
                self._waits = False
                self._note_recovery()
        self.heard.set()

    def check_patience(self) -> None:
        """Takes the database for away when it has owed an answer for too long, and frees who waits for it.

        Measured in steps of this thread: where the whole process stood still, the database kept nobody.
        """
        with self._changing:
            self._steps = self._steps + 1 if self._waits and self._measured == self._asked else 0
            self._measured = self._asked
            if self._steps == TOO_LONG / STEP:
                self._note_outage(f"no answer for {TOO_LONG:g} seconds")
                open_connections.close_all()

    def _note_outage(self, why: object) -> None:
        if not self.database_is_away:
            logger.error("The database does not answer; pages are served as they last were: %s", why)
            self._away_since = time.monotonic()
        self.database_is_away = True
        self.heard.set()
        open_connections.refuse_all_but(self._asks_in)

    def _note_recovery(self) -> None:
        if self.database_is_away:
            logger.info("The database answers again.")
        self.database_is_away = False
        open_connections.allow()


def _repeat(seconds: float, task: Callable[[], None]) -> None:
    pause = threading.Event()
    task()
    while not pause.wait(seconds):
        task()
