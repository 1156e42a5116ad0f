"""Whose address counts: the peer's, unless the peer is a proxy that we were told to believe."""

import ipaddress
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.env import networks
from press import client_address as module
from press.client_address import client_address


@pytest.fixture(autouse=True)
def nothing_was_said_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_warned", set())


def asked(settings: Any, proxies: str, peer: str, forwarded: str = "") -> str | None:
    settings.TRUSTED_PROXIES = networks(proxies.split(","))
    environ = {"REMOTE_ADDR": peer}
    return client_address(environ | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}))


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        ("", "203.0.113.7", "", "203.0.113.7"),
        ("", "203.0.113.7", "198.51.100.1", "203.0.113.7"),  # anybody can write the header
        ("", "127.0.0.1", "198.51.100.1", "127.0.0.1"),
        ("10.0.0.0/8", "10.1.1.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.0/8", "10.1.1.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),  # the first is the visitor's word
        ("10.0.0.0/8,198.51.100.1", "10.1.1.1", "203.0.113.7, 198.51.100.1", "203.0.113.7"),
        ("", "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("", "2001:db8:1:2:ffff::", "", "2001:db8:1:2::/64"),
        ("", "::ffff:203.0.113.7", "", "203.0.113.7"),
    ],
)
def test_it_is_the_peers_unless_a_known_proxy_says_whose(
    settings: Any, proxies: str, peer: str, forwarded: str, address: str
) -> None:
    assert asked(settings, proxies, peer, forwarded) == address


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded"),
    [
        ("10.0.0.0/8", "10.1.1.1", ""),
        ("10.0.0.0/8", "10.1.1.1", "unknown"),
        ("10.0.0.0/8", "10.1.1.1", "203.0.113.7, junk"),
        ("10.0.0.0/8,198.51.100.0/24", "10.1.1.1", "198.51.100.9"),  # a CDN is named, its visitors are not
        ("", "172.18.0.3", "203.0.113.7"),  # a proxy beside us that nobody named
        ("", "", ""),
    ],
)
def test_where_it_cannot_be_known_it_is_none_and_one_warning_says_why(
    settings: Any, caplog: pytest.LogCaptureFixture, proxies: str, peer: str, forwarded: str
) -> None:
    with caplog.at_level(logging.WARNING):
        assert [asked(settings, proxies, peer, forwarded) for _ in range(3)] == [None] * 3
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@given(forwarded=some.text(max_size=600), peer=some.ip_addresses())
def test_whatever_a_visitor_sends_it_is_one_address_or_none(forwarded: str, peer: Any) -> None:
    for proxies in ((), (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))):
        address, problem = module._find(str(peer), forwarded, proxies)
        assert (address is None) == bool(problem)
        if address is not None:
            ipaddress.ip_network(address)
