"""What the proxy of production says itself, what it hands on, and what it writes down."""

import base64
import hashlib
import http.client
import re
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.deployment.asking import LOGIN, OFFICER, WRITING, Answer, first_refused, statuses
from tests.deployment.proxy import HOST, ROOT, Proxy

PAGES = sorted((ROOT / "deploy" / "errors").glob("*.html"))


ERRORS: dict[str, tuple[int, str, Callable[[Proxy], Answer]]] = {
    "no address": (404, "404", lambda proxy: proxy.ask("GET", "/readyz")),
    "a page of errors by itself": (404, "404", lambda proxy: proxy.ask("GET", "/errors/413.html")),
    "too large": (413, "413", lambda proxy: proxy.ask("POST", "/en/display/", bytes(70_000))),
    "a long address": (414, "400", lambda proxy: proxy.ask("GET", "/en/?" + "x" * 17_000)),
    "long headers": (431, "400", lambda proxy: proxy.ask("GET", "/en/", headers={"X-A": "x" * 17_000})),
    "not understood": (400, "400", lambda proxy: proxy.ask("GET", "/%zz")),
    "too many": (429, "429", lambda proxy: first_refused(proxy, LOGIN)),
}
OURS = {
    "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}


def style_hash(page: str) -> str:
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def assert_ours(headers: dict[str, str], body: bytes, page: str) -> None:
    assert body == (ROOT / "deploy" / "errors" / f"{page}.html").read_bytes()
    assert {name: headers[name] for name in OURS} == OURS
    assert headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{style_hash(body.decode())}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("what", ERRORS)
def test_what_the_proxy_refuses_it_says_in_a_page_of_ours(proxy: Proxy, what: str) -> None:
    status, page, ask = ERRORS[what]
    answered, headers, body = ask(proxy)
    assert answered == status
    assert_ours(headers, body, page)
    assert headers.get("retry-after") == {429: "5"}.get(status)


def test_while_the_server_is_away_it_says_when_to_come_again(start: Callable[..., Proxy]) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        proxy = start(f"127.0.0.1:{nobody.getsockname()[1]}")
        for method, body in (("GET", None), ("POST", bytes(60_000))):
            status, headers, page = proxy.ask(method, "/en/display/", body)
            assert (status, headers["retry-after"]) == (503, "30")
            assert_ours(headers, page, "503")
        assert proxy.ask("POST", "/read/1")[::2] == (503, b"Not counted.\n")


@pytest.mark.parametrize("status", [429, 503])
def test_what_the_server_refuses_goes_out_as_it_says_it(proxy: Proxy, status: int) -> None:
    answered, headers, body = proxy.ask("GET", f"/{status}")
    assert (answered, headers["retry-after"]) == (status, "7")
    assert body.startswith(f"/{status}\n".encode())


@contextmanager
def refusing_unread() -> Iterator[str]:
    """A server that answers pages, and forms before it has read them."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = threading.Thread(target=_refuse_forms, args=(server,), daemon=True)
        answering.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        answering.join()


def _refuse_forms(server: socket.socket) -> None:
    with suppress(OSError):  # closed: the end
        while True:
            line, _ = server.accept()
            with line, suppress(ConnectionError):
                status = b"503 Full" if line.recv(1024).startswith(b"POST") else b"200 OK"
                line.sendall(b"HTTP/1.1 " + status + b"\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("size", [1_000, 2_000_000, 30_000_000])
def test_a_body_that_the_server_refuses_unread_is_a_503_whoever_says_it(
    start: Callable[..., Proxy], size: int
) -> None:
    """It is heard, or the connection is broken before it is heard: never our 413, nor a bare 502."""
    with refusing_unread() as web:
        proxy = start(web)
        answers = [proxy.ask("POST", WRITING, bytes(size), OFFICER) for _ in range(4)]
    assert {(status, headers["retry-after"] in {"7", "30"}) for status, headers, _ in answers} == {
        (503, True)
    }


def test_bodies_refused_unread_take_no_server_out_of_several(start: Callable[..., Proxy]) -> None:
    with refusing_unread() as first, refusing_unread() as second:
        proxy = start(f"{first} max_fails=0;server {second}")
        for _ in range(12):
            assert proxy.ask("POST", WRITING, bytes(2_000_000), OFFICER)[0] == 503
        assert statuses(proxy, 50, "GET", "/en/") == {200: 50}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_its_pages_speak_three_languages_and_need_nothing_else(path: Path) -> None:
    page = path.read_text()
    assert re.findall(r'<(?:html|div) lang="(\w+)"', page) == ["kk", "ru", "en"]
    assert re.findall(r"href=\"([^\"]*)\"", page) == ["/kk/", "/ru/", "/en/"]
    assert re.findall(r"<(?:script|link|img)|src=|url\(|@import|style=", page) == []
    assert len({style_hash(each.read_text()) for each in PAGES}) == 1
    # Kazakh letters in the Kazakh part alone, Latin in the English.
    kazakh, russian, english = (re.sub(r"<[^>]*>", "", part) for part in page.split("<div")[1:])
    assert re.search("[әғқңөұүһі]", kazakh)
    assert re.search("[а-я]", russian)
    assert re.findall("[әғқңөұүһі]", russian) == []
    assert re.findall("[а-яәғқңөұүһі]", english) == []


def test_the_page_says_how_large_the_desk_s_photographs_may_be() -> None:
    from press.desk.photograph_forms import BYTES_AT_ONCE
    from press.photographs.decoding import BYTE_LIMIT

    page = (ROOT / "deploy" / "errors" / "413.html").read_text()
    sizes = [int(size) for size in re.findall(r"(\d+) (?:МБ|MB)", page)]
    assert sizes == [BYTE_LIMIT // 2**20, BYTES_AT_ONCE // 2**20] * 3


# --- Names, and what is written down ---


def test_other_names_get_no_answer_and_plain_http_leads_to_ours(proxy: Proxy) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = socket.create_connection(("127.0.0.1", proxy.secure_port), timeout=20)
    with pytest.raises(ssl.SSLError):
        context.wrap_socket(line, server_hostname="elsewhere.example")
    plain = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
    plain.request("GET", "/en/")
    with pytest.raises(http.client.RemoteDisconnected):
        plain.getresponse()
    plain.request("GET", "/en/?q=a", headers={"Host": HOST})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/en/?q=a")
    assert {name: answer.headers[name] for name in OURS} == OURS
    plain.close()


def test_http_2_is_spoken(proxy: Proxy) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"])
    line = socket.create_connection(("127.0.0.1", proxy.secure_port), timeout=20)
    with context.wrap_socket(line, server_hostname=HOST) as spoken:
        assert spoken.selected_alpn_protocol() == "h2"


def test_what_a_visitor_says_of_themselves_is_not_believed(proxy: Proxy) -> None:
    lies = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "http", "X-Real-IP": "198.51.100.7"}
    got = proxy.ask("GET", "/en/", headers=lies)[2].decode()
    assert re.findall(r"X-Forwarded-For: .*|X-Real-IP: .*|X-Forwarded-Proto: .*", got) == [
        "X-Forwarded-Proto: https",
        "X-Forwarded-For: 127.0.0.1",
        "X-Real-IP: 127.0.0.1",
    ]


def test_the_log_keeps_no_address_no_sign_in_link_and_no_question(
    start: Callable[..., Proxy], web: str
) -> None:
    """Whatever goes wrong: refusals, a body on the disk, a broken request, a server that is away."""
    proxy = start(web)
    agent = {"User-Agent": "a" * 5000}
    for path in (
        "/admin/account/3/secret-token/",
        "//admin/./account/3/secret-token/",
        "/%61dmin/account/3/secret-token/",
        "/en/?q=secret-word",
    ):
        assert proxy.ask("GET", path, headers=agent)[0] == 200
    proxy.ask("POST", LOGIN, bytes(2_000_000))
    proxy.ask("POST", "/admin/account/3/secret-token/", bytes(4_000_000))
    statuses(proxy, 15, "POST", "/admin/account/3/secret-token/")
    proxy.ask("GET", "/%zz")
    proxy.ask("GET", "/en/" + "secret" * 2000)
    held = proxy.connect()
    held.sendall(f"POST {LOGIN} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 9\r\n\r\na".encode())
    held.close()
    away = (proxy.folder / "conf.d" / "default.conf").read_text().replace(web, "127.0.0.1:1")
    (proxy.folder / "conf.d" / "default.conf").write_text(away)
    subprocess.run([*proxy.command(), "-s", "reload"], check=True, capture_output=True)
    while proxy.ask("GET", "/admin/account/3/secret-token/")[0] != 503:
        pass
    written = proxy.stop()
    assert re.findall(r"127\.0\.0\.1|::1|client:|secret-\w+|198\.51", written) == []
    paths = [line["path"] for line in proxy.lines()]
    assert "/admin/account/" in paths
    assert {line["method"] for line in proxy.lines() if line["status"] in {413, 429}} == {"POST"}
    assert max(map(len, written.splitlines())) < 700


def test_the_log_tells_what_the_server_said_behind_our_page(start: Callable[..., Proxy]) -> None:
    proxy = start("127.0.0.1:1")
    proxy.ask("GET", "/en/")
    proxy.stop()
    (line,) = proxy.lines()
    assert (line["path"], line["status"], line["upstream"]) == ("/en/", 503, "502")
