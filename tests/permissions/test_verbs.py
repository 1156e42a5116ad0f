"""Every verb of the desk × every role × every state, pressed by a form that no page offered them."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.urls import reverse

from press.desk.buttons import BUTTONS
from press.models import AuditEntry, CorrectionQuestion, Edition, User
from press.publishing.permissions import Permissions
from tests.permissions.database import Tables, snapshot, undone
from tests.permissions.press_room import ROLES, STATES, PressRoom
from tests.permissions.table import WHOLE
from tests.permissions.visitors import Visitors
from tests.press.publishing.test_permissions import MAY, VERBS

pytestmark = pytest.mark.django_db
Verb = AuditEntry.Verb

# What the audit says of each button of the desk when it did something.
BUTTON_VERBS = {
    "approve": Verb.APPROVE,
    "urgent": Verb.APPROVE,
    "agree": Verb.AGREE,
    "move-joint-release": Verb.MOVE_JOINT_RELEASE,
    "cancel-joint-release": Verb.CANCEL_JOINT_RELEASE,
    "discard": Verb.DISCARD,
    "restore": Verb.RESTORE,
    "take-back": Verb.TAKE_BACK,
    "send-back": Verb.SEND_BACK,
    "unschedule": Verb.UNSCHEDULE,
    "confirm": Verb.CONFIRM,
    "applies": Verb.ANSWER_CORRECTION,
    "does-not-apply": Verb.ANSWER_CORRECTION,
    "new-edition": Verb.START,
    "about": Verb.REVISE_STORY,
    "correct-credit": Verb.CORRECT_CREDIT,
    "fix": Verb.FIX,
    "withdraw": Verb.WITHDRAW,
    "remove": Verb.REMOVE,
}
# Those of the form save it first; of each question of Permissions what is then done beside that.
FORM_VERBS = {
    "save": {},
    "submit": {Verb.SUBMIT: "can_submit"},
    "urgent": {Verb.APPROVE: "can_approve_alone"},
}
# With all that any of them asks for nothing but a missing right stands in its way.
ASKED = {"title": "Forged", "minor": "on", "reason": "Forged", "note": "Forged", "urgent_reason": "Forged"}

# What some verbs must be sent to change anything.
CHANGES: dict[str, dict[str, object]] = {
    "about": {"topics": []},
    "correct-credit": {"credit_en": "Forged"},
    "fix": {"courtesy": "Forged"},
}

# What is sent, and by verb of the audit the questions that are answered yes where it is done.
Press = tuple[dict[str, object], dict[str, list[str]]]


def presses() -> Iterator[Press]:
    for name, button in BUTTONS.items():
        yield {"verb": name, **CHANGES.get(name, {})}, {BUTTON_VERBS[name]: [button.permission.__name__]}
    for name, verbs in FORM_VERBS.items():
        then: dict[str, list[str]] = {verb: ["can_revise", question] for verb, question in verbs.items()}
        yield {"then": name}, {Verb.REVISE: ["can_revise"], **then}


@pytest.mark.parametrize("role", ROLES)
def test_a_verb_does_what_the_role_may_and_otherwise_nothing(
    role: str, press_room: PressRoom, visitors: Visitors
) -> None:
    _ask_each_about_a_correction(press_room)
    before, unexpected = snapshot(), []
    for number, (state, (sent, verbs)) in enumerate(product(STATES, presses())):
        # Whole with CI=true; else every other one, so that any two of role, state and verb still meet.
        if not WHOLE and (number + ROLES.index(role)) % 2:
            continue
        edition = Edition.objects.select_related("release").get(pk=press_room.editions[state].pk)
        expected = {
            verb for verb, asked in verbs.items() if all(_may(each, state, role, edition) for each in asked)
        }
        question = CorrectionQuestion.objects.filter(release=edition.release).latest("pk")
        found = _done(visitors, role, edition, {"question": question.pk, **sent}, before)
        if found != expected:
            unexpected.append(
                f"{sent}, {state}, as {role}: expected {sorted(expected)}, found {sorted(found)}"
            )
    assert unexpected == [], "\n".join(unexpected)


def _ask_each_about_a_correction(press_room: PressRoom) -> None:
    correction = press_room.editions["superseded"].release.live_edition()
    CorrectionQuestion.objects.bulk_create(
        CorrectionQuestion(edition=correction, release=edition.release)
        for edition in press_room.editions.values()
        if edition != press_room.editions["live"]  # of which it is asked already
    )


def _may(question: str, state: str, role: str, edition: Edition) -> bool:
    """The table's answer where it knows the state; else that of Permissions."""
    known = MAY.get(state, {}).get("chief" if role == "superuser" else role)
    if known is not None and question in VERBS:
        return question.removeprefix("can_") in known.split()
    user = User.objects.filter(username=role).first()
    return user is not None and bool(getattr(Permissions(edition, user), question)())


def _done(
    visitors: Visitors, role: str, edition: Edition, sent: dict[str, object], before: Tables
) -> set[str]:
    """Returns what the audit has of it; a word for a change that it has nothing of."""
    page = reverse("admin:press_edition_change", args=[edition.pk])
    known = set(AuditEntry.objects.values_list("pk", flat=True))
    with undone():
        visitors.ask(role, "POST", page, {**visitors.forms(page).fields, **ASKED, **sent})
        entries = AuditEntry.objects.exclude(pk__in=known)
        done = set(entries.values_list("verb", flat=True))
        strangers = {str(entry.by) for entry in entries if entry.by.username != role}
        untold = set() if done or snapshot() == before else {"a change without a trace"}
        return done | untold | strangers
