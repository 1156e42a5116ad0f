"""What a proxy is asked: as a stranger, as an officer, and much at once."""

import http.client
import select
import ssl
import time
from collections import Counter
from contextlib import suppress
from typing import Any

from tests.deployment.proxy import HOST, Proxy

OFFICER = {"Cookie": "display=x; __Host-sessionid=any"}
SIGNED_OUT = {"Cookie": "__Host-csrftoken=any"}
LOGIN, WRITING = "/admin/login/", "/admin/press/edition/12/change/"

Answer = tuple[int, dict[str, str], bytes]


def burst(proxy: Proxy, times: int, method: str, path: str, **how: Any) -> list[Answer]:
    """What as many requests get, one after the other on one connection."""
    line = http.client.HTTPSConnection(HOST, timeout=20)
    line.sock = proxy.connect(how.pop("address", "127.0.0.1"))
    answers = []
    for _ in range(times):
        line.request(method, path, **how)
        answer = line.getresponse()
        answers.append((answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()))
    line.close()
    return answers


def statuses(*what: Any, **how: Any) -> Counter[int]:
    return Counter(status for status, _, _ in burst(*what, **how))


def first_refused(proxy: Proxy, path: str) -> Answer:
    """Returns the answer to the first POST of many that is too many."""
    return next(answer for answer in burst(proxy, 200, "POST", path) if answer[0] == 429)


def send(line: ssl.SSLSocket, request: str, *headers: str, body: str = "") -> None:
    line.sendall("\r\n".join([f"{request} HTTP/1.1", f"Host: {HOST}", *headers, "", body]).encode())


def heard(lines: list[ssl.SSLSocket], enough: int) -> list[int]:
    """The status that came on each, 0 where none did until `enough` of all were answered."""
    found = dict.fromkeys(lines, 0)
    until = time.monotonic() + 10
    while enough > sum(map(bool, found.values())):
        silent = [line for line, status in found.items() if not status]
        ready, _, _ = select.select(silent, [], [], max(0.0, until - time.monotonic()))
        assert ready, f"only {list(found.values())} came"
        for line in ready:
            line.settimeout(0.2)  # what came may be of TLS alone
            with suppress(TimeoutError):
                found[line] = int(line.recv(4096).split()[1])
    return list(found.values())
