"""When the database hangs: noticed by the clock, its connections closed, none opened until it answers."""

import threading

import pytest

from press.invalidation import generation, monitor
from press.postgresql import open_connections


def test_a_database_that_owes_an_answer_for_too_long_is_away_until_it_answers(
    monkeypatch: pytest.MonkeyPatch,
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
    finally:
        may_answer.set()
        question.join()
    assert (one.database_is_away, open_connections.may_be_opened()) == (False, True)


def test_questions_that_are_answered_are_never_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    one = monitor.DatabaseMonitor()
    monkeypatch.setattr(generation, "fetch", lambda: (one.check_patience(), (0, 0))[1])
    for _ in range(20):
        one.poll()
        one.check_patience()
    assert not one.database_is_away
