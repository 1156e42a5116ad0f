"""What the other languages of a story ask of a text: a correction that may apply, a common moment."""

from dataclasses import dataclass

from press.models import CorrectionQuestion, Edition, User
from press.publishing.permissions import Decision, Permissions


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
    """Returns what can be published together with a submitted text."""
    submitted = Edition.objects.filter(
        release__story=edition.release.story_id, state=Edition.State.SUBMITTED
    ).exclude(release=edition.release_id)
    editions = submitted.select_related("release", "approved_by").order_by("release__language")
    return [Companion(each, Permissions(each, officer).can_approve()) for each in editions]


def find_questions(edition: Edition) -> list[CorrectionQuestion]:
    """Returns the corrections in other languages that nobody answered, or that are still to be made here."""
    asked = CorrectionQuestion.objects.open().filter(release=edition.release_id)
    return list(asked.select_related("edition__release"))
