"""What was touched of late: told by one process, known to each other one of the machine."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.invalidation import generation, shared_counter
from press.invalidation.recent_changes import RecentChanges
from press.invalidation.shared_counter import SharedCounter
from press.models import Change


@pytest.fixture
def counter(tmp_path: Path) -> SharedCounter:
    return SharedCounter(tmp_path / "generation")


def spared(recent: RecentChanges, counter: SharedCounter, *names: str, made_at: int = 0) -> bool:
    return recent.have_spared(names, made_at, counter.value())


def test_a_page_is_as_it_was_made_until_one_of_its_names_is_touched(counter: SharedCounter) -> None:
    recent, other_process = RecentChanges(counter), SharedCounter(counter._path)
    assert spared(recent, counter, "release:1", "newest:kk")
    other_process.update(1, 0, {1: ["newest:ru", "release:2"]})
    assert spared(recent, counter, "release:1", "newest:kk")
    other_process.update(3, 0, {2: ["newest:ru"], 3: ["release:1"]})
    assert not spared(recent, counter, "release:1", "newest:kk")
    assert spared(recent, counter, "release:1", made_at=2)
    # Who comes later reads it from the beginning.
    assert [spared(RecentChanges(counter), counter, name) for name in ("release:1", "release:3")] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    "seen",
    [
        {"number": 1, "last_takedown": 0, "changes": {1: None}},
        {"number": 1, "last_takedown": 1, "changes": {1: ["release:2"]}},  # a takedown takes all
        {"number": 2, "last_takedown": 0, "changes": {2: ["release:2"]}},  # one was missed
        {"number": 1, "last_takedown": 0, "changes": {}},
    ],
)
def test_where_not_all_is_known_every_page_is_old(counter: SharedCounter, seen: dict[str, Any]) -> None:
    recent = RecentChanges(counter)
    assert spared(recent, counter, "release:1")
    counter.update(**seen)
    assert not spared(recent, counter, "release:1")
    assert spared(recent, counter, "release:1", made_at=1)
    assert not spared(RecentChanges(counter), counter, "release:1")


def test_a_restored_backup_makes_every_page_old(counter: SharedCounter) -> None:
    counter.update(500, 3, {})
    made_at = counter.value()
    counter.update(100, 3, {100: ["release:2"]})
    assert not spared(RecentChanges(counter), counter, "release:1", made_at=made_at)


def test_who_was_told_more_meanwhile_is_not_told_less(counter: SharedCounter) -> None:
    seen = counter.seen()
    assert counter.update(2, 0, {1: ["a"], 2: ["b"]}, since=seen)
    assert not counter.update(1, 0, {1: ["a"]}, since=seen)
    assert (counter.seen(), counter.value(), counter.last_of_all()) == ((2, 0), 1, 0)


def test_the_file_of_changes_does_not_grow_for_ever_and_who_missed_some_knows_it(
    counter: SharedCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_counter, "MOST_BYTES", 2_000)
    always_there, first, late = RecentChanges(counter), counter.value(), RecentChanges(counter)
    assert spared(late, counter, "release:1")
    for number in range(1, 301):
        counter.update(number, 0, {number: [f"release:{number}"]})
        assert not spared(always_there, counter, f"release:{number}", made_at=number - 1)
        assert spared(always_there, counter, "release:0", made_at=number - 1)
        assert counter.changes_path.stat().st_size <= 2_000
    assert not spared(late, counter, "release:0", made_at=first)
    assert spared(late, counter, "release:0", made_at=299)
    assert not spared(late, counter, "release:300", made_at=299)


@given(debris=st.binary(max_size=40))
def test_a_damaged_line_makes_every_page_old_and_what_comes_after_it_counts(
    tmp_path_factory: pytest.TempPathFactory, debris: bytes
) -> None:
    counter = SharedCounter(tmp_path_factory.mktemp("data") / "generation")
    counter.update(1, 0, {1: ["release:2"]})
    with counter.changes_path.open("ab") as file:
        file.write(debris.replace(b"\n", b"") + b"{")  # cut by a full disk
    counter.update(2, 0, {2: ["release:3"]})
    recent = RecentChanges(counter)
    assert not spared(recent, counter, "release:1")
    assert not spared(recent, counter, "release:3", made_at=1)
    counter.update(3, 0, {3: ["release:4"]})
    assert [spared(recent, counter, name, made_at=2) for name in ("release:1", "release:4")] == [True, False]


def test_without_a_file_every_change_makes_every_page_old(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    counter = SharedCounter(tmp_path / "file" / "generation")
    recent = RecentChanges(counter)
    counter.update(1, 0, {1: ["release:2"]})
    assert not spared(recent, counter, "release:1")


def test_what_other_machines_changed_is_read_from_the_database(db: None) -> None:
    recent, here = RecentChanges(generation.shared_counter()), generation.shared_counter()
    generation.bump(["release:2"])
    generation.bump(["release:3"])
    assert list(Change.objects.order_by("number").values_list("number", "names")) == [
        (1, ["release:2"]),
        (2, ["release:3"]),
    ]
    generation.catch_up()
    names = ("release:1", "release:2", "release:3")
    assert [spared(recent, here, name) for name in names] == [True, False, False]
    made_at = here.value()
    generation.bump()
    generation.catch_up()
    assert not spared(recent, here, "release:1", made_at=made_at)


def test_changes_that_are_hours_old_are_deleted(db: None) -> None:
    generation.bump(["release:2"])
    Change.objects.update(at="2020-01-01T00:00:00Z")
    generation.bump(["release:3"])
    generation.delete_old_changes()
    assert list(Change.objects.values_list("number", flat=True)) == [2]
    generation.catch_up()
    assert not spared(RecentChanges(generation.shared_counter()), generation.shared_counter(), "release:1")


def test_the_lines_are_json(counter: SharedCounter) -> None:
    counter.update(1, 0, {1: ["release:2"]})
    lines = counter.changes_path.read_text().splitlines()
    assert [json.loads(line) for line in lines] == [[0, None], [1, ["release:2"]]]
