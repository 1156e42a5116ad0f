"""What the other languages of a story ask of a text: a correction that may apply, a common moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from press.models import CorrectionQuestion, Edition, JointProposal, ProposedText, User
from press.publishing.decisions import Decision
from press.publishing.permissions import Permissions


@dataclass(frozen=True, slots=True)
class Companion:
    """A submitted text of the same story in another language, and whether the officer may approve it too."""

    edition: Edition
    permission: Decision

    @property
    def value(self) -> str:
        """Returns which version of it, as the form sends it back."""
        return f"{self.edition.pk}.{self.edition.version}"


def find_companions(edition: Edition, officer: User) -> list[Companion]:
    """Returns what can be published together with a submitted text; what the officer may not approve goes out
    with it once somebody else has agreed."""
    submitted = Edition.objects.filter(
        release__story=edition.release.story_id, state=Edition.State.SUBMITTED, proposed_text=None
    ).exclude(release=edition.release_id)
    editions = submitted.select_related("release", "approved_by").order_by("release__language")
    return [Companion(each, Permissions(each, officer).can_approve()) for each in editions]


def find_questions(edition: Edition) -> list[CorrectionQuestion]:
    """Returns the corrections in other languages that nobody answered, or that are still to be made here."""
    asked = CorrectionQuestion.objects.open().filter(release=edition.release_id)
    return list(asked.select_related("edition__release"))


@dataclass(frozen=True, slots=True)
class JointRelease:
    """Texts that wait to go out together, and what of it concerns one of them, or one officer."""

    proposal: JointProposal
    texts: Sequence[ProposedText]
    # Those that this officer may agree to and nobody has.
    wanted: Sequence[ProposedText] = ()
    # That of the page, on the page of a text.
    here: ProposedText | None = None

    @property
    def missing(self) -> list[ProposedText]:
        """Returns what is still to be agreed to."""
        return [text for text in self.texts if not text.is_agreed]

    @property
    def missing_elsewhere(self) -> str:
        """Returns the languages that are to be agreed to beside this text."""
        return name_languages(text for text in self.missing if text != self.here)

    @property
    def with_others(self) -> str:
        return name_languages(text for text in self.texts if text != self.here)


def name_languages(texts: Iterable[ProposedText]) -> str:
    return ", ".join(sorted(text.edition.release.get_language_display() for text in texts))


def with_texts(proposals: QuerySet[JointProposal]) -> QuerySet[JointProposal]:
    """Returns them with all that is said of their texts, in a fixed number of queries."""
    editions = Edition.objects.without_texts().select_related("release")
    texts = ProposedText.objects.select_related("agreed_by").prefetch_related(Prefetch("edition", editions))
    return proposals.prefetch_related(Prefetch("texts", texts))


def find_joint_release(edition: Edition, permissions: Permissions | None = None) -> JointRelease | None:
    """Returns what the text waits for to go out together with others; None for most."""
    proposal = with_texts(JointProposal.objects.filter(texts__edition=edition)).first()
    if proposal is None:
        return None
    texts = list(proposal.texts.all())
    here = next(text for text in texts if text.edition_id == edition.pk)
    is_wanted = permissions is not None and not here.is_agreed and permissions.can_agree()
    return JointRelease(proposal, texts, [here] if is_wanted else [], here)
