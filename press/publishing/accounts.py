"""The officers' accounts: made, changed, opened by a link, signed out, vouched for.

Each verb leaves an audit entry.
Nobody knows another's password: an account is made without one, and its officer chooses it through a link
that works once. Who may do what: `AccountPermissions`; what follows for four eyes: docs/adr/0007.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from press.authentication.devices import forget_devices
from press.authentication.sessions import end_sessions, require_unended
from press.models import AuditEntry, Session, User
from press.publishing import account_permissions, four_eyes
from press.publishing.account_permissions import AccountPermissions
from press.publishing.refusals import Outdated, Refused
from press.publishing.transitions import record_account_entry, require

# What an account says of its officer, beside the groups. Nothing else is changed by anybody.
FIELDS = ("username", "first_name", "last_name", "email", "languages", "interface_language", "is_active")
# An officer's standing in the room: what they may do, and whether at all.
STANDING = {"groups", "is_active"}


@dataclass(frozen=True, slots=True)
class SignInLink:
    """What stands in the link's address, and the moment after which it opens nothing."""

    uid: str
    token: str
    valid_until: datetime.datetime


@transaction.atomic
def make_account(*, by: User, groups: Iterable[Group] = (), **fields: Any) -> User:
    """Returns a new account of an officer, which nobody can sign in to before a link was issued."""
    groups = list(groups)
    require(account_permissions.can_make_account(by))
    require(account_permissions.can_give_groups(by, groups))
    _require_known(fields)
    account = User(is_staff=True, **fields)
    account.set_unusable_password()
    account.save()
    account.groups.set(groups)
    four_eyes.add_keyholder(account, by, made=True)
    record_account_entry(
        AuditEntry.Verb.MAKE_ACCOUNT, by=by, account=account, groups_after=_group_names(account)
    )
    return account


@transaction.atomic
def change_account(
    account: User,
    *,
    by: User,
    groups: Iterable[Group] | None = None,
    version: int | None = None,
    **fields: Any,
) -> User:
    """Returns the account with the changed FIELDS and groups; what is not named stays.

    Nobody changes their own groups, nor deactivates themselves. `version` is the account's, as the officer's
    form showed it: raises Outdated when it is not the current one and something would be changed.
    """
    _require_known(fields)
    current = _lock(account)
    wanted = None if groups is None else set(groups)
    changed = changed_fields(current, groups=wanted, **fields)
    if wanted is not None and "groups" in changed:
        require(account_permissions.can_give_groups(by, set(current.groups.all()) ^ wanted))
    asked = AccountPermissions(current, by)
    require(asked.can_change_standing() if STANDING.intersection(changed) else asked.can_change())
    if changed:
        _require_current(current, version)
        _change(current, by, {name: fields[name] for name in changed if name != "groups"}, wanted)
    if STANDING.intersection(changed):
        end_sessions(current)
    return _refresh(account)


def changed_fields(account: User, *, groups: Iterable[Group] | None = None, **fields: Any) -> list[str]:
    """Returns the names of what these values would change of the account, sorted; `groups` is one."""
    changed = [name for name, value in fields.items() if getattr(account, name) != value]
    if groups is not None and set(groups) != set(account.groups.all()):
        changed.append("groups")
    return sorted(changed)


@transaction.atomic
def give_duty(
    account: User,
    *,
    by: User,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    version: int | None = None,
) -> User:
    """Makes an editor the duty editor for that time, in place of any other time that was set for them."""
    current = _lock(account)
    require(AccountPermissions(current, by).can_give_duty())
    _require_current(current, version)
    if not max(starts_at, timezone.now()) < ends_at:
        raise Refused(_("The duty must end after it begins, and after now."))
    _set_duty(current, starts_at, ends_at)
    record_account_entry(
        AuditEntry.Verb.GIVE_DUTY,
        by=by,
        account=current,
        version=current.version,
        duty=[starts_at.isoformat(), ends_at.isoformat()],
    )
    return _refresh(account)


@transaction.atomic
def end_duty(account: User, *, by: User) -> User:
    """Ends the duty at once, or takes back one that lies ahead. One that is over ends by itself."""
    current = _lock(account)
    require(AccountPermissions(current, by).can_end_duty())
    _set_duty(current, None, None)
    record_account_entry(AuditEntry.Verb.END_DUTY, by=by, account=current, version=current.version)
    return _refresh(account)


def _set_duty(account: User, starts_at: datetime.datetime | None, ends_at: datetime.datetime | None) -> None:
    account.duty_from, account.duty_until = starts_at, ends_at
    account.version += 1
    account.save(update_fields=["duty_from", "duty_until", "version"])


