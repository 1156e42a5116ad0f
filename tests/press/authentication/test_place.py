"""One place to hash in a process: who gets it, who waits, who is refused."""

import threading
import time

import pytest

from press.authentication.hashing import OneAtATimeHasher
from press.authentication.throttle import TooManyAttempts, place_to_hash
from tests.press.authentication.hashers import place_taken


def test_who_finds_the_place_taken_is_refused_at_once() -> None:
    with place_taken():
        began = time.monotonic()
        with pytest.raises(TooManyAttempts) as refused, place_to_hash():
            pytest.fail("two hash at once")
        assert time.monotonic() - began < 1
    assert (refused.value.status, refused.value.retry_after) == (429, 2)
    with place_to_hash():
        pass


def test_no_password_is_hashed_or_compared_beside_another() -> None:
    hasher = OneAtATimeHasher()
    encoded = hasher.encode("correct horse battery", hasher.salt())
    with place_taken():
        for hash_it in (lambda: hasher.encode("x", "salt" * 4), lambda: hasher.verify("x", encoded)):
            with pytest.raises(TooManyAttempts):
                hash_it()
    assert hasher.verify("correct horse battery", encoded) is True
    assert hasher.verify("another horse", encoded) is False


def test_one_waits_and_a_second_does_not() -> None:
    got = threading.Event()

    def wait() -> None:
        with place_to_hash(30):
            got.set()

    with place_taken() as end:
        waiting = threading.Thread(target=wait)
        waiting.start()
        _until_refused(0.05)
        assert not got.is_set()
        end.set()
        waiting.join(30)
    assert got.is_set()


def _until_refused(wait: float) -> None:
    """Returns once the other thread waits: until then who may wait does, and after it is refused at once."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        began = time.monotonic()
        with pytest.raises(TooManyAttempts), place_to_hash(wait):
            pytest.fail("two hash at once")
        if time.monotonic() - began < wait / 2:
            return
    pytest.fail("a second one waits as well")


def test_who_waits_in_vain_is_refused_after_that_long() -> None:
    with place_taken():
        began = time.monotonic()
        with pytest.raises(TooManyAttempts), place_to_hash(0.05):
            pytest.fail("two hash at once")
        assert 0.05 <= time.monotonic() - began < 5


def test_who_has_the_place_may_hash_more_than_once() -> None:
    with place_to_hash(), place_to_hash():
        assert OneAtATimeHasher().encode("x", "salt" * 4)
    with place_to_hash():
        pass
