"""What a reviewer must look at: what has changed since the text was sent back, or since what readers have."""

import datetime
from dataclasses import dataclass

from press.comparison import Change, compare_contents, compare_stories
from press.models import AuditEntry, Edition, User
from press.publishing.versions import find_content, find_content_at, get_content


@dataclass(frozen=True, slots=True)
class Review:
    """The changes, since who sent it back when and with what note; or against an edition before."""

    changes: list[Change]
    sent_back: AuditEntry | None = None
    previous: Edition | None = None

    @property
    def note(self) -> str:
        return str(self.sent_back.detail["note"]) if self.sent_back else ""

    @property
    def at(self) -> datetime.datetime | None:
        return self.sent_back.at if self.sent_back else None


def find_review(edition: Edition, officer: User) -> Review | None:
    """Returns what is new to this officer in a text that is handed over or published.

    Since they sent it back themselves, else since somebody did, else since the approved edition before it.
    None for the first text of a release that nobody has sent back: all of it is new.
    """
    story = edition.release.story

    def story_since(moment: datetime.datetime | None) -> list[Change]:
        return compare_stories(find_content_at(story, moment), get_content(story)) if moment else []

    if edition.state == Edition.State.SUBMITTED and (entry := _find_sent_back(edition, officer)):
        seen = find_content(edition, entry.detail["version"])
        if seen is not None:
            changes = compare_contents(seen, get_content(edition))
            return Review([*changes, *story_since(entry.at)], sent_back=entry)
    before = edition.release.editions.filter(number__lt=edition.number, state=Edition.State.APPROVED)
    previous = before.order_by("-number").first()
    if previous is None:
        return None
    changes = compare_contents(get_content(previous), get_content(edition))
    return Review([*changes, *story_since(previous.approved_at)], previous=previous)


def _find_sent_back(edition: Edition, officer: User) -> AuditEntry | None:
    entries = AuditEntry.objects.filter(
        verb=AuditEntry.Verb.SEND_BACK, release_number=edition.release_id, detail__edition=edition.pk
    ).select_related("by")
    return entries.filter(by=officer).first() or entries.first()