@transaction.atomic
def issue_sign_in_link(account: User, *, by: User) -> SignInLink:
    """Returns what opens the account once, to choose its password. The old one, sessions and links end.

    Nor is any device known to the account, until the link was used there or somebody signs in.
    """
    current = _lock(account)
    require(AccountPermissions(current, by).can_issue_sign_in_link())
    current.set_unusable_password()
    current.save(update_fields=["password"])
    forget_devices(current)
    end_sessions(current)
    four_eyes.add_keyholder(current, by)
    record_account_entry(AuditEntry.Verb.ISSUE_LINK, by=by, account=current)
    _refresh(account)
    return SignInLink(
        uid=urlsafe_base64_encode(force_bytes(current.pk)),
        token=default_token_generator.make_token(current),
        valid_until=timezone.now() + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )


@transaction.atomic
def set_password(account: User, password: str, *, by: User) -> User:
    """Returns the account with the password that its officer chose; its sessions end.

    Who else could sign in is as before.
    """
    current = _lock(account)
    require_unended(account, current)
    require(AccountPermissions(current, by).can_set_password())
    current.set_password(password)
    current.save(update_fields=["password"])
    end_sessions(current)
    record_account_entry(AuditEntry.Verb.SET_PASSWORD, by=by, account=current)
    return _refresh(account)


@transaction.atomic
def vouch_for(account: User, *, by: User | None) -> User:
    """Takes out of the account's keyholders those of whom `by` rules out that they use it.

    Without `by` it is the operator, at the command line, who rules out all.
    """
    current = _lock(account)
    if by is not None:
        require(AccountPermissions(current, by).can_vouch())
    ruled_out = four_eyes.vouched_out(current, by)
    four_eyes.remove_keyholders(current, ruled_out)
    record_account_entry(
        AuditEntry.Verb.VOUCH, by=by, account=current, ruled_out=sorted(each.pk for each in ruled_out)
    )
    return _refresh(account)


@transaction.atomic
def end_session(session: Session, *, by: User) -> None:
    """Signs out one browser, from its next request on; nothing where it is signed out already."""
    if session.account is None:
        return
    require(AccountPermissions(session.account, by).can_end_sessions())
    if Session.objects.filter(pk=session.pk).delete()[0]:
        record_account_entry(
            AuditEntry.Verb.END_SESSION, by=by, account=session.account, browser=session.browser
        )


@transaction.atomic
def end_all_sessions(account: User, *, by: User) -> int:
    """Signs out every browser of the account, and who has only begun to sign in; returns how many there were.

    Who does it to themselves goes on by Django's `update_session_auth_hash`, and is not counted.
    """
    require(AccountPermissions(account, by).can_end_sessions())
    current = _lock(account)
    ended = Session.objects.alive().filter(account=account).count()
    if account == by:
        require_unended(account, current)
        ended = max(0, ended - 1)
    end_sessions(account)
    record_account_entry(AuditEntry.Verb.END_SESSIONS, by=by, account=account, sessions=ended)
    return ended


def connect_signals() -> None:
    """Has signing in and out noted, of the officers alone."""
    user_logged_in.connect(_record_sign_in, dispatch_uid="press.sign_in")
    user_logged_out.connect(_record_sign_out, dispatch_uid="press.sign_out")


def _record_sign_in(*, user: User, **kwargs: Any) -> None:
    if user.is_staff:
        record_account_entry(AuditEntry.Verb.SIGN_IN, by=user, account=user)


def _record_sign_out(*, user: User | None, **kwargs: Any) -> None:
    """Django sends it for who was not signed in too."""
    if user is not None and user.is_staff:
        record_account_entry(AuditEntry.Verb.SIGN_OUT, by=user, account=user)


def _require_known(fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - set(FIELDS):
        raise TypeError(f"not changed by officers: {', '.join(sorted(unknown))}")


def _lock(account: User) -> User:
    return User.objects.select_for_update().get(pk=account.pk)


def _require_current(account: User, version: int | None) -> None:
    if version is not None and version != account.version:
        raise Outdated.account(account, version)


def _change(account: User, by: User, fields: dict[str, Any], groups: set[Group] | None) -> None:
    """Writes what is other than before, and the entry that says what it was."""
    before = _group_names(account)
    changes = {name: [getattr(account, name), value] for name, value in fields.items()}
    _write(account, fields, groups)
    after = _group_names(account)
    record_account_entry(
        AuditEntry.Verb.CHANGE_ACCOUNT,
        by=by,
        account=account,
        version=account.version,
        fields=sorted([*fields, *(["groups"] if before != after else [])]),
        changes=changes,
        **({"groups_before": before, "groups_after": after} if before != after else {}),
    )


def _write(account: User, fields: dict[str, Any], groups: set[Group] | None) -> None:
    for name, value in fields.items():
        setattr(account, name, value)
    account.version += 1
    account.save(update_fields=[*fields, "version"])
    if groups is not None:
        account.groups.set(groups)


def _refresh(account: User) -> User:
    """Gives the caller's object what the verb wrote, and returns it; what Django knew of its rights goes."""
    account.refresh_from_db()
    for cache in ("_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        account.__dict__.pop(cache, None)
    return account


def _group_names(account: User) -> list[str]:
    return _sorted_names(account.groups.all())


def _sorted_names(groups: Iterable[Group]) -> list[str]:
    return sorted(group.name for group in groups)
