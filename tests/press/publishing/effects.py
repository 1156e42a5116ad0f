"""What a verb leaves behind: the fields that it changed, and its entries in the audit."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from press.models import AuditEntry, Edition, Release, User

NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
Row = dict[str, Any]


class Effects:
    """What a verb changed: of the edition, of its release, and the entries that it left."""

    edition: Row
    release: Row
    entries: list[tuple[Any, ...]]


@contextmanager
def effects_on(edition: Edition) -> Iterator[Effects]:
    """Compares the rows before and after."""
    found, before = Effects(), (_edition(edition), _release(edition))
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield found
    found.edition, found.release = (
        {name: value for name, value in now.items() if value != then[name]}
        for then, now in zip(before, (_edition(edition), _release(edition)), strict=True)
    )
    found.entries = [
        (entry.verb, entry.by and entry.by.username, entry.release_number, entry.edition_number, entry.detail)
        for entry in AuditEntry.objects.filter(pk__gt=last).order_by("pk")
    ]


def _edition(edition: Edition) -> Row:
    row: Row = Edition.objects.values().get(pk=edition.pk)
    changed_by = Edition.objects.get(pk=edition.pk).changed_by.order_by("pk")
    return row | {"changed_by": list(changed_by.values_list("username", flat=True))}


def _release(edition: Edition) -> Row:
    row: Row = Release.objects.values().get(pk=edition.release_id)
    return row


def entry(verb: str, by: User, edition: Edition, **detail: Any) -> tuple[Any, ...]:
    """Returns what the audit has of a verb on the edition, which stands as the verb left it."""
    edition.refresh_from_db()
    detail = {"edition": edition.pk, "version": edition.version, **detail}
    return (verb, by.username, edition.release_id, edition.number, detail)
