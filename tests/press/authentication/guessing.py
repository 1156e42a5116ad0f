"""Who tries passwords at the sign-in page, from where, and with which device."""

from typing import Any

from django.test import Client

from press.authentication.devices import COOKIE, Device
from press.models import User

PASSWORD = "correct horse battery"


def stranger(address: str = "203.0.113.7") -> Client:
    """Returns a browser that is seen to come from that address; empty: nobody knows from where."""
    return Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)


def known_to(account: User, address: str = "203.0.113.7") -> Client:
    """Returns a browser in which that account signed in before."""
    there = stranger(address)
    there.cookies[COOKIE] = Device("of the test", {}).knowing(account).written()
    return there


def guess(there: Client, name: str = "author", password: str = "wrong") -> Any:  # noqa: S107
    return there.post("/admin/login/", {"username": name, "password": password})


def statuses(there: Client, times: int, name: str = "author") -> list[int]:
    return [guess(there, name).status_code for _ in range(times)]
