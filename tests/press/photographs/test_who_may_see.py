"""A photograph is as public as its text."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from press import publishing
from press.models import Edition, Illustration, User
from press.photographs.renditions import make_missing
from tests.factories import illustrate, signed_in
from tests.press.photographs.files import pattern, picture_url, saved


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("draft", 404),
        ("submitted", 404),
        ("scheduled", 404),
        ("live", 200),
        ("withdrawn", 200),
        ("removed", 404),
    ],
)
def test_a_photograph_is_as_public_as_its_text(
    state: str, status: int, illustrated: Callable[..., Illustration], client: Client
) -> None:
    assert client.get(picture_url(illustrated(state))).status_code == status


def test_a_photograph_left_out_of_a_correction_stays_with_the_history(
    illustrated: Callable[..., Illustration], client: Client, author: User, editor: User
) -> None:
    used = illustrated("live")
    edition = publishing.start_edition(used.edition.release, by=author)
    edition.illustrations.all().delete()
    other = illustrate(edition, saved(pattern(402, 200), "JPEG"), by=author).photograph
    assert client.get(f"/media/{other.pk}/402.jpg").status_code == 404
    publish(edition, author, editor)
    assert client.get(f"/media/{other.pk}/402.jpg").status_code == 200
    assert client.get(picture_url(used)).status_code == 200


def test_a_public_picture_is_asked_for_again_each_time_and_runs_nothing(
    illustrated: Callable[..., Illustration], client: Client
) -> None:
    used = illustrated("live")
    answer = client.get(picture_url(used))
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(answer.content)).size == (400, 200)
    etag = answer.headers["ETag"]
    assert etag.startswith('"')
    again = client.get(picture_url(used), headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    head = client.head(picture_url(used))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(answer.content))
    assert client.post(picture_url(used)).status_code == 405


@pytest.mark.parametrize("file", ["400.jpg", "400.webp", "400.avif", "360.webp"])
def test_a_picture_is_compressed_once_and_keeps_its_strong_etag(
    file: str, illustrated: Callable[..., Illustration], client: Client
) -> None:
    used = illustrated("live")
    make_missing()
    address, asking = f"/media/{used.photograph_id}/{file}", {"accept-encoding": "gzip, br"}
    answer = client.get(address, headers=asking)
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, None)
    assert "Accept-Encoding" not in answer.headers.get("Vary", "")
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer.headers["ETag"])
    again = client.get(address, headers=asking | {"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (304, answer.headers["ETag"])
    page = client.get("/en/", headers=asking)
    assert page.headers["Content-Encoding"] == "gzip"


def test_staff_see_what_is_not_public_and_nobody_stores_it(
    illustrated: Callable[..., Illustration], client: Client, author: User
) -> None:
    used = illustrated("draft")
    client.force_login(author)
    answer = client.get(picture_url(used))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer.headers
    author.groups.clear()
    assert client.get(picture_url(used)).status_code == 404
    author.is_staff = False
    author.is_superuser = True
    author.save()
    assert client.get(picture_url(used)).status_code == 404


def test_a_reader_opens_no_session(
    illustrated: Callable[..., Illustration], client: Client, django_assert_num_queries: Any
) -> None:
    public, hidden = picture_url(illustrated("live")), picture_url(illustrated("draft"))
    client.cookies["sessionid"] = "somebodys"
    with django_assert_num_queries(1):
        assert "Cookie" not in client.get(public).headers.get("Vary", "")
    del client.cookies["sessionid"]
    with django_assert_num_queries(1):
        answer = client.get(hidden)
    # Django adds it when somebody looked into the session.
    assert (answer.status_code, "Cookie" in answer.headers.get("Vary", "")) == (404, False)


def nobody() -> Client:
    return Client()


def a_stranger_with_a_session_cookie() -> Client:
    client = Client()
    client.cookies["sessionid"] = "madeupmadeupmadeupmadeupmadeupma"
    return client


def a_reader_with_an_account() -> Client:
    return signed_in(User.objects.create_user("reader"))


def an_officer_without_the_right() -> Client:
    return signed_in(User.objects.create_user("nothing", is_staff=True))


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    "visitor",
    [nobody, a_stranger_with_a_session_cookie, a_reader_with_an_account, an_officer_without_the_right],
)
def test_what_is_hidden_is_answered_as_what_never_was(
    visitor: Callable[[], Client], method: str, illustrated: Callable[..., Illustration]
) -> None:
    used = illustrated("draft")
    sent = visitor()

    def ask(path: str) -> tuple[Any, ...]:
        client = Client()
        client.cookies.load(sent.cookies.output(header=""))
        with CaptureQueriesContext(connection) as asked:
            answer = getattr(client, method)(path, headers={"if-none-match": "*"})
        queries = [re.sub(r"[0-9]+", "", query["sql"]) for query in asked]
        return answer.status_code, answer.content, answer.headers, answer.cookies.output(), queries

    never = ("/media/999999/400.jpg", f"/media/{used.photograph_id}/401.jpg")
    kept = {path: ask(path) for path in (picture_url(used), *never)}
    status, _content, headers, _cookies, queries = kept[picture_url(used)]
    assert (status, headers["Cache-Control"], len(queries) > 0) == (404, "no-store", True)
    for path in never:
        assert kept[path] == kept[picture_url(used)]


def test_an_original_has_no_address(illustrated: Callable[..., Illustration], client: Client) -> None:
    used = illustrated("live")
    assert client.get(f"/media/{used.photograph.original.name}").status_code == 404


def test_of_a_withdrawn_release_only_what_its_page_shows_is_seen(
    illustrated: Callable[..., Illustration], client: Client, author: User, editor: User
) -> None:
    first = illustrated("live")
    release = first.edition.release
    edition = publishing.start_edition(release, by=author)
    edition.illustrations.all().delete()
    second = illustrate(edition, saved(pattern(400, 201), "JPEG"), by=author)

    def seen() -> list[int]:
        return [client.get(picture_url(used)).status_code for used in (first, second)]

    publish(edition, author, editor)
    assert seen() == [200, 200]
    publishing.withdraw(release, by=editor, reason="Wrong figures.")
    assert seen() == [404, 200]
    publish(publishing.start_edition(release, by=author), author, editor)
    assert seen() == [200, 200]  # its history is open again


def publish(edition: Edition, author: User, editor: User) -> None:
    publishing.revise(edition, by=author, minor=True)
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)


def test_a_proxy_is_told_the_file_and_sends_it_itself(
    illustrated: Callable[..., Illustration], client: Client, settings: Any
) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/protected/"
    used = illustrated("live")
    answer = client.get(picture_url(used))
    name = used.photograph.renditions.get().file.name
    assert (answer.headers["X-Accel-Redirect"], answer.content) == (f"/protected/{name}", b"")
    assert answer.headers["Content-Type"] == "image/jpeg"
