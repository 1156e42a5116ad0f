"""A form that is older than what it changes: shown once more, with the work of both officers in it.

Saving once more is then done knowingly: the form carries the current versions.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from press.desk.forms import ReleaseForm, build_story_form
from press.desk.merging import Values, merge, read_base, values_untouched, write_base
from press.desk.photograph_forms import CreditForm, Photographs, get_initial_photographs
from press.models import Edition, Photograph, Story


def merge_forms(
    sent: QueryDict,
    refusal: str,
    *,
    edition: Edition | None,
    story: Story,
    language: str,
    story_is_fixed: bool,
) -> tuple[ReleaseForm, Any]:
    """Returns the forms of a draft with what both typed (`merging`), and who changed what as their errors.

    Of a release that is not there yet others can have changed only what its story is about.
    """
    if edition:
        begun = get_initial_photographs(edition, story, language)
        of_rows = {"story": story, "language": language}
        rows = Photographs(prefix="photographs", initial=begun, form_kwargs=of_rows)
        form = ReleaseForm(instance=edition, story=story, story_is_fixed=story_is_fixed)
        typed, sentences = _merge(sent, values_untouched(form, rows), form)
        typed["version"] = str(edition.version)
    else:
        typed, sentences = _merge_story(sent, story)
    typed["story_version"] = str(story.version)
    form = ReleaseForm(typed, instance=edition, story=story, story_is_fixed=story_is_fixed)
    rows = Photographs(typed, prefix="photographs", form_kwargs={"story": story, "language": language})
    form.is_valid()
    for sentence in [refusal, *sentences]:
        form.add_error(None, sentence)
    return form, rows


def merge_pressed(request: HttpRequest, pressed: QueryDict, edition: Edition) -> QueryDict:
    """Returns what came with a button of the page, of which others have changed something meanwhile."""
    if pressed.get("verb") == "about":
        story = Story.objects.get(pk=edition.release.story_id)
        typed, sentences = _merge_story(pressed, story)
        typed["story_version"] = str(story.version)
    elif pressed.get("verb") == "correct-credit":
        photograph = Photograph.objects.get(pk=pressed.get("photograph", ""))
        form = CreditForm(instance=photograph)
        typed, sentences = _merge(pressed, values_untouched(form), form)
        typed["photograph_version"] = str(photograph.version)
    else:
        return pressed
    for sentence in sentences:
        messages.warning(request, sentence)
    return typed


def _merge_story(sent: QueryDict, story: Story) -> tuple[QueryDict, list[str]]:
    form = build_story_form(story)
    return _merge(sent, values_untouched(form), form)


def _merge(sent: QueryDict, now: Values, form: BaseForm) -> tuple[QueryDict, list[str]]:
    """Returns what to show, and who changed what; `now` is what the form would send if nobody touched it."""
    base = read_base(sent.get("base", ""))
    if base is None:
        return sent.copy(), []
    typed, changed_by_others, conflicts = merge(sent, {name: base.get(name, []) for name in now}, now)
    typed["base"] = write_base({**base, **now})
    return typed, list(_describe(form, changed_by_others, conflicts))


def _describe(form: BaseForm, changed_by_others: set[str], conflicts: set[str]) -> Iterator[str]:
    if changed_by_others := changed_by_others - conflicts:
        changed = _("Changed meanwhile: %(fields)s. What you did not touch stands below as it is now.")
        yield changed % {"fields": _labels(form, changed_by_others)}
    if conflicts:
        words = _("You both changed: %(fields)s. Below stands what you typed; saving puts it in place.")
        yield words % {"fields": _labels(form, conflicts)}


def _labels(form: BaseForm, names: set[str]) -> str:
    labels = {"photographs": _("Photographs")} | {
        name: capfirst(str(field.label)) for name, field in form.fields.items()
    }
    return ", ".join(label for name, label in labels.items() if name in names)
