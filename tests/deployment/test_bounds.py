"""The proxy of production, run with its own files: how much it takes, how often, and of whom."""

import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.deployment.asking import LOGIN, OFFICER, SIGNED_OUT, WRITING, first_refused, heard, send, statuses
from tests.deployment.proxy import ROOT, Proxy


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
        ("/admin/press/edition/typed/", OFFICER, 82_000_000, 200),
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


def test_a_made_up_session_tries_passwords_five_times_a_second_at_most(proxy: Proxy) -> None:
    """That it is made up only the server can tell, which has its own bounds (press.authentication)."""
    began = time.monotonic()
    found = statuses(proxy, 120, "POST", WRITING, body="username=a&password=b", headers=OFFICER)
    assert 40 <= found[200] <= 42 + 5 * (time.monotonic() - began)
    assert found[200] + found[429] == 120


def test_reads_are_bounded_and_the_refusal_is_short(proxy: Proxy) -> None:
    began = time.monotonic()
    found = statuses(proxy, 150, "POST", "/read/1")
    assert 50 <= found[200] <= 52 + 10 * (time.monotonic() - began)
    assert found[200] + found[429] == 150
    _, headers, body = first_refused(proxy, "/read/1")
    assert (body, headers["retry-after"]) == (b"Not counted.\n", "5")


def test_what_is_rendered_for_each_who_asks_is_bounded_and_kept_pages_are_not(proxy: Proxy) -> None:
    """Of so many at once twenty are answered as they come; forty wait their turn, the others are refused."""
    questions = ["GET /en/search/?q=budget", "GET /kk/releases/?x=1&before=1-1", "GET /en/search/?%71=a"]
    asking = [proxy.connect() for _ in range(100)]
    for number, line in enumerate(asking):
        send(line, questions[number % 3])
    answers = heard(asking, 50)
    assert {status for status in answers if status} == {200, 429}
    assert answers.count(200) < 40
    assert statuses(proxy, 300, "GET", "/en/?utm_source=x") == {200: 300}
    assert proxy.ask("GET", "/en/?before=1-1", address="::1")[0] == 200
    for line in asking:
        line.close()


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
