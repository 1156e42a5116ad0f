"""Quiet periods: set by a chief editor; whoever would publish in one is told why, and says that they know."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from press.models import AuditEntry, QuietPeriod, User
from press.publishing import transitions
from press.publishing.permissions import can_set_quiet_periods
from press.publishing.refusals import Outdated, Problem, Refused
from press.text.characters import get_words

# What is said of one.
FIELDS = ("starts_at", "ends_at", "reason")


@transaction.atomic
def set_quiet_period(
    period: QuietPeriod | None,
    *,
    by: User,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    reason: str,
    version: int | None = None,
) -> QuietPeriod:
    """Returns the period as it is said to be; a new one without `period`.

    Raises Outdated where `version`, as the officer's form showed it, is not the current one.
    """
    transitions.require(can_set_quiet_periods(by))
    if not (reason := get_words(reason)):
        raise Refused(_("Give the reason."), [Problem("reason", _("Give the reason."))])
    if not starts_at < ends_at:
        raise Refused(_("A quiet period must end after it begins."))
    current = QuietPeriod.objects.select_for_update().get(pk=period.pk) if period else QuietPeriod(version=0)
    if period and version is not None and version != current.version:
        raise Outdated.quiet_period(current, version)
    wanted = {"starts_at": starts_at, "ends_at": ends_at, "reason": reason}
    changes = {name: [_as_json(getattr(current, name)), _as_json(wanted[name])] for name in FIELDS}
    changes = {name: change for name, change in changes.items() if change[0] != change[1]}
    if not changes:
        return current
    for name, value in wanted.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    _record(AuditEntry.Verb.SET_QUIET_PERIOD, current, by=by, changes=changes)
    return current


@transaction.atomic
def delete_quiet_period(period: QuietPeriod, *, by: User) -> None:
    """Nothing was quiet: what was published in it is not asked about any more."""
    transitions.require(can_set_quiet_periods(by))
    current = QuietPeriod.objects.select_for_update().get(pk=period.pk)
    changes = {name: [_as_json(getattr(current, name)), ""] for name in FIELDS}
    _record(AuditEntry.Verb.DELETE_QUIET_PERIOD, current, by=by, changes=changes)
    current.delete()


def find_quiet_period(at: datetime.datetime) -> QuietPeriod | None:
    """Returns the quiet period that lasts at that moment; of several the one that ends last."""
    return QuietPeriod.objects.lasting(at).order_by("-ends_at").first()


def require_consent(at: datetime.datetime, *, all_the_same: bool) -> QuietPeriod | None:
    """Returns the quiet period in which a text goes out at that moment. Raises Refused until the officer
    says that it shall go out all the same."""
    period = find_quiet_period(at)
    if period and not all_the_same:
        sentence = _(
            "Quiet period, %(period)s, Astana time (%(reason)s): "
            "to publish in it, tick “Publish all the same” for the button that you press."
        ) % {"period": period, "reason": period.reason}
        raise Refused(sentence, [Problem("all_the_same", sentence)])
    return period


def _as_json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime.datetime) else str(value or "")


def _record(verb: AuditEntry.Verb, period: QuietPeriod, *, by: User, changes: dict[str, list[str]]) -> None:
    detail = {"quiet_period": period.pk, "version": period.version, "changes": changes}
    AuditEntry.objects.create(by=by, verb=verb, detail=detail)
