"""What a reviewer must look at: what has changed since they saw the text last, or since what readers have."""

import datetime
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from press.comparison import Change, compare_contents, compare_stories
from press.models import AuditEntry, Edition, SeenVersion, User
from press.publishing.permissions import Permissions
from press.publishing.versions import find_content, find_content_at, get_content
from press.reads.filtering import is_ahead_of_the_reader

# Of the address: compared with the edition before, whatever the officer has seen since.
_COMPARED_WITH, _EDITION_BEFORE = "compare", "edition"


@dataclass(frozen=True, slots=True)
class Review:
    """The changes, and since when: since this officer read the text, since it was sent back, or against an
    edition before. `sent_back` tells its note in any case; `previous` is there to be compared with.
    """

    changes: list[Change]
    seen: SeenVersion | None = None
    sent_back: AuditEntry | None = None
    previous: Edition | None = None
    is_with_previous: bool = False

    @property
    def note(self) -> str:
        return str(self.sent_back.detail["note"]) if self.sent_back else ""

    @property
    def at(self) -> datetime.datetime | None:
        return self.sent_back.at if self.sent_back else None

    @property
    def since(self) -> datetime.datetime | None:
        """Returns since when they are changes; None of those against an edition before."""
        if self.is_with_previous:
            return None
        return self.seen.seen_at if self.seen else self.at


def wants_edition_before(request: HttpRequest) -> bool:
    """Whether the address asks for the comparison with the edition before. Raises Http404 for any other."""
    wanted = request.GET.get(_COMPARED_WITH)
    if wanted not in (None, _EDITION_BEFORE):
        raise Http404
    return wanted is not None


def note_seen(request: HttpRequest, permissions: Permissions) -> None:
    """Notes which version is shown, once, where the officer is to judge it; not what a browser asks ahead.

    Nor what answers a button, which a page shown again has made a GET (press/desk/kept.py).
    """
    was_opened = request.META["REQUEST_METHOD"] == "GET" and not is_ahead_of_the_reader(request.META)
    if not was_opened or not permissions.can_send_back():
        return
    edition = permissions.edition
    SeenVersion.objects.get_or_create(
        edition=edition,
        officer=permissions.user,
        version=edition.version,
        story_version=edition.release.story.version,
    )


def find_review(edition: Edition, officer: User, *, with_previous: bool = False) -> Review | None:
    """Returns what is new to this officer in a text that is handed over or published.

    Since the version that they saw last before the present one; where they saw none, since they sent it back
    themselves, else since somebody did, else since the approved edition before it (`with_previous`: in any
    case since that one). None for the first text of a release that is new to them: all of it is.
    """
    before = edition.release.editions.filter(number__lt=edition.number, state=Edition.State.APPROVED)
    previous = before.order_by("-number").first()
    seen = sent_back = None
    if edition.state == Edition.State.SUBMITTED:
        seen, sent_back = _find_seen(edition, officer), _find_sent_back(edition, officer)
    if not (with_previous and previous):
        if seen and (changes := _changes_since_seen(edition, seen)) is not None:
            return Review(changes, seen, sent_back, previous)
        if sent_back and (changes := _changes_since_sent_back(edition, sent_back)) is not None:
            return Review(changes, None, sent_back, previous)
    if previous is None:
        return None
    changes = compare_contents(get_content(previous), get_content(edition))
    about = _changes_of_story_since(edition, previous.approved_at)
    return Review([*changes, *about], seen, sent_back, previous, is_with_previous=True)


def _find_seen(edition: Edition, officer: User) -> SeenVersion | None:
    """Returns the latest but the present one: who opens the page again sees what they saw new in it."""
    seen = SeenVersion.objects.filter(edition=edition, officer=officer)
    others = seen.exclude(version=edition.version, story_version=edition.release.story.version)
    return others.last()


def _changes_since_seen(edition: Edition, seen: SeenVersion) -> list[Change] | None:
    """Returns None where what it said then was never kept."""
    said, story = find_content(edition, seen.version), edition.release.story
    if said is None:
        return None
    changes = compare_contents(said, get_content(edition))
    about = find_content(story, seen.story_version)
    return [*changes, *(compare_stories(about, get_content(story)) if about else [])]


def _changes_since_sent_back(edition: Edition, entry: AuditEntry) -> list[Change] | None:
    """Returns None where what it said then was never kept."""
    said = find_content(edition, entry.detail["version"])
    if said is None:
        return None
    return [*compare_contents(said, get_content(edition)), *_changes_of_story_since(edition, entry.at)]


def _changes_of_story_since(edition: Edition, moment: datetime.datetime | None) -> list[Change]:
    story = edition.release.story
    return compare_stories(find_content_at(story, moment), get_content(story)) if moment else []


def _find_sent_back(edition: Edition, officer: User) -> AuditEntry | None:
    entries = AuditEntry.objects.filter(
        verb=AuditEntry.Verb.SEND_BACK, release_number=edition.release_id, detail__edition=edition.pk
    ).select_related("by")
    return entries.filter(by=officer).first() or entries.first()
