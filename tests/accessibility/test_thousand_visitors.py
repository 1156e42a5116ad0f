"""A thousand visitors at once, each with choices of their own, before the server of production."""

import http.client
import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Self

import pytest

from accessibility.own_colours import Pair
from accessibility.preferences import CHOICES, Preferences
from accessibility.slots import IN_BAR
from press.models import Release
from tests.processes import Database, Server

VISITORS, LINES = 1000, 16


@dataclass(frozen=True, slots=True)
class Look:
    """Everything of a page that depends on who reads it."""

    root: dict[str, str]
    pressed: list[str]
    steps: int
    statuses: int
    own_stylesheets: list[str]
    room_from: list[str]

    @classmethod
    def of(cls, html: str) -> Self:
        (root,) = re.findall(r"<html[^>]*>", html)
        steps = re.findall(r'id="display-([^"]+)" [^>]*aria-pressed="(true|false)"', html)
        return cls(
            root=dict(re.findall(r'data-([a-z-]+)="([^"]*)"', root)),
            pressed=[step for step, state in steps if state == "true"],
            steps=len(steps),
            statuses=len(re.findall(r'aria-describedby="display-[a-z-]+-status"', html)),
            own_stylesheets=re.findall(r'href="/display/own/([^"]+)\.css"', html),
            room_from=re.findall(r'media="([^"]+)" data-display-wide', html),
        )

    @classmethod
    def chosen_by(cls, visitor: Preferences) -> Self:
        own = visitor.own if visitor.colours == "own" else None
        steps = sum(len(CHOICES[name]) for name in IN_BAR)
        return cls(
            root=visitor.chosen(),
            pressed=[f"{name}-{visitor.value(name)}" for name in IN_BAR],
            steps=steps if visitor.own else steps - 1,
            statuses=sum(name in visitor.chosen() for name in IN_BAR),
            own_stylesheets=[own.token()] if own else [],
            room_from=[f"(min-width: {0.48 * int(visitor.text_size):g}em)"],
        )


def thousand() -> list[Preferences]:
    """No two alike, the same at every run; some have a pair of colours that nobody else has."""
    chance = random.Random(3)  # noqa: S311  # no secret
    found = {"": Preferences()}
    while len(found) < VISITORS:
        named = {name: chance.choice(values) for name, values in CHOICES.items()}
        dark, light = (
            "#" + "".join(f"{chance.randrange(*channel):02x}" for _ in range(3))
            for channel in ((0, 56), (208, 256))
        )
        own = chance.choice([None, Pair(dark, light), Pair(light, dark)])
        if own:
            named["colours"] = chance.choice(["own", named["colours"]])
        visitor = Preferences().changed(named, own)
        found[visitor.token()] = visitor
    return list(found.values())


def test_of_a_thousand_there_are_a_thousand_looks_and_many_pairs() -> None:
    visitors = thousand()
    assert len({visitor.token() for visitor in visitors}) == VISITORS
    assert len({visitor.own for visitor in visitors if visitor.colours == "own"}) > 300


@pytest.fixture
def server(transactional_db: None, make_release: Any, tmp_path: Path) -> Iterator[tuple[Server, Release]]:
    release = make_release(language="ru", title="Встреча")
    started = Server(DATABASE_URL=Database(tmp_path).url)
    yield started, release
    started.process.terminate()
    started.process.wait(30)


def test_each_of_a_thousand_interleaved_visitors_gets_their_own_look_and_nobody_elses(
    server: tuple[Server, Release],
) -> None:
    running, release = server
    running.wait_until_it_answers()
    pages = {
        "/kk/": 200,
        "/ru/releases/": 200,
        release.get_absolute_url(): 200,
        "/en/archive/": 200,
        "/kk/search/?q=%D0%B0": 200,
        "/ru/accessibility/": 200,
        "/en/display/": 200,
        "/kk/nothing-here/": 404,
    }
    waiting: SimpleQueue[tuple[str, Preferences]] = SimpleQueue()
    for number, visitor in enumerate(thousand()):
        waiting.put((list(pages)[number % len(pages)], visitor))
    wrong: list[str] = []
    answered: list[str] = []

    def ask(line: http.client.HTTPConnection) -> None:
        while True:
            try:
                address, visitor = waiting.get_nowait()
            except Empty:
                return
            token = visitor.token()
            # One connection carries many visitors, as that of a proxy in front does.
            line.request("GET", address, headers={"Cookie": f"display={token}"} if token else {})
            answer = line.getresponse()
            html = answer.read().decode()
            answered.append(token)
            if answer.status != pages[address]:
                wrong.append(f"{address} answers {answer.status}")
            if (seen := Look.of(html)) != (chosen := Look.chosen_by(visitor)):
                wrong.append(f"{address} {token}: {seen} is not {chosen}")
            if answer.getheader("Set-Cookie") or "cookie" in (answer.getheader("Vary") or "").lower():
                wrong.append(f"{address} {token}: {answer.getheaders()}")

    lines = [http.client.HTTPConnection("127.0.0.1", running.port, timeout=30) for _ in range(LINES)]
    threads = [threading.Thread(target=ask, args=[line]) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    for line in lines:
        line.close()
    assert wrong[:3] == []
    assert len(answered) == len(set(answered)) == VISITORS
