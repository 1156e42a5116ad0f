"""What `make run` and `make dev` share: set-up, sample press room, a server and the worker beside it."""

import ctypes
import errno
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from tools.setting_up import PYTHON, ROOT, Refusal, dot_env, require_writing, set_up, step

HOST = "127.0.0.1"
ANSWERS_WITHIN = 60.0  # seconds
STOPS_WITHIN = 15.0  # seconds


def demonstrate(serving: Callable[[int], list[str]]) -> int:
    """Sets up, starts what `serving` names for a port, and returns the exit status when it is told to stop.

    A server or worker that ends by itself ends the other too, with a Refusal.
    """
    port = number("PORT", 8000, 65535)
    pages = _pages(os.environ.get("PAGES", ""))
    require_free(port)
    if "MAKELEVEL" in os.environ:
        _end_with_parent()  # make, killed, tells nobody
    set_up()
    data = Path(os.environ.get("DATA_DIR") or dot_env().get("DATA_DIR") or ROOT / "var")
    _make(data)
    environment = _environment(port, data)
    accounts = _prepare(environment, pages)
    require_free(port)
    return _serve(serving(port), port, environment, accounts)


def number(name: str, default: int, most: int) -> int:
    """Returns what the environment says under that name; refuses what is no number from 1 to `most`."""
    said = os.environ.get(name) or str(default)
    if not said.isascii() or not said.isdigit() or not 0 < int(said) <= most:
        raise Refusal(f"{name}={said} is not a number from 1 to {most}.")
    return int(said)


def _pages(folder: str) -> list[str]:
    if not folder:
        return []
    found = sorted(str(path.resolve()) for path in Path(folder).expanduser().glob("*.txt"))
    if not found:
        raise Refusal(f"PAGES={folder} names no folder with pages (*.txt) in it.")
    return found


def require_free(port: int) -> None:
    """Refuses a port on which something answers already, or that we may not open."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Refusal(
                    f"Port {port} is in use: stop what runs there, or choose another, "
                    f"for example PORT={port % 65535 + 1}"
                ) from error
            raise Refusal(f"Port {port} cannot be opened: {error.strerror}.") from error


def _make(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds what is not published yet
    except OSError as error:
        raise Refusal(f"The folder {data} cannot be made: {error.strerror}.") from error
    require_writing(data)


def _environment(port: int, data: Path) -> dict[str, str]:
    """The environment of what we start: its own wins, then `.env`, then these."""
    demonstration = {
        "SITE_URL": f"http://{HOST}:{port}",
        "PRESS_ROOM_EMAIL": "press@minber.example",
        "SECOND_FACTOR": "demo",
        "DATA_DIR": str(data),
        "STATIC_HASHED": "1",
        "STATIC_ROOT": str(data / "static"),
        "LOG_JSON": "0",
        "LOG_LEVEL": "WARNING",
    }
    said = dot_env()
    return {name: value for name, value in demonstration.items() if name not in said} | os.environ


def _prepare(environment: dict[str, str], pages: list[str]) -> dict[str, str]:
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as accounts:
        prepared = subprocess.run(
            [PYTHON, "-m", "tools.prepare", accounts.name, *pages], cwd=ROOT, env=environment, check=False
        )
        if prepared.returncode:
            raise Refusal("Minber was not started, for the reason above.")
        said: dict[str, str] = json.load(accounts)
        return said


def _serve(server: list[str], port: int, environment: dict[str, str], accounts: dict[str, str]) -> int:
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    processes = {
        "server": _start(server, environment),
        "worker": _start([PYTHON, "manage.py", "work"], environment),
    }
    try:
        with step("Server and worker"):
            until = time.monotonic() + ANSWERS_WITHIN
            while not stopping and not _ready(port):
                _require_all(processes)
                if time.monotonic() > until:
                    raise Refusal(f"The server did not answer within {ANSWERS_WITHIN:.0f} seconds.")
                time.sleep(0.1)
        if not stopping:
            _say(port, accounts)
        while not stopping:
            _require_all(processes)
            time.sleep(0.2)
    finally:
        _stop(list(processes.values()))
    return 0


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    # In a session of its own, so that Ctrl-C reaches it through us alone, and once.
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, preexec_fn=_end_with_parent
    )


def _end_with_parent() -> None:
    """Has Linux send this process SIGTERM when the one that started it is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _ready(port: int) -> bool:
    line = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        line.request("GET", "/readyz")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _require_all(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise Refusal(f"The {name} ended by itself (status {process.returncode}), so all was stopped.")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + STOPS_WITHIN
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _say(port: int, accounts: dict[str, str]) -> None:
    address = f"http://{HOST}:{port}/"
    print(f"\nMinber serves {address} (Ctrl-C stops it); its desk is {address}admin/")
    print("Accounts of the demonstration, each with its password:")
    for name, password in accounts.items():
        print(f"  {name:<8} {password or '(changed since: only its owner knows it)'}")
    sys.stdout.flush()
