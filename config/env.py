"""Reads the environment: names as in `.env.example`, secrets also from files.

`SECRET_KEY_FILE=/run/secrets/key` stands for `SECRET_KEY=<the text of that file>`, as container
platforms hand over secrets.
"""

import ipaddress
import os
from collections.abc import Iterable
from pathlib import Path

import environ
from django.core.checks.security.base import (
    SECRET_KEY_INSECURE_PREFIX,
    SECRET_KEY_MIN_LENGTH,
    SECRET_KEY_MIN_UNIQUE_CHARACTERS,
)
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent

FROM_FILES = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL")


def read_secret_files(names: tuple[str, ...] = FROM_FILES) -> None:
    """Sets NAME from the file that NAME_FILE names; refuses a missing file and a name said twice."""
    for name in names:
        path = os.environ.get(f"{name}_FILE")
        if not path:
            continue
        if os.environ.get(name):
            raise ImproperlyConfigured(f"Set either {name} or {name}_FILE, not both.")
        try:
            os.environ[name] = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={path} cannot be read: {error.strerror}.") from error


class Env(environ.Env):
    """The environment, which says of a number that it cannot take why not."""

    def whole(self, name: str, default: int, *, at_least: int) -> int:
        """Returns a whole number. Refuses all else, and what is less than the least."""
        written = self.str(name, str(default))
        # No more digits: Python itself counts no further back than it could be of use.
        if not (written.isascii() and written.isdigit() and len(written) <= 9 and int(written) >= at_least):
            raise ImproperlyConfigured(f"{name} is a whole number from {at_least} on, not {written!r}.")
        return int(written)


def load() -> Env:
    """Returns the environment, after `.env` (which never overrides what is already set) and the files.

    An empty variable counts as not set: `docker compose` and copies of `.env.example` have many.
    """
    environ.Env.read_env(str(ROOT / ".env"), overwrite=False)
    read_secret_files()
    env = Env()  # type: ignore[no-untyped-call]
    env.ENVIRON = {name: value for name, value in os.environ.items() if value}  # type: ignore[assignment]
    return env


def second_factor(said: str, *, https: bool) -> str:
    """Returns what SECOND_FACTOR says: who must give one. Refuses all else, and a demonstration in public."""
    if said not in ("editors", "all", "demo"):
        raise ImproperlyConfigured(f"SECOND_FACTOR={said} is none of editors, all and demo.")
    if said == "demo" and https:
        raise ImproperlyConfigured(
            "SECOND_FACTOR=demo asks nobody for a second factor, and SITE_URL is https: a press room in "
            "public needs one. Set SECOND_FACTOR=editors, or all."
        )
    return said


def require_safe(secret_key: str, *, debug: bool) -> None:
    """Refuses, for a site that the public reads by https, what would give it away to whoever asks.

    How long a key must be is Django's own measure, of which its check (security.W009) only warns.
    """
    if debug:
        raise ImproperlyConfigured(
            "DEBUG=1 shows settings to strangers: it is refused where SITE_URL is https."
        )
    if (
        len(secret_key) < SECRET_KEY_MIN_LENGTH
        or len(set(secret_key)) < SECRET_KEY_MIN_UNIQUE_CHARACTERS
        or secret_key.startswith(SECRET_KEY_INSECURE_PREFIX)
    ):
        raise ImproperlyConfigured(
            "SECRET_KEY can be guessed, and whoever knows it signs in as anyone: where SITE_URL is https it "
            f"must be {SECRET_KEY_MIN_LENGTH} or more random characters. "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` makes some."
        )


def networks(names: Iterable[str]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Returns what TRUSTED_PROXIES names: networks (10.0.0.0/8) and single addresses. Refuses all else."""
    try:
        return tuple(ipaddress.ip_network(name.strip(), strict=False) for name in names if name.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES names no network: {error}.") from error
