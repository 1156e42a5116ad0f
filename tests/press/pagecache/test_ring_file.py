"""One file of a bounded size: what is found under a name is what was written last under it, or nothing."""

import fcntl
import hashlib
import os
import random
import subprocess
import sys
import time
from array import array
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.pagecache import ring_file
from press.pagecache.ring_file import DamagedError, RingFile

SIZE = 200_000


def name_of(number: int) -> bytes:
    return hashlib.blake2b(str(number).encode(), digest_size=ring_file.NAME).digest()


def content_of(name: bytes, number: int) -> bytes:
    """Returns bytes by which is known whether they are whole, and whose."""
    seed = name + number.to_bytes(4, "big")
    return seed + hashlib.shake_128(seed).digest(2_000 + number * 977 % 15_000)


def is_whole(name: bytes, content: bytes) -> bool:
    return content == content_of(name, int.from_bytes(content[len(name) : len(name) + 4], "big"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ring"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 200), st.booleans()), max_size=120))
def test_what_is_found_is_what_was_written_last_by_whichever_process(
    tmp_path_factory: pytest.TempPathFactory, written: list[tuple[int, int, bool]]
) -> None:
    path = tmp_path_factory.mktemp("ring") / "ring"
    processes = RingFile(path, SIZE), RingFile(path, SIZE)
    last: dict[bytes, bytes] = {}
    for key, number, by_other in written:
        name = name_of(key)
        known = [each.get_known(name) for each in processes]
        assert all(one is None or is_whole(name, bytes(one)) for one in known), "it may be older"
        last[name] = content_of(name, number)
        processes[by_other].put(name, last[name])
        assert processes[by_other].get_known(name) == last[name]
        assert [bytes(each.get(name) or b"") for each in processes] == [last[name]] * 2
        assert [each.get_known(name) for each in processes] == [last[name]] * 2
    for name in map(name_of, range(31)):
        assert (processes[0].get(name) or b"") in (b"", last.get(name, b""))
    assert path.stat().st_size <= SIZE if written else path.stat().st_size == 0
    assert all(RingFile(path, SIZE).get(name) == processes[0].get(name) for name in last)


def test_what_is_read_stays_and_what_nobody_reads_is_written_over(path: Path) -> None:
    ring = RingFile(path, SIZE)
    read, unread = name_of(1), name_of(2)
    for name in (read, unread):
        ring.put(name, content_of(name, 0))
    for number in range(10, 200):
        ring.put(name_of(number), content_of(name_of(number), number))
        # What has to be written once more to stay is asked for as if nothing were known of it.
        assert (ring.get_known(read) or ring.get(read)) == content_of(read, 0)
    assert ring.get_known(unread) is ring.get(unread) is None
    # The index is bounded too: of what was written last nearly all is there.
    recent = range(190, 200)
    assert sum(ring.get(name_of(number)) is not None for number in recent) == len(recent)


def test_of_nine_names_in_one_place_of_the_index_the_oldest_goes(path: Path) -> None:
    ring = RingFile(path, SIZE)
    names = map(name_of, range(1000))
    same = [name for name in names if ring._find_set(name[:8]) == ring._find_set(name_of(0)[:8])][:9]
    for name in same:
        ring.put(name, name)
    assert [ring.get(name) for name in same] == [None, *same[1:]]


def test_what_was_written_over_while_it_was_read_is_no_damage(path: Path) -> None:
    """A reader is told of nobody who writes: it has the name of the old record, and the rest of a new one."""
    ring = RingFile(path, SIZE)
    for written_since, is_damage in ((0, False), (100, True), (ring._ring, False)):
        ring.put(name_of(1), b"a record")
        os.pwrite(ring._file, b"X", path.stat().st_size - 1)
        header = ring_file._HEADER.pack(ring_file._MAGIC, ring._written + written_since)
        os.pwrite(ring._file, header, 0)
        with pytest.raises(DamagedError) if is_damage else nullcontext():
            assert ring.get(name_of(1)) is None


def test_what_is_being_written_in_the_place_of_its_predecessor_is_no_damage(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the ring begins anew: the index still names the longer one that lay there."""
    reader, writer = RingFile(path, SIZE), RingFile(path, SIZE)
    name, write, found = name_of(1), os.pwrite, []
    writer.put(name, b"much longer" * 400)
    while writer._written % writer._ring <= writer._ring - SIZE // 50:
        writer.put(name_of(2), bytes(SIZE // 50))
    writer.put(name_of(3), bytes(writer._ring - writer._written % writer._ring - ring_file._RECORD.size))

    def look(file: int, content: bytes, offset: int) -> int:
        done = write(file, content, offset)
        found.append(reader.get(name))
        return done

    monkeypatch.setattr(ring_file.os, "pwrite", look)
    writer.put(name, b"short")
    monkeypatch.undo()
    assert found == [b"much longer" * 400, None, b"short"]


def test_a_reader_who_was_stopped_for_a_whole_turn_of_the_ring_finds_no_damage(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the record lay that its index named a longer one of the same name may lie by then."""
    reader, writer = RingFile(path, SIZE), RingFile(path, SIZE)
    name, read = name_of(1), os.pread
    writer.put(name, b"short")

    def write_meanwhile(file: int, size: int, offset: int) -> bytes:
        found = read(file, size, offset)
        if size == ring_file._SET:
            monkeypatch.undo()
            for number in range(10, 60):
                writer.put(name_of(number), bytes(SIZE // 50))
                if writer._written % writer._ring > writer._ring - SIZE // 49:
                    break
            writer.put(name, b"much longer" * 400)
        return found

    monkeypatch.setattr(ring_file.os, "pread", write_meanwhile)
    assert reader.get(name) is None
    assert reader.get(name) == b"much longer" * 400


def test_one_process_writes_at_a_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, other = RingFile(path, SIZE), RingFile(path, SIZE)
    write, found_locked = os.pwrite, []

    def note(*asked: Any) -> int:
        try:
            fcntl.flock(other._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            found_locked.append(True)
        return write(*asked)

    monkeypatch.setattr(ring_file.os, "pwrite", note)
    ring.put(name_of(1), b"a record")
    monkeypatch.undo()
    assert found_locked == [True] * 3
    other.put(name_of(2), b"and then another one")


def test_a_record_of_another_name_is_not_found_under_this_one(path: Path) -> None:
    ring = RingFile(path, SIZE)
    ring.put(name_of(1), b"first")
    entry = os.pread(ring._file, ring_file._SET, ring._find_set(name_of(1)[:8]))
    place = ring_file._PLACE.unpack_from(entry, entry.index(name_of(1)[:8]) + 8)[0]
    with ring._alone():
        ring._enter(name_of(2)[:8], place)
    assert (ring.get(name_of(1)), ring.get(name_of(2))) == (b"first", None)
    ring._places = array("Q", [place] * ring_file._REMEMBERED)
    assert (ring.get_known(name_of(1)), ring.get_known(name_of(2))) == (b"first", None)


def test_what_is_longer_than_an_eighth_is_not_kept(path: Path) -> None:
    ring = RingFile(path, SIZE)
    ring.put(name_of(1), bytes(SIZE // 8))
    assert ring.get(name_of(1)) is None


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happened_to_the_file_no_wrong_byte_is_read_and_it_takes_pages_again(
    path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    ring = RingFile(path, SIZE)
    names = [name_of(number) for number in range(12)]
    for number, name in enumerate(names):
        ring.put(name, content_of(name, number))
    whole = bytearray(path.read_bytes())
    match seed % 4:
        case 0:
            path.write_bytes(whole[: chance.randrange(len(whole))])
        case 1:
            path.write_bytes(chance.randbytes(len(whole)))
        case 2:
            os.truncate(path, 0)
        case _:
            used = [number for number, byte in enumerate(whole) if byte]
            for number in chance.sample(used, 40) + chance.sample([n for n in used if n < 4_000], 10):
                whole[number] ^= 1 << chance.randrange(8)
            path.write_bytes(whole)
    for each in (ring, RingFile(path, SIZE)):
        for name in names:
            known = each.get_known(name)
            assert known is None or is_whole(name, bytes(known))
            try:
                found = each.get(name)
            except DamagedError:
                assert each.get(name) is None, "it is said once"
            else:
                assert found is None or is_whole(name, bytes(found))
    for name in names:
        ring.put(name, content_of(name, 7))
    again = RingFile(path, SIZE)
    assert [again.get(name) == content_of(name, 7) for name in names].count(False) <= 1


WRITES = """
import sys, itertools
from pathlib import Path
from press.pagecache.ring_file import RingFile
from tests.press.pagecache.test_ring_file import SIZE, content_of, name_of
ring = RingFile(Path(sys.argv[1]), SIZE)
for number in itertools.count(int(sys.argv[2])):
    name = name_of(number % 20)
    ring.put(name, content_of(name, number))
    if number % 20 == 19: print("on", flush=True)
"""


def test_of_processes_that_write_and_are_killed_no_wrong_byte_is_read(path: Path) -> None:
    """Two write over one another's pages, the whole ring many times a second, while a third reads."""
    ring, chance, read = RingFile(path, SIZE), random.Random(1), 0  # noqa: S311 - no secret
    for _ in range(20):
        commands = [[sys.executable, "-c", WRITES, str(path), str(begin)] for begin in (0, 7)]
        writers = [subprocess.Popen(each, stdout=subprocess.PIPE, text=True) for each in commands]
        for writer in writers:
            assert writer.stdout
            assert writer.stdout.readline() == "on\n"
        until = time.monotonic() + chance.uniform(0.01, 0.05)
        while time.monotonic() < until:
            name = name_of(chance.randrange(20))
            for found in (ring.get_known(name), ring.get(name)):
                assert found is None or is_whole(name, bytes(found))
                read += found is not None
        for writer in writers:
            writer.kill()
            with writer:
                pass
        for name in map(name_of, range(20)):
            found = ring.get(name)
            assert found is None or is_whole(name, bytes(found))
    assert read > 100
    ring.put(name_of(1), b"who was killed holds no lock")
    assert ring.get(name_of(1)) == b"who was killed holds no lock"
