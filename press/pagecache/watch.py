"""Tells this machine's mark of changes made on others, and notices when the database is gone."""

import logging
import os
import threading

from django.db import Error, close_old_connections, connection

from press.pagecache import generation

logger = logging.getLogger(__name__)

EVERY = 0.5  # seconds: a change made elsewhere is seen within one


class Watch:
    """Asks the database for the generation, in a thread of its own, once something is stored."""

    def __init__(self) -> None:
        self.database_is_away = False
        self._process = 0
        self._starting = threading.Lock()

    def begin(self) -> None:
        """Starts the thread in this process, once; a forked child starts its own."""
        if self._process == os.getpid():
            return
        with self._starting:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._run, name="generation", daemon=True).start()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY):
            self.look()

    def look(self) -> None:
        """Asks once."""
        close_old_connections()
        try:
            generation.mark().note(*generation.standing())
        except Error as error:
            connection.close()
            if not self.database_is_away:
                logger.error("The database does not answer; pages are served as they last were: %s", error)
            self.database_is_away = True
        except Exception:
            logger.exception("The generation cannot be watched")
        else:
            if self.database_is_away:
                logger.info("The database answers again.")
            self.database_is_away = False
