"""When two accounts count as one pair of eyes (docs/adr/0007): the only place that says so.

It follows from who could know how to sign in as an account, `User.keyholders`. Making an account, handing out
a link to it and vouching for it (press.publishing.accounts) come here to say who that is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from press.models import User


@dataclass(frozen=True, slots=True)
class Tie:
    """Two accounts that one officer could use both; `keyholder` is that officer, or one of the two."""

    officer: User
    other: User
    keyholder: User

    def __str__(self) -> str:
        """Returns a sentence for `officer`, who is about to give the second look, in the active language."""
        if self.keyholder == self.officer:
            sentence = _(
                "%(name)s worked on this text and you set up their account, so this would be one pair of "
                "eyes: somebody else must do it."
            )
        elif self.keyholder == self.other:
            sentence = _(
                "%(name)s worked on this text and set up your account, so this would be one pair of eyes: "
                "somebody else must do it."
            )
        else:
            sentence = _(
                "%(name)s worked on this text, and %(keyholder)s set up their account and yours, so this may "
                "be one pair of eyes. Somebody whose account %(keyholder)s did not set up must do it, or "
                "vouch for one of you."
            )
        return sentence % {"name": self.other, "keyholder": self.keyholder}


def find_tie(
    officer: User, others: Iterable[User], is_out_of_reach: Callable[[User], bool] | None = None
) -> Tie | None:
    """Returns why the officer is no second pair of eyes beside one of the others; None where they are.

    `is_out_of_reach`: `anybody_was_out_of_reach`, or what remembers its answers where many are asked.
    """
    is_out_of_reach = is_out_of_reach or anybody_was_out_of_reach
    own = _could_sign_in_as(officer)
    for other in others:
        of_both = own & _could_sign_in_as(other)
        if themselves := of_both & {officer, other}:
            return Tie(officer, other, themselves.pop())
        for keyholder in sorted(of_both, key=lambda each: each.pk):
            if is_out_of_reach(keyholder):
                return Tie(officer, other, keyholder)
    return None


def _could_sign_in_as(account: User) -> set[User]:
    return {account, *account.keyholders.all()}


def anybody_was_out_of_reach(keyholder: User) -> bool:
    """Whether any account is, or once was, out of the keyholder's reach.

    Where there never was one the accounts that one officer made count each for itself, since nothing could
    ever be published there otherwise. Deactivated accounts count: nobody empties the room first.
    """
    officers = User.objects.filter(is_staff=True).exclude(pk=keyholder.pk)
    return officers.exclude(makers=keyholder).exists()


def add_keyholder(account: User, officer: User, *, made: bool = False) -> None:
    """Notes that the officer could sign in as the account, and so could whoever could sign in as the officer.

    As of this moment: so two accounts that set up each other do not shake off who set up both. Nobody is
    taken out here, though a new link ends the old ones: what was written before stays in doubt until
    somebody vouches.
    """
    keyholders = _could_sign_in_as(officer) - {account}
    account.keyholders.add(*keyholders)
    if made:
        account.makers.add(*keyholders)


def vouched_out(account: User, by: User | None) -> set[User]:
    """Returns the keyholders that go when this officer vouches; None is the operator, for whom all go.

    Not who vouches, nor who could have signed in as them.
    """
    held_by = set(account.keyholders.all())
    return held_by - _could_sign_in_as(by) if by else held_by


def remove_keyholders(account: User, officers: Iterable[User]) -> None:
    """Notes that these could not sign in as the account."""
    gone = list(officers)
    account.keyholders.remove(*gone)
    account.makers.remove(*gone)


def accounts_to_vouch_for(officer: User) -> QuerySet[User]:
    """Returns the accounts in use of which the officer could say that they know who uses them."""
    known = [keyholder.pk for keyholder in _could_sign_in_as(officer)]
    held = User.keyholders.through.objects.exclude(to_user__in=known).values("from_user")
    in_use = User.objects.filter(is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return in_use.filter(pk__in=held).exclude(pk=officer.pk).order_by("username")


def explain_keyholders(account: User) -> str:
    """Returns who set the account up and what follows from it, in the active language."""
    keyholders = ", ".join(str(each) for each in account.keyholders.order_by("pk"))
    if not keyholders:
        return _("Nobody else could know how to sign in to this account.")
    return _(
        "%(names)s. Whoever set up an account is not its second pair of eyes, until somebody else vouches "
        "for the officer who uses it."
    ) % {"names": keyholders}
