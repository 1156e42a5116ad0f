"""Who may do what with an edition: verbs, buttons and tests ask the same.

Each verb has one question here, answered yes or by the sentence why not. What several questions need is asked
of the database once.
"""

import datetime
import functools
from collections.abc import Sequence
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from press.models import Edition, Expunction, Illustration, ProposedText, User
from press.publishing import four_eyes
from press.publishing.decisions import ALLOWED, Decision, deny_if, first_denial, has_right


def can_start_release(user: User) -> Decision:
    return has_right(user, "add_edition")


def can_set_quiet_periods(user: User) -> Decision:
    return has_right(user, "change_quietperiod")


def can_propose_expunction(user: User) -> Decision:
    return has_right(user, "expunge_story")


def can_expunge(expunction: Expunction, user: User) -> Decision:
    """Two people: a second one with the right, who is another pair of eyes, carries it out."""
    proposed_by = expunction.proposed_by
    decision = first_denial(
        can_refuse_expunction(expunction, user),
        deny_if(
            proposed_by == user, _("You proposed to expunge these words, so somebody else must carry it out.")
        ),
    )
    if not decision:
        return decision
    tie = four_eyes.find_tie(user, [proposed_by])
    return Decision(str(tie)) if tie else ALLOWED


def can_refuse_expunction(expunction: Expunction, user: User) -> Decision:
    """Who proposed it too: so it is taken back."""
    return first_denial(
        can_propose_expunction(user),
        deny_if(
            expunction.expunged_at is not None or expunction.refused_at is not None,
            _("Somebody has decided on this proposal already."),
        ),
    )


