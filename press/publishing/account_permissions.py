"""Who may do what with an account: verbs, buttons and tests ask the same."""

from collections.abc import Iterable
from functools import cached_property

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from press.authentication import second_factor
from press.models import User
from press.publishing import four_eyes
from press.publishing.decisions import Decision, deny_if, first_denial, has_right


def can_make_account(user: User) -> Decision:
    return has_right(user, "add_user")


def can_give_groups(user: User, groups: Iterable[Group]) -> Decision:
    """Gives or takes: each group whose rights the officer has."""
    return deny_if(
        not set(groups) <= set(groups_to_give(user)),
        _("A group with rights that your account does not have is not yours to give or to take."),
    )


def groups_to_give(user: User) -> list[Group]:
    """Returns the groups all of whose rights this officer has, in their order."""
    held = user.get_all_permissions()
    groups = Group.objects.order_by("pk").prefetch_related("permissions__content_type")
    return [group for group in groups if _names(group.permissions.all()) <= held]


class AccountPermissions:
    """What this officer may do with this account."""

    def __init__(self, account: User, user: User) -> None:
        self.account = account
        self.user = user

    def can_change(self) -> Decision:
        """Nobody reaches through another's account what their own does not reach."""
        return first_denial(
            has_right(self.user, "change_user"),
            deny_if(not self._holds_what_it_holds, _("This account has rights that your own does not have.")),
        )

    def can_change_standing(self) -> Decision:
        """Its groups, and whether it may sign in."""
        return first_denial(
            self.can_change(),
            deny_if(
                self._is_own,
                _("Somebody else changes the groups of your account, and whether you may sign in."),
            ),
        )

    def can_give_duty(self) -> Decision:
        """The right to publish alone, for a set time: who has it, to an editor who has not."""
        return first_denial(
            self.can_change(),
            has_right(self.user, "approve_alone"),
            deny_if(
                not self.account.has_perm("press.approve_edition"),
                _("Only an editor can be the duty editor."),
            ),
            deny_if(
                self.account.has_perm("press.approve_alone"),
                _("This officer may publish without a second person at any time."),
            ),
        )

    def can_end_duty(self) -> Decision:
        """One that lasts, or lies ahead."""
        until = self.account.duty_until
        return first_denial(
            self.can_change(),
            has_right(self.user, "approve_alone"),
            deny_if(until is None or until <= timezone.now(), _("This officer is not the duty editor.")),
        )

    def can_issue_sign_in_link(self) -> Decision:
        return first_denial(
            self.can_change(),
            deny_if(self._is_own, _("To your own account you have no link: change your password instead.")),
            deny_if(
                not (self.account.is_active and self.account.is_staff),
                _("Nobody may sign in to this account, so a link would open nothing."),
            ),
        )

    def can_end_sessions(self) -> Decision:
        """Each their own, and whoever may change the account."""
        return self._is_officer() if self._is_own else self.can_change()

    def can_set_password(self) -> Decision:
        """Each their own: by the present one, or by a link."""
        return first_denial(
            deny_if(not self._is_own, _("Nobody chooses a password for somebody else.")),
            self._is_officer(),
        )

    def can_set_up_second_factor(self) -> Decision:
        """Each their own, before they have one too."""
        return first_denial(
            deny_if(not self._is_own, _("Nobody sets up the second factor of somebody else.")),
            self._is_officer(),
        )

    def can_change_second_factor(self) -> Decision:
        """Its recovery codes and its passkeys."""
        return first_denial(self.can_set_up_second_factor(), self._has_second_factor())

    def can_remove_second_factor(self) -> Decision:
        """One's own where one need not have it; another's, which is lost, as one issues a link."""
        if self._is_own:
            required = second_factor.is_required_of(self.account)
            denial = deny_if(required, _("Your account must have a second factor: set up another instead."))
            return first_denial(self.can_change_second_factor(), denial)
        return first_denial(self.can_change(), self._has_second_factor())

    def can_vouch(self) -> Decision:
        """Any officer who could not be the one that is to be ruled out."""
        return first_denial(
            self._is_officer(),
            deny_if(self._is_own, _("Somebody else must vouch for your account.")),
            deny_if(
                not self.account.keyholders.exists(),
                _("Nobody else could sign in to this account: there is nothing to vouch for."),
            ),
            deny_if(
                not self.account.has_usable_password(),
                _("Nobody has chosen a password for this account yet: vouch for it once its officer has."),
            ),
            deny_if(
                not four_eyes.vouched_out(self.account, self.user),
                _("You set up this account, or who set it up also set up yours: somebody else must vouch."),
            ),
        )

    # --- facts ---

    @property
    def _is_own(self) -> bool:
        return self.account.pk == self.user.pk

    def _is_officer(self) -> Decision:
        return deny_if(
            not (self.user.is_active and self.user.is_staff),
            _("Your account does not have the right to do this."),
        )

    def _has_second_factor(self) -> Decision:
        return deny_if(
            not second_factor.has_second_factor(self.account), _("This account has no second factor.")
        )

    @cached_property
    def _holds_what_it_holds(self) -> bool:
        """Asked of the tables: Django says of a deactivated account that it has no rights."""
        if self.account.is_superuser or self.user.is_superuser:
            return self.user.is_superuser
        given = Permission.objects.filter(Q(user=self.account) | Q(group__user=self.account))
        return _names(given.select_related("content_type")) <= self.user.get_all_permissions()


def _names(permissions: Iterable[Permission]) -> set[str]:
    """Returns them as Django's `has_perm` knows them."""
    return {f"{each.content_type.app_label}.{each.codename}" for each in permissions}
