"""A chief alone tries to be two, through the admin; a small room publishes all the same (docs/adr/0007)."""

import pytest
from django.core.management import call_command
from django.test import Client

from press import publishing
from press.models import AuditEntry, Edition, User
from press.publishing import Refused
from tests.factories import make_officer, signed_in
from tests.press.admin.officers import (
    account_form,
    account_page,
    approve,
    ask_for_link,
    follow_link,
    make_account,
    open_account,
    open_new_account,
    reason_why_not,
    sign_in,
    write,
)
from tests.press.desk.forms import ADD, page_of, written


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


def test_a_chief_makes_an_editor_and_approves_as_them_what_they_wrote_themselves(
    desk: Client, editor: User
) -> None:
    text = write(desk)
    puppet, second = open_new_account(desk, "puppet", "editor")
    assert approve(second, text) == "submitted"
    assert reason_why_not(puppet, text) == (
        "chief worked on this text and set up your account, so this would be one pair of eyes: somebody else "
        "must do it."
    )
    assert approve(signed_in(editor), text) == "approved"


def test_a_chief_takes_over_an_editor_and_approves_as_them(desk: Client, editor: User, author: User) -> None:
    text = write(desk)
    assert approve(open_account(desk, editor), text) == "submitted"


def test_a_chief_writes_as_an_account_of_their_making_and_approves_as_themselves(
    desk: Client, chief: User, editor: User
) -> None:
    _puppet, second = open_new_account(desk, "puppet", "author")
    text = write(second)
    assert approve(desk, text) == "submitted"
    assert reason_why_not(chief, text) == (
        "puppet worked on this text and you set up their account, so this would be one pair of eyes: "
        "somebody else must do it."
    )


def test_a_chief_writes_as_one_account_of_their_making_and_approves_as_another(
    desk: Client, editor: User
) -> None:
    _first, writing = open_new_account(desk, "first", "author")
    second, approving = open_new_account(desk, "second", "editor")
    text = write(writing)
    assert approve(approving, text) == "submitted"
    assert reason_why_not(second, text) == (
        "first worked on this text, and chief set up their account and yours, so this may be one pair of "
        "eyes. Somebody whose account chief did not set up must do it, or vouch for one of you."
    )
    assert approve(signed_in(editor), text) == "approved"


def test_a_chief_makes_a_chief_who_makes_the_editor(desk: Client, editor: User) -> None:
    text = write(desk)
    _between, other_desk = open_new_account(desk, "between", "chief editor")
    _puppet, second = open_new_account(other_desk, "puppet", "editor")
    assert approve(second, text) == "submitted"
    assert approve(other_desk, text) == "submitted"


def test_two_accounts_that_set_up_each_other_do_not_shake_off_who_made_both(
    desk: Client, editor: User
) -> None:
    text = write(desk)
    one, at_one = open_new_account(desk, "one", "chief editor")
    two, _at_two = open_new_account(desk, "two", "chief editor")
    at_two = open_account(at_one, two)
    at_one = open_account(at_two, one)
    assert [approve(browser, text) for browser in (at_one, at_two)] == ["submitted", "submitted"]


def test_a_chief_who_has_their_own_account_set_up_by_a_puppet_is_still_the_same(
    desk: Client, chief: User, editor: User
) -> None:
    _puppet, second = open_new_account(desk, "puppet", "chief editor")
    text = write(second)
    assert approve(open_account(second, chief), text) == "submitted"


@pytest.mark.parametrize("way", ["deactivated", "taken over"])
def test_a_chief_first_gets_rid_of_who_was_independent(desk: Client, editor: User, way: str) -> None:
    _first, writing = open_new_account(desk, "first", "author")
    if way == "deactivated":
        desk.post(account_page(editor), account_form(editor, is_active=[]))
        _second, approving = open_new_account(desk, "second", "editor")
    else:
        approving = open_account(desk, editor)
    editor.refresh_from_db()
    assert editor.is_active is (way != "deactivated")
    assert approve(approving, write(writing)) == "submitted"


def test_an_urgent_text_is_not_confirmed_by_an_account_that_its_publisher_made(
    desk: Client, editor: User
) -> None:
    desk.post(ADD, written(then="save"))
    text = Edition.objects.get()
    desk.post(page_of(text), written(text, then="urgent", urgent_reason="An earthquake."))
    puppet, second = open_new_account(desk, "puppet", "editor")
    second.post(page_of(text), {"verb": "confirm"})
    text.refresh_from_db()
    assert (text.is_live(), text.confirmed_by) == (True, None)
    assert "one pair of eyes" in reason_why_not(puppet, text, "can_confirm")
    signed_in(editor).post(page_of(text), {"verb": "confirm"})
    text.refresh_from_db()
    assert text.confirmed_by == editor


def test_a_link_by_another_chief_does_not_make_one_forget_who_wrote_before(
    desk: Client, chief: User, editor: User
) -> None:
    puppet, second = open_new_account(desk, "puppet", "author")
    text = write(second)
    open_account(signed_in(make_officer("other", "chief editor")), puppet)
    assert approve(desk, text) == "submitted"


