"""The page on which a release is written and published: what it shows, what its buttons do."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accessibility.labels import VALUES
from press import publishing
from press.converters import parse_number
from press.desk import autosave, documents, earlier, kept, left_over, outdated, presence
from press.desk.buttons import (
    BUTTONS,
    agree_label,
    approve_label,
    describe_publication,
    find_quiet_period,
    get_officer,
    get_photographs,
    read_urgent_reason,
)
from press.desk.expunged import black_out_request
from press.desk.findings import build_context as build_findings
from press.desk.findings import is_shown_frozen
from press.desk.fixing import build_fix_form
from press.desk.forms import ReleaseForm, build_story_form
from press.desk.merging import Conflict
from press.desk.photograph_forms import CreditForm, Photographs, get_initial_photographs
from press.desk.review import find_review, note_seen, wants_edition_before
from press.desk.review_notes import build_form_context, build_read_context
from press.desk.saving import save_release
from press.desk.sidebar import build_sidebar
from press.desk.sources import begin_with_structure, find_sources
from press.desk.story_languages import find_companions, find_joint_release, find_questions
from press.desk.templates import as_sent, begin_with_template, find_templates
from press.desk.typed import build_edition
from press.languages import Language
from press.models import Edition, Story, User, WorkingCopy
from press.photographs.pictures import prefetch_illustrations
from press.publishing.permissions import (
    Permissions,
    can_propose_expunction,
    can_publish_alone,
    can_start_release,
)

# What the editor needs beside the strict policy: it writes style attributes, never a script (docs/adr/0001).
# Browsers that do not know the two finer directives read style-src. The hashes are those of an empty style
# and of the one rule that the editor adds when it is loaded: `.cke{visibility:hidden;}`.
EDITOR_POLICY = {
    "style-src": ["'self'", "'unsafe-inline'"],
    "style-src-elem": [
        "'self'",
        "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
        "'sha256-ZVjd2zfSTfAVh1y7eCcNk0SPGUQOP/H8vzrFJIVgg90='",
    ],
    "style-src-attr": ["'unsafe-inline'"],
    "frame-src": ["'self'"],
}


def get_edition(pk: str) -> Edition:
    number = parse_number(pk)
    if number is None:
        raise Http404
    return get_object_or_404(
        Edition.objects.select_related(
            "release__story", "contact", "approved_by", "submitted_by", "discarded_by"
        ).prefetch_related(prefetch_illustrations()),
        pk=number,
    )


def edition_url(edition: Edition) -> str:
    return reverse("admin:press_edition_change", args=[edition.pk])


def add_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    """The add page: a new story, or with `?story=` another language of one.

    A form that another address shows again says itself of which story it is.
    """
    if not can_start_release(get_officer(request)):
        raise PermissionDenied
    documents.take_over(request)
    story = None
    shown_again = kept.typed(request) or QueryDict()
    if number := request.GET.get("story") or shown_again.get("story", ""):
        story = get_object_or_404(Story, pk=parse_number(number))
    black_out_request(request, None, story)
    _go_on_with_copy(request, edition=None, story=story)
    return _show_form(request, context, edition=None, story=story)


def change_view(request: HttpRequest, pk: str, context: dict[str, Any]) -> HttpResponseBase:
    """The page of one edition: its form while it is a draft, its text once it is frozen."""
    user = get_officer(request)
    # Asked first: who may see none is not told which ones there are.
    if not (user.has_perm("press.view_edition") or user.has_perm("press.change_edition")):
        raise PermissionDenied
    edition = get_edition(pk)
    black_out_request(request, edition, edition.release.story)
    documents.take_over(request, edition.language)
    _go_on_with_copy(request, edition=edition, story=None)
    earlier.go_back(request, edition)
    sent = _sent(request)
    pressed = sent if sent is not None and sent.get("verb") in BUTTONS else None
    status = 200
    if request.method == "POST" and pressed is not None:
        try:
            return _press_button(request, edition)
        except publishing.Refused as refused:
            said = outdated.explain(refused)
            for sentence in dict.fromkeys([said, *(problem.message for problem in refused.problems)]):
                messages.error(request, sentence)
            if isinstance(refused, publishing.Outdated):
                pressed = outdated.merge_pressed(request, pressed, edition)
        edition, status = get_edition(pk), 422
    if Permissions(edition, user).can_revise():
        story = edition.release.story
        return _show_form(request, context, edition=edition, story=story, pressed=pressed, status=status)
    if sent is not None and kept.is_button_alone(sent):
        return _show_text(request, context, edition, pressed=sent)
    if sent is not None and pressed is None:
        # The form was open while somebody submitted or approved the edition: what was typed is shown again.
        status = 200 if "copy" in request.GET else 422
        return _show_text(request, context, edition, typed=left_over.texts(sent, edition), status=status)
    return _show_text(request, context, edition, pressed=pressed, status=status)


def _go_on_with_copy(request: HttpRequest, *, edition: Edition | None, story: Story | None) -> None:
    """With `?copy=` the form is filled with what the officer typed and did not save."""
    number = request.GET.get("copy")
    if request.method == "POST" or number is None or kept.typed(request) is not None:
        return
    copy = autosave.get_copy(get_officer(request), number)
    if (copy.edition, copy.story) != (edition, story):
        raise Http404
    request.typed = autosave.as_typed(copy)  # type: ignore[attr-defined]


def _sent(request: HttpRequest) -> QueryDict | None:
    """Returns what the form is filled with: as it was sent to be done, or as it is only to be shown again."""
    return request.POST if request.method == "POST" else kept.typed(request)


def _show_form(
    request: HttpRequest,
    context: dict[str, Any],
    *,
    edition: Edition | None,
    story: Story | None,
    pressed: QueryDict | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """The form, empty or as it was sent. `pressed`: what came with another button of the page, refused."""
    sent = _sent(request) if pressed is None else None
    story_is_fixed = not _may_revise_story(get_officer(request), edition, story)
    if sent is None:
        language = edition.language if edition else _free_language(request, story)
        begins_empty = edition is not None or "empty" in request.GET
        structure = {} if begins_empty else begin_with_structure(story, language)
        begun = {"language": language, **structure, **begin_with_template(request)}
        if story and not edition and (contact := _contact_of(story)):
            begun["contact"] = contact
        form = ReleaseForm(instance=edition, story=story, story_is_fixed=story_is_fixed, initial=begun)
        rows = Photographs(
            prefix="photographs",
            initial=get_initial_photographs(edition, story, language),
            form_kwargs={"story": story, "language": language},
        )
        problems = publishing.find_problems(edition) if edition and "problems" in request.GET else []
        context = {**context, "has_structure": bool(structure) and begun["body"] == structure["body"]}
        return _render_form(
            request, context, edition, story, form, rows, problems=problems, pressed=pressed, status=status
        )
    language = edition.language if edition else sent.get("language", "")
    form = ReleaseForm(sent, instance=edition, story=story, story_is_fixed=story_is_fixed)
    rows = Photographs(
        sent,
        request.FILES,
        prefix="photographs",
        form_kwargs={
            "story": story,
            "language": language if language in Language.values else "kk",
            "officer": get_officer(request),
        },
    )
    conflicts: list[Conflict] = []
    if request.method != "POST":
        form.forget_missing()
        if story and (why := outdated.find_reason(sent, edition, story)):
            form, rows, conflicts = outdated.merge_forms(
                sent,
                why,
                edition=edition,
                story=story,
                language=language,
                story_is_fixed=story_is_fixed,
                officer=get_officer(request),
            )
        return _render_form(request, context, edition, story, form, rows, conflicts=conflicts)
    # Both are judged, so that everything to be mended is shown at once.
    if all([form.is_valid(), rows.is_valid()]):
        try:
            saved = save_release(form, rows, edition=edition, story=story, by=get_officer(request))
        except publishing.Outdated as refused:
            assert story is not None  # of a new one nobody can have changed anything
            current = get_edition(str(edition.pk)) if edition else None
            story.refresh_from_db()
            form, rows, conflicts = outdated.merge_forms(
                sent,
                str(refused),
                edition=current,
                story=story,
                language=language,
                story_is_fixed=story_is_fixed,
                officer=get_officer(request),
            )
        except publishing.Refused as refused:
            _add_errors(form, refused)
        else:
            autosave.close_copies(get_officer(request), sent)
            presence.end_presence(get_officer(request), saved)
            _say_what_is_not_saved(request, rows)
            _say_what_is_not_sent(request)
            return _after_saving(request, saved)
    if any(request.FILES.values()):
        messages.warning(request, _("Choose the photographs' files again: a browser does not keep them."))
    return _render_form(request, context, edition, story, form, rows, conflicts=conflicts, status=422)


def _may_revise_story(user: User, edition: Edition | None, story: Story | None) -> bool:
    if story is None:
        return True
    of_story = edition or _texts_of(story).select_related("release").first()
    return of_story is None or bool(Permissions(of_story, user).can_revise_story())


def _texts_of(story: Story) -> QuerySet[Edition]:
    return Edition.objects.not_discarded().filter(release__story=story)


def _contact_of(story: Story) -> Any:
    """Returns whom journalists call about this story in another language already: it is the same desk."""
    editions = _texts_of(story).exclude(contact=None).order_by("-pk")
    return editions.values_list("contact", flat=True).first()


def _free_language(request: HttpRequest, story: Story | None) -> str:
    """Returns the language that the page begins with: the one asked for, the officer's own, the next free."""
    taken = story.languages() if story else []
    wanted = [request.GET.get("language", ""), get_officer(request).interface_language, *Language.values]
    free = (language for language in wanted if language in Language.values and language not in taken)
    return next(free, "")