def can_publish_alone(user: User, at: datetime.datetime | None = None) -> Decision:
    """Without a second person: who has the right to, and the duty editor within their time."""
    may = user.has_perm("press.approve_alone") or user.is_on_duty(at)
    return first_denial(
        has_right(user, "approve_edition"),
        deny_if(
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
        cls, editions: Sequence[Edition], user: User, at: datetime.datetime | None = None
    ) -> "list[Permissions]":
        """Returns what the officer may do with each of them; who may approve is asked for all at once.

        They are read with their `release`, `approved_by` and `proposed_text`.
        """
        prefetch_related_objects([user], "keyholders")
        prefetch_related_objects(editions, "approved_by__keyholders")
        is_out_of_reach = functools.cache(four_eyes.anybody_was_out_of_reach)
        authors = _find_authors(editions)
        permissions = [cls(edition, user, at) for edition in editions]
        for each in permissions:
            each._is_out_of_reach = is_out_of_reach
            each._authors = authors[each.edition.pk]
        return permissions

    # --- before the approval ---

    def can_start_edition(self) -> Decision:
        """The next edition of the release: while none is in work or ahead."""
        return first_denial(
            self._right("add_edition"),
            self._has_room_for_a_draft(),
            deny_if(
                not self.release.editions.not_discarded().exists(),
                _("Every text of this release is discarded: restore one of them."),
            ),
        )

    def can_revise(self) -> Decision:
        return first_denial(self._right("change_edition"), self._is_in(Edition.State.DRAFT))

    def can_revise_story(self) -> Decision:
        """What the story is about, in all its languages: with its drafts who may revise them.

        Once a text of it was handed over, who may approve: nobody changes by themselves what others approved.
        """
        if self._story_is_in_draft:
            return self.can_revise()
        return deny_if(
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
        return first_denial(self._right("approve_edition"), self._is_in_review)

    def can_answer_notes(self) -> Decision:
        """Replies, resolves, opens again: who writes the text, while it is judged too, and who may note."""
        may_write_or_judge = self._right("approve_edition") or self._right("change_edition")
        return first_denial(may_write_or_judge, self._is_in_review)

    def can_correct_credit(self) -> Decision:
        """The words about a photograph that a text handed over or published shows already."""
        return first_denial(
            self._right("change_photograph"),
            deny_if(
                not self._shows_fixed_photographs,
                _("No photograph of this text is published: its credit is written with the text."),
            ),
        )

    def can_submit(self) -> Decision:
        return first_denial(self._right("submit_edition"), self._is_in(Edition.State.DRAFT))

    def can_take_back(self) -> Decision:
        return first_denial(self._right("submit_edition"), self._is_in(Edition.State.SUBMITTED))

    def can_discard(self) -> Decision:
        """Whoever may write a draft may throw it away; what was submitted is taken back first."""
        return self.can_revise()

    def can_restore(self) -> Decision:
        """A discarded edition, while it is kept and the release has no other in work or ahead."""
        until = self.edition.restorable_until
        return first_denial(
            self._right("change_edition"),
            self._is_in(Edition.State.DISCARDED),
            deny_if(
                until is not None and until <= self.at,
                _("The 30 days in which this text could be restored are over."),
            ),
            self._has_room_for_a_draft(),
        )

    def can_send_back(self) -> Decision:
        return first_denial(self._right("approve_edition"), self._is_in(Edition.State.SUBMITTED))

    # --- the approval and what follows ---

    def can_approve(self) -> Decision:
        """Four eyes: not who changed the text since this edition was made, nor who does not read it."""
        return first_denial(self._may_judge(), self._is_not_proposed)

    def can_agree(self) -> Decision:
        """To a text that waits to go out together with others: whoever may approve it."""
        return first_denial(self._is_proposed, self._may_judge())

    def can_change_joint_release(self) -> Decision:
        """Cancels it, or sets another moment: nothing goes out by that."""
        return first_denial(self._right("approve_edition"), self._is_proposed)

    def can_approve_alone(self) -> Decision:
        """An urgent publication, of a draft too; the reason is asked for elsewhere."""
        may_begin = self.edition.state == Edition.State.DRAFT
        return first_denial(
            can_publish_alone(self.user, self.at),
            ALLOWED if may_begin else self._is_in(Edition.State.SUBMITTED),
            self._reads_it(),
            self._is_not_proposed,
        )

    def can_import(self) -> Decision:
        """A text that was published elsewhere: no right is asked for, whoever runs the importer may."""
        return first_denial(
            self._is_in(Edition.State.DRAFT),
            deny_if(self.release.first_published_at is not None, _("This release is already published.")),
        )

    def can_unschedule(self) -> Decision:
        return first_denial(
            self._right("approve_edition"),
            deny_if(
                not self.edition.is_scheduled(self.at),
                _("Only what is scheduled can be taken off the schedule; this is already public."),
            ),
        )

    def can_confirm(self) -> Decision:
        """The second look at what was published alone."""
        is_own = self.user.pk == self.edition.approved_by_id or self._changed_it
        return first_denial(
            self._right("approve_edition"),
            deny_if(
                not self.edition.is_urgent_and_unconfirmed(), _("Nothing here waits for a second approval.")
            ),
            deny_if(is_own, _("You published or changed this text, so somebody else must confirm it.")),
            self._is_second_pair_of_eyes,
            self._reads_it(),
        )

    def can_answer_correction(self) -> Decision:
        """Whether another language's correction applies to this text: what readers are told follows."""
        return first_denial(self._right("approve_edition"), self._reads_it())

    def can_fix(self) -> Decision:
        """Small things of what readers have, live at once; somebody else looks at it afterwards."""
        return first_denial(
            self._right("approve_edition"),
            deny_if(not self.edition.is_live(self.at), _("Only the text that readers have is fixed.")),
            self._has_room_for_a_draft(),
            self._reads_it(),
        )

    def can_withdraw(self) -> Decision:
        return first_denial(
            self._right("withdraw_release"),
            deny_if(
                not self.release.editions.live(self.at).exists(),
                _("This release is not public, so there is nothing to withdraw."),
            ),
        )

    def can_remove(self) -> Decision:
        return first_denial(
            self._right("remove_release"),
            deny_if(self._is_removed, _("This release is already removed.")),
            deny_if(
                not self.release.editions.been_public(self.at).exists(),
                _("This release was never public, so there is nothing to remove."),
            ),
        )

    # --- facts ---

    def _right(self, codename: str) -> Decision:
        return has_right(self.user, codename)

    def _is_in(self, state: Edition.State) -> Decision:
        if self.edition.state == state:  # asked of each text of a list: the sentence is made where it is said
            return ALLOWED
        sentence = _("This release is now “%(state)s”: open it again to see what may be done with it.")
        return Decision(sentence % {"state": self.edition.get_state_display()})

    @property
    def _is_in_review(self) -> Decision:
        return deny_if(
            self.edition.state not in (Edition.State.DRAFT, Edition.State.SUBMITTED),
            _("This text is in work no longer: its notes are only read."),
        )

    def _may_judge(self) -> Decision:
        return first_denial(
            self.can_send_back(),
            deny_if(self._changed_it, _("You changed this text, so somebody else must approve it.")),
            self._is_second_pair_of_eyes,
            self._reads_it(),
        )

    @property
    def proposed(self) -> ProposedText | None:
        """Returns what is said of it in a joint release that others are still to agree to."""
        return getattr(self.edition, "proposed_text", None)

    @property
    def _is_proposed(self) -> Decision:
        return deny_if(self.proposed is None, _("No joint release waits for this text."))

    @property
    def _is_not_proposed(self) -> Decision:
        return deny_if(
            self.proposed is not None,
            _("It waits to be published together with other languages: agree to that, or cancel it."),
        )

    def _has_room_for_a_draft(self) -> Decision:
        editions = self.release.editions
        return first_denial(
            deny_if(self._is_removed, _("This release was removed: it has no new editions.")),
            deny_if(editions.in_work().exists(), _("Another edition of this release is already in work.")),
            # Withdrawing sends what is scheduled to the desk, where no other may lie then.
            deny_if(
                editions.ahead(self.at).exists(),
                _("An edition of this release is scheduled. Cancel its schedule to change it."),
            ),
        )

    def _reads_it(self) -> Decision:
        if self.user.can_read(self.edition.language):
            return ALLOWED
        sentence = _("Your account does not list this language: %(language)s.")
        return Decision(sentence % {"language": self.release.get_language_display()})

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


def _find_authors(editions: Sequence[Edition]) -> dict[int, set[User]]:
    """Returns who changed each of the texts, by its key. Of many texts there are few authors: each is read
    once.
    """
    changes = Edition.changed_by.through.objects.filter(edition__in=editions).select_related("user")
    officers = {change.user_id: change.user for change in changes}
    prefetch_related_objects([*officers.values()], "keyholders")
    authors: dict[int, set[User]] = {edition.pk: set() for edition in editions}
    for change in changes:
        authors[change.edition_id].add(officers[change.user_id])
    return authors