def test_three_accounts_that_one_chief_made_publish_without_the_chiefs_second_account(
    desk: Client, chief: User
) -> None:
    author, editor = make_account(desk, "writer", "author"), make_account(desk, "reader", "editor")
    follow_link(ask_for_link(desk, author), "the author's own words")
    follow_link(ask_for_link(desk, editor), "the editor's own words")
    text = write(sign_in(author, "the author's own words"))
    assert approve(sign_in(editor, "the editor's own words"), text) == "approved"
    assert text.is_live()
    assert User.objects.count() == 3


def test_an_account_that_the_chief_set_up_anew_in_such_a_room_still_counts(desk: Client) -> None:
    """They have been in the chief's reach from the beginning: a forgotten password changes nothing."""
    _first, writing = open_new_account(desk, "first", "author")
    second, _approving = open_new_account(desk, "second", "editor")
    assert approve(open_account(desk, second), write(writing)) == "approved"


# --- vouching ---


def test_an_officer_who_was_not_involved_vouches_and_the_two_count_as_two(
    desk: Client, author: User, editor: User
) -> None:
    text = write(desk)
    made, second = open_new_account(desk, "made", "editor")
    assert approve(second, text) == "submitted"
    there = signed_in(author)
    assert '<a href="/admin/press/user/vouch/">Accounts to vouch for</a>: <strong>1</strong>' in (
        there.get("/admin/").content.decode()
    )
    page = there.get("/admin/press/user/vouch/").content.decode()
    assert f'action="/admin/press/user/{made.pk}/vouch/"' in page
    answer = there.post(f"/admin/press/user/{made.pk}/vouch/", follow=True)
    assert "You vouched for the account of made." in answer.content.decode()
    assert "No account waits for you." in answer.content.decode()
    assert approve(second, text) == "approved"
    entry = AuditEntry.objects.get(verb="vouch")
    assert (entry.by, entry.account) == (author, made)


def test_nobody_vouches_who_may_be_the_one_to_be_ruled_out(
    desk: Client, chief: User, author: User, editor: User
) -> None:
    made, second = open_new_account(desk, "made", "editor")
    _other, third = open_new_account(desk, "other", "chief editor")
    for browser in (desk, second, third):
        browser.post(f"/admin/press/user/{made.pk}/vouch/")
    assert [*made.keyholders.all()] == [chief]
    assert not AuditEntry.objects.filter(verb="vouch").exists()
    assert "Do you know who uses this account?" not in desk.get(account_page(made)).content.decode()


def test_who_vouches_takes_out_those_alone_whom_they_can_rule_out(
    desk: Client, chief: User, editor: User
) -> None:
    between, other_desk = open_new_account(desk, "between", "chief editor")
    made, _desk = open_new_account(other_desk, "made", "editor")
    assert {*made.keyholders.all()} == {chief, between}
    publishing.vouch_for(made, by=chief)
    assert [*made.keyholders.all()] == [chief]
    publishing.vouch_for(made, by=editor)
    assert not made.keyholders.exists()
    with pytest.raises(Refused, match="there is nothing to vouch for"):
        publishing.vouch_for(made, by=editor)


def test_nobody_vouches_for_who_has_not_opened_the_account_yet(desk: Client, editor: User) -> None:
    """The chief may have kept the link, and would open the account once it was vouched for."""
    made = make_account(desk, "made", "editor")
    ask_for_link(desk, made)
    waiting = "/admin/press/user/vouch/"
    assert "made" not in signed_in(editor).get(waiting).content.decode()
    signed_in(editor).post(f"/admin/press/user/{made.pk}/vouch/")
    with pytest.raises(Refused, match="Nobody has chosen a password for this account yet"):
        publishing.vouch_for(made, by=editor)
    assert made.keyholders.exists()
    open_account(desk, made)
    assert "made" in signed_in(editor).get(waiting).content.decode()
    publishing.vouch_for(made, by=editor)
    assert not made.keyholders.exists()


def test_who_was_vouched_for_once_has_been_independent(desk: Client, editor: User) -> None:
    """Taking the account over afterwards does not make the room one of which nobody is."""
    _first, writing = open_new_account(desk, "first", "author")
    second, _desk = open_new_account(desk, "second", "editor")
    publishing.vouch_for(second, by=editor)
    User.objects.filter(pk=editor.pk).update(is_staff=False)
    assert approve(open_account(desk, second), write(writing)) == "submitted"


def test_the_operator_vouches_by_command_for_whom_nobody_else_can(
    desk: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    made, second = open_new_account(desk, "made", "editor")
    text = write(desk)
    assert approve(second, text) == "submitted"
    call_command("vouch_for", "made")
    assert capsys.readouterr().out == "made: vouched for, so that chief and this account count as two\n"
    assert approve(second, text) == "approved"
    entry = AuditEntry.objects.get(verb="vouch")
    assert (entry.by, entry.account, entry.who) == (None, made, "the operator, by command")
    assert "the operator, by command" in desk.get("/admin/press/auditentry/").content.decode()
    call_command("vouch_for", "made")
    assert capsys.readouterr().out == "made: nobody else could sign in to it\n"
    assert AuditEntry.objects.filter(verb="vouch").count() == 1
