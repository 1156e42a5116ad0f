"""What stands beside a text at the desk: its state, its other editions and languages, who did what."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from press.desk.status import edition_status
from press.languages import Language
from press.models import AuditEntry, Edition, Release, Story


def build_sidebar(edition: Edition | None, story: Story | None) -> dict[str, Any]:
    """What stands beside the text: how it stands, its other editions and languages, who did what."""
    releases = {release.language: release for release in story.releases.all()} if story else {}
    return {
        "status": edition_status(edition) if edition else None,
        "begun_from": _find_source(edition) if edition else None,
        "languages": [
            {"code": code, "name": name, "release": releases.get(code), "newest": _newest(releases.get(code))}
            for code, name in Language.choices
        ],
        "has_other_language": _has_other_language(edition, releases.values()) if edition else False,
        "editions": _other_editions(edition) if edition else [],
        "entries": (
            AuditEntry.objects.filter(release_number=edition.release_id).select_related("by")[:12]
            if edition
            else []
        ),
    }


def _find_source(edition: Edition) -> Edition | None:
    """Returns the old text that an edition was begun from; None where it was the newest, as usual."""
    others = edition.release.editions.not_discarded().filter(number__lt=edition.number)
    editions = list(others.order_by("-number").only("number"))
    if len(editions) < 2:
        return None
    begun = AuditEntry.objects.filter(
        verb=AuditEntry.Verb.START, release_number=edition.release_id, detail__edition=edition.pk
    ).first()
    number = begun.detail.get("copied_from") if begun else None
    return next((each for each in editions[1:] if each.number == number), None)


def _other_editions(edition: Edition) -> QuerySet[Edition]:
    """Returns those of its release with itself; what is discarded is shown on its own page alone."""
    every = edition.release.editions.order_by("-number", "-pk")
    return every.filter(~Q(state=Edition.State.DISCARDED) | Q(pk=edition.pk))


def _has_other_language(edition: Edition, releases: Iterable[Release]) -> bool:
    """Whether another text stands beside this one; what is discarded is compared with none."""
    others = (release for release in releases if release.pk != edition.release_id)
    return not edition.is_discarded() and any(map(_newest, others))


def _newest(release: Any) -> Edition | None:
    return release.newest_edition() if release else None
