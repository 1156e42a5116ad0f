"""One number in the database, one in memory that the processes of a machine share."""

import fcntl
import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from press.invalidation import generation
from press.invalidation.shared_counter import SharedCounter
from press.models import Generation


def test_the_generation_is_one_row_whose_takedowns_are_remembered(db: None) -> None:
    assert generation.fetch() == (0, 0)
    numbers = []
    for is_takedown in (False, True, False):
        generation.bump(is_takedown=is_takedown)
        numbers.append(generation.fetch())
    assert numbers == [(1, 0), (2, 2), (3, 2)]
    assert list(Generation.objects.values_list("pk", "number", "last_takedown")) == [(1, 3, 2)]


def test_the_counter_of_this_machine_hears_of_it_at_the_commit(
    db: None, django_capture_on_commit_callbacks: Any
) -> None:
    counter = generation.shared_counter()
    with django_capture_on_commit_callbacks(execute=True):
        generation.bump(is_takedown=True)
        assert (counter.value(), counter.last_takedown()) == (0, 0)
    assert (counter.value(), counter.last_takedown()) == (1, 1)


def test_what_is_rolled_back_tells_nobody(db: None, django_capture_on_commit_callbacks: Any) -> None:
    with (
        django_capture_on_commit_callbacks(execute=True) as told,
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        generation.bump()
        raise ZeroDivisionError
    assert (told, generation.fetch(), generation.shared_counter().value()) == ([], (0, 0), 0)


def test_a_change_stands_though_this_machine_cannot_be_told(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def update(*_: object, **__: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(generation.shared_counter(), "update", update)
    with django_capture_on_commit_callbacks(execute=True):
        generation.bump()
    assert generation.fetch() == (1, 0)


def test_each_folder_of_data_has_a_counter_of_its_own(settings: Any, tmp_path: Path) -> None:
    here = generation.shared_counter()
    assert generation.shared_counter() is here
    assert (Path(settings.DATA_DIR) / "generation").stat().st_size == 48
    settings.DATA_DIR = tmp_path / "another"
    assert generation.shared_counter() is not here


def test_the_counter_moves_once_for_each_generation_whoever_sees_it(tmp_path: Path) -> None:
    here, there = SharedCounter(tmp_path / "m"), SharedCounter(tmp_path / "m")
    assert (here.value(), here.last_takedown()) == (0, 0)
    here.update(1, 0)
    there.update(1, 0)
    assert (here.value(), there.value(), there.last_takedown()) == (1, 1, 0)
    there.update(2, 2)
    assert (here.value(), here.last_takedown()) == (2, 2)
    there.update(3, 2)
    assert (here.value(), here.last_takedown()) == (3, 2)


def test_a_takedown_is_noted_also_where_the_number_is_known(tmp_path: Path) -> None:
    counter = SharedCounter(tmp_path / "m")
    counter.update(5, 0)
    counter.update(5, 5)
    assert (counter.value(), counter.last_takedown()) == (2, 2)


def test_a_counter_goes_on_after_a_restart(tmp_path: Path) -> None:
    before = SharedCounter(tmp_path / "new" / "folder" / "m")
    for generation_seen in (7, 8):
        before.update(generation_seen, 7)
    again = SharedCounter(tmp_path / "new" / "folder" / "m")
    again.update(8, 7)
    assert (again.value(), again.last_takedown()) == (2, 1)


def test_two_processes_that_see_a_change_at_once_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = SharedCounter(tmp_path / "m"), SharedCounter(tmp_path / "m")
    waited = list[int]()

    def flock(file: Any, how: int) -> None:
        if not waited:
            waited.append(how)
            there.update(1, 0)  # the other was first, and this one waits

    monkeypatch.setattr("press.invalidation.shared_counter.fcntl.flock", flock)
    here.update(1, 0)
    assert (waited, here.value()) == ([fcntl.LOCK_EX], 1)


def test_a_file_that_was_cut_is_made_whole(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(b"\x09" + bytes(7))
    counter = SharedCounter(tmp_path / "m")
    counter.update(1, 0)
    assert (counter.value(), (tmp_path / "m").stat().st_size) == (10, 48)


def test_a_restored_backup_makes_every_stored_page_old(tmp_path: Path) -> None:
    counter = SharedCounter(tmp_path / "m")
    counter.update(500, 3)
    counter.update(100, 3)
    assert counter.value() == 2
    counter.update(101, 3)
    assert counter.value() == 3


def test_without_a_file_a_process_has_a_counter_of_its_own_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    path = tmp_path / "file" / "generation"
    counter = SharedCounter(path)
    counter.update(1, 1)
    assert (counter.value(), counter.last_takedown(), SharedCounter(path).value()) == (1, 1, 0)
    (said, *_) = caplog.records
    assert (said.levelno, str(path) in said.getMessage(), "File exists" in said.getMessage()) == (
        logging.ERROR,
        True,
        True,
    )
