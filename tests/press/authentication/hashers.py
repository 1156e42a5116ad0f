"""A hasher like the site's own, but quick, which tells how often it hashed; and the place held by another."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from press.authentication.hashing import OneAtATimeHasher
from press.authentication.throttle import place_to_hash

COUNTING = "tests.press.authentication.hashers.CountingHasher"


class CountingHasher(OneAtATimeHasher):
    time_cost, memory_cost, parallelism = 1, 8, 1
    hashed: list[str] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(password)
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        self.hashed.append(password)
        return super().verify(password, encoded)


@contextmanager
def place_taken() -> Iterator[threading.Event]:
    """Another thread hashes meanwhile, until the event is set."""
    begun, end = threading.Event(), threading.Event()

    def hash_something() -> None:
        with place_to_hash():
            begun.set()
            end.wait(30)

    thread = threading.Thread(target=hash_something)
    thread.start()
    assert begun.wait(30)
    try:
        yield end
    finally:
        end.set()
        thread.join(30)
