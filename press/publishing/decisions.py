"""Yes, or the sentence why not: what each question of permissions is answered with."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from press.models import User


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or why not: a sentence for the officer, in the active language."""

    why_not: str = ""

    def __bool__(self) -> bool:
        return not self.why_not


ALLOWED = Decision()


def has_right(user: User, codename: str) -> Decision:
    """Whether the officer's groups have that right of press."""
    return deny_if(
        not user.has_perm(f"press.{codename}"),
        _("Your account does not have the right to do this."),
    )


def deny_if(hindrance: bool, why_not: str) -> Decision:
    """Returns the sentence where something stands in the way."""
    return Decision(why_not) if hindrance else ALLOWED


def first_denial(*decisions: Decision) -> Decision:
    """Returns the first one that is no, else yes."""
    return next((decision for decision in decisions if not decision), ALLOWED)
