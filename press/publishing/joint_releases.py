"""A joint release on which several editors agree, none of whom reads all of its languages (docs/adr/0018).

Each agrees to the texts that they may approve. Nothing is scheduled or public by that; with the last
agreement all are approved in one transaction, each by who agreed to it, or none is. An agreement is to a
version of a text: sent back, taken back or changed, it waits for another.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from press.models import AuditEntry, Edition, JointProposal, ProposedText, User
from press.publishing import corrections, transitions
from press.publishing.approval import approve_locked, naming_language, require_ahead
from press.publishing.overrides import require_no_problems
from press.publishing.permissions import Permissions
from press.publishing.quiet_periods import require_consent
from press.publishing.refusals import Refused

Verb = AuditEntry.Verb


@transaction.atomic
def propose_joint_release(
    agreed: Sequence[tuple[Edition, int | None]],
    wanted: Sequence[tuple[Edition, int | None]],
    *,
    by: User,
    live_from: datetime.datetime | None = None,
    override_reason: str = "",
    all_the_same: bool = False,
) -> list[Edition]:
    """Agrees to texts of a story, each with its form's version, that go out together with others of it, on
    which somebody else agrees: at `live_from`, else at the first one's `publish_at` where that is ahead, else
    with the last agreement. Returns those that were agreed to; nothing is approved yet.

    Raises Refused, in words that name the language, where one of them may not be.
    """
    pairs = [*agreed, *wanted]
    if len({edition.release.story_id for edition, _version in pairs}) != 1 or not (agreed and wanted):
        raise Refused(_("Only the languages of one story are published together."))
    now = timezone.now()
    require_ahead(live_from, now)
    moment = live_from or agreed[0][0].publish_at
    moment = moment if moment and moment > now else None
    if moment:
        require_consent(moment, all_the_same=all_the_same)
    locked = {edition.pk: transitions.lock_edition(edition, version) for edition, version in pairs}
    if JointProposal.objects.filter(story=agreed[0][0].release.story_id).exists():
        raise Refused(_("A joint release of this story waits already: agree to it, or cancel it."))
    proposal = JointProposal.objects.create(
        story=agreed[0][0].release.story, live_from=moment, begun_by=by, begun_at=now
    )
    texts = {key: _add(proposal, current) for key, current in locked.items()}
    for edition, _version in agreed:
        with naming_language(edition):
            _agree(texts[edition.pk], locked[edition.pk], by, now, override_reason)
    return [transitions.refresh(edition) for edition, _version in agreed]


def _add(proposal: JointProposal, edition: Edition) -> ProposedText:
    if edition.state != Edition.State.SUBMITTED:
        with naming_language(edition):
            raise Refused(_("Only what is submitted is published together."))
    return ProposedText.objects.create(proposal=proposal, edition=edition)


@transaction.atomic
def agree(
    edition: Edition,
    *,
    by: User,
    version: int | None = None,
    seen: str | None = None,
    override_reason: str = "",
    all_the_same: bool = False,
) -> Edition:
    """Agrees to a text of a joint release. With the last agreement all of its texts are approved, by who
    agreed to each, as of its moment.

    `seen`: the `value` of the joint release that the officer was shown. `all_the_same`: also where it goes
    out in a quiet period. Where an earlier agreement holds no longer, because its officer may not approve
    that text any more or something is found in it since, it is dropped instead, and wanted again.
    """
    current, now = transitions.lock_edition(edition, version), timezone.now()
    transitions.require(Permissions(current, by, now).can_agree())
    proposal = _get_proposal(current, seen)
    text = proposal.texts.select_related("edition").get(edition=current)
    if text.is_agreed:
        raise Refused(_("This text is agreed to already."))
    if proposal.live_from and proposal.live_from <= now:
        raise Refused(_("The moment of the joint release has passed: set another one first."))
    require_consent(proposal.live_from or now, all_the_same=all_the_same)
    _agree(text, current, by, now, override_reason)
    texts = list(proposal.texts.select_related("edition__release", "agreed_by"))
    if all(each.is_agreed for each in texts):
        _release(proposal, texts, by=by, last=current, now=now)
    return transitions.refresh(edition)


def _agree(
    text: ProposedText, edition: Edition, by: User, now: datetime.datetime, override_reason: str
) -> None:
    transitions.require(Permissions(edition, by, now).can_agree())
    require_no_problems(edition, _("This cannot be published yet."), by=by, override_reason=override_reason)
    text.agreed_version, text.agreed_by, text.agreed_at = edition.version, by, now
    text.save()
    _record(Verb.AGREE, text.proposal, edition, by)


def _release(
    proposal: JointProposal, texts: Sequence[ProposedText], *, by: User, last: Edition, now: datetime.datetime
) -> None:
    """Approves all, or drops an agreement that does not hold. Raises Refused where it is the last one's."""
    at, joint_release = proposal.live_from or now, uuid.uuid4()
    text = texts[0]
    try:
        with transaction.atomic():
            approved = []
            for text in texts:
                assert text.agreed_by is not None
                current = transitions.lock_edition(text.edition, text.agreed_version)
                with naming_language(current):
                    transitions.require(Permissions(current, text.agreed_by, now).can_agree())
                    current.joint_release = joint_release
                    # Who agreed last was asked about a quiet period.
                    approve_locked(
                        current,
                        by=text.agreed_by,
                        now=now,
                        live_from=at,
                        all_the_same=True,
                        agreed_last=by.pk,
                    )
                approved.append(current)
            for each in approved:
                corrections.ask_others(each)
            proposal.delete()
    except Refused as refused:
        if text.edition_id == last.pk:
            raise
        text.agreed_version = text.agreed_by = text.agreed_at = None
        text.save()
        _record(Verb.DROP_AGREEMENT, proposal, text.edition, by, reason=str(refused))


