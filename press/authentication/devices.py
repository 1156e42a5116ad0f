"""Devices that somebody has signed in with: known by a signed cookie."""

from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.http.cookie import parse_cookie

COOKIE = "device"

_signer = signing.TimestampSigner(salt="press.device")


def is_known_device(environ: Mapping[str, Any]) -> bool:
    """Returns whether anybody has ever signed in from there, as far as the cookie says: asks no database."""
    header: str = environ.get("HTTP_COOKIE", "")
    if f"{COOKIE}=" not in header:
        return False
    try:
        _signer.unsign_object(parse_cookie(header)[COOKIE])
    except (KeyError, signing.BadSignature, ValueError):
        return False
    return True
