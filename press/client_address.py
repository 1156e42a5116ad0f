"""Whose address a request comes from, as far as it can be known.

Only to count what one address does; nobody keeps it: what is kept is a keyed hash.
"""

import ipaddress
import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# One subscriber of IPv6 has at least so many bits of addresses to choose from (RFC 6177).
_IPV6_PREFIX = 64
# Of organisations' own networks (RFC 1918, 4193, 6598): no stranger comes from there.
_PRIVATE = tuple(
    ipaddress.ip_network(name)
    for name in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
# No header of a proxy's is longer; what is past the end is the visitor's own invention anyway.
_LONGEST_HEADER = 512

_warned: set[str] = set()


def client_address(environ: Mapping[str, Any]) -> str | None:
    """Returns the visitor's address, of IPv6 the network of 64 bits; None where it cannot be known.

    It is the peer's. Where `TRUSTED_PROXIES` names the peer, it is the last one of X-Forwarded-For that no
    such network names: what stands before it anybody may have written. It is unknown, and one WARNING says
    why, where that leaves none (a CDN's network is named, and the proxy behind it tells only the CDN's
    address), and where the peer is of a private network, forwards, and is not named.
    """
    forwarded: str = environ.get("HTTP_X_FORWARDED_FOR", "")
    address, problem = _find(
        environ.get("REMOTE_ADDR", ""), forwarded[-_LONGEST_HEADER:], tuple(settings.TRUSTED_PROXIES)
    )
    if problem and problem not in _warned:
        _warned.add(problem)
        logger.warning("%s So what one address does is not bounded (docs/operations.md).", problem)
    return address


@lru_cache(maxsize=8192)
def _find(peer: str, forwarded: str, proxies: tuple[Network, ...]) -> tuple[str | None, str]:
    """Returns the address, and else why it is not known."""
    address = _parse(peer)
    if address is None:
        return None, "The server does not say whose addresses requests come from."
    if not _is_of(address, proxies):
        if forwarded and _is_of(address, _PRIVATE):
            return None, "Requests come through a proxy that TRUSTED_PROXIES does not name."
        return _of_one_subscriber(address), ""
    for each in reversed(forwarded.split(",")):
        address = _parse(each.strip())
        if address is None:
            break
        if not _is_of(address, proxies):
            return _of_one_subscriber(address), ""
    return None, "A proxy of TRUSTED_PROXIES does not say whose requests it forwards (X-Forwarded-For)."


def _parse(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_of(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _of_one_subscriber(address: Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
