"""What one address adds to one release is bounded, and nothing of it is kept."""

import pickle
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from press.reads import bound as module
from press.reads import log as logs
from press.reads.bound import HourlyBound
from tests.press.reads.records import logged
from tests.processes import FROM_OUR_PAGE, READER

READING = {"user-agent": READER, **FROM_OUR_PAGE}
OFFICE = "203.0.113.7"


def read(release: int, address: str = OFFICE, **more: str) -> None:
    sent = {"REMOTE_ADDR": address, **more}
    assert Client(headers=READING, **sent).post(f"/read/{release}").status_code == 204


def test_one_address_adds_a_hundred_to_one_release_and_an_office_behind_it_is_counted() -> None:
    for _ in range(99):
        read(1)
    assert logged() == [1] * 99
    for _ in range(10):
        read(1)
    assert logged() == [1] * 100
    # Another release, and another address, have their own; zeros before the number are no other release.
    read(2)
    read(1, "203.0.113.8")
    for number in ("01", "0" * 18 + "1"):
        Client(headers=READING, REMOTE_ADDR=OFFICE).post(f"/read/{number}")
    assert Counter(logged()) == {1: 101, 2: 1}


def test_the_beacon_and_the_pixel_are_counted_together_and_answer_as_before(settings: Any) -> None:
    settings.READS_PER_ADDRESS_HOUR = 3
    client = Client(headers=READING, REMOTE_ADDR=OFFICE)
    answers = [(client.post("/read/1"), client.get("/read/1.gif")) for _ in range(4)]
    told = {(beacon.status_code, pixel.status_code, pixel.content) for beacon, pixel in answers}
    assert (len(told), logged()) == (1, [1, 1, 1])


def test_of_ipv6_it_is_the_subscriber_who_counts(settings: Any) -> None:
    settings.READS_PER_ADDRESS_HOUR = 2
    for number in range(5):
        read(1, f"2001:db8:0:1::{number}")
    read(1, "2001:db8:0:2::1")
    assert logged() == [1, 1, 1]


def test_behind_a_proxy_that_is_named_it_is_who_the_proxy_says(settings: Any) -> None:
    from config.env import networks

    settings.READS_PER_ADDRESS_HOUR, settings.TRUSTED_PROXIES = 2, networks(["10.0.0.0/8"])
    for reader in ("203.0.113.1", "203.0.113.2"):
        for number in range(5):
            # What stands before it anybody may have written.
            read(1, "10.0.0.2", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, {reader}")
    assert logged() == [1] * 4


@pytest.mark.parametrize(
    "sent",
    [
        {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "203.0.113.1"},  # a proxy that is not named
        {"REMOTE_ADDR": ""},
    ],
)
def test_who_cannot_be_known_is_not_bounded(settings: Any, sent: dict[str, str]) -> None:
    settings.READS_PER_ADDRESS_HOUR = 2
    for _ in range(5):
        read(1, sent["REMOTE_ADDR"], **sent)
    assert logged() == [1] * 5


def test_with_0_nobody_is_bounded(settings: Any) -> None:
    settings.READS_PER_ADDRESS_HOUR = 0
    for _ in range(105):
        read(1)
    assert logged() == [1] * 105


def test_what_is_not_counted_takes_nothing_of_the_share(settings: Any) -> None:
    settings.READS_PER_ADDRESS_HOUR = 2
    robot = Client(headers={**READING, "user-agent": "curl/8.14.1"}, REMOTE_ADDR=OFFICE)
    for _ in range(5):
        robot.post("/read/1")
    read(1)
    assert logged() == [1]


def test_an_hour_later_it_counts_anew_under_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("press.reads.bound.time.monotonic", lambda: clock[0])
    bound = HourlyBound()
    found = []
    for seconds in (0.0, 0.0, 3599.9, 3600.0, 7199.9, 7200.0):
        clock[0] = seconds
        found.append((bound.takes(OFFICE, 1, at_most=1), *bound._counts))
    assert [taken for taken, _ in found] == [True, False, False, True, False, True]
    # One address and release, three keys.
    assert len({hashed for _, hashed in found}) == 3


def test_a_full_table_begins_anew_and_loses_no_honest_read() -> None:
    bound = HourlyBound(most_counts=1000)
    assert [bound.takes(OFFICE, 1, at_most=1) for _ in range(2)] == [True, False]
    for number in range(10_000):
        assert bound.takes(OFFICE, 2 + number, at_most=1)
        assert len(bound._counts) <= 1000
    # Who fills it has one share more for each thousand requests.
    assert [bound.takes(OFFICE, 1, at_most=1) for _ in range(2)] == [True, False]


def test_who_read_what_is_neither_in_memory_nor_on_the_disk(settings: Any) -> None:
    read(77)
    bound = module.of_this_process
    kept = pickle.dumps({name: value for name, value in vars(bound).items() if name in ("_counts", "_ends")})
    assert (len(bound._counts), OFFICE.encode() in kept) == (1, False)
    on_the_disk = b"".join(path.read_bytes() for path in Path(configured.READ_LOG_DIR).glob("*"))
    assert (len(on_the_disk), OFFICE.encode() in on_the_disk) == (logs.RECORD_BYTES, False)
    assert sorted(vars(bound)) == ["_counts", "_ends", "_keyed", "_lock", "_most_counts"]


def test_threads_together_take_no_more_than_one_does() -> None:
    bound, together = HourlyBound(), threading.Barrier(4)
    taken = Counter[bool]()

    def take() -> None:
        together.wait(30)
        taken.update(bound.takes(OFFICE, 1, at_most=1000) for _ in range(1000))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert taken == {True: 1000, False: 3000}


def test_a_forked_child_waits_for_no_lock_of_its_parent() -> None:
    bound = HourlyBound()
    bound._lock.acquire()
    bound.after_fork_in_child()
    assert bound.takes(OFFICE, 1, at_most=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Бір желілік мекенжайдан бір сағатта бір релизді 100 реттен артық ашу"),
        ("ru", "Более 100 открытий одного релиза с одного сетевого адреса в течение часа"),
        ("en", "More than 100 openings of one release from one network address within an hour"),
    ],
)
def test_the_page_on_counting_says_so(client: Client, settings: Any, language: str, words: str) -> None:
    address = f"/{language}/about-views/"
    assert client.get(address).content.decode().count(words) == 1
    settings.READS_PER_ADDRESS_HOUR = 0
    assert client.get(address).content.decode().count(words[:10]) == 0
