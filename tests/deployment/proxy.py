"""The proxy of production as a process: its own files of deploy/, with other folders and ports."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "press.example"
# Debian keeps it where only root looks.
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def render(text: str, folder: Path, ports: tuple[int, int], **variables: str) -> str:
    """Returns a file of deploy/ as the container has it, but for where it lies and listens."""
    for name, value in variables.items():
        text = text.replace(f"${{{name}}}", value)
    plain, secure = ports
    text = re.sub(r"(?<= )/tmp/", f"{folder}/tmp/", text)  # noqa: S108
    text = re.sub(r"listen (\[::\]:)?(80|443)\b", lambda said: _listen(said, plain, secure), text)
    for place in (
        "/etc/nginx/conf.d",
        "/etc/nginx/headers.conf",
        "/etc/nginx/tls",
        "/srv/media",
        "/srv/acme",
        "/var/cache/nginx",
    ):
        text = text.replace(place, str(folder / Path(place).name))
    return text.replace("root /etc/nginx;", f"root {folder};")


def _listen(said: re.Match[str], plain: int, secure: int) -> str:
    address = "[::1]" if said[1] else "127.0.0.1"
    return f"listen {address}:{plain if said[2] == '80' else secure}"


class Proxy:
    """nginx before the server on `web` (host:port); its log is what it printed."""

    def __init__(self, folder: Path, web: str, *, more: str = "", inner: str = "192.0.2.0/24") -> None:
        assert NGINX
        self.folder, self.port, self.secure_port = folder, free_port(), free_port()
        for name in ("conf.d", "tls", "tmp", "media/renditions", "acme", "nginx"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        deploy, ports = ROOT / "deploy", (self.port, self.secure_port)
        site = render(
            (deploy / "site.conf.template").read_text(), folder, ports,
            SITE_HOST=HOST, WEB=web, INNER_NETWORK=inner,
        )  # fmt: skip
        (folder / "conf.d" / "default.conf").write_text(more + site)
        (folder / "headers.conf").write_text((deploy / "headers.conf").read_text())
        shutil.copytree(deploy / "errors", folder / "errors", dirs_exist_ok=True)
        self.configuration = folder / "nginx.conf"
        self.configuration.write_text(render((deploy / "nginx.conf").read_text(), folder, ports))
        self._make_certificate()
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=subprocess.STDOUT)
        self._wait_until_it_answers()

    def command(self) -> list[str]:
        # Started by root it would go on as another account, which sees nothing of a test's folder.
        how = "daemon off;" + ("user root;" if os.getuid() == 0 else "")
        return [str(NGINX), "-e", "stderr", "-p", str(self.folder), "-c", str(self.configuration), "-g", how]

    def _make_certificate(self) -> None:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", f"/CN={HOST}",
             "-keyout", self.folder / "tls/privkey.pem", "-out", self.folder / "tls/fullchain.pem"],
            check=True, capture_output=True,
        )  # fmt: skip

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.secure_port), timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < until, self.log.read_text()
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.02)

    def connect(self, address: str = "127.0.0.1") -> ssl.SSLSocket:
        """Returns a connection to the site by its name, whatever its certificate."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        line = socket.create_connection((address, self.secure_port), timeout=20)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return context.wrap_socket(line, server_hostname=HOST)

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None,
        address: str = "127.0.0.1",
    ) -> tuple[int, dict[str, str], bytes]:  # fmt: skip
        """Returns status, headers (small letters) and body of one answer."""
        line = http.client.HTTPSConnection(HOST, timeout=20)
        line.sock = self.connect(address)
        try:
            line.request(method, path, body, {"Connection": "close"} | (headers or {}))
            answer = line.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            line.close()

    def stop(self) -> str:
        """Ends it and returns all that it logged."""
        self.process.terminate()
        self.process.wait(timeout=20)
        return self.log.read_text()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


def require_nginx() -> None:
    if not NGINX:
        pytest.skip("nginx is not there: `make test` installs it where apt is")
