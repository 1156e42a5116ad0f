"""What an officer typed and did not save, wherever it was: for the desk's first page."""

from press.desk.autosave import MOST as MOST_KEPT
from press.desk.autosave import as_typed, find_oldest
from press.desk.outdated import compare_with_saved
from press.models import User, WorkingCopy

# Each is compared with what is saved.
MOST = 20


def find_unsaved(officer: User) -> list[WorkingCopy]:
    """Returns the newest ones; what stands so in its draft by now, or never said anything, is none."""
    own = WorkingCopy.objects.filter(officer=officer, closed_at=None)
    newest = own.select_related("edition__release__story", "story").order_by("-saved_at")
    newest = newest.prefetch_related("story__releases__editions")[:MOST]
    return [copy for copy in newest if _says_more(copy, officer)]


def find_oldest_of_too_many(officer: User) -> list[WorkingCopy]:
    """Returns the oldest ones, whatever they say, where nothing more is kept until some are deleted."""
    is_full = WorkingCopy.objects.filter(officer=officer, closed_at=None).count() >= MOST_KEPT
    return find_oldest(officer, MOST) if is_full else []


def _says_more(copy: WorkingCopy, officer: User) -> bool:
    edition = copy.edition
    if edition is None:
        texts = ("title", "lead", "body")
        return any(copy.fields.get(name, [""])[0].strip() for name in texts)
    return bool(compare_with_saved(as_typed(copy), edition, officer))
