"""Counts reads before Django is entered: one record appended, and the answer that is always the same."""

import re

from press.pagecache.asking import Application, Environ, Said, ask, neutral
from press.reads.counted import is_reading
from press.reads.log import append_number

_ADDRESS = re.compile(r"/read/([0-9]+)(\.gif)?")


class Counting:
    """Learns each of the answers from Django once, by a question that counts nothing."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._answers: dict[tuple[str, bool], Said] = {}

    def answer(self, path: str, environ: Environ) -> Said | None:
        """Returns the answer to a beacon or a pixel; None where it is neither, so Django's to answer."""
        address = _ADDRESS.fullmatch(path)
        method = environ["REQUEST_METHOD"]
        if address is None or method not in (("GET", "HEAD") if address[2] else ("POST",)):
            return None
        kind = (method, bool(address[2]))
        said = self._answers.get(kind)
        if said is None:
            said = ask(self._django, neutral(environ, REQUEST_METHOD=method))
            if not said.status.startswith("2"):
                return None
            self._answers[kind] = said
        if method != "HEAD" and is_reading(environ):
            append_number(address[1])
        return said
