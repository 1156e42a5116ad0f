"""The desk's first page: what waits for this officer, what goes out, what is open, how much is read."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from press.desk.status import Status, count_waiting, status_filters
from press.desk.story_languages import JointRelease, with_texts
from press.models import CorrectionQuestion, Edition, Expunction, JointProposal, User
from press.models.releases import EditionQuerySet
from press.prepared import planned_once, prepared
from press.publishing import Permissions
from press.publishing.permissions import can_expunge, can_propose_expunction
from press.publishing.translations import count_older_than_original
from press.reads.daily import count_by_day

# Rows of a kind that the first page shows; the list of releases has all of them.
MOST = 20
# Of what waits for anybody, the longest waiting, those of which it is asked whether this officer may.
_MOST_ASKED = 100
# What a chart of reads is drawn of: the days, and the grid's units that each takes across and all have above.
DAYS = 14
_SLOT, _WIDTH, HEIGHT = 20, 14, 100


@dataclass(frozen=True, slots=True)
class Hours:
    """A day, and what goes out on it, by the hour."""

    day: datetime.date
    editions: list[Edition]


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the chart: its reads, and the place of its bar from the upper left corner."""

    day: datetime.date
    reads: int
    x: int
    y: int
    height: int
    width: int = _WIDTH


@dataclass(frozen=True, slots=True)
class Chart:
    """The reads by day, drawn in a box of `width` × `height`."""

    bars: list[Bar]
    width: int = DAYS * _SLOT
    height: int = HEIGHT

    @property
    def total(self) -> int:
        return sum(bar.reads for bar in self.bars)

    @property
    def until(self) -> datetime.date:
        return self.bars[-1].day

    @property
    def highest(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.reads)


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page says to an officer who sees editions; asked in a fixed number of queries."""

    to_confirm: list[Edition]
    to_agree: list[JointRelease]
    agreed: list[JointRelease]
    to_approve: list[Edition]
    returned: list[Edition]
    corrections: list[CorrectionQuestion]
    expunctions: list[Expunction]
    today: Hours
    tomorrow: Hours
    counts: list[tuple[Status, int]]
    older_than_original: int
    chart: Chart
    most: int = MOST

    @property
    def waits(self) -> bool:
        return any(
            (
                self.to_confirm,
                self.to_agree,
                self.agreed,
                self.to_approve,
                self.returned,
                self.corrections,
                self.expunctions,
            )
        )


def find_home(officer: User, max_counted: int, at: datetime.datetime | None = None) -> Home:
    """Returns it as of that moment (default: now).

    Translations that are older than their original are counted no further than `max_counted`.
    """
    now = at or timezone.now()
    today, tomorrow = _find_hours(now)
    to_agree, agreed = _find_joint_releases(officer, now)
    return Home(
        to_confirm=_find_to_confirm(officer, now),
        to_agree=to_agree,
        agreed=agreed,
        to_approve=_find_to_approve(officer, now),
        returned=_find_returned(officer),
        corrections=_find_corrections(officer, now),
        expunctions=_find_expunctions(officer),
        today=today,
        tomorrow=tomorrow,
        counts=count_waiting(now),
        older_than_original=count_older_than_original(max_counted),
        chart=_draw(count_by_day(DAYS, timezone.localdate(now))),
    )


def _light() -> EditionQuerySet:
    return Edition.objects.without_texts().select_related("release")


def _to_be_judged() -> EditionQuerySet:
    """Of these it is asked what an officer may do, and said who did what."""
    return _light().select_related("submitted_by", "approved_by", "proposed_text")


def _find_to_confirm(officer: User, now: datetime.datetime) -> list[Edition]:
    if not officer.has_perm("press.approve_edition"):
        return []
    editions = _read_unconfirmed(officer.pk, officer.languages, now)
    return [each.edition for each in Permissions.of_each(editions, officer, now) if each.can_confirm()]


def _find_to_approve(officer: User, now: datetime.datetime) -> list[Edition]:
    if not officer.has_perm("press.approve_edition"):
        return []
    editions = _read_submitted(officer.pk, officer.languages)
    return [each.edition for each in Permissions.of_each(editions, officer, now) if each.can_approve()]


@prepared
def _read_unconfirmed(officer: int, languages: list[str], now: datetime.datetime) -> QuerySet[Edition]:
    others = _to_be_judged().unconfirmed(now).exclude(changed_by=officer)
    return others.filter(release__language__in=languages).order_by("live_from", "pk")[:_MOST_ASKED]


@prepared
def _read_submitted(officer: int, languages: list[str]) -> QuerySet[Edition]:
    others = _to_be_judged().filter(state=Edition.State.SUBMITTED).exclude(changed_by=officer)
    return others.filter(release__language__in=languages).order_by("submitted_at", "pk")[:_MOST_ASKED]


def _find_joint_releases(
    officer: User, now: datetime.datetime
) -> tuple[list[JointRelease], list[JointRelease]]:
    """Returns what waits to go out together: for this officer, who may agree to a text of it or set another
    moment, and for others, where the officer has agreed or begun it.
    """
    if not officer.has_perm("press.approve_edition"):
        return [], []
    proposals = list(with_texts(JointProposal.objects.all())[:MOST])
    if not proposals:
        return [], []
    submitted = _to_be_judged().filter(proposed_text__proposal__in=proposals, state=Edition.State.SUBMITTED)
    permissions = Permissions.of_each(list(submitted), officer, now)
    may_agree = {each.edition.pk for each in permissions if each.can_agree()}
    for_officer, for_others = [], []
    for proposal in proposals:
        texts = list(proposal.texts.all())
        wanted = [text for text in texts if text.edition_id in may_agree and not text.is_agreed]
        joint = JointRelease(proposal, texts, wanted)
        has_part = proposal.begun_by_id == officer.pk or any(each.agreed_by == officer for each in texts)
        if wanted or (has_part and proposal.has_passed()):
            for_officer.append(joint)
        elif has_part:
            for_others.append(joint)
    return for_officer, for_others


def _find_returned(officer: User) -> list[Edition]:
    """Returns what was sent back of which the officer wrote something, the newest first."""
    if not officer.has_perm("press.change_edition"):
        return []
    return _read_returned(officer.pk)


@prepared
def _read_returned(officer: int) -> QuerySet[Edition]:
    written = Edition.changed_by.through.objects.filter(user=officer).values("edition")
    returned = _light().filter(status_filters()[Status.RETURNED])  # a state alone, at any moment
    own = returned.filter(Q(created_by=officer) | Q(pk__in=written))
    return own.order_by("-pk")[: MOST + 1]


def _find_corrections(officer: User, now: datetime.datetime) -> list[CorrectionQuestion]:
    """Returns the corrections in one language that this officer may say of whether they apply in another; and
    those that apply, and are still to be made, for whoever writes.
    """
    asked = CorrectionQuestion.objects.open(now).filter(release__language__in=officer.languages)
    if not officer.has_perm("press.approve_edition"):
        asked = asked.filter(applies=True) if officer.has_perm("press.change_edition") else asked.none()
    texts = (Prefetch(name, _light()) for name in ("release__editions", "edition"))
    return list(asked.select_related("release").prefetch_related(*texts)[:MOST])


def _find_expunctions(officer: User) -> list[Expunction]:
    """Returns what is proposed to be expunged that this officer may carry out."""
    if not can_propose_expunction(officer):
        return []
    texts = Prefetch("story__releases__editions", _light())
    waiting = Expunction.objects.waiting().select_related("proposed_by", "story").prefetch_related(texts)
    return [each for each in waiting[:MOST] if can_expunge(each, officer)]


def _find_hours(now: datetime.datetime) -> tuple[Hours, Hours]:
    """Returns what goes out today from now on, and tomorrow; both are days of Astana."""
    today = timezone.localdate(now)
    tomorrow, after = (today + datetime.timedelta(days=ahead) for ahead in (1, 2))
    end = timezone.make_aware(datetime.datetime.combine(after, datetime.time.min))
    ahead = _read_ahead(now, end)
    return _on(today, ahead), _on(tomorrow, ahead)


@planned_once
def _read_ahead(now: datetime.datetime, end: datetime.datetime) -> QuerySet[Edition]:
    shown = Edition.objects.ahead(now).filter(live_from__lt=end).order_by("live_from", "pk")
    return shown.select_related("release").only("title", "live_from", "release__language")


def _on(day: datetime.date, editions: Sequence[Edition]) -> Hours:
    return Hours(day, [each for each in editions if timezone.localdate(each.live_from) == day])


def _draw(reads: Sequence[tuple[datetime.date, int]]) -> Chart:
    """Returns the chart; a day on which anything was read has a bar that can be seen."""
    most = max(number for _day, number in reads) or 1
    bars = []
    for place, (day, number) in enumerate(reads):
        height = -(-number * HEIGHT // most)
        x = place * _SLOT + (_SLOT - _WIDTH) // 2
        bars.append(Bar(day, number, x, HEIGHT - height, height))
    return Chart(bars)