def _add_errors(form: ReleaseForm, refused: publishing.Refused) -> None:
    form.add_error(None, str(refused))
    for problem in refused.problems:
        form.add_error(problem.field if problem.field in form.fields else None, problem.message)


def _say_what_is_not_saved(request: HttpRequest, rows: Any) -> None:
    """Of a photograph that was submitted with another text meanwhile the words stand as they were."""
    words = [words for row in rows for words in row.get_unsaved_words()]
    if words:
        sentence = _(
            "A text with this photograph was submitted or published meanwhile, so this was not saved: "
            "%(words)s. An editor can correct it."
        )
        messages.warning(request, sentence % {"words": "; ".join(words)})


def _say_what_is_not_sent(request: HttpRequest) -> None:
    """A note, or a reply to one, goes by its own button; what was written there stands in the message."""
    for words in left_over.find_notes(request.POST):
        sentence = _("Saved, but this note was not sent, since its own button was not pressed: %(words)s")
        messages.warning(request, sentence % {"words": words})


def _after_saving(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """The text is safe now; then what the button pressed beyond saving."""
    user, verb = get_officer(request), request.POST.get("then", "")
    try:
        if verb == "submit":
            publishing.submit(edition, by=user, override_reason=request.POST.get("override_reason", ""))
            if find_joint_release(edition):
                sentence = _("Submitted: it waits for the joint release, and an editor is to agree to it.")
            else:
                sentence = _("Submitted: an editor can publish it now.")
            messages.success(request, sentence)
        elif verb == "urgent":
            publishing.approve(
                edition,
                by=user,
                urgent_reason=read_urgent_reason(request),
                override_reason=request.POST.get("override_reason", ""),
                all_the_same="all_the_same" in request.POST,
            )
            messages.success(request, describe_publication(edition))
        else:
            messages.success(request, _("The draft is saved."))
    except publishing.Refused as refused:
        messages.error(request, _("The draft is saved. %(why)s") % {"why": refused})
        return HttpResponseRedirect(edition_url(edition) + "?problems")
    return HttpResponseRedirect(edition_url(edition))


def _press_button(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    version = request.POST.get("version", "")
    button = BUTTONS[request.POST.get("verb", "")]
    after, sentence = button.press(request, edition, parse_number(version))
    messages.success(request, sentence)
    return HttpResponseRedirect(edition_url(after))


def _render_form(
    request: HttpRequest,
    context: dict[str, Any],
    edition: Edition | None,
    story: Story | None,
    form: ReleaseForm,
    photographs: Any,
    *,
    problems: list[publishing.Problem] | None = None,
    conflicts: list[Conflict] | None = None,
    pressed: QueryDict | None = None,
    status: int = 200,
) -> HttpResponseBase:
    permissions = Permissions(edition, get_officer(request)) if edition else None
    sent = _sent(request) if pressed is None else None
    title = str(edition) if edition and edition.title else _("New release")
    written = edition
    if sent is not None or written is None:
        typed = sent if sent is not None else as_sent(form.initial)
        written = build_edition(typed, edition, story, officer=get_officer(request))
    response = TemplateResponse(
        request,
        "admin/press/edition/write.html",
        {
            **context,
            "title": title,
            "edition": edition,
            "story": story,
            "form": form,
            "photographs": photographs,
            "problems": problems or [],
            "templates": find_templates(story) if not edition and sent is None else [],
            "sources": find_sources(edition, story, sent),
            **build_findings(edition, written, officer=get_officer(request)),
            **build_form_context(
                edition, written, form.fields.keys(), officer=get_officer(request), sent=sent or pressed
            ),
            "preview_colours": [pair for pair in VALUES["colours"].items() if pair[0] != "own"],
            "problem_fields": _by_field(problems or []),
            "conflicts": conflicts or [],
            "copies": _offered_copies(request, edition, story) if sent is None else [],
            "present": presence.find_others(edition, get_officer(request)) if edition else [],
            "asked": presence.find_request(edition, get_officer(request)) if edition else "",
            "window": autosave.get_window(sent) if sent is not None else autosave.new_window(),
            "copy_number": parse_number(sent.get("copy_number", "")) or 0 if sent is not None else 0,
            "continues": sent.get("continues", "") if sent is not None else "",
            "media": form.media,
            "is_typed": form.is_bound and not getattr(request, "is_earlier", False),
            "permissions": permissions,
            "may_publish_alone": can_publish_alone(get_officer(request)),
            "may_propose_expunction": edition and can_propose_expunction(get_officer(request)),
            "quiet_period": find_quiet_period(written),
            "quiet_period_then": find_quiet_period(written, pressed) if pressed else None,
            "pressed": pressed,
            "credits": _credit_forms(permissions, pressed) if permissions else [],
            "corrections": find_questions(edition) if edition else [],
            "joint": find_joint_release(edition) if edition else None,
            "left_over": left_over.words(pressed, permissions) if permissions else [],
            "earlier": earlier.find_earlier(edition) if edition else [],
            **build_sidebar(edition, story),
        },
        status=status,
    )
    response._csp_update = EDITOR_POLICY  # type: ignore[attr-defined]
    return response


def _offered_copies(
    request: HttpRequest, edition: Edition | None, story: Story | None
) -> list[tuple[WorkingCopy, list[Conflict]]]:
    """Returns what the officer typed here and did not save; of a text that is there, beside what it says."""
    copies = autosave.find_copies(get_officer(request), edition, story)
    if edition is None:
        return [(copy, []) for copy in copies]
    officer = get_officer(request)
    compared = [
        (copy, outdated.compare_with_saved(autosave.as_typed(copy), edition, officer)) for copy in copies
    ]
    return [(copy, differences) for copy, differences in compared if differences]


def _by_field(problems: list[publishing.Problem]) -> dict[str, str]:
    """Returns what is said above each field; what the content rules find stands below it."""
    missing = [problem for problem in problems if problem.finding is None]
    fields = dict.fromkeys(problem.field for problem in missing)
    return {name: " ".join(each.message for each in missing if each.field == name) for name in fields}


def _show_text(
    request: HttpRequest,
    context: dict[str, Any],
    edition: Edition,
    *,
    typed: left_over.Words | None = None,
    pressed: QueryDict | None = None,
    status: int = 200,
) -> HttpResponseBase:
    officer = get_officer(request)
    about, permissions = None, Permissions(edition, officer)
    companions = find_companions(edition, officer) if permissions.can_approve() else []
    with_previous = wants_edition_before(request)
    note_seen(request, permissions)
    with_forms = ("send-back", "approve", "urgent", "fix", "move-joint-release")
    joint = find_joint_release(edition, permissions)
    story = edition.release.story
    if permissions.can_revise_story():
        about = build_story_form(story, pressed if pressed and pressed.get("verb") == "about" else None)
    if typed is not None:
        messages.error(
            request, _("This edition is no longer a draft, so nothing was saved. Your text is below.")
        )
    return TemplateResponse(
        request,
        "admin/press/edition/read.html",
        {
            **context,
            "title": str(edition),
            "edition": edition,
            **(build_findings(edition, edition, officer=officer) if is_shown_frozen(permissions) else {}),
            "review": None
            if edition.is_discarded()
            else find_review(edition, officer, with_previous=with_previous),
            **build_read_context(edition, officer=officer, sent=_sent(request)),
            "permissions": permissions,
            "approve_label": approve_label(edition),
            "companions": companions,
            "others_agree": any(not each.permission for each in companions),
            "corrections": find_questions(edition),
            "joint": joint,
            "agree_label": agree_label(joint) if joint else "",
            "pressed_together": pressed.getlist("together") if pressed else [],
            "quiet_period": find_quiet_period(edition, joint=joint),
            "quiet_period_then": find_quiet_period(edition, pressed) if pressed else None,
            "pressed": pressed,
            "left_over": typed or left_over.words(pressed, permissions, *with_forms),
            "story": story,
            "about": about,
            "may_propose_expunction": can_propose_expunction(officer),
            "credits": _credit_forms(permissions, pressed),
            "fix": build_fix_form(permissions, pressed),
            "media": about.media if about else "",
            **build_sidebar(edition, story),
        },
        status=status,
    )


def _credit_forms(permissions: Permissions, pressed: QueryDict | None) -> list[CreditForm]:
    """Returns a form for each photograph whose credit this officer may correct, as it was sent if refused."""
    if not permissions.can_correct_credit():
        return []
    is_sent = pressed is not None and pressed.get("verb") == "correct-credit"
    number = pressed.get("photograph") if pressed is not None and is_sent else None
    return [
        CreditForm(pressed if number == str(photograph.pk) else None, instance=photograph)
        for photograph in get_photographs(permissions.edition)
        if photograph.is_fixed()
    ]
