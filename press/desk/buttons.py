"""What each button of a release does: one verb of press.publishing, and a sentence on what happened."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from press import publishing
from press.converters import parse_number
from press.desk.fields import MomentField, format_moment, validate_in_reach
from press.desk.fixing import FixForm
from press.desk.forms import build_story_form
from press.desk.photograph_forms import CreditForm
from press.desk.review_notes import count_open, say_open
from press.desk.story_languages import (
    Companion,
    JointRelease,
    find_companions,
    find_joint_release,
    find_questions,
    name_languages,
)
from press.models import CorrectionQuestion, Edition, Photograph, QuietPeriod, User
from press.publishing import quiet_periods
from press.publishing.decisions import Decision
from press.publishing.permissions import Permissions
from press.text.characters import get_words


def get_officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def get_photographs(edition: Edition) -> list[Photograph]:
    """Returns those that the edition shows, in its order, as they are now."""
    photographs = Photograph.objects.filter(illustrations__edition=edition)
    return list(photographs.order_by("illustrations__order").prefetch_related("renditions"))


def read_urgent_reason(request: HttpRequest) -> str:
    reason = get_words(request.POST.get("urgent_reason", ""))
    if not reason:
        raise publishing.Refused(_("Give the reason for publishing without a second person."))
    return reason


def describe_publication(edition: Edition) -> str:
    together = sorted(each.release.get_language_display() for each in _joint(edition))
    if edition.is_scheduled() and edition.live_from:
        values = {"moment": format_moment(edition.live_from), "languages": ", ".join(together)}
        if together:
            return (
                _("It will be published on %(moment)s, Astana time, together with: %(languages)s.") % values
            )
        return _("It will be published on %(moment)s, Astana time.") % values
    return (
        _("Published together with: %(languages)s.") % {"languages": ", ".join(together)}
        if together
        else _("Published.")
    )


def _joint(edition: Edition) -> list[Edition]:
    return list(edition.joint_editions().select_related("release"))


def approve_label(edition: Edition) -> str:
    """Returns what the button of approval says: exactly what will happen."""
    if edition.publish_at and edition.publish_at > timezone.now():
        return _("Publish on %(moment)s (Astana time)") % {"moment": format_moment(edition.publish_at)}
    return _("Publish now")


def agree_label(joint: JointRelease) -> str:
    """Returns what the button of an agreement says: exactly what will happen."""
    if joint.missing_elsewhere:
        return _("Agree")
    if moment := joint.proposal.live_from:
        return _("Agree: all are published on %(moment)s (Astana time)") % {"moment": format_moment(moment)}
    return _("Agree: all are published now")


def find_quiet_period(
    edition: Edition, sent: QueryDict | None = None, joint: JointRelease | None = None
) -> QuietPeriod | None:
    """Returns the quiet period in which it goes out at the moment that was sent, else wanted, else now."""
    wanted = joint.proposal.live_from if joint else edition.publish_at
    try:
        at = MomentField(required=False).clean(sent.get("live_from", "") if sent else "") or wanted
    except ValidationError:
        return None
    now = timezone.now()
    return quiet_periods.find_quiet_period(at if at and at > now else now)


# The edition to show next, and a sentence on what happened.
Outcome = tuple[Edition, str]


def _approve(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    """With what was ticked beside it; what this officer may not approve waits for somebody else.

    The form has a moment for its second button, of which the first one (`?as-wanted`) knows nothing.
    """
    options: dict[str, Any] = {
        "by": get_officer(request),
        "live_from": None if "as-wanted" in request.GET else _read_moment(request),
        "override_reason": request.POST.get("override_reason", ""),
        "all_the_same": "all_the_same" in request.POST,
    }
    companions = _read_companions(request, edition)
    own = [(edition, version), *((one.edition, one.edition.version) for one in companions if one.permission)]
    others = [(one.edition, one.edition.version) for one in companions if not one.permission]
    if others:
        publishing.propose_joint_release(own, others, **options)
        return edition, describe_agreement(edition)
    if companions:
        publishing.approve_together(own, **options)
        return edition, describe_publication(edition)
    done = publishing.approve(edition, version=version, **options)
    return done, describe_publication(done)


def _read_moment(request: HttpRequest) -> datetime.datetime | None:
    """Returns the moment that was chosen, if any was. Raises Refused for one that cannot be."""
    if not (typed := request.POST.get("live_from", "")):
        return None
    try:
        moment = MomentField().clean(typed)
        validate_in_reach(moment)
    except ValidationError as wrong:
        raise publishing.Refused(" ".join(wrong.messages)) from None
    return moment  # type: ignore[no-any-return]


def _read_companions(request: HttpRequest, edition: Edition) -> list[Companion]:
    """Returns the texts in other languages that were ticked, each as it stood on the page."""
    known = {each.value: each for each in find_companions(edition, get_officer(request))}
    ticked = request.POST.getlist("together")
    if not set(ticked) <= known.keys():
        raise publishing.Refused(_("A text in another language has changed meanwhile: look at it again."))
    return [known[value] for value in ticked]


def _agree(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    done = publishing.agree(
        edition,
        by=get_officer(request),
        version=version,
        seen=request.POST.get("joint_release", ""),
        override_reason=request.POST.get("override_reason", ""),
        all_the_same="all_the_same" in request.POST,
    )
    return done, describe_agreement(done)


def describe_agreement(edition: Edition) -> str:
    """Returns what became of it: for what it waits, or when it goes out."""
    joint = find_joint_release(edition)
    if joint is None:
        return describe_publication(edition)
    languages = {"languages": name_languages(joint.missing)}
    return _("Agreed. Nothing goes out until an editor has agreed to: %(languages)s.") % languages


def _move_joint_release(request: HttpRequest, edition: Edition, _version: int | None) -> Outcome:
    moment, seen = _read_moment(request), request.POST.get("joint_release", "")
    publishing.move_joint_release(
        edition,
        by=get_officer(request),
        live_from=moment,
        seen=seen,
        all_the_same="all_the_same" in request.POST,
    )
    if moment is None:
        return edition, _("Set: they go out as soon as all have agreed.")
    return edition, _("Set: they go out on %(moment)s, Astana time, if all have agreed by then.") % {
        "moment": format_moment(moment)
    }


def _cancel_joint_release(request: HttpRequest, edition: Edition, _version: int | None) -> Outcome:
    seen = request.POST.get("joint_release", "")
    publishing.cancel_joint_release(edition, by=get_officer(request), seen=seen)
    return edition, _("The joint release is cancelled: each text is published by itself again.")


def _urgent(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    reason = read_urgent_reason(request)
    done = publishing.approve(
        edition,
        by=get_officer(request),
        version=version,
        urgent_reason=reason,
        override_reason=request.POST.get("override_reason", ""),
        all_the_same="all_the_same" in request.POST,
    )
    return done, describe_publication(done)


def _take_back(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    return publishing.take_back(edition, by=get_officer(request), version=version), _("It is a draft again.")


def describe_discarded(edition: Edition) -> str:
    assert edition.restorable_until is not None
    return _("Discarded. It can be restored until %(moment)s, Astana time.") % {
        "moment": format_moment(edition.restorable_until)
    }


def _discard(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    done = publishing.discard(edition, by=get_officer(request), version=version)
    return done, describe_discarded(done)


def _restore(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    done = publishing.restore(edition, by=get_officer(request), version=version)
    return done, _("Restored: it is a draft again.")


def _send_back(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    note = request.POST.get("note", "")
    done = publishing.send_back(edition, by=get_officer(request), version=version, note=note)
    open_notes = say_open(count_open(done))
    return done, _("Sent back with your note.") + (f" {open_notes}." if open_notes else "")


def _unschedule(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    together = [each.release.get_language_display() for each in _joint(edition)]
    done = publishing.unschedule(edition, by=get_officer(request), version=version)
    if together:
        sentence = _("Taken off the schedule, and with it: %(languages)s. They are drafts again.")
        return done, sentence % {"languages": ", ".join(sorted(together))}
    return done, _("Taken off the schedule: it is a draft again.")


def _answer_correction(request: HttpRequest, edition: Edition, *, applies: bool) -> None:
    questions = CorrectionQuestion.objects.filter(release=edition.release_id)
    question = questions.filter(pk=parse_number(request.POST.get("question", "")) or 0).first()
    if question is None:
        raise publishing.Refused(_("This correction is no longer published, so it asks nothing."))
    publishing.answer_correction(question, by=get_officer(request), applies=applies)


def _applies(request: HttpRequest, edition: Edition, _version: int | None) -> Outcome:
    _answer_correction(request, edition, applies=True)
    return edition, _("Noted: readers of this text are told of the correction until it has one of its own.")


def _does_not_apply(request: HttpRequest, edition: Edition, _version: int | None) -> Outcome:
    _answer_correction(request, edition, applies=False)
    if find_questions(edition):
        return edition, _("Noted: this correction does not apply here. Another one is still open.")
    return edition, _("Noted: this text stays as it is, and its readers are told nothing.")


def _confirm(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    return publishing.confirm(edition, by=get_officer(request), version=version), _("Confirmed.")


def _new_edition(request: HttpRequest, edition: Edition, _version: int | None) -> Outcome:
    """From the newest, or from an old one where its page says so: it may have become old meanwhile."""
    source = edition if "from_this_text" in request.POST else None
    done = publishing.start_edition(edition.release, by=get_officer(request), source=source)
    return done, _(
        "This is a draft of the next edition: the public reads the one before until it is published."
    )


def _about(request: HttpRequest, edition: Edition, _version: int | None) -> Outcome:
    """What a published story is about, and how long it stays on top: it needs no new edition of the text."""
    form = build_story_form(edition.release.story, request.POST)
    _require_valid(form)
    version = form.cleaned_data["story_version"]
    publishing.revise_story(edition, by=get_officer(request), version=version, **form.get_story_values())
    return edition, _("Saved for all languages of the story.")


def _correct_credit(request: HttpRequest, edition: Edition, _version: int | None) -> Outcome:
    number = request.POST.get("photograph", "")
    photograph = next((one for one in get_photographs(edition) if str(one.pk) == number), None)
    if photograph is None:
        raise publishing.Refused(_("This photograph is no longer there."))
    form = CreditForm(request.POST, instance=photograph)
    _require_valid(form)
    version = form.cleaned_data["photograph_version"]
    publishing.correct_credit(
        edition, photograph, by=get_officer(request), version=version, **form.get_words()
    )
    return edition, _("The credit is corrected wherever the photograph is shown.")


def _require_valid(form: BaseForm) -> None:
    if not form.is_valid():
        raise publishing.Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))


def _fix(request: HttpRequest, edition: Edition, version: int | None) -> Outcome:
    form = FixForm(request.POST, edition=edition)
    for each in (form, *form.illustrations):
        _require_valid(each)
    done = publishing.fix(
        edition,
        by=get_officer(request),
        version=version,
        illustrations=form.get_words(),
        override_reason=request.POST.get("override_reason", ""),
        **form.get_values(),
    )
    return done, _("Published as a minor edition. A second person looks at it afterwards.")


def _withdraw(request: HttpRequest, edition: Edition, _version: int | None) -> Outcome:
    publishing.withdraw(edition.release, by=get_officer(request), reason=request.POST.get("reason", ""))
    return edition, _("Withdrawn: its page shows your reason above the text.")


def _remove(request: HttpRequest, edition: Edition, _version: int | None) -> Outcome:
    publishing.remove(edition.release, by=get_officer(request), reason=request.POST.get("reason", ""))
    return edition, _("Removed: its address shows your reason and nothing else.")


@dataclass(frozen=True, slots=True)
class Button:
    """What is done when it is pressed, and whether this officer may press it now."""

    press: Callable[[HttpRequest, Edition, int | None], Outcome]
    permission: Callable[[Permissions], Decision]


BUTTONS = {
    "approve": Button(_approve, Permissions.can_approve),
    "agree": Button(_agree, Permissions.can_agree),
    "move-joint-release": Button(_move_joint_release, Permissions.can_change_joint_release),
    "cancel-joint-release": Button(_cancel_joint_release, Permissions.can_change_joint_release),
    "urgent": Button(_urgent, Permissions.can_approve_alone),
    "take-back": Button(_take_back, Permissions.can_take_back),
    "discard": Button(_discard, Permissions.can_discard),
    "restore": Button(_restore, Permissions.can_restore),
    "send-back": Button(_send_back, Permissions.can_send_back),
    "unschedule": Button(_unschedule, Permissions.can_unschedule),
    "confirm": Button(_confirm, Permissions.can_confirm),
    "applies": Button(_applies, Permissions.can_answer_correction),
    "does-not-apply": Button(_does_not_apply, Permissions.can_answer_correction),
    "new-edition": Button(_new_edition, Permissions.can_start_edition),
    "about": Button(_about, Permissions.can_revise_story),
    "correct-credit": Button(_correct_credit, Permissions.can_correct_credit),
    "fix": Button(_fix, Permissions.can_fix),
    "withdraw": Button(_withdraw, Permissions.can_withdraw),
    "remove": Button(_remove, Permissions.can_remove),
}
