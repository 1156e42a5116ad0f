"""Who may do what: one table for the groups, one answer for verb and button."""

import contextlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import transaction

from press import publishing
from press.desk.buttons import BUTTONS
from press.models import CorrectionQuestion, Edition, Release, ReviewNote, User
from press.publishing.groups import PERMISSIONS
from press.publishing.permissions import Permissions
from tests.factories import on_duty, signed_in

# Each verb as it is called when nothing but permission stands in its way.
VERBS: dict[str, Callable[[Edition, User], object]] = {
    "can_start_edition": lambda edition, user: publishing.start_edition(edition.release, by=user),
    "can_revise": lambda edition, user: publishing.revise(edition, by=user, lead="A lead."),
    "can_submit": lambda edition, user: publishing.submit(edition, by=user),
    "can_take_back": lambda edition, user: publishing.take_back(edition, by=user),
    "can_discard": lambda edition, user: publishing.discard(edition, by=user),
    "can_restore": lambda edition, user: publishing.restore(edition, by=user),
    "can_send_back": lambda edition, user: publishing.send_back(edition, by=user, note="Mend it."),
    "can_note": lambda edition, user: publishing.add_note(edition, by=user, text="Why?"),
    "can_answer_notes": lambda edition, user: publishing.reply_to_note(
        ReviewNote.objects.create(edition=edition, text="Why?", by=user), by=user, text="Because."
    ),
    "can_approve": lambda edition, user: publishing.approve(edition, by=user),
    "can_approve_alone": lambda edition, user: publishing.approve(edition, by=user, urgent_reason="Fire."),
    "can_unschedule": lambda edition, user: publishing.unschedule(edition, by=user),
    "can_confirm": lambda edition, user: publishing.confirm(edition, by=user),
    "can_fix": lambda edition, user: publishing.fix(edition, by=user, courtesy="N. Baibulin"),
    "can_withdraw": lambda edition, user: publishing.withdraw(edition.release, by=user, reason="Wrong."),
    "can_remove": lambda edition, user: publishing.remove(edition.release, by=user, reason="Wrong."),
}
# What each may do with an edition in that state which somebody else wrote and, where it was, approved.
MAY: dict[str, dict[str, str]] = {
    "draft": {
        "author": "revise submit discard answer_notes",
        "editor": "revise submit discard note answer_notes",
        "chief": "revise submit discard note answer_notes approve_alone",
    },
    "submitted": {
        "author": "take_back answer_notes",
        "editor": "take_back send_back note answer_notes approve",
        "chief": "take_back send_back note answer_notes approve approve_alone",
    },
    "scheduled": {"author": "", "editor": "unschedule", "chief": "unschedule"},
    "live": {
        "author": "start_edition",
        "editor": "start_edition fix withdraw",
        "chief": "start_edition fix withdraw remove",
    },
    "urgent": {
        "author": "start_edition",
        "editor": "start_edition fix withdraw",
        "chief": "start_edition confirm fix withdraw remove",
    },
    "withdrawn": {"author": "start_edition", "editor": "start_edition", "chief": "start_edition remove"},
    "removed": {"author": "", "editor": "", "chief": ""},
    "discarded": {"author": "restore", "editor": "restore", "chief": "restore"},
}


# Tried elsewhere: who imports has no right of their own; stories, photographs, findings have their own tests.
NOT_IN_THE_TABLE = {"can_import", "can_revise_story", "can_correct_credit", "can_dismiss"}
NOT_IN_THE_TABLE |= {"can_answer_correction", "can_agree", "can_change_joint_release"}


@pytest.fixture
def officers(author: User, editor: User, chief: User) -> dict[str, User]:
    return {"author": author, "editor": editor, "chief": chief}


def make_edition(state: str, make_release: Callable[..., Release], editor: User) -> Edition:
    if state not in ("urgent", "discarded"):
        return make_release(state=state).editions.get()
    edition = make_release(state="draft").editions.get()
    if state == "discarded":
        return publishing.discard(edition, by=editor)
    with on_duty(editor):
        return publishing.approve(edition, by=editor, urgent_reason="Fire alarm")


def allowed_verbs(edition: Edition, user: User) -> set[str]:
    permissions = Permissions(edition, user)
    return {name.removeprefix("can_") for name in VERBS if getattr(permissions, name)()}


def done_verbs(edition: Edition, user: User) -> set[str]:
    """Returns the verbs that are not refused, each tried by itself."""
    done = set()
    for name, verb in VERBS.items():
        with contextlib.suppress(publishing.Refused), transaction.atomic():
            verb(Edition.objects.get(pk=edition.pk), user)
            done.add(name.removeprefix("can_"))
            transaction.set_rollback(True)
    return done


@pytest.mark.parametrize("state", MAY)
def test_each_group_may_do_what_the_table_says_and_button_and_verb_agree(
    state: str, make_release: Callable[..., Release], officers: dict[str, User]
) -> None:
    edition = make_edition(state, make_release, officers["editor"])
    for name, verbs in MAY[state].items():
        assert allowed_verbs(edition, officers[name]) == set(verbs.split()), name
        assert done_verbs(edition, officers[name]) == set(verbs.split()), name


