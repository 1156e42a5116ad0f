"""The server of production behind its proxy, both as processes: pictures go out, photographs come in."""

import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.crypto import get_random_string

from press.models import Illustration, User
from tests.deployment.proxy import HOST, Proxy, require_nginx
from tests.factories import illustrate, photograph_file
from tests.press.desk.forms import page_of, rows, written
from tests.processes import Database, Server

Start = Callable[[], tuple[Proxy, Database]]


@pytest.fixture
def site(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Start]:
    """Returns what starts both, on the press room as it is then."""
    require_nginx()
    settings.SECRET_KEY = secrets.token_urlsafe(50)
    processes: list[Any] = []

    def start() -> tuple[Proxy, Database]:
        database = Database(tmp_path)
        server = Server(
            1,
            DATABASE_URL=database.url,
            SECRET_KEY=settings.SECRET_KEY,
            SITE_URL=f"https://{HOST}",
            ALLOWED_HOSTS=HOST,
            MEDIA_ROOT=str(settings.MEDIA_ROOT),
            MEDIA_ACCEL_PREFIX="/media-files/",
        )
        processes.append(server.process)
        proxy = Proxy(tmp_path, f"127.0.0.1:{server.port}")
        processes.append(proxy.process)
        until = time.monotonic() + 60
        while proxy.ask("GET", "/healthz")[0] != 200:
            assert time.monotonic() < until, "the server does not answer"
        return proxy, database

    yield start
    for process in processes:
        process.terminate()
        process.wait(30)


@pytest.fixture
def shown(make_release: Any, author: User, editor: User, site: Start) -> Illustration:
    from press import publishing

    edition = make_release(state="draft").newest_edition()
    used = illustrate(edition, by=author, alternative_text="A hall")
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)
    return used


def test_a_picture_goes_out_of_the_proxy_s_own_hands_with_the_server_s_word(
    shown: Illustration, site: Start
) -> None:
    proxy, _ = site()
    rendition = shown.photograph.renditions.get()
    address, asking = f"/media/{shown.photograph_id}/{rendition.width}.jpg", {"Accept-Encoding": "gzip, br"}
    status, headers, body = proxy.ask("GET", address, headers=asking)
    assert (status, body) == (200, Path(rendition.file.path).read_bytes())
    assert headers["etag"].startswith('"')
    assert "content-encoding" not in headers
    assert {name: headers[name] for name in ("content-type", "cache-control", "content-security-policy")} == {
        "content-type": "image/jpeg",
        "cache-control": "no-cache",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    again = proxy.ask("GET", address, headers=asking | {"If-None-Match": headers["etag"]})
    assert (again[0], again[1]["etag"], again[2]) == (304, headers["etag"], b"")
    # By their own names neither is there.
    for file in (rendition.file.name, shown.photograph.original.name):
        assert proxy.ask("GET", f"/media-files/{file}")[0] == 404
        assert proxy.ask("GET", f"/media/{file}")[0] == 404


def test_the_headers_of_the_server_s_answers_are_said_once(site: Start) -> None:
    headers = site()[0].ask("GET", "/en/")[1]
    for name in ("x-content-type-options", "strict-transport-security", "content-security-policy"):
        assert headers[name].count(",") == 0


def test_42_mb_in_three_photographs_are_saved(
    make_release: Any, author: User, site: Start, client: Client
) -> None:
    edition = make_release(state="draft").newest_edition()
    client.force_login(author)
    session = f"__Host-sessionid={client.cookies['sessionid'].value}"
    proxy, database = site()
    token = get_random_string(32)
    photographs = [
        {"file": padded(colour), "alternative_text": colour} for colour in ("navy", "red", "green")
    ]
    form = written(edition, **rows(*photographs)) | {"csrfmiddlewaretoken": token}
    status, headers, _ = proxy.ask(
        "POST",
        page_of(edition),
        encode_multipart(BOUNDARY, form),
        {
            "Cookie": f"{session}; __Host-csrftoken={token}",
            "Content-Type": MULTIPART_CONTENT,
            "Origin": f"https://{HOST}",
        },
    )
    assert (status, headers.get("location")) == (302, page_of(edition))
    assert database.number("SELECT count(*) FROM press_photograph") == 3


def padded(colour: str) -> SimpleUploadedFile:
    """Returns a photograph of 14 MB; what follows the picture is nothing."""
    content = photograph_file(colour).read()
    return SimpleUploadedFile("a.jpg", content + bytes(14_000_000 - len(content)), "image/jpeg")
