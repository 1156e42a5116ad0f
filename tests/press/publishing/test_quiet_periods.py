"""A quiet period is a warning that asks: nothing goes out in it unless the officer says so."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from press import publishing
from press.models import AuditEntry, Edition, QuietPeriod, Release, User
from tests.factories import make_quiet_period, signed_in
from tests.press.desk.forms import ADD, page_of, written
from tests.press.publishing.effects import NOW

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
INSTANT = datetime.timedelta(microseconds=1)
LIST = "/admin/press/quietperiod/"
Clock = Callable[[datetime.datetime], None]


@pytest.fixture
def submitted(make_release: Callable[..., Release]) -> Edition:
    return make_release(state="submitted").editions.get()


@pytest.mark.parametrize(
    ("goes_out", "is_asked"),
    [(DAY - INSTANT, False), (DAY, True), (2 * DAY - INSTANT, True), (2 * DAY, False)],
)
def test_it_is_asked_about_at_the_moment_at_which_the_text_goes_out(
    submitted: Edition, editor: User, clock: Clock, goes_out: datetime.timedelta, is_asked: bool
) -> None:
    make_quiet_period(NOW + DAY, reason="Silence before the election")
    if not is_asked:
        assert publishing.approve(submitted, by=editor, live_from=NOW + goes_out).live_from == NOW + goes_out
        return
    with pytest.raises(publishing.Refused) as refused:
        publishing.approve(submitted, by=editor, live_from=NOW + goes_out)
    assert str(refused.value) == (
        "Quiet period, 02.03.2026 14:00 – 03.03.2026 14:00, Astana time (Silence before the election): to "
        "publish in it, tick “Publish all the same” for the button that you press."
    )
    assert Edition.objects.get().state == "submitted"
    publishing.approve(submitted, by=editor, live_from=NOW + goes_out, all_the_same=True)
    entry = AuditEntry.objects.get(verb="approve")
    assert entry.detail["quiet_period"] == "Silence before the election"


def test_what_is_urgent_is_asked_about_too_and_consent_without_a_quiet_period_says_nothing(
    submitted: Edition, make_release: Callable[..., Release], editor: User, chief: User, clock: Clock
) -> None:
    publishing.approve(submitted, by=editor, all_the_same=True)
    assert "quiet_period" not in AuditEntry.objects.get(verb="approve").detail
    make_quiet_period(NOW)
    draft = make_release(state="draft", title="Fire").editions.get()
    with pytest.raises(publishing.Refused, match="Quiet period"):
        publishing.approve(draft, by=chief, urgent_reason="Fire alarm")
    assert publishing.approve(draft, by=chief, urgent_reason="Fire alarm", all_the_same=True).is_live()


def test_the_review_page_warns_in_words_and_publishes_after_the_tick(
    submitted: Edition, editor: User
) -> None:
    desk, page = signed_in(editor), page_of(submitted)
    assert "Publish all the same" not in desk.get(page).content.decode()
    period = make_quiet_period(timezone.now() - HOUR, reason="Silence before the election")
    shown = desk.get(page).content.decode()
    assert f"{period}, Astana time: Silence before the election" in shown
    assert shown.count('name="all_the_same"') == 1
    sent = {"verb": "approve", "version": submitted.version}
    refused = desk.post(page, sent)
    assert (refused.status_code, "Quiet period" in refused.content.decode()) == (422, True)
    # At another time, which is quiet too: asked beside what was typed.
    then = f"{timezone.localtime() + HOUR:%Y-%m-%dT%H:%M}"
    again = desk.post(page, {**sent, "live_from": then}).content.decode()
    assert (again.count('name="all_the_same"'), f'value="{then}"' in again) == (2, True)
    boxes = re.findall(r'Publish all the same <span class="quiet">\((.+?)\)', again)
    assert boxes == ["Publish now", "Publish at this time"]
    desk.post(page, {**sent, "live_from": then, "all_the_same": "on"})
    submitted.refresh_from_db()
    assert submitted.is_scheduled()
    audit = desk.get(f"/admin/press/auditentry/{AuditEntry.objects.get(verb='approve').pk}/change/")
    assert "Published all the same in a quiet period: Silence before" in audit.content.decode()


def test_who_publishes_urgently_from_the_form_is_asked_and_the_draft_is_safe(chief: User) -> None:
    make_quiet_period(timezone.now() - HOUR)
    desk = signed_in(chief)
    assert 'name="all_the_same"' in desk.get(ADD).content.decode()
    desk.post(ADD, written(then="urgent", urgent_reason="Fire alarm"))
    edition = Edition.objects.get()
    assert edition.state == Edition.State.DRAFT
    desk.post(
        page_of(edition), written(edition, then="urgent", urgent_reason="Fire alarm", all_the_same="on")
    )
    assert Edition.objects.get().is_live()


def test_a_chief_keeps_the_quiet_periods_others_read_them_and_the_audit_has_it(
    author: User, editor: User, chief: User
) -> None:
    sent: dict[str, Any] = {
        "starts_at": "2026-12-04T00:00",
        "ends_at": "2026-12-06T00:00",
        "reason": "Silence",
    }
    assert signed_in(editor).post(f"{LIST}add/", sent).status_code == 403
    desk = signed_in(chief)
    wrong = desk.post(f"{LIST}add/", {**sent, "ends_at": "2026-12-04T00:00"}).content.decode()
    assert "A quiet period must end after it begins." in wrong
    desk.post(f"{LIST}add/", sent)
    period = QuietPeriod.objects.get()
    assert (str(period), period.version) == ("04.12.2026 00:00 – 06.12.2026 00:00", 1)
    page = f"{LIST}{period.pk}/change/"
    desk.post(page, {**sent, "reason": "Election", "version": 1})
    late = signed_in(chief).post(page, {**sent, "reason": "Mine", "version": 1}).content.decode()
    assert "changed this quiet period after you opened it" in late
    assert QuietPeriod.objects.get().reason == "Election"
    assert "Election" in signed_in(author).get(LIST).content.decode()
    with pytest.raises(publishing.Refused):
        publishing.delete_quiet_period(period, by=editor)
    desk.post(f"{LIST}{period.pk}/delete/", {"post": "yes"})
    entries = AuditEntry.objects.filter(verb__endswith="quiet period").order_by("pk")
    assert [(entry.verb, entry.by) for entry in entries] == [
        ("set quiet period", chief),
        ("set quiet period", chief),
        ("delete quiet period", chief),
    ]
    changed = desk.get(f"/admin/press/auditentry/{entries[1].pk}/change/").content.decode()
    assert ("Reason: Silence → Election" in changed, "The whole press room" in changed) == (True, True)
