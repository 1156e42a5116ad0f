"""The proxy of production, run here with its own files: what it refuses, how, and what it writes down."""

import base64
import hashlib
import http.client
import http.server
import re
import select
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.proxy import HOST, ROOT, Proxy, require_nginx

OFFICER = {"Cookie": "display=x; __Host-sessionid=any"}
SIGNED_OUT = {"Cookie": "__Host-csrftoken=any"}
LOGIN, WRITING = "/admin/login/", "/admin/press/edition/12/change/"
PAGES = sorted((ROOT / "deploy" / "errors").glob("*.html"))


class Web(http.server.BaseHTTPRequestHandler):
    """In the server's place: says what it got; `/429` and `/503` answer so."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet: two would wait for each other

    def do_GET(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        while size:
            size -= len(self.rfile.read(min(size, 1024 * 1024)))
        body = f"{self.path}\n{self.headers}".encode()
        self.send_response({"/429": 429, "/503": 503}.get(self.path, 200))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - http.server's own way

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def web() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Proxy]]:
    require_nginx()
    started: list[Proxy] = []

    def make(web: str, **how: str) -> Proxy:
        started.append(Proxy(tmp_path, web, **how))
        return started[-1]

    yield make
    for proxy in started:
        proxy.stop()


@pytest.fixture
def proxy(start: Callable[..., Proxy], web: str) -> Proxy:
    return start(web)


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


def test_nginx_finds_no_fault_in_the_files(proxy: Proxy) -> None:
    checked = subprocess.run([*proxy.command(), "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0
    assert re.findall(r"\[\w+\].*", checked.stderr) == []


# --- How much is taken ---


@pytest.mark.parametrize(
    ("path", "headers", "size", "status"),
    [
        ("/en/display/", {}, 65_000, 200),
        ("/en/display/", OFFICER, 70_000, 413),
        (LOGIN, {}, 3_000_000, 200),
        (LOGIN, OFFICER, 4_000_000, 413),
        (WRITING, {}, 3_000_000, 200),
        (WRITING, {}, 4_000_000, 413),
        (WRITING, {"Cookie": "x__Host-sessionid=any"}, 4_000_000, 413),
        (WRITING, OFFICER, 82_000_000, 200),
        (WRITING, SIGNED_OUT, 82_000_000, 200),
        ("/admin/press/edition/add/", OFFICER, 82_000_000, 200),
        (WRITING, OFFICER, 90_000_000, 413),
        ("/admin/press/topic/add/", OFFICER, 4_000_000, 413),
    ],
)
def test_strangers_send_texts_and_officers_photographs(
    proxy: Proxy, path: str, headers: dict[str, str], size: int, status: int
) -> None:
    assert proxy.ask("POST", path, bytes(size), headers)[0] == status


def test_a_body_that_does_not_say_how_large_it_is_is_bounded_all_the_same(proxy: Proxy) -> None:
    assert proxy.ask("POST", WRITING, (bytes(1_000_000) for _ in range(4)))[0] == 413
    assert proxy.ask("POST", WRITING, (bytes(1_000_000) for _ in range(4)), OFFICER)[0] == 200


def test_what_the_proxy_takes_is_what_the_desk_takes() -> None:
    from django.conf import settings

    from press.desk.photograph_forms import BYTES_AT_ONCE

    site = (ROOT / "deploy" / "site.conf.template").read_text()
    (for_photographs,) = re.findall(r"client_max_body_size (8\d)m;", site)
    room = int(for_photographs) * 1024 * 1024 - BYTES_AT_ONCE - settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert 0 < room < 2 * 1024 * 1024  # for what stands between the parts of a form
    assert int(re.findall(r"client_max_body_size (\d)m;", site)[0]) * 1024 * 1024 > (
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )


# --- How often ---


def test_passwords_are_tried_once_a_second_by_whatever_door_and_readers_notice_nothing(proxy: Proxy) -> None:
    began = time.monotonic()
    found = statuses(proxy, 20, "POST", LOGIN, body="username=a&password=b")
    found += statuses(proxy, 20, "POST", WRITING, body="username=a&password=b")
    found += statuses(proxy, 20, "POST", "/%61dmin//login/", body="username=a&password=b")
    assert found[200] <= 12 + time.monotonic() - began
    assert found[200] + found[429] == 60
    assert statuses(proxy, 20, "GET", LOGIN) == {200: 20}
    assert statuses(proxy, 20, "POST", WRITING, body="title=a", headers=OFFICER) == {200: 20}
    assert statuses(proxy, 300, "GET", "/en/") == {200: 300}
    assert statuses(proxy, 10, "POST", LOGIN, body="username=a&password=b", address="::1") == {200: 10}


def test_reads_are_bounded_and_the_refusal_is_short(proxy: Proxy) -> None:
    began = time.monotonic()
    found = statuses(proxy, 150, "POST", "/read/1")
    assert 50 <= found[200] <= 52 + 10 * (time.monotonic() - began)
    assert found[200] + found[429] == 150
    _, headers, body = first_refused(proxy, "/read/1")
    assert (body, headers["retry-after"]) == (b"Not counted.\n", "5")


def test_what_is_rendered_for_each_who_asks_is_bounded_and_kept_pages_are_not(proxy: Proxy) -> None:
    """Of so many at once twenty are answered as they come; forty wait their turn, the others are refused."""
    questions = ["GET /en/search/?q=budget", "GET /kk/releases/?x=1&before=1-1"]
    asking = [proxy.connect() for _ in range(100)]
    for number, line in enumerate(asking):
        send(line, questions[number % 2])
    answers = heard(asking, 50)
    assert {status for status in answers if status} == {200, 429}
    assert answers.count(200) < 40
    assert statuses(proxy, 300, "GET", "/en/?utm_source=x") == {200: 300}
    assert proxy.ask("GET", "/en/?before=1-1", address="::1")[0] == 200
    for line in asking:
        line.close()


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


BEHIND_A_CDN = "set_real_ip_from 127.0.0.1;\nreal_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n"


def test_one_network_of_ipv6_is_one_visitor_and_behind_a_cdn_each_is_known(
    start: Callable[..., Proxy], web: str
) -> None:
    proxy = start(web, more=BEHIND_A_CDN)

    def sign_in(address: str) -> int:
        return proxy.ask("POST", LOGIN, "password=b", {"X-Forwarded-For": address})[0]

    began = time.monotonic()
    found = Counter(sign_in(f"2001:db8::{each:x}") for each in range(1, 40))
    assert found[200] <= 12 + time.monotonic() - began
    assert [sign_in(address) for address in ("2001:db8:0:1::1", "198.51.100.7")] == [200, 200]
    _, _, got = proxy.ask("GET", "/en/", headers={"X-Forwarded-For": "198.51.100.7"})
    assert b"X-Forwarded-For: 198.51.100.7\n" in got


def test_where_it_is_hidden_whose_the_addresses_are_nothing_is_bounded(
    start: Callable[..., Proxy], web: str
) -> None:
    proxy = start(web, inner="127.0.0.0/8")
    assert statuses(proxy, 40, "POST", LOGIN, body="password=b") == {200: 40}


def test_forms_half_sent_are_bounded_and_hold_up_nobody_else(proxy: Proxy) -> None:
    """Four large ones are waited for, and of all forms twenty."""
    sizes = [2_000_000] * 6 + [900] * 30
    cookie = f"Cookie: {OFFICER['Cookie']}"
    lines = [proxy.connect() for _ in sizes]
    for line, size in zip(lines, sizes, strict=True):
        send(line, f"POST {WRITING}", cookie, f"Content-Length: {size}", body="a")
    answers = heard(lines, 16)
    assert Counter(answers[:6]) == {429: 2, 0: 4}
    assert Counter(answers) == {429: 16, 0: 20}
    assert proxy.ask("GET", WRITING)[0] == 200
    assert proxy.ask("POST", "/en/display/", "colours=beige")[0] == 200
    assert proxy.ask("POST", WRITING, "title=a", OFFICER, address="::1")[0] == 200
    for line in lines:
        line.close()


# --- What it says itself ---

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


@pytest.mark.parametrize("size", [1_000, 2_000_000, 30_000_000])
def test_a_body_that_the_server_refuses_unread_is_a_503_whoever_says_it(
    start: Callable[..., Proxy], size: int
) -> None:
    """It is heard, or the connection is broken before it is heard: never our 413, nor a bare 502."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        proxy = start(f"127.0.0.1:{server.getsockname()[1]}")

        def refuse() -> None:
            for _ in range(4):
                line, _ = server.accept()
                with line:
                    line.recv(1024)
                    line.sendall(b"HTTP/1.1 503 Full\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")

        refusing = threading.Thread(target=refuse)
        refusing.start()
        answers = [proxy.ask("POST", WRITING, bytes(size), OFFICER) for _ in range(4)]
        refusing.join()
    assert {(status, headers["retry-after"] in {"7", "30"}) for status, headers, _ in answers} == {
        (503, True)
    }


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
    for path in ("/admin/account/3/secret-token/", "/%61dmin/account/3/secret-token/", "/en/?q=secret-word"):
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
