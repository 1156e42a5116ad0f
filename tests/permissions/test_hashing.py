"""At which addresses a password is hashed: at those of this list, and at each one at a time."""

import pytest

from tests.permissions.addresses import addresses
from tests.permissions.database import undone
from tests.permissions.press_room import PressRoom
from tests.permissions.visitors import Visitors
from tests.press.authentication.hashers import COUNTING, CountingHasher, place_taken

pytestmark = pytest.mark.django_db

# What the doors take, all of them: a name and a password, a text that goes on, one's own old password.
SENT = {
    "username": "chief",
    "password": "a guess",
    "kept": '{"fields": {"title": ["A text"]}, "files": false}',
    "old_password": "a guess",
    "new_password1": "A forged passphrase 1",
    "new_password2": "A forged passphrase 1",
    "password1": "A forged passphrase 1",
    "password2": "A forged passphrase 1",
}
# The pages that show again what was typed before signing in.
SHOWN_AGAIN = {
    f"admin:press_{model}_{page}"
    for model in (
        "auditentry",
        "contact",
        "edition",
        "editionfinding",
        "person",
        "quietperiod",
        "registeredname",
        "releasetemplate",
        "topic",
        "user",
    )
    for page in ("add", "change")
} | {f"admin:press_edition_{page}" for page in ("dismiss", "expunge", "notes", "repair")}
DOORS = {
    "nobody": {"admin:login"} | SHOWN_AGAIN,
    "superuser": {"admin:login", "admin:password_change"} | SHOWN_AGAIN,
}


@pytest.mark.parametrize("role", DOORS)
def test_every_address_that_hashes_a_password_is_a_known_door_and_refuses_where_another_hashes(
    role: str, press_room: PressRoom, visitors: Visitors, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = [COUNTING]  # type: ignore[attr-defined]
    for module in ("press.admin.passwords", "press.authentication.attempts"):
        monkeypatch.setattr(f"{module}.LONGEST_WAIT", 0.01)
    refused, failed = set(), []
    CountingHasher.hashed.clear()
    with place_taken():
        for address in addresses(press_room):
            with undone():
                answer = visitors.ask(role, "POST", address.path, SENT)
            if answer.status_code == 429:
                refused.add(address.name)
            if answer.status_code >= 500:
                failed.append(address)
    assert (failed, CountingHasher.hashed) == ([], [])
    assert refused == DOORS[role]
