"""Who may do what with an edition or an account: verbs, buttons and tests ask the same.

Each verb has one question here, answered yes or by the sentence why not. What several questions need is asked
of the database once.
"""

import datetime
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from press.authentication import second_factor
from press.models import Edition, Expunction, Illustration, ProposedText, User
from press.publishing import four_eyes


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or why not: a sentence for the officer, in the active language."""

    why_not: str = ""

    def __bool__(self) -> bool:
        return not self.why_not


ALLOWED = Decision()


def can_start_release(user: User) -> Decision:
    return _has_right(user, "add_edition")


def can_set_quiet_periods(user: User) -> Decision:
    return _has_right(user, "change_quietperiod")


def can_propose_expunction(user: User) -> Decision:
    return _has_right(user, "expunge_story")


def can_expunge(expunction: Expunction, user: User) -> Decision:
    """Two people: a second one with the right, who is another pair of eyes, carries it out."""
    proposed_by = expunction.proposed_by
    decision = _first_denial(
        can_refuse_expunction(expunction, user),
        _deny_if(
            proposed_by == user, _("You proposed to expunge these words, so somebody else must carry it out.")
        ),
    )
    if not decision:
        return decision
    tie = four_eyes.find_tie(user, [proposed_by])
    return Decision(str(tie)) if tie else ALLOWED


def can_refuse_expunction(expunction: Expunction, user: User) -> Decision:
    """Who proposed it too: so it is taken back."""
    return _first_denial(
        can_propose_expunction(user),
        _deny_if(
            expunction.expunged_at is not None or expunction.refused_at is not None,
            _("Somebody has decided on this proposal already."),
        ),
    )


def can_publish_alone(user: User, at: datetime.datetime | None = None) -> Decision:
    """Without a second person: who has the right to, and the duty editor within their time."""
    may = user.has_perm("press.approve_alone") or user.is_on_duty(at)
    return _first_denial(
        _has_right(user, "approve_edition"),
        _deny_if(
            not may,
            _("Without a second person only a chief editor publishes, or the duty editor within their time."),
        ),
    )


class Permissions:
    """What this officer may do with this edition, and its release, at that moment (default: now)."""

    def __init__(self, edition: Edition, user: User, at: datetime.datetime | None = None) -> None:
        self.edition = edition
        self.release = edition.release
        self.user = user
        self.at = at or timezone.now()
        self._is_out_of_reach = four_eyes.anybody_was_out_of_reach

    @classmethod
    def of_each(
        cls, editions: QuerySet[Edition], user: User, at: datetime.datetime | None = None
    ) -> "list[Permissions]":
        """Returns what the officer may do with each of them; who may approve is asked for all at once."""
        prefetch_related_objects([user], "keyholders")
        rows = editions.select_related("release", "approved_by", "proposed_text").prefetch_related(
            "changed_by__keyholders", "approved_by__keyholders"
        )
        is_out_of_reach = functools.cache(four_eyes.anybody_was_out_of_reach)
        permissions = [cls(edition, user, at) for edition in rows]
        for each in permissions:
            each._is_out_of_reach = is_out_of_reach
        return permissions

    # --- before the approval ---

    def can_start_edition(self) -> Decision:
        """The next edition of the release: while none is in work or ahead."""
        return _first_denial(
            self._right("add_edition"),
            self._has_room_for_a_draft(),
            _deny_if(
                not self.release.editions.not_discarded().exists(),
                _("Every text of this release is discarded: restore one of them."),
            ),
        )

    def can_revise(self) -> Decision:
        return _first_denial(self._right("change_edition"), self._is_in(Edition.State.DRAFT))

    def can_revise_story(self) -> Decision:
        """What the story is about, in all its languages: with its drafts who may revise them.

        Once a text of it was handed over, who may approve: nobody changes by themselves what others approved.
        """
        if self._story_is_in_draft:
            return self.can_revise()
        return _deny_if(
            not self._right("approve_edition"),
            _("A text of this story is submitted or published: an editor changes what it is about."),
        )

    def can_dismiss(self) -> Decision:
        """Lets stand what the content rules find: who writes a draft, who judges what was handed over."""
        if self.edition.state == Edition.State.APPROVED:
            return self._right("approve_edition")
        is_submitted = self.edition.state == Edition.State.SUBMITTED
        return self.can_send_back() if is_submitted else self.can_revise()

    def can_note(self) -> Decision:
        """Begins a thread at a place of the text: whoever may approve, until it is approved."""
        return _first_denial(self._right("approve_edition"), self._is_in_review)

    def can_answer_notes(self) -> Decision:
        """Replies, resolves, opens again: who writes the text, while it is judged too, and who may note."""
        may_write_or_judge = self._right("approve_edition") or self._right("change_edition")
        return _first_denial(may_write_or_judge, self._is_in_review)

    def can_correct_credit(self) -> Decision:
        """The words about a photograph that a text handed over or published shows already."""
        return _first_denial(
            self._right("change_photograph"),
            _deny_if(
                not self._shows_fixed_photographs,
                _("No photograph of this text is published: its credit is written with the text."),
            ),
        )

    def can_submit(self) -> Decision:
        return _first_denial(self._right("submit_edition"), self._is_in(Edition.State.DRAFT))

    def can_take_back(self) -> Decision:
        return _first_denial(self._right("submit_edition"), self._is_in(Edition.State.SUBMITTED))

    def can_discard(self) -> Decision:
        """Whoever may write a draft may throw it away; what was submitted is taken back first."""
        return self.can_revise()

    def can_restore(self) -> Decision:
        """A discarded edition, while it is kept and the release has no other in work or ahead."""
        until = self.edition.restorable_until
        return _first_denial(
            self._right("change_edition"),
            self._is_in(Edition.State.DISCARDED),
            _deny_if(
                until is not None and until <= self.at,
                _("The 30 days in which this text could be restored are over."),
            ),
            self._has_room_for_a_draft(),
        )

    def can_send_back(self) -> Decision:
        return _first_denial(self._right("approve_edition"), self._is_in(Edition.State.SUBMITTED))

    # --- the approval and what follows ---

    def can_approve(self) -> Decision:
        """Four eyes: not who changed the text since this edition was made, nor who does not read it."""
        return _first_denial(self._may_judge(), self._is_not_proposed)

    def can_agree(self) -> Decision:
        """To a text that waits to go out together with others: whoever may approve it."""
        return _first_denial(self._is_proposed, self._may_judge())

    def can_change_joint_release(self) -> Decision:
        """Cancels it, or sets another moment: nothing goes out by that."""
        return _first_denial(self._right("approve_edition"), self._is_proposed)

    def can_approve_alone(self) -> Decision:
        """An urgent publication, of a draft too; the reason is asked for elsewhere."""
        may_begin = self.edition.state == Edition.State.DRAFT
        return _first_denial(
            can_publish_alone(self.user, self.at),
            ALLOWED if may_begin else self._is_in(Edition.State.SUBMITTED),
            self._reads_it(),
            self._is_not_proposed,
        )

    def can_import(self) -> Decision:
        """A text that was published elsewhere: no right is asked for, whoever runs the importer may."""
        return _first_denial(
            self._is_in(Edition.State.DRAFT),
            _deny_if(self.release.first_published_at is not None, _("This release is already published.")),
        )

    def can_unschedule(self) -> Decision:
        return _first_denial(
            self._right("approve_edition"),
            _deny_if(
                not self.edition.is_scheduled(self.at),
                _("Only what is scheduled can be taken off the schedule; this is already public."),
            ),
        )

    def can_confirm(self) -> Decision:
        """The second look at what was published alone."""
        is_own = self.user.pk == self.edition.approved_by_id or self._changed_it
        return _first_denial(
            self._right("approve_edition"),
            _deny_if(
                not self.edition.is_urgent_and_unconfirmed(), _("Nothing here waits for a second approval.")
            ),
            _deny_if(is_own, _("You published or changed this text, so somebody else must confirm it.")),
            self._is_second_pair_of_eyes,
            self._reads_it(),
        )

    def can_answer_correction(self) -> Decision:
        """Whether another language's correction applies to this text: what readers are told follows."""
        return _first_denial(self._right("approve_edition"), self._reads_it())

    def can_fix(self) -> Decision:
        """Small things of what readers have, live at once; somebody else looks at it afterwards."""
        return _first_denial(
            self._right("approve_edition"),
            _deny_if(not self.edition.is_live(self.at), _("Only the text that readers have is fixed.")),
            self._has_room_for_a_draft(),
            self._reads_it(),
        )

    def can_withdraw(self) -> Decision:
        return _first_denial(
            self._right("withdraw_release"),
            _deny_if(
                not self.release.editions.live(self.at).exists(),
                _("This release is not public, so there is nothing to withdraw."),
            ),
        )

    def can_remove(self) -> Decision:
        return _first_denial(
            self._right("remove_release"),
            _deny_if(self._is_removed, _("This release is already removed.")),
            _deny_if(
                not self.release.editions.been_public(self.at).exists(),
                _("This release was never public, so there is nothing to remove."),
            ),
        )

    # --- facts ---

    def _right(self, codename: str) -> Decision:
        return _has_right(self.user, codename)

    def _is_in(self, state: Edition.State) -> Decision:
        return _deny_if(
            self.edition.state != state,
            _("This release is now “%(state)s”: open it again to see what may be done with it.")
            % {"state": self.edition.get_state_display()},
        )

    @property
    def _is_in_review(self) -> Decision:
        return _deny_if(
            self.edition.state not in (Edition.State.DRAFT, Edition.State.SUBMITTED),
            _("This text is in work no longer: its notes are only read."),
        )

    def _may_judge(self) -> Decision:
        return _first_denial(
            self.can_send_back(),
            _deny_if(self._changed_it, _("You changed this text, so somebody else must approve it.")),
            self._is_second_pair_of_eyes,
            self._reads_it(),
        )

    @property
    def proposed(self) -> ProposedText | None:
        """Returns what is said of it in a joint release that others are still to agree to."""
        return getattr(self.edition, "proposed_text", None)

    @property
    def _is_proposed(self) -> Decision:
        return _deny_if(self.proposed is None, _("No joint release waits for this text."))

    @property
    def _is_not_proposed(self) -> Decision:
        return _deny_if(
            self.proposed is not None,
            _("It waits to be published together with other languages: agree to that, or cancel it."),
        )

    def _has_room_for_a_draft(self) -> Decision:
        editions = self.release.editions
        return _first_denial(
            _deny_if(self._is_removed, _("This release was removed: it has no new editions.")),
            _deny_if(editions.in_work().exists(), _("Another edition of this release is already in work.")),
            # Withdrawing sends what is scheduled to the desk, where no other may lie then.
            _deny_if(
                editions.ahead(self.at).exists(),
                _("An edition of this release is scheduled. Cancel its schedule to change it."),
            ),
        )

    def _reads_it(self) -> Decision:
        return _deny_if(
            not self.user.can_read(self.edition.language),
            _("Your account does not list this language: %(language)s.")
            % {"language": self.release.get_language_display()},
        )

    @cached_property
    def _authors(self) -> set[User]:
        return set(self.edition.changed_by.all())

    @property
    def _changed_it(self) -> bool:
        return self.user in self._authors

    @cached_property
    def _story_is_in_draft(self) -> bool:
        of_story = Edition.objects.filter(release__story=self.release.story_id)
        return not of_story.handed_over().exists()

    @cached_property
    def _shows_fixed_photographs(self) -> bool:
        with_them = Illustration.objects.filter(photograph__illustrations__edition=self.edition)
        return with_them.filter(edition__in=Edition.objects.handed_over()).exists()

    @cached_property
    def _is_second_pair_of_eyes(self) -> Decision:
        """Beside everyone who changed the text, and who published it (docs/adr/0007)."""
        approved_by = self.edition.approved_by
        others = {*self._authors, *([approved_by] if approved_by else [])} - {self.user}
        tie = four_eyes.find_tie(self.user, sorted(others, key=lambda other: other.pk), self._is_out_of_reach)
        return Decision(str(tie)) if tie else ALLOWED

    @property
    def _is_removed(self) -> bool:
        return self.release.is_removed(self.at)


