"""Who may do what with an edition: verbs, buttons and tests ask the same.

Each verb has one question here, answered yes or by the sentence why not. What several questions need is asked
of the database once.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from press.models import Edition, Illustration, User


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or why not: a sentence for the officer, in the active language."""

    why_not: str = ""

    def __bool__(self) -> bool:
        return not self.why_not


ALLOWED = Decision()


def can_start_release(user: User) -> Decision:
    return _has_right(user, "add_edition")


class Permissions:
    """What this officer may do with this edition, and its release, at that moment (default: now)."""

    def __init__(self, edition: Edition, user: User, at: datetime.datetime | None = None) -> None:
        self.edition = edition
        self.release = edition.release
        self.user = user
        self.at = at or timezone.now()

    # --- before the approval ---

    def can_start_edition(self) -> Decision:
        """The next edition of the release: while none is in work or ahead."""
        editions = self.release.editions
        return _first_denial(
            self._right("add_edition"),
            _deny_if(self._is_removed, _("This release was removed: it has no new editions.")),
            _deny_if(editions.in_work().exists(), _("Another edition of this release is already in work.")),
            # Withdrawing sends what is scheduled to the desk, where no other may lie then.
            _deny_if(
                editions.ahead(self.at).exists(),
                _("An edition of this release is scheduled. Cancel its schedule to change it."),
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

    def can_send_back(self) -> Decision:
        return _first_denial(self._right("approve_edition"), self._is_in(Edition.State.SUBMITTED))

    # --- the approval and what follows ---

    def can_approve(self) -> Decision:
        """Four eyes: not who changed the text since this edition was made, nor who does not read it."""
        return _first_denial(
            self.can_send_back(),
            _deny_if(self._changed_it, _("You changed this text, so somebody else must approve it.")),
            self._reads_it(),
        )

    def can_approve_alone(self) -> Decision:
        """An urgent publication, of a draft too; the reason is asked for elsewhere."""
        may_begin = self.edition.state == Edition.State.DRAFT
        return _first_denial(
            self._right("approve_edition"),
            self._right("approve_alone"),
            ALLOWED if may_begin else self._is_in(Edition.State.SUBMITTED),
            self._reads_it(),
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

    def _reads_it(self) -> Decision:
        return _deny_if(
            not self.user.can_read(self.edition.language),
            _("Your account does not list this language: %(language)s.")
            % {"language": self.release.get_language_display()},
        )

    @cached_property
    def _changed_it(self) -> bool:
        return self.edition.changed_by.filter(pk=self.user.pk).exists()

    @cached_property
    def _story_is_in_draft(self) -> bool:
        of_story = Edition.objects.filter(release__story=self.release.story_id)
        return not of_story.exclude(state=Edition.State.DRAFT).exists()

    @cached_property
    def _shows_fixed_photographs(self) -> bool:
        with_them = Illustration.objects.filter(photograph__illustrations__edition=self.edition)
        return with_them.exclude(edition__state=Edition.State.DRAFT).exists()

    @property
    def _is_removed(self) -> bool:
        return self.release.is_removed(self.at)


def _has_right(user: User, codename: str) -> Decision:
    return _deny_if(
        not user.has_perm(f"press.{codename}"),
        _("Your account does not have the right to do this."),
    )


def _deny_if(hindrance: bool, why_not: str) -> Decision:
    return Decision(why_not) if hindrance else ALLOWED


def _first_denial(*decisions: Decision) -> Decision:
    return next((decision for decision in decisions if not decision), ALLOWED)
