"""Says what of what is public has changed: in the database with the change itself, then on this machine.

The rows are written in the transaction of the change, so that a process killed after the commit loses
nothing: the other processes read them (`monitor`). Who moves the number holds its lock until the commit, so
numbers are committed in their order: and only the count of a month is locked after it.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from press.invalidation.shared_counter import SharedCounter
from press.models import Change, Generation

# Who has not asked for so long takes everything for changed.
KEPT = datetime.timedelta(hours=3)


def shared_counter() -> SharedCounter:
    """Returns this machine's counter, in `settings.DATA_DIR`."""
    return _shared_counter(Path(settings.DATA_DIR))


@lru_cache(maxsize=4)
def _shared_counter(folder: Path) -> SharedCounter:
    return SharedCounter(folder / "generation")


def fetch() -> tuple[int, int]:
    """Returns the generation and that of the last takedown, as the database has them."""
    return Generation.objects.values_list("number", "last_takedown").first() or (0, 0)


@transaction.atomic
def bump(names: Iterable[str] | None = None, *, is_takedown: bool = False) -> None:
    """Moves the generation on: every stored page that shows one of these names is old; None: every page.

    `is_takedown`: something that was public no longer is, so that an older copy must not even be shown while
    the database is gone.
    """
    changed = {"number": F("number") + 1}
    if is_takedown:
        changed["last_takedown"] = F("number") + 1
    Generation.objects.bulk_create([Generation(pk=1)], ignore_conflicts=True)  # once, in a new database
    Generation.objects.update(**changed)
    number, _ = fetch()
    Change.objects.update_or_create(
        number=number, defaults={"names": None if names is None else sorted(names), "at": timezone.now()}
    )
    # No partial: Django tells of what failed by its __qualname__.
    transaction.on_commit(lambda: catch_up(), robust=True)


def catch_up() -> None:
    """Tells this machine's counter what has changed since it last heard. Two small queries at most.

    Raises DatabaseError.
    """
    counter, is_told = shared_counter(), False
    while not is_told:
        seen = counter.seen()
        number, last_takedown = fetch()
        changes = {}
        if number > seen[0]:
            since = Change.objects.filter(number__gt=seen[0], number__lte=number)
            changes = dict(since.values_list("number", "names"))
        is_told = counter.update(number, last_takedown, changes, since=seen)


def delete_old_changes() -> None:
    Change.objects.filter(at__lt=timezone.now() - KEPT).delete()
