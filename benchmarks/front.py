"""The proxy of deploy/, as it is shipped, run by whoever runs the benchmark: other ports, other folders."""

import random
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.browser import Place
from tools.setting_up import Refusal

NAME = "press.example"
STARTS_WITHIN = 10.0  # seconds


@contextmanager
def nginx(deploy: Path, folder: Path, web: int) -> Iterator[Place]:
    """Runs the configuration in that folder before the server on port `web`; gives where it answers."""
    program = shutil.which("nginx")
    if program is None or shutil.which("openssl") is None:
        raise Refusal(
            "nginx and openssl are needed for the runs through the proxy (--way bare leaves them out)."
        )
    folder.mkdir()
    port, plain = _two_free_ports()
    file = _configuration(deploy, folder, port, plain, web)
    _make_certificate(folder / "tls")
    server = subprocess.Popen([program, "-p", str(folder), "-c", str(file), "-g", "daemon off;"])
    try:
        _wait(server, folder / "nginx.pid")
        yield Place(port, NAME, tls=True)
    finally:
        server.terminate()
        server.wait(30)


def _two_free_ports() -> tuple[int, int]:
    """Below those that connections come from (Linux: 32768 and up), of which there are thousands here."""
    free: list[int] = []
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("", port))
            free.append(port)
    return free[0], free[1]


def _configuration(deploy: Path, folder: Path, port: int, plain: int, web: int) -> Path:
    """Writes the configuration with this machine's ports and folders; all else is as it is shipped."""
    site = (deploy / "site.conf.template").read_text()
    # Nobody is of the containers' own network: all are bounded by their addresses.
    for name, value in {
        "SITE_HOST": NAME,
        "WEB": f"127.0.0.1:{web}",
        "INNER_NETWORK": "192.0.2.0/24",
    }.items():
        site = site.replace(f"${{{name}}}", value)
    site = re.sub(r"(listen (?:\[::\]:)?)443\b", rf"\g<1>{port}", site)
    site = re.sub(r"(listen (?:\[::\]:)?)80\b", rf"\g<1>{plain}", site)
    for place in ("conf.d", "tmp", "answers"):
        (folder / place).mkdir()
    (folder / "conf.d" / "default.conf").write_text(_moved(site, deploy, folder))
    file = folder / "nginx.conf"
    file.write_text(_moved((deploy / "nginx.conf").read_text(), deploy, folder))
    return file


def _moved(text: str, deploy: Path, folder: Path) -> str:
    moves = {
        "/tmp/nginx.pid": f"{folder}/nginx.pid",  # noqa: S108
        "/tmp/": f"{folder}/tmp/",  # noqa: S108
        "/var/cache/nginx/": f"{folder}/",
        "/etc/nginx/conf.d": f"{folder}/conf.d",
        "/etc/nginx/tls": f"{folder}/tls",
        "/etc/nginx/headers.conf": f"{deploy}/headers.conf",
        "root /etc/nginx;": f"root {deploy};",
        "/srv/": f"{folder}/srv/",
        "/dev/stdout": f"{folder}/access.log",
        "/dev/stderr": f"{folder}/error.log",
    }
    return re.sub("|".join(map(re.escape, moves)), lambda place: moves[place[0]], text)


def _make_certificate(folder: Path) -> None:
    folder.mkdir()
    names = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    request = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={NAME}",
    ]
    subprocess.run([*request, *names], check=True, capture_output=True)


def _wait(server: subprocess.Popen[bytes], pid: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not (pid.exists() and pid.read_text().strip()):
        if server.poll() is not None or time.monotonic() > until:
            raise Refusal("nginx does not start with the configuration of deploy/.")
        time.sleep(0.05)
