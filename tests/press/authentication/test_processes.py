"""The server of production, two processes of it, and a thousand guesses at once."""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import make_password

from press.authentication.attempts import MOST_ATTEMPTS
from press.authentication.devices import COOKIE
from press.models import User
from tests.processes import Database, Server

GUESSES, AT_ONCE = 1000, 40
PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db(transaction=True)


class Browser:
    """One of its own address, as the proxy says, with the cookies and the token of the sign-in page."""

    def __init__(self, port: int, address: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.address = address
        self.cookies: dict[str, str] = {}
        status, page = self._ask("GET")
        while status == 503:  # of forty that come at once to one process a few find no seat (docs/adr/0010)
            status, page = self._ask("GET")
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        self.token = found[1].decode()

    def sign_in(self, name: str, password: str) -> int:
        sent = {"username": name, "password": password, "csrfmiddlewaretoken": self.token}
        return self._ask("POST", urlencode(sent))[0]

    def _ask(self, method: str, body: str = "") -> tuple[int, bytes]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": self.address,
        }
        self.line.request(method, "/admin/login/", body, headers)
        answer = self.line.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, answer.read()

    def close(self) -> None:
        self.line.close()


@pytest.fixture
def server(author: User, settings: object, tmp_path: Path) -> Iterator[Server]:
    settings.PASSWORD_HASHERS = ["press.authentication.hashing.OneAtATimeHasher"]  # type: ignore[attr-defined]
    User.objects.filter(pk=author.pk).update(password=make_password(PASSWORD))
    served = Server(DATABASE_URL=Database(tmp_path).url, TRUSTED_PROXIES="127.0.0.1", LOG_LEVEL="ERROR")
    try:
        served.wait_until_it_answers()
        yield served
    finally:
        served.process.terminate()
        served.process.wait(60)


def test_of_a_thousand_guesses_ten_are_hashed_and_the_officer_gets_in_meanwhile(server: Server) -> None:
    officer = Browser(server.port, "192.0.2.1")
    assert officer.sign_in("author", PASSWORD) == 302
    officer.close()
    device, statuses, seconds = officer.cookies[COOKIE], Counter[int](), list[float]()

    def guess(number: int) -> None:
        there = Browser(server.port, f"198.51.100.{number}")
        for guessed in range(GUESSES // AT_ONCE):
            statuses[there.sign_in("author", f"guess {number} {guessed}")] += 1
        there.close()

    guessers = [threading.Thread(target=guess, args=(number,)) for number in range(1, AT_ONCE + 1)]
    for guesser in guessers:
        guesser.start()
    signed_in = []
    while not signed_in or any(guesser.is_alive() for guesser in guessers):
        again = Browser(server.port, "192.0.2.1")
        again.cookies[COOKIE] = device
        began = time.monotonic()
        signed_in.append(again.sign_in("author", PASSWORD))
        seconds.append(time.monotonic() - began)
        again.close()
    for guesser in guessers:
        guesser.join()
    # Where the form is shown again a password was hashed; with 429 none was.
    hashed = statuses[200]
    assert 0 < hashed <= MOST_ATTEMPTS
    assert statuses == {200: hashed, 429: GUESSES - hashed}
    assert set(signed_in) == {302}
    # Another's hash and one's own, and the two processors busy with all the others.
    assert max(seconds) < 10
