"""The three accounts of the demonstration, and their passwords.

The passwords are generated, and kept in a file that only its owner reads, so that each start of the
demonstration can print them again; the database knows them only hashed.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from press.languages import Language
from press.models import User
from press.publishing.groups import AUTHOR, CHIEF_EDITOR, EDITOR

ACCOUNTS = {"author": AUTHOR, "editor": EDITOR, "chief": CHIEF_EDITOR}

# No letter or digit that is taken for another when it is read aloud or typed from a screen.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Account:
    """`password` is empty where it was changed since it was generated: then only its owner knows it."""

    name: str
    password: str


@transaction.atomic
def officers() -> dict[str, User]:
    """Returns the accounts by name; makes those that are missing, still without a usable password."""
    accounts = {}
    for name, group in ACCOUNTS.items():
        user, made = User.objects.get_or_create(
            username=name,
            defaults={
                "first_name": name.capitalize(),
                "last_name": "(demo)",
                "is_staff": True,
                "interface_language": Language.EN,
            },
        )
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            user.groups.add(Group.objects.get(name=group))
        accounts[name] = user
    return accounts


def demo_accounts(file: Path, *, reset: bool = False) -> list[Account]:
    """Returns the accounts with the passwords that `file` remembers; generates those that are missing.

    `reset` generates all anew. A password that an officer has changed stays, and is not told.
    """
    remembered = {} if reset else _remembered(file)
    accounts = []
    for name, user in officers().items():
        password = remembered.get(name, "")
        if reset or not user.has_usable_password():
            password = _generated()
            user.set_password(password)
            user.save(update_fields=["password"])
        elif not (password and user.check_password(password)):
            password = ""
        accounts.append(Account(name, password))
    _remember(file, {account.name: account.password for account in accounts if account.password})
    return accounts


def _generated() -> str:
    """Returns four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def _remembered(file: Path) -> dict[str, str]:
    try:
        passwords = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return passwords if isinstance(passwords, dict) else {}


def _remember(file: Path, passwords: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # Made unreadable to others before anything is written into it.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(passwords, out, indent=2)
