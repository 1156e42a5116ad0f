"""The duty editor publishes without a second person, within their time and not a moment longer."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from press import publishing
from press.models import AuditEntry, Edition, Release, User
from press.publishing import AccountPermissions, Permissions
from tests.factories import make_officer, on_duty, signed_in, signed_in_with_second_factor
from tests.press.desk.forms import ADD, page_of, written
from tests.press.publishing.effects import NOW

HOUR = datetime.timedelta(hours=1)
INSTANT = datetime.timedelta(microseconds=1)
Clock = Callable[[datetime.datetime], None]


@pytest.fixture
def draft(make_release: Callable[..., Release]) -> Edition:
    return make_release(state="draft").editions.get()


def test_the_right_begins_and_ends_at_the_moment_itself(
    draft: Edition, editor: User, chief: User, clock: Clock
) -> None:
    starts_at, ends_at = NOW + HOUR, NOW + 9 * HOUR
    publishing.give_duty(editor, by=chief, starts_at=starts_at, ends_at=ends_at)
    moments = [starts_at - INSTANT, starts_at, ends_at - INSTANT, ends_at]
    asked = [bool(Permissions(draft, editor, at).can_approve_alone()) for at in moments]
    assert asked == [False, True, True, False]
    for at in (moments[0], moments[3]):
        clock(at)
        with pytest.raises(publishing.Refused) as refused:
            publishing.approve(draft, by=editor, urgent_reason="Fire alarm")
        assert str(refused.value) == (
            "Without a second person only a chief editor publishes, or the duty editor within their time."
        )
    clock(moments[2])
    assert publishing.approve(draft, by=editor, urgent_reason="Fire alarm").is_live()


def test_it_is_given_by_who_has_the_right_to_an_editor_who_has_not(
    author: User, editor: User, chief: User
) -> None:
    other = make_officer("other", "editor")
    why_not = {
        name: AccountPermissions(account, by).can_give_duty().why_not
        for name, account, by in (
            ("author", author, chief),
            ("chief", chief, chief),
            ("by an editor", other, editor),
            ("editor", editor, chief),
        )
    }
    assert why_not == {
        "author": "Only an editor can be the duty editor.",
        "chief": "This officer may publish without a second person at any time.",
        "by an editor": "Your account does not have the right to do this.",
        "editor": "",
    }
    with on_duty(other):  # who has it for a time gives it to nobody
        assert not AccountPermissions(editor, other).can_give_duty()
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert not AccountPermissions(User.objects.get(pk=editor.pk), chief).can_give_duty()


def test_a_duty_that_ends_before_it_begins_or_before_now_is_refused(
    editor: User, chief: User, clock: Clock
) -> None:
    for starts_at, ends_at in ((NOW + HOUR, NOW + HOUR), (NOW - 2 * HOUR, NOW)):
        with pytest.raises(publishing.Refused, match="The duty must end after it begins, and after now"):
            publishing.give_duty(editor, by=chief, starts_at=starts_at, ends_at=ends_at)
    with pytest.raises(publishing.Outdated):
        publishing.give_duty(editor, by=chief, starts_at=NOW, ends_at=NOW + HOUR, version=0)
    assert (editor.duty_from, AuditEntry.objects.filter(verb="give duty").exists()) == (None, False)


def test_an_author_whose_account_was_the_duty_editors_publishes_nothing_alone(
    draft: Edition, author: User
) -> None:
    """Who became an author within their time."""
    with on_duty(author):
        assert not Permissions(draft, author).can_approve_alone()


def test_a_chief_gives_it_on_the_accounts_page_the_officer_is_told_and_the_audit_says_until_when(
    editor: User, chief: User
) -> None:
    chiefs = signed_in_with_second_factor(chief)
    assert "You are the duty editor until" not in signed_in(editor).get("/admin/").content.decode()
    assert "Publish urgently" not in signed_in(editor).get(ADD).content.decode()
    ends_at = timezone.localtime() + 9 * HOUR
    moments = {"starts_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "ends_at": f"{ends_at:%Y-%m-%dT%H:%M}"}
    wrong = chiefs.post(f"/admin/press/user/{editor.pk}/duty/", {**moments, "ends_at": "soon"}, follow=True)
    assert 'value="soon"' in wrong.content.decode()
    assert User.objects.get(pk=editor.pk).duty_until is None
    past = {**moments, "ends_at": f"{timezone.localtime() - 9 * HOUR:%Y-%m-%dT%H:%M}"}
    wrong = chiefs.post(f"/admin/press/user/{editor.pk}/duty/", past, follow=True).content.decode()
    assert ("The duty must end after it begins, and after now." in wrong, "Choose a moment" in wrong) == (
        True,
        False,
    )
    moments["starts_at"] = ""  # from now on
    answer = chiefs.post(f"/admin/press/user/{editor.pk}/duty/", moments, follow=True).content.decode()
    assert f"{ends_at:%d.%m.%Y %H:%M}" in answer.split("duty-heading")[0]
    desk = signed_in(editor)
    told = f"You are the duty editor until {ends_at:%d.%m.%Y %H:%M}, Astana time."
    assert told in strip_tags(desk.get("/admin/").content.decode())
    assert "Publish urgently" in desk.get(ADD).content.decode()
    entry = AuditEntry.objects.get(verb="give duty")
    assert (entry.by, entry.account) == (chief, editor)
    audit = desk.get(f"/admin/press/auditentry/{entry.pk}/change/").content.decode()
    assert f"until {ends_at:%d.%m.%Y %H:%M}, Astana time" in audit
    desk.post(ADD, written(then="save"))
    edition = Edition.objects.get()
    chiefs.post(f"/admin/press/user/{editor.pk}/duty/", {"end": "on"})
    assert AuditEntry.objects.filter(verb="end duty", by=chief, account=editor).count() == 1
    desk.post(page_of(edition), written(edition, then="urgent", urgent_reason="An earthquake."))
    assert Edition.objects.live().count() == 0


def test_who_left_their_desk_gives_no_duty_before_the_second_factor_was_given_once_more(
    editor: User, chief: User, settings: Any
) -> None:
    settings.SECOND_FACTOR = "editors"
    desk = signed_in_with_second_factor(chief)
    session = desk.session
    session["second_factor_at"] -= 3_600
    session.save()
    moments = {"starts_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "ends_at": "2199-01-01T09:00"}
    answer = desk.post(f"/admin/press/user/{editor.pk}/duty/", moments)
    assert answer["Location"].startswith("/admin/second-factor/")
    assert User.objects.get(pk=editor.pk).duty_until is None
