"""Sends requests: wrk as fast as it can, from one core; and one by one, each answer looked at."""

import gzip
import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.setting_up import Refusal

HOST = "127.0.0.1"
SERVER_CORE, LOAD_CORE = "0", "1"
CONNECTIONS = 32
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
_TICK = os.sysconf("SC_CLK_TCK")
_ROOT = re.compile(rb"<html\b[^>]*>")
_ATTRIBUTE = re.compile(rb' (data-[a-z-]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a visitor. `display` is what their cookie says, "" without one."""

    path: str
    display: str = ""
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()

    def fields(self) -> dict[str, str]:
        cookie = {"Cookie": f"display={self.display}"} if self.display else {}
        return {"User-Agent": READER, **cookie, **dict(self.headers)}

    def raw(self) -> str:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {HOST}"]
        lines += [f"{name}: {value}" for name, value in self.fields().items()]
        if self.method == "POST":
            lines.append("Content-Length: 0")
        return "\r\n".join([*lines, "", ""])


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def attributes(self) -> dict[bytes, bytes]:
        """Returns the display that the page has: the data attributes of its root element."""
        found = _ROOT.search(self.text())
        return dict(_ATTRIBUTE.findall(found[0])) if found else {b"no": b"page"}

    def text(self) -> bytes:
        match self.headers.get("content-encoding"):
            case "gzip":
                return gzip.decompress(self.body)
            case "br":
                import brotli

                return bytes(brotli.decompress(self.body))
        return self.body


def said(attributes: str) -> dict[bytes, bytes]:
    """Returns the attributes as an answer tells them."""
    return dict(_ATTRIBUTE.findall(attributes.encode()))


Right = Callable[[Request, Answer], bool]


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of wrk."""

    each_second: float
    cpu: float  # microseconds of the server's processes for one request
    p99: float  # milliseconds
    failed: int


@dataclass
class Looked:
    """How many answers were looked at, and how many of them were not right for who asked."""

    answers: int = 0
    wrong: int = 0
    first: list[str] = field(default_factory=list)


def look(port: int, requests: Sequence[Request], right: Right, looked: Looked) -> None:
    """Sends each request by itself and counts the answers that are not right."""
    line = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        for request in requests:
            answer = ask(line, request)
            looked.answers += 1
            if not right(request, answer):
                looked.wrong += 1
                looked.first = looked.first or [f"{request} → {answer.status} {answer.headers}"]
    finally:
        line.close()


def ask(line: http.client.HTTPConnection, request: Request) -> Answer:
    line.request(request.method, request.path, headers={"Host": HOST, **request.fields()})
    response = line.getresponse()
    body = response.read()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def drive(port: int, requests: Sequence[Request], seconds: int, pid: int, folder: Path) -> Measured:
    """Has wrk send the requests in turn, for so long; `pid` is the server's first process."""
    file = folder / "requests"
    file.write_text("\0".join(request.raw() for request in requests))
    before = cpu_seconds(pid)
    wrk = subprocess.run(
        ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency",
         "-s", str(Path(__file__).with_name("rotate.lua")), f"http://{HOST}:{port}/", "--", str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    spent = cpu_seconds(pid) - before
    found = re.search(r"^FOUND (.*)$", wrk.stdout, re.MULTILINE)
    if not found:
        raise Refusal(f"wrk did not run: {(wrk.stderr or wrk.stdout).strip()[:300]}")
    told = json.loads(found[1])
    requests_done = max(1, told["requests"])
    return Measured(
        each_second=requests_done / (told["microseconds"] / 1_000_000),
        cpu=spent / requests_done * 1_000_000,
        p99=told["p99"] / 1000,
        failed=told["failed"],
    )


def cpu_seconds(pid: int) -> float:
    """Returns the processor time of a process and all below it, dead children included."""
    total = 0.0
    for each in _tree(pid):
        try:
            words = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(map(int, words[11:15])) / _TICK
    return total


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except FileNotFoundError:
            continue
        for child in children:
            found += _tree(int(child))
    return found


def require_two_cores() -> None:
    if sys.platform != "linux" or not {0, 1} <= os.sched_getaffinity(0):
        raise Refusal(
            "The benchmark pins the server to core 0 and the load to core 1 (Linux): both are needed."
        )
