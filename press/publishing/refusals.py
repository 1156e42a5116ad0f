"""How a verb says no."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accessibility.content import Finding
from press.models import AuditEntry, Edition, Photograph, QuietPeriod, Story, User


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stands in the way of publication: the form field it belongs to, and a sentence.

    `illustration` is the `order` of the one that it is about, where it is about one, and `part` its field.
    `finding` is what a content rule found, of what one may let stand for a reason.
    """

    field: str
    message: str
    illustration: int | None = None
    part: str = "alternative_text"
    finding: Finding | None = None


class Refused(Exception):  # noqa: N818 - named as the officer would say it
    """The verb was refused and changed nothing; str() is for the officer, in the active language."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)


def version_key(edition: Edition) -> str:
    """Returns how an entry about several editions names one of them: a key of digits would count places."""
    return f"edition_{edition.pk}"


def names_version(edition: Edition, since: int) -> Q:
    """Returns the condition of an entry about several editions that it moved the version of this one."""
    return Q(**{f"detail__versions__{version_key(edition)}__gt": since})


class Outdated(Refused):
    """The form was built on an earlier version of what it changes; `entries` tell who did what since."""

    def __init__(self, entries: QuerySet[AuditEntry], sentence: str = "") -> None:
        self.entries = list(entries.select_related("by"))
        if self.words_removed_at:
            sentence = _(
                "By law, words were removed from this story after you opened it (%(names)s). Your text is "
                "kept below without them: compare it with the current one and save again."
            )
        sentence = sentence or _(
            "%(names)s changed this release after you opened it. Your text is kept below: compare it "
            "with the current one and save again."
        )
        super().__init__(sentence % {"names": self.names})

    @property
    def names(self) -> str:
        """Returns who did it, each once."""
        return ", ".join(dict.fromkeys(entry.who for entry in self.entries)) or _("Somebody")

    @property
    def words_removed_at(self) -> datetime.datetime | None:
        """Returns when words were removed from the story by law since."""
        moments = (entry.at for entry in self.entries if entry.verb == AuditEntry.Verb.EXPUNGE)
        return max(moments, default=None)

    @classmethod
    def text(cls, edition: Edition, since: int) -> Self:
        of_release = AuditEntry.objects.filter(release_number=edition.release_id)
        of_edition = Q(detail__edition=edition.pk, detail__version__gt=since)
        return cls(of_release.filter(of_edition | names_version(edition, since)))

    @classmethod
    def story(cls, story: Story, since: int) -> Self:
        of_story = AuditEntry.objects.filter(release_number__in=story.releases.values("pk"))
        return cls(of_story.filter(detail__story_version__gt=since))

    @classmethod
    def photograph(cls, photograph: Photograph, since: int) -> Self:
        of_photograph = AuditEntry.objects.filter(detail__photograph=photograph.pk)
        return cls(of_photograph.filter(detail__photograph_version__gt=since))

    @classmethod
    def quiet_period(cls, period: QuietPeriod, since: int) -> Self:
        of_period = AuditEntry.objects.filter(
            detail__quiet_period=period.pk, account=None, release_number=None, detail__version__gt=since
        )
        return cls(of_period, _("%(names)s changed this quiet period after you opened it."))

    @classmethod
    def account(cls, account: User, since: int) -> Self:
        of_account = AuditEntry.objects.filter(account=account, detail__version__gt=since)
        return cls(of_account, _("%(names)s changed this account after you opened it."))