@transaction.atomic
def move_joint_release(
    edition: Edition,
    *,
    by: User,
    live_from: datetime.datetime | None,
    seen: str | None = None,
    all_the_same: bool = False,
) -> Edition:
    """Sets another moment for the joint release of a text, None: with the last agreement. Those that were
    given stand: they are to texts. `all_the_same`: also one in a quiet period.

    Raises Refused for a moment that has passed.
    """
    current, now = transitions.lock_edition(edition, None), timezone.now()
    transitions.require(Permissions(current, by, now).can_change_joint_release())
    proposal = _get_proposal(current, seen)
    require_ahead(live_from, now)
    if live_from:
        require_consent(max(live_from, now), all_the_same=all_the_same)
    proposal.live_from = live_from if live_from and live_from > now else None
    proposal.version += 1
    proposal.save()
    _record_of_all(Verb.MOVE_JOINT_RELEASE, proposal, by)
    return transitions.refresh(edition)


@transaction.atomic
def cancel_joint_release(edition: Edition, *, by: User, seen: str | None = None) -> Edition:
    """Nothing goes out together: each of its texts is approved by itself again, or in another company."""
    current = transitions.lock_edition(edition, None)
    transitions.require(Permissions(current, by).can_change_joint_release())
    _end(_get_proposal(current, seen), by)
    return transitions.refresh(edition)


def end_with(edition: Edition, *, by: User) -> None:
    """Cancels the joint release that waits for a text which is discarded: it will not come."""
    if proposal := JointProposal.objects.filter(texts__edition=edition).first():
        _end(proposal, by)


def _end(proposal: JointProposal, by: User) -> None:
    _record_of_all(Verb.CANCEL_JOINT_RELEASE, proposal, by)
    proposal.delete()


def _get_proposal(edition: Edition, seen: str | None) -> JointProposal:
    """Returns it as it stands. Raises Refused where the officer was shown another one, or another moment."""
    proposal = JointProposal.objects.get(texts__edition=edition)
    if seen is not None and seen != proposal.value:
        raise Refused(_("The joint release was changed meanwhile: look at it again."))
    return proposal


def _record_of_all(verb: AuditEntry.Verb, proposal: JointProposal, by: User) -> None:
    for text in proposal.texts.select_related("edition__release"):
        _record(verb, proposal, text.edition, by)


def _record(verb: AuditEntry.Verb, proposal: JointProposal, edition: Edition, by: User, **told: str) -> None:
    moment = proposal.live_from.isoformat() if proposal.live_from else None
    detail: dict[str, Any] = {"joint_proposal": proposal.pk, "live_from": moment, **told}
    transitions.record_entry(verb, by=by, release=edition.release, edition=edition, **detail)