def can_make_account(user: User) -> Decision:
    return _has_right(user, "add_user")


def can_give_groups(user: User, groups: Iterable[Group]) -> Decision:
    """Gives or takes: each group whose rights the officer has."""
    return _deny_if(
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
        return _first_denial(
            _has_right(self.user, "change_user"),
            _deny_if(
                not self._holds_what_it_holds, _("This account has rights that your own does not have.")
            ),
        )

    def can_change_standing(self) -> Decision:
        """Its groups, and whether it may sign in."""
        return _first_denial(
            self.can_change(),
            _deny_if(
                self._is_own,
                _("Somebody else changes the groups of your account, and whether you may sign in."),
            ),
        )

    def can_give_duty(self) -> Decision:
        """The right to publish alone, for a set time: who has it, to an editor who has not."""
        return _first_denial(
            self.can_change(),
            _has_right(self.user, "approve_alone"),
            _deny_if(
                not self.account.has_perm("press.approve_edition"),
                _("Only an editor can be the duty editor."),
            ),
            _deny_if(
                self.account.has_perm("press.approve_alone"),
                _("This officer may publish without a second person at any time."),
            ),
        )

    def can_end_duty(self) -> Decision:
        """One that lasts, or lies ahead."""
        until = self.account.duty_until
        return _first_denial(
            self.can_change(),
            _has_right(self.user, "approve_alone"),
            _deny_if(until is None or until <= timezone.now(), _("This officer is not the duty editor.")),
        )

    def can_issue_sign_in_link(self) -> Decision:
        return _first_denial(
            self.can_change(),
            _deny_if(self._is_own, _("To your own account you have no link: change your password instead.")),
            _deny_if(
                not (self.account.is_active and self.account.is_staff),
                _("Nobody may sign in to this account, so a link would open nothing."),
            ),
        )

    def can_end_sessions(self) -> Decision:
        """Each their own, and whoever may change the account."""
        return self._is_officer() if self._is_own else self.can_change()

    def can_set_password(self) -> Decision:
        """Each their own: by the present one, or by a link."""
        return _first_denial(
            _deny_if(not self._is_own, _("Nobody chooses a password for somebody else.")),
            self._is_officer(),
        )

    def can_set_up_second_factor(self) -> Decision:
        """Each their own, before they have one too."""
        return _first_denial(
            _deny_if(not self._is_own, _("Nobody sets up the second factor of somebody else.")),
            self._is_officer(),
        )

    def can_change_second_factor(self) -> Decision:
        """Its recovery codes and its passkeys."""
        return _first_denial(self.can_set_up_second_factor(), self._has_second_factor())

    def can_remove_second_factor(self) -> Decision:
        """One's own where one need not have it; another's, which is lost, as one issues a link."""
        if self._is_own:
            required = second_factor.is_required_of(self.account)
            denial = _deny_if(required, _("Your account must have a second factor: set up another instead."))
            return _first_denial(self.can_change_second_factor(), denial)
        return _first_denial(self.can_change(), self._has_second_factor())

    def can_vouch(self) -> Decision:
        """Any officer who could not be the one that is to be ruled out."""
        return _first_denial(
            self._is_officer(),
            _deny_if(self._is_own, _("Somebody else must vouch for your account.")),
            _deny_if(
                not self.account.keyholders.exists(),
                _("Nobody else could sign in to this account: there is nothing to vouch for."),
            ),
            _deny_if(
                not self.account.has_usable_password(),
                _("Nobody has chosen a password for this account yet: vouch for it once its officer has."),
            ),
            _deny_if(
                not four_eyes.vouched_out(self.account, self.user),
                _("You set up this account, or who set it up also set up yours: somebody else must vouch."),
            ),
        )

    # --- facts ---

    @property
    def _is_own(self) -> bool:
        return self.account.pk == self.user.pk

    def _is_officer(self) -> Decision:
        return _deny_if(
            not (self.user.is_active and self.user.is_staff),
            _("Your account does not have the right to do this."),
        )

    def _has_second_factor(self) -> Decision:
        return _deny_if(
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


def _has_right(user: User, codename: str) -> Decision:
    return _deny_if(
        not user.has_perm(f"press.{codename}"),
        _("Your account does not have the right to do this."),
    )


def _deny_if(hindrance: bool, why_not: str) -> Decision:
    return Decision(why_not) if hindrance else ALLOWED


def _first_denial(*decisions: Decision) -> Decision:
    return next((decision for decision in decisions if not decision), ALLOWED)
