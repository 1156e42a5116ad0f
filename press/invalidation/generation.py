"""Says that what is public has changed: in the database with the change itself, then on this machine.

The row moves in the transaction of the change, so that a process killed after the commit loses nothing: the
other processes read the row (`monitor`). Who moves it holds its lock until the commit: and only the
count of a month is locked after it.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from press.invalidation.shared_counter import SharedCounter
from press.models import Generation


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
def bump(*, is_takedown: bool = False) -> None:
    """Moves the generation on: every stored page is now of an older one.

    `is_takedown`: something that was public no longer is, so that an older copy must not even be shown while
    the database is gone.
    """
    changed = {"number": F("number") + 1}
    if is_takedown:
        changed["last_takedown"] = F("number") + 1
    Generation.objects.bulk_create([Generation(pk=1)], ignore_conflicts=True)  # once, in a new database
    Generation.objects.update(**changed)
    seen = fetch()
    # No partial: Django tells of what failed by its __qualname__.
    transaction.on_commit(lambda: shared_counter().update(*seen), robust=True)
