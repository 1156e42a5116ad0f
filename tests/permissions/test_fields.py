"""Every form and button × every role: of all columns that can be sent only those of the table are written."""

import datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.contrib import admin

from press.desk.buttons import BUTTONS
from tests.permissions.addresses import Address, addresses
from tests.permissions.database import Tables, added_keys, changed_columns, snapshot, undone
from tests.permissions.forging import Column, Form, forge, forged_columns
from tests.permissions.press_room import ROLES, PressRoom
from tests.permissions.table import FIELDS, columns_written
from tests.permissions.visitors import Visitors, outcome

pytestmark = pytest.mark.django_db
# Moves with whatever readers see (press/invalidation).
_ALWAYS = {"press_generation.number", "+press_change"}


@pytest.mark.parametrize("role", ROLES)
def test_a_form_writes_the_columns_of_the_table_and_no_other(
    role: str, press_room: PressRoom, visitors: Visitors
) -> None:
    before, unexpected = snapshot(), []
    every = {str(address): address for address in addresses(press_room)}
    for form in FIELDS:
        name, _, pressed = form.partition("?")
        expected = columns_written(form, role)
        found = _written(press_room, visitors, role, every[name], dict(parse_qsl(pressed)), before)
        if found != expected:
            unexpected.append(
                f"{form} as {role}: should not be written {sorted(found - expected)}, "
                f"should be {sorted(expected - found)}"
            )
    assert unexpected == [], "\n".join(unexpected)


def test_every_form_and_every_button_is_in_the_table(press_room: PressRoom, visitors: Visitors) -> None:
    forms = {
        str(address)
        for address in addresses(press_room)
        if address.name.endswith(("_add", "_change")) and _may_be_saved(visitors, address)
    }
    known = {*FIELDS, *(f"?{form.partition('?')[2]}" for form in FIELDS)}
    missing = [
        f"{form}: say in FIELDS of tests/permissions/table.py which columns it writes, and from whom on."
        for form in sorted(forms | _buttons())
        if form not in known
    ]
    assert (missing, len(admin.site._registry) > 5) == ([], True), "\n".join(missing)


def _buttons() -> set[str]:
    """In whatever state one is pressed."""
    return {f"?verb={verb}" for verb in BUTTONS}


def _may_be_saved(visitors: Visitors, address: Address) -> bool:
    page = visitors.ask("superuser", "GET", address.path)
    saves = (b'name="_save"', b'name="then"')
    return outcome(page) == "page" and any(button in page.content for button in saves)  # type: ignore[attr-defined]


def _written(
    room: PressRoom, visitors: Visitors, role: str, address: Address, pressed: Form, before: Tables
) -> set[str]:
    columns = list(forged_columns(address, room).values())
    form = forge(address, visitors.forms(address.path), room)
    with undone():
        visitors.ask(role, "POST", address.path, {**form, **pressed})
        after = snapshot()
        changed = changed_columns(before, after) - _ALWAYS
        return {_as_sent(each, columns, before, after) for each in changed} | _of_new_rows(
            columns, before, after
        )


def _as_sent(changed: str, columns: list[Column], before: Tables, after: Tables) -> str:
    """Returns the changed column; with a star where it holds something else than what was sent for it."""
    table, _, name = changed.partition(".")
    if not name:
        return changed
    keys = [
        key
        for key, row in after[table].items()
        if key in before[table] and row[name] != before[table][key][name]
    ]
    sent = any(
        _same(column.field.value_from_object(row), column.value)
        for column in columns
        if (column.table, column.field.column) == (table, name)
        for row in column.model._default_manager.filter(pk__in=keys)
    )
    return changed if sent else f"{changed}*"


def _of_new_rows(columns: list[Column], before: Tables, after: Tables) -> set[str]:
    """Returns the columns of new rows that hold what was sent for them."""
    return {
        f"+{column.table}.{column.field.column}"
        for column in columns
        if not column.field.many_to_many
        for row in column.model._default_manager.filter(pk__in=added_keys(before, after, column.table))
        if _same(column.field.value_from_object(row), column.value)
    }


def _same(stored: Any, sent: Any) -> bool:
    if isinstance(sent, datetime.datetime):
        return isinstance(stored, datetime.datetime) and stored == sent
    return str(stored) == str(sent)
