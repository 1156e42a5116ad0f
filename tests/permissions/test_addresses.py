"""Every address of the URLconf × every role × GET, HEAD, OPTIONS, a forged POST and another site's POST."""

from collections.abc import Iterator

import pytest

from press.models import Session
from tests.permissions.addresses import Address, addresses, find_fillings, patterns
from tests.permissions.database import Tables, snapshot, undone
from tests.permissions.forging import forge
from tests.permissions.press_room import ROLES, STATES, PressRoom
from tests.permissions.table import ROWS, WHOLE, find_row
from tests.permissions.visitors import FOREIGN, Visitors, outcome

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "FOREIGN", "HEAD", "OPTIONS")


def test_every_address_can_be_filled(press_room: PressRoom) -> None:
    unfilled = [
        f"{pattern.name} ({pattern.route}): say in FILLINGS of tests/permissions/addresses.py what stands "
        f"for {sorted(pattern.parameters)}; of a model's page, make a row in press_room.py, by the verbs."
        for pattern in patterns()
        if find_fillings(pattern, press_room) is None
    ]
    assert unfilled == [], "\n".join(unfilled)


def test_every_address_stands_in_the_table_and_every_row_of_it_is_an_address(
    press_room: PressRoom,
) -> None:
    every = addresses(press_room)
    missing = [
        f"{address}: say in ADDRESSES of tests/permissions/table.py who may read it, and who changes what."
        for address in every
        if find_row(address.name, address.label) is None
    ]
    unused = set(ROWS) - {find_row(address.name, address.label) for address in every}
    missing += [f"{row}: there is no such address any more; take its row away." for row in sorted(unused)]
    assert missing == [], "\n".join(missing)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says(
    role: str, press_room: PressRoom, visitors: Visitors
) -> None:
    before, unexpected = snapshot(), []
    for number, address in enumerate(addresses(press_room)):
        row = ROWS.get(find_row(address.name, address.label) or "")
        for method in _methods(address, number + ROLES.index(role)):
            found = _ask(press_room, visitors, role, method, address, before)
            expected = row.expected(address.name, role, method) if row else "a row in the table"
            if found != expected:
                unexpected.append(f"{method} {address} as {role}: expected {expected}, found {found}")
    assert unexpected == [], "\n".join(unexpected)


def test_no_stranger_opens_a_session(press_room: PressRoom, visitors: Visitors) -> None:
    """Else anybody could fill the table. Whoever holds a sign-in link is none."""
    opened = []
    before = Session.objects.count()
    for address in addresses(press_room):
        form = forge(address, visitors.forms(address.path), press_room)
        for role in ("nobody", "made-up session"):
            with undone():
                visitors.ask(role, "GET", address.path)
                visitors.ask(role, "POST", address.path, form)
                if Session.objects.count() != before:
                    opened.append(f"{address} as {role}")
    assert opened == ["admin:sign_in_link as nobody", "admin:sign_in_link as made-up session"]


def _methods(address: Address, number: int) -> Iterator[str]:
    """Yields all with CI=true; else in the admin GET and POST, and of the others, and elsewhere, one.

    Of releases, which are there in every state, a POST too is one of the others, unless it may change one.
    """
    row = ROWS.get(find_row(address.name, address.label) or "")
    is_one_of_many = address.label in STATES and row and "changed" not in row.cells["POST"]
    always = {"GET"} if is_one_of_many else {"GET", "POST"}
    for index, method in enumerate(METHODS):
        is_always = address.name.startswith("admin") and method in always
        if WHOLE or is_always or index == number % len(METHODS):
            yield method


def _ask(
    room: PressRoom, visitors: Visitors, role: str, method: str, address: Address, before: Tables
) -> str:
    """Returns the answer in a word; of whatever came with a form, whether anything was changed by it."""
    if method not in ("POST", "FOREIGN"):
        with undone():  # a valid sign-in link begins a session
            return outcome(visitors.ask(role, method, address.path))
    with undone():
        form = forge(address, visitors.forms(address.path), room)
        headers = FOREIGN if method == "FOREIGN" else {}
        found = outcome(visitors.ask(role, "POST", address.path, form, **headers))
        return found if snapshot() == before else "changed"