@pytest.mark.parametrize("state", MAY)
def test_a_deactivated_account_may_do_nothing(
    state: str, make_release: Callable[..., Release], officers: dict[str, User]
) -> None:
    edition = make_edition(state, make_release, officers["editor"])
    User.objects.filter(pk=officers["chief"].pk).update(is_active=False)
    gone = User.objects.get(pk=officers["chief"].pk)
    assert (allowed_verbs(edition, gone), done_verbs(edition, gone)) == (set(), set())


def test_what_one_changed_or_published_one_does_not_approve_or_confirm(
    make_release: Callable[..., Release], editor: User, chief: User
) -> None:
    edition = make_release(state="draft").editions.get()
    publishing.revise(edition, by=chief, title="Evacuation of the building")
    publishing.submit(edition, by=chief)
    assert "approve" not in allowed_verbs(edition, chief)
    assert "approve" in allowed_verbs(edition, editor)
    with on_duty(editor):
        publishing.approve(edition, by=editor, urgent_reason="Fire alarm")
    assert "confirm" not in allowed_verbs(edition, chief) | allowed_verbs(edition, editor)


@pytest.mark.parametrize(
    ("state", "verbs"), [("submitted", {"approve", "approve_alone"}), ("urgent", {"confirm"})]
)
def test_nobody_approves_urgently_or_not_or_confirms_a_language_that_they_do_not_read(
    state: str, verbs: set[str], make_release: Callable[..., Release], editor: User, chief: User
) -> None:
    edition = make_edition(state, make_release, editor)
    assert verbs <= done_verbs(edition, chief)
    chief.languages = ["kk", "ru"]
    chief.save()
    assert (verbs & allowed_verbs(edition, chief), verbs & done_verbs(edition, chief)) == (set(), set())


def test_every_question_is_in_the_table_and_every_button_asks_one() -> None:
    questions = {name for name in vars(Permissions) if name.startswith("can_")}
    assert questions == {*VERBS, *NOT_IN_THE_TABLE}
    asked = {button.permission.__name__ for button in BUTTONS.values()}
    # These are buttons of the form itself, of each finding, and of each note.
    of_others = {"can_revise", "can_submit", "can_import", "can_dismiss", "can_note", "can_answer_notes"}
    assert questions - asked == of_others


@pytest.mark.parametrize("state", [state for state in MAY if state != "draft"])
def test_the_page_shows_the_buttons_that_may_be_pressed_and_no_other(
    state: str, make_release: Callable[..., Release], officers: dict[str, User]
) -> None:
    edition = make_edition(state, make_release, officers["editor"])
    correction = make_release(language="kk").editions.get()
    # Whether it applies is asked of what is public alone.
    unasked = set() if edition.is_live() else {"applies", "does-not-apply"}
    CorrectionQuestion.objects.create(edition=correction, release=edition.release)
    for name, user in officers.items():
        page = signed_in(user).get(f"/admin/press/edition/{edition.pk}/change/").content.decode()
        permissions = Permissions(edition, user)
        assert set(re.findall(r'name="verb" value="([^"]*)"', page)) == {
            verb for verb, button in BUTTONS.items() if button.permission(permissions) and verb not in unasked
        }, name


def test_a_right_that_comes_with_a_migration_is_given_to_its_groups_at_once(db: None) -> None:
    Permission.objects.filter(codename="withdraw_release").delete()
    call_command("migrate", verbosity=0)
    groups = Group.objects.filter(permissions__codename="withdraw_release")
    assert sorted(groups.values_list("name", flat=True)) == ["chief editor", "editor"]


def test_what_others_gave_a_group_stays_and_what_it_should_not_have_of_ours_goes(db: None) -> None:
    authors = Group.objects.get(name="author")
    foreign = Permission.objects.filter(content_type__app_label="sessions")[0]
    authors.permissions.add(foreign, Permission.objects.get(codename="approve_edition"))
    call_command("migrate", verbosity=0)
    codenames = set(authors.permissions.values_list("codename", flat=True))
    assert codenames == {*PERMISSIONS["author"], foreign.codename}


def test_permissions_are_those_of_the_moment_that_is_asked_about(
    make_release: Callable[..., Release], editor: User
) -> None:
    edition = make_release(state="scheduled").editions.get()
    assert edition.live_from is not None
    at_once = Permissions(edition, editor)
    then = Permissions(edition, editor, edition.live_from)
    assert [bool(each.can_unschedule()) for each in (at_once, then)] == [True, False]
    assert [bool(each.can_withdraw()) for each in (at_once, then)] == [False, True]


def test_the_groups_have_the_rights_of_the_table_after_every_migration(db: None) -> None:
    def rights() -> dict[str, list[str]]:
        groups = Group.objects.prefetch_related("permissions")
        return {group.name: sorted(each.codename for each in group.permissions.all()) for group in groups}

    table = {name: sorted(codenames) for name, codenames in PERMISSIONS.items()}
    assert rights() == table
    editors: Any = Group.objects.get(name="editor")
    editors.permissions.clear()
    call_command("migrate", verbosity=0)
    assert rights() == table
