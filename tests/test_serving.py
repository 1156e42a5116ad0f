"""What a process of the server looks at when it starts."""

import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest

from config.serving import get_option, stands_alone
from press.pagecache.bulkheads import THREADS
from tests.processes import ROOT, environment


@pytest.mark.parametrize(
    ("host", "https", "proxies", "alone"),
    [
        ("127.0.0.1", False, "", False),
        ("localhost", False, "", False),
        ("::1", False, "", False),
        ("10.0.0.7", False, "", False),
        ("0.0.0.0", False, "", True),  # noqa: S104
        ("::", False, "", True),
        ("8.8.8.8", False, "", True),
        ("press.example", False, "", True),
        ("127.0.0.1", True, "", True),
        ("0.0.0.0", True, "10.0.0.0/8", False),  # noqa: S104
    ],
)
def test_a_server_that_strangers_reach_needs_a_proxy_that_is_named(
    settings: Any, host: str, https: bool, proxies: str, alone: bool
) -> None:
    settings.HTTPS = https
    settings.TRUSTED_PROXIES = tuple(ip_network(each) for each in proxies.split())
    assert stands_alone(host) is alone


def test_what_granian_was_told_stands_in_its_arguments_or_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRANIAN_BLOCKING_THREADS", "8")
    arguments = ["granian", "--host", "0.0.0.0", "--port=8000", "config.wsgi:application"]  # noqa: S104
    found = [get_option(name, arguments) for name in ("host", "port", "blocking-threads", "workers")]
    assert found == ["0.0.0.0", "8000", "8", None]  # noqa: S104


STARTED = "import sys; sys.argv = ['granian', *sys.argv[1:]]; import config.wsgi"


@pytest.fixture
def said() -> Iterator[Any]:
    def start(*arguments: str, **more: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", STARTED, *arguments],
            cwd=ROOT, env=environment(**more), capture_output=True, text=True, check=True,
        ).stderr  # fmt: skip

    yield start


def test_it_says_so_when_it_starts_and_says_nothing_where_all_is_well(said: Any) -> None:
    alone = said("--host", "0.0.0.0")  # noqa: S104
    assert alone.count("No proxy stands before this server") == 1
    few = said("--blocking-threads", "4")
    assert few.count(f"granian has 4 blocking threads and needs {THREADS}") == 1
    assert said("--host", "127.0.0.1", "--blocking-threads", str(THREADS)) == ""


PICTURES = """
import re, threading
import config.wsgi
from PIL import Image
def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1])
def read():
    for _ in range(3):
        Image.new("RGB", (3000, 2000), "white").resize((1280, 853)).convert("L")
read()
before = resident()
readers = [threading.Thread(target=read) for _ in range(3)]
for reader in readers:
    reader.start()
for reader in readers:
    reader.join()
print(resident() - before)
"""


def test_what_a_picture_needed_goes_back_to_the_system(said: Any) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PICTURES],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(run.stdout) < 4 * 1024


LEFT_OUT = "import config.wsgi, gc; print(gc.get_freeze_count() > 50_000, len(gc.get_objects()) < 20_000)"


def test_what_is_loaded_is_left_out_of_full_collections() -> None:
    """Each stopped every thread for a tenth of a second."""
    run = subprocess.run(
        [sys.executable, "-c", LEFT_OUT],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout == "True True\n"
