"""What strangers do to a press room, and an officer who uploads what unfolds. None of it ends by itself."""

import asyncio
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from io import BytesIO
from itertools import count, cycle
from typing import Any

from benchmarks.browser import ENDINGS, Browser, Place

GUESSERS, HALVES, SILENT, UPLOADS, CROWD, CRAWLERS = 40, 100, 3_000, 8, 32, 16
SIGN_IN, ADD = "/admin/login/", "/admin/press/edition/add/"
# Before a connection that was ended is opened again, in seconds.
AGAIN = 0.05
SENDERS = 250

Counts = Counter[str]


def source(number: int) -> str:
    """Returns an address of this machine for one stranger of many: bounds by address do not add them up."""
    return f"127.0.1.{number % SENDERS + 1}"


async def guess(place: Place, counts: Counts) -> None:
    """Wrong passwords of one account, as fast as each is answered, with cookies and tokens."""

    async def guesser(number: int) -> None:
        browser, token = Browser(place, source(number)), ""
        for tried in count():
            try:
                token = token or await browser.token(f"{SIGN_IN}?next=/admin/")
                form = {"csrfmiddlewaretoken": token, "username": "author", "password": f"guess {tried}"}
                answer = await browser.post(f"{SIGN_IN}?next=/admin/", form)
                counts[f"guess answered {answer.status}"] += 1
            except (TimeoutError, *ENDINGS):
                counts["guess cut"] += 1
                await asyncio.sleep(AGAIN)

    await asyncio.gather(*(guesser(number) for number in range(GUESSERS)))


async def send_half(place: Place, counts: Counts) -> None:
    """Forms of which a part is sent, and the rest never."""
    forms = [
        ("/en/display/", "Sec-Fetch-Site: same-origin"),
        (SIGN_IN, f"Cookie: csrftoken={'a' * 32}; __Host-csrftoken={'a' * 32}"),
    ]
    heads = [
        f"POST {path} HTTP/1.1\r\nHost: {place.name}\r\nOrigin: {place.origin}\r\n"
        f"Referer: {place.origin}{path}\r\n{said}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nusername=autho"
        for path, said in forms
    ]
    halves = [_hold(place, number, counts, "half", heads[number % 2].encode()) for number in range(HALVES)]
    await asyncio.gather(*halves)


async def stay_silent(place: Place, counts: Counts) -> None:
    """Connections that ask nothing; to the proxy they do not even begin with TLS."""
    bare = Place(place.port, place.name)
    await asyncio.gather(*(_hold(bare, number, counts, "silent", b"") for number in range(SILENT)))


async def _hold(place: Place, number: int, counts: Counts, name: str, sent: bytes) -> None:
    """Keeps a connection for as long as the server does, and opens the next."""
    while True:
        try:
            reader, writer = await place.connect(source(number))
            counts[f"{name} opened"] += 1
            try:
                writer.write(sent)
                answer = await reader.read()
            finally:
                writer.close()
            if answer:
                counts[f"{name} answered {answer[9:12].decode()}"] += 1
        except ENDINGS:
            counts[f"{name} cut"] += 1
        await asyncio.sleep(AGAIN)


async def crawl(place: Place, counts: Counts, addresses: Sequence[str]) -> None:
    """No attack: an archive is read page by page, each for the first time, as fast as it is answered."""
    left = cycle(addresses)

    async def crawler(number: int) -> None:
        browser = Browser(place, source(number))
        while True:
            try:
                answer = await browser.get(next(left))
                counts[f"crawler answered {answer.status}"] += 1
            except (TimeoutError, *ENDINGS):
                counts["crawler cut"] += 1
                await asyncio.sleep(AGAIN)

    await asyncio.gather(*(crawler(number) for number in range(CRAWLERS)))


async def crowd(place: Place, counts: Counts) -> None:
    """No attack: readers who each ask for the next page at once, none of which is kept yet."""

    async def reader(number: int) -> None:
        browser = Browser(place, source(number))
        for turn in count():
            try:
                answer = await browser.get(f"/en/search/?q={number}+{turn}")
                counts[f"reader answered {answer.status}"] += 1
            except (TimeoutError, *ENDINGS):
                counts["reader cut"] += 1

    await asyncio.gather(*(reader(number) for number in range(CROWD)))


async def upload(officer: Browser, counts: Counts) -> None:
    """Bombs, eight at a time: half are refused by their header, half are as large as one may be."""
    bombs = [png_of(60_000, 60_000), webp_of(3_600, 3_600)]
    token = await officer.token(ADD)

    async def uploader(number: int) -> None:
        tab = officer.another()
        form = {
            "csrfmiddlewaretoken": token,
            **written(f"Bomb {number}", 1),
            "photographs-0-decorative": "on",
        }
        while True:
            try:
                answer = await tab.upload(ADD, form, "photographs-0-file", bombs[number % 2])
                counts[f"bomb answered {answer.status}"] += 1
            except (TimeoutError, *ENDINGS):
                counts["bomb cut"] += 1
            await asyncio.sleep(AGAIN)

    await asyncio.gather(*(uploader(number) for number in range(UPLOADS)))


def written(title: str, photographs: int = 0) -> dict[str, str]:
    """Returns the desk's form of a new release as a browser sends it."""
    return {
        "language": "en",
        "title": title,
        "body": "<p>The text of the release.</p>",
        "photographs-TOTAL_FORMS": str(photographs),
        "photographs-INITIAL_FORMS": "0",
        "photographs-MIN_NUM_FORMS": "0",
        "photographs-MAX_NUM_FORMS": "60",
        "then": "save",
    }


def png_of(width: int, height: int) -> bytes:
    """Returns a valid PNG of any size in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * min(height, 100), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def webp_of(width: int, height: int) -> bytes:
    """Returns a WebP of one colour, transparent: few bytes, and all the memory that one may need."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGBA", (width, height), (40, 90, 160, 120)).save(file, "WEBP", lossless=True)
    return file.getvalue()


Attack = Callable[[Place, Counts], Coroutine[Any, Any, None]]

STRANGERS: dict[str, Attack] = {
    f"{GUESSERS} guessers": guess,
    f"{HALVES} half-sent bodies": send_half,
    f"{SILENT:,} silent connections": stay_silent,
}
READERS = f"{CROWD} readers of other pages"
CRAWLER = f"a crawler with {CRAWLERS} connections"
BOMBS = f"{UPLOADS} uploads of bombs"
