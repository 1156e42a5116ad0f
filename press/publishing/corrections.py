"""A correction in one language asks of the story's other texts whether it applies to them too."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from press.models import AuditEntry, CorrectionQuestion, Edition, User
from press.publishing import schedule, transitions
from press.publishing.permissions import Permissions
from press.publishing.refusals import Refused
from press.publishing.translations import note_source


def ask_others(edition: Edition) -> None:
    """Asks of every other language of the story that was published, where the edition is a correction.

    One that follows another language's, of which somebody said that it applies, asks nothing: that one did.
    Nor do those ask each other that go out together.
    """
    if edition.number == 1 or edition.minor or _follows_another(edition):
        return
    story = edition.release.story
    others = story.releases.exclude(pk=edition.release_id).filter(removed_at=None)
    published = others.filter(editions__state=Edition.State.APPROVED).distinct()
    if edition.joint_release:
        published = published.exclude(editions__joint_release=edition.joint_release)
    CorrectionQuestion.objects.bulk_create(
        CorrectionQuestion(edition=edition, release=release) for release in published
    )


def _follows_another(edition: Edition) -> bool:
    others = edition.release.editions.filter(state=Edition.State.APPROVED, minor=False).exclude(pk=edition.pk)
    changed = others.aggregate(at=Max("live_from"))["at"]
    applies = CorrectionQuestion.objects.public().filter(release=edition.release_id, applies=True)
    return changed is not None and applies.filter(edition__live_from__gt=changed).exists()


@transaction.atomic
def answer_correction(question: CorrectionQuestion, *, by: User, applies: bool) -> CorrectionQuestion:
    """Says whether the correction applies to the question's text; the last answer holds.

    While nobody has answered, and until the text is changed where it applies, readers of it are told that it
    is older. Raises Refused to whom `can_answer_correction` does not allow it.
    """
    release = schedule.lock_release(question.release)
    current = CorrectionQuestion.objects.select_related("edition__release").filter(pk=question.pk).first()
    if current is None:
        raise Refused(_("This correction is no longer published, so it asks nothing."))
    newest = transitions.newest_edition(release)
    transitions.require(Permissions(newest, by).can_answer_correction())
    current.applies, current.answered_by, current.answered_at = applies, by, timezone.now()
    current.save()
    said = newest.translated_from
    if not applies and said is not None and said.edition.release_id == current.edition.release_id:
        # It says all that it need say of it: the desk no longer calls it older than its original.
        note_source(newest, current.edition, current.edition.version)
    transitions.record_entry(
        AuditEntry.Verb.ANSWER_CORRECTION,
        by=by,
        release=release,
        edition=newest,
        correction=current.edition_id,
        applies=applies,
    )
    return current
