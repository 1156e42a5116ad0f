"""One press room with everything that can be reached: a release in each state, and who could reach for it."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from django.test import Client
from django.utils import timezone

from press import publishing
from press.models import (
    AuditEntry,
    Contact,
    CorrectionQuestion,
    Edition,
    EditionFinding,
    Person,
    Photograph,
    QuietPeriod,
    RegisteredName,
    ReleaseTemplate,
    Topic,
    User,
    WorkingCopy,
)
from tests.canary import CANARY, SLUG, illustrate_secretly, make_secret
from tests.factories import (
    make_app,
    make_contact,
    make_officer,
    make_person,
    make_quiet_period,
    make_topic,
    on_duty,
    signed_in,
    signed_in_with_second_factor,
)

# How far each reaches, the least first: who stands further on may do whatever those before may.
ROLES = (
    "nobody",  # without a cookie
    "made-up session",
    "password alone",  # an editor's, whose second factor was not given
    "deactivated",  # an editor's account, with the session from before
    "reader",  # signed in, not staff
    "staff",  # without any right
    "author",
    "editor",
    "chief",
    "superuser",
)
STRANGERS = ROLES[: ROLES.index("staff")]
# What each release's newest edition is; of the correction, and of what is superseded, there are two.
HIDDEN = ("draft", "submitted", "scheduled", "correction", "removed", "discarded")
STATES = (*HIDDEN, "live", "urgent", "withdrawn", "superseded")


@dataclass(frozen=True, eq=False)
class PressRoom:
    sessions: dict[str, str]  # role → session
    users: dict[str, User]
    editions: dict[str, Edition]  # state → the edition that is in it
    link: publishing.SignInLink  # to the newcomer's account, from the chief
    copy: WorkingCopy  # of what the author typed and did not save
    # What addresses are filled with: of each model its rows, each with a label for the tables.
    rows: dict[type[models.Model], dict[str, Any]] = field(default_factory=dict)

    def other(self, model: type[models.Model], than: Any = None) -> Any:
        """Returns the key of some row of that model, not that one; None where there is none."""
        return model._default_manager.exclude(pk=than).order_by("-pk").values_list("pk", flat=True).first()


def make_press_room() -> PressRoom:
    users = _make_users()
    editions = {state: _make_edition(state, index, users) for index, state in enumerate(STATES)}
    correction = editions["superseded"].release.live_edition()
    CorrectionQuestion.objects.create(edition=correction, release=editions["live"].release)
    spare: dict[type[models.Model], dict[str, Any]] = {
        Topic: {"": make_topic("Spare topic")},
        Person: {"": make_person("Spare person")},
        Contact: {"": make_contact("Spare unit", on_duty=True)},
        RegisteredName: {"": RegisteredName.objects.create(preferred_en="Spare name")},
        ReleaseTemplate: {"": ReleaseTemplate.objects.create(name="Spare template", language="en")},
        QuietPeriod: {"": make_quiet_period(timezone.now() + datetime.timedelta(days=365))},
        User: {"": users["colleague"], "administrator": users["administrator"]},
        AuditEntry: {"": AuditEntry.objects.order_by("pk")[0]},
        Edition: dict(editions),
        EditionFinding: {"": EditionFinding.objects.filter(edition=editions["live"])[0]},
    }
    for name in ("colleague", "newcomer"):
        link = publishing.issue_sign_in_link(users[name], by=users["chief"])
    publishing.set_password(users["colleague"], "correct horse battery", by=users["colleague"])
    for name in ("colleague", "administrator"):
        make_app(users[name])
    typed = {"title": [CANARY], "body": [f"<p>{CANARY}</p>"]}
    copy = WorkingCopy.objects.create(
        officer=users["author"], window="w" * 20, edition=editions["draft"], number=1, fields=typed
    )
    return PressRoom(_make_sessions(users), users, editions, link, copy, spare)


def photographs(edition: Edition) -> list[Photograph]:
    return list(Photograph.objects.filter(illustrations__edition=edition))


def _make_users() -> dict[str, User]:
    users = {name: make_officer(name, "author") for name in ("author", "writer", "colleague", "newcomer")}
    users |= {"editor": make_officer("editor", "editor"), "chief": make_officer("chief", "chief editor")}
    users["deactivated"] = make_officer("deactivated", "editor")
    known = {"password": "correct horse battery", "interface_language": "en"}
    users["reader"] = User.objects.create_user("reader", **known)
    users["staff"] = User.objects.create_user("staff", is_staff=True, **known)
    users["superuser"] = User.objects.create_superuser("superuser", **known)
    users["administrator"] = User.objects.create_superuser("administrator", **known)
    return users


def _make_sessions(users: dict[str, User]) -> dict[str, str]:
    browsers = {role: signed_in(users[role]) for role in ROLES if role in users}
    for role in ("deactivated", "editor", "chief", "superuser"):
        browsers[role] = signed_in_with_second_factor(users[role])
    browsers["password alone"] = _with_the_password_alone(users["editor"])
    User.objects.filter(username="deactivated").update(is_active=False)
    sessions = {role: there.cookies[settings.SESSION_COOKIE_NAME].value for role, there in browsers.items()}
    return {"made-up session": "x" * 32, **sessions}


def _with_the_password_alone(account: User) -> Client:
    there = Client()
    sent = {"username": account.username, "password": "correct horse battery"}
    assert there.post("/admin/login/", sent).templates[0].name == "admin/second_step.html"
    return there


def _make_edition(state: str, index: int, users: dict[str, User]) -> Edition:
    """Written by none of those who reach for it; approved, where it was, by the editor."""
    writer, editor, colour = users["writer"], users["editor"], f"#1020{index:02}"
    canary = CANARY + state
    public_at_first = state in ("correction", "superseded")
    words = f"what was public before {state}" if public_at_first else canary
    edition = make_secret(
        by=writer,
        topic=make_topic(f"Topic of {words}", slug=f"topic-{SLUG}-{state}"),
        person=make_person(f"Person of {words}", slug=f"person-{SLUG}-{state}"),
        contact=make_contact(f"Unit of {words}"),
        canary=words,
        slug=f"{SLUG}-{state}",
        colour=colour,
    )
    if state == "live":
        # The content rules find it: it is read out letter by letter.
        address = f"https://parliament.example/{'a-long-address-' * 3}"
        publishing.revise(edition, by=writer, body=f"{edition.body}<p>{address}</p>")
    if public_at_first:
        _approve(edition, users)
        later = publishing.start_edition(edition.release, by=writer)
        publishing.revise(later, by=writer, title=f"Corrected {canary}", correction_note=f"Mended {canary}")
        illustrate_secretly(later, by=writer, canary=canary, colour=f"#2010{index:02}")
        if state == "correction":
            return later
        return _approve(later, users) and edition
    if state == "urgent":
        with on_duty(editor):
            return publishing.approve(edition, by=editor, urgent_reason="Fire alarm")
    if state == "discarded":
        return publishing.discard(edition, by=writer)
    if state == "submitted":
        return publishing.submit(edition, by=writer)
    if state == "scheduled":
        return _approve(edition, users, timezone.now() + datetime.timedelta(days=1))
    if state != "draft":
        _approve(edition, users)
    if state == "withdrawn":
        publishing.withdraw(edition.release, by=editor, reason="The figures were wrong.")
    if state == "removed":
        publishing.remove(edition.release, by=users["chief"], reason="Published by mistake.")
    return edition


def _approve(edition: Edition, users: dict[str, User], at: datetime.datetime | None = None) -> Edition:
    publishing.submit(edition, by=users["writer"])
    return publishing.approve(edition, by=users["editor"], live_from=at)
