"""A visitor's browser, as far as a benchmark needs one: a connection, cookies, forms with their token."""

import asyncio
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.load import HOST, READER

TIMEOUT = 30.0  # seconds for one answer
_BOUNDARY = "between-the-fields-of-a-form"
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
# What a connection ends with, whoever ends it.
ENDINGS = (OSError, EOFError, ValueError, asyncio.LimitOverrunError)


@dataclass(frozen=True)
class Place:
    """Where a press room answers: by which port, under which name, by TLS or not."""

    port: int
    name: str
    tls: bool = False

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.name}"

    async def connect(self, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Opens a connection from that address of this machine, any of 127.0.0.0/8 (Linux)."""
        return await asyncio.open_connection(
            HOST,
            self.port,
            limit=2**20,
            local_addr=(source, 0),
            ssl=_TLS if self.tls else None,
            server_hostname=self.name if self.tls else None,
        )


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes


class Browser:
    """Asks one thing after the other, by one connection for as long as the server keeps it."""

    def __init__(self, place: Place, source: str, keep: bool = True) -> None:
        self.place = place
        self._source = source
        self._keep = keep
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._cookies: dict[str, str] = {}

    def another(self) -> "Browser":
        """Returns another tab: the same cookies, a connection of its own."""
        tab = Browser(self.place, self._source, self._keep)
        tab._cookies = self._cookies
        return tab

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, {}, b"")

    async def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Sends a form with the token of the page before."""
        body = urlencode(fields).encode()
        return await self._ask("POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, body)

    async def upload(self, path: str, fields: Mapping[str, str], name: str, file: bytes) -> Answer:
        body = b"".join(
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in fields.items()
        )
        body += (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="photograph"\r\n'
            "Content-Type: image/png\r\n\r\n"
        ).encode()
        body += file + f"\r\n--{_BOUNDARY}--\r\n".encode()
        return await self._ask(
            "POST", path, {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}, body
        )

    async def token(self, path: str) -> str:
        """Returns the token of the form at that address, "" where it has none."""
        found = _TOKEN.search((await self.get(path)).body)
        return found[1].decode() if found else ""

    async def read(self, release: int) -> Answer:
        """A page's beacon."""
        return await self._ask("POST", f"/read/{release}", {"Sec-Fetch-Site": "same-origin"}, b"")

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Raises one of ENDINGS or TimeoutError where there is no whole answer."""
        async with asyncio.timeout(TIMEOUT):
            try:
                self._line = self._line or await self.place.connect(self._source)
                self._line[1].write(self._head(method, path, headers, len(body)) + body)
                answer = await _whole_answer(self._line[0])
            except BaseException:
                self.close()
                raise
        if not self._keep or b"\r\nconnection: close" in answer.head.lower():
            self.close()
        for cookie in re.findall(rb"\r\nset-cookie: ([^=]+)=([^;\r]*)", answer.head, re.IGNORECASE):
            self._cookies[cookie[0].decode()] = cookie[1].decode()
        return answer

    def _head(self, method: str, path: str, headers: dict[str, str], length: int) -> bytes:
        said = {"Host": self.place.name, "User-Agent": READER} | headers
        if self._cookies:
            said["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if method == "POST":
            said |= {"Origin": self.place.origin, "Referer": f"{self.place.origin}{path}"}
            said |= {"Content-Length": str(length)}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
        return "\r\n".join([*lines, "", ""]).encode()

    def close(self) -> None:
        if self._line:
            self._line[1].close()
        self._line = None


async def _whole_answer(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
    if length:
        body = await reader.readexactly(int(length[1]))
    elif b"\r\ntransfer-encoding: chunked" in head.lower():
        body = await _chunks(reader)
    else:
        body = b""
    return Answer(int(head[9:12]), head, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body


def _any_certificate() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


_TLS = _any_certificate()
