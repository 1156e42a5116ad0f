"""How a verb says no."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from press.models import AuditEntry, Edition


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stands in the way of publication: the form field it belongs to, and a sentence."""

    field: str
    message: str


class Refused(Exception):  # noqa: N818 - named as the officer would say it
    """The verb was refused and changed nothing; str() is for the officer, in the active language."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)


class Outdated(Refused):
    """The form was built on an earlier version of the edition; `entries` tell who did what since."""

    def __init__(self, edition: Edition, since: int) -> None:
        self.entries = list(
            AuditEntry.objects.filter(
                release_number=edition.release_id,
                edition_number=edition.number,
                detail__version__gt=since,
            ).select_related("by")
        )
        names = ", ".join(dict.fromkeys(str(entry.by) for entry in self.entries))
        super().__init__(
            _(
                "%(names)s changed this release after you opened it. Your text is kept below: compare it "
                "with the current one and save again."
            )
            % {"names": names or _("Somebody")}
        )
