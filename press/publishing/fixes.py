"""The short way for small things that are wrong in what readers have, with a second look afterwards."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from press.models import AuditEntry, Edition, Illustration, User
from press.publishing import site_findings, transitions
from press.publishing.approval import publish
from press.publishing.drafts import copy_edition, write_texts
from press.publishing.overrides import require_no_problems
from press.publishing.permissions import Permissions
from press.publishing.refusals import Refused
from press.publishing.versions import keep_version

# What a fix may change of an edition; of its illustrations whatever officers write of them.
FIELDS = ("contact", "courtesy")
# The words of illustrations, by the keys of their photographs.
Words = Mapping[int, Mapping[str, Any]]


@transaction.atomic
def fix(
    edition: Edition,
    *,
    by: User,
    version: int | None = None,
    illustrations: Words | None = None,
    override_reason: str = "",
    **changes: Any,
) -> Edition:
    """Returns the next edition, live at once: the live one with other FIELDS and words of its illustrations.

    It is a minor one, marked, and waits for `confirm` as what was published urgently does. Who checked what
    AI had a part in checked this text too: none of it is another. `override_reason`: as `submit` takes it.
    """
    if unknown := changes.keys() - set(FIELDS):
        raise TypeError(f"no fix changes this: {', '.join(sorted(unknown))}")
    current, now = transitions.lock_edition(edition, version), timezone.now()
    transitions.require(Permissions(current, by, now).can_fix())
    release = current.release
    fixed = copy_edition(current, number=transitions.newest_edition(release).number + 1, by=by)
    changed = write_texts(fixed, changes, by=by) + _revise_words(fixed, illustrations or {})
    if not changed:
        raise Refused(_("Nothing was changed, so nothing is published."))
    fixed.minor = fixed.is_fix = True
    fixed.ai_checked, fixed.ai_checked_by = current.ai_checked, current.ai_checked_by
    fixed.changed_by.add(by)
    require_no_problems(fixed, _("This cannot be published yet."), by=by, override_reason=override_reason)
    fixed.submitted_at, fixed.submitted_by = now, by
    publish(fixed, by=by, at=now, now=now)
    keep_version(fixed, by=by)
    site_findings.record_story(release)
    transitions.record_entry(
        AuditEntry.Verb.FIX, by=by, release=release, edition=fixed, fields=sorted(set(changed))
    )
    return transitions.refresh(fixed)


def _revise_words(edition: Edition, words: Words) -> list[str]:
    """Writes the words of the illustrations; returns the names of those that are others now."""
    used = {each.photograph_id: each for each in edition.illustrations.all()}
    if words.keys() - used.keys():
        raise Refused(_("This photograph is no longer there."))
    changed = []
    for photograph, said in words.items():
        if unknown := said.keys() - {field.name for field in Illustration.WRITTEN_FIELDS}:
            raise TypeError(f"no words of an illustration: {', '.join(sorted(unknown))}")
        illustration = used[photograph]
        others = [name for name, value in said.items() if getattr(illustration, name) != value]
        for name in others:
            setattr(illustration, name, said[name])
        illustration.save(update_fields=others)
        changed += others
    return changed
