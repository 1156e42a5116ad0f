"""When the database hangs: noticed by the clock, its connections closed, none opened until it answers."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from press.invalidation import generation, monitor
from press.postgresql import open_connections


def test_a_database_that_owes_an_answer_for_too_long_is_away_until_it_answers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked, may_answer = threading.Event(), threading.Event()

    def fetch() -> tuple[int, int]:
        asked.set()
        assert may_answer.wait(60)
        return (0, 0)

    monkeypatch.setattr(generation, "fetch", fetch)
    cuts = list[bool]()
    monkeypatch.setattr(open_connections, "close_all", lambda: cuts.append(True))
    one = monitor.DatabaseMonitor()
    steps = int(monitor.TOO_LONG / monitor.STEP)
    question = threading.Thread(target=one.poll)
    question.start()
    try:
        assert asked.wait(60)
        for _ in range(steps):
            one.check_patience()
        assert (one.database_is_away, cuts, open_connections.may_be_opened()) == (False, [], True)
        one.check_patience()
        assert (one.database_is_away, cuts, open_connections.may_be_opened()) == (True, [True], False)
        assert [each.getMessage() for each in caplog.records] == [
            "The database does not answer; pages are served as they last were: no answer for 2 seconds"
        ]
    finally:
        may_answer.set()
        question.join()
    assert (one.database_is_away, open_connections.may_be_opened()) == (False, True)


def test_questions_that_are_answered_are_never_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    one = monitor.DatabaseMonitor()
    monkeypatch.setattr(generation, "fetch", lambda: (one.check_patience(), (0, 0))[1])
    for _ in range(20):
        one.check_patience()
    for _ in range(20):
        one.poll()
        one.check_patience()
    for _ in range(20):
        one.check_patience()
    assert not one.database_is_away


def test_an_outage_is_one_error_and_its_end_one_line(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "press.invalidation.monitor")
    aged = list[bool]()
    monkeypatch.setattr(monitor, "close_old_connections", lambda: aged.append(True))
    monkeypatch.setattr(
        open_connections, "close_all", lambda: pytest.fail("a refused question waits for nothing")
    )
    closed = list[bool]()
    monkeypatch.setattr(monitor, "connection", SimpleNamespace(close=lambda: closed.append(True)))
    fails = [True]

    def fetch() -> tuple[int, int]:
        if fails[0]:
            raise OperationalError("it is closed")
        return (7, 0)

    monkeypatch.setattr(generation, "fetch", fetch)
    one = monitor.DatabaseMonitor()
    states = []
    for now_fails in (True, True, True, False, False):
        fails[0] = now_fails
        one.poll()
        for _ in range(20):
            one.check_patience()
        # Only the monitor's own thread may connect meanwhile: here it is this one.
        in_another = ThreadPoolExecutor(1).submit(open_connections.may_be_opened).result()
        states.append((one.database_is_away, in_another))
    assert states == [(True, False)] * 3 + [(False, True)] * 2
    assert [(each.levelname, each.getMessage()) for each in caplog.records] == [
        (
            "ERROR",
            "The database does not answer; pages are served as they last were: it is closed",
        ),
        ("INFO", "The database answers again."),
    ]
    assert (len(closed), len(aged), generation.shared_counter().value()) == (3, 5, 1)


def test_a_fault_of_ours_is_no_outage(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(monitor, "close_old_connections", lambda: None)

    def fetch() -> tuple[int, int]:
        raise ZeroDivisionError

    monkeypatch.setattr(generation, "fetch", fetch)
    one = monitor.DatabaseMonitor()
    one.poll()
    for _ in range(20):
        one.check_patience()
    assert one.database_is_away is False
    assert [each.getMessage() for each in caplog.records] == ["The generation cannot be read"]


def test_a_process_that_stood_still_itself_blames_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    one = monitor.DatabaseMonitor()
    one._waits, one._asked = True, 1
    for number in range(2, 30):
        one.check_patience()
        one._asked = number  # another question each time that it is looked at
    assert one.database_is_away is False


def test_it_begins_once_a_process_with_two_threads_that_end_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = list[dict[str, object]]()

    def make_thread(**what: object) -> SimpleNamespace:
        return SimpleNamespace(start=lambda: begun.append(what))

    monkeypatch.setattr("press.invalidation.monitor.threading.Thread", make_thread)
    one = monitor.DatabaseMonitor()
    both = [
        {"target": monitor._repeat, "args": [0.5, one.poll], "name": "generation", "daemon": True},
        {"target": monitor._repeat, "args": [0.25, one.check_patience], "name": "patience", "daemon": True},
    ]
    # The first process of a container has the number 1.
    for number in (1, 1, 2, 2):
        monkeypatch.setattr("press.invalidation.monitor.os.getpid", lambda number=number: number)
        one.start()
    assert begun == [*both, *both]


def test_a_task_is_done_at_once_and_again_after_each_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses, done = list[float](), list[bool]()

    class Event:
        def wait(self, seconds: float) -> bool:
            pauses.append(seconds)
            return len(pauses) > 3

    monkeypatch.setattr(monitor.threading, "Event", Event)
    monitor._repeat(0.5, lambda: done.append(True))
    assert (pauses, done) == ([0.5] * 4, [True] * 4)
