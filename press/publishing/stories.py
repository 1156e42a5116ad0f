"""What a story is about, the same in all its languages: what was published of it changes with it."""

from typing import Any

from django.db import transaction

from press.models import AuditEntry, Edition, Story, User
from press.publishing import transitions
from press.publishing.permissions import Permissions
from press.publishing.refusals import Outdated
from press.publishing.versions import STORY_FIELDS, keep_version


@transaction.atomic
def revise_story(edition: Edition, *, by: User, version: int | None = None, **about: Any) -> None:
    """Sets what the edition's story is about (STORY_FIELDS): for all its languages, published ones too.

    It needs no new edition of the text, so that a published story too may be pinned or found under a topic.
    Where nothing is other than before, nothing is written and no right is asked for. `version` is the
    story's, as the officer's form showed it: raises Outdated when it is not the current one.
    """
    current = transitions.lock_edition(edition, None)
    story = current.release.story
    changes = {name: change for name in STORY_FIELDS if (change := _change(story, name, about[name]))}
    if not changes:
        return
    transitions.require(Permissions(current, by).can_revise_story())
    if version is not None and version != story.version:
        raise Outdated.story(story, version)
    keep_version(story)
    for name in changes:
        _set(story, name, about[name])
    story.version += 1
    story.save(update_fields=["pinned_until", "version"])
    keep_version(story, by=by)
    transitions.record_entry(
        AuditEntry.Verb.REVISE_STORY,
        by=by,
        release=current.release,
        edition=current,
        story_version=story.version,
        changes=changes,
    )


def _change(story: Story, name: str, value: Any) -> list[Any]:
    """Returns what it was and what it shall be, as the audit keeps them; nothing where they are the same."""
    if name == "pinned_until":
        moments = [story.pinned_until, value]
        before, after = (moment and moment.isoformat() for moment in moments)
    else:
        before = sorted(getattr(story, name).values_list("pk", flat=True))
        after = sorted(each.pk for each in value)
    return [before, after] if before != after else []


def _set(story: Story, name: str, value: Any) -> None:
    if name == "pinned_until":
        story.pinned_until = value
    else:
        getattr(story, name).set(value)
