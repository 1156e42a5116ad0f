"""A form that is older than what it changes: shown once more, with the work of both officers in it.

Saving once more is then done knowingly: the form carries the current versions.
"""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from press.converters import parse_number
from press.desk.forms import ReleaseForm, build_story_form
from press.desk.merging import Conflict, Merge
from press.desk.photograph_forms import CreditForm, Photographs
from press.desk.uploads import count_new
from press.models import Edition, Photograph, Story, User
from press.publishing import Outdated, Refused
from press.publishing.versions import find_content, get_content
from press.richtext.comparison import compare_texts


def merge_forms(
    sent: QueryDict,
    refusal: str,
    *,
    edition: Edition | None,
    story: Story,
    language: str,
    story_is_fixed: bool,
    officer: User,
) -> tuple[ReleaseForm, Any, list[Conflict]]:
    """Returns the forms of a draft with what both typed (`merging`), who changed what as their errors, and
    what both changed.

    Of a release that is not there yet others can have changed only what its story is about.
    """
    form = ReleaseForm(sent, instance=edition, story=story, story_is_fixed=story_is_fixed)
    of_rows = {"story": story, "language": language, "officer": officer}
    merge = Merge(sent.copy())
    if edition:
        _merge_text(merge, form, edition)
    _merge_row(merge, form, story, "story_version")
    form = ReleaseForm(merge.shown, instance=edition, story=story, story_is_fixed=story_is_fixed)
    rows = Photographs(merge.shown, prefix="photographs", form_kwargs=of_rows)
    form.is_valid()
    for sentence in [refusal, *merge.sentences()]:
        form.add_error(None, sentence)
    return form, rows, merge.conflicts


def find_reason(sent: QueryDict, edition: Edition | None, story: Story) -> str:
    """Returns who has changed a text or its story since this was typed; empty where nobody has."""
    version = parse_number(sent.get("version", ""))
    if edition and version is not None and version != edition.version:
        return str(Outdated.text(edition, version))
    version = parse_number(sent.get("story_version", ""))
    if version is not None and version != story.version:
        return str(Outdated.story(story, version))
    return ""


def compare_with_saved(typed: QueryDict, edition: Edition, officer: User) -> list[Conflict]:
    """Returns what would be saved otherwise than it is now."""
    count = count_new(typed.lists(), officer)
    story, merge = edition.release.story, Merge(typed.copy())
    form = ReleaseForm(typed, instance=edition, story=story)
    _merge_text(merge, form, edition)
    _merge_row(merge, form, story, "story_version")
    differences, now = Merge(merge.shown), get_content(edition)
    form = ReleaseForm(merge.shown, instance=edition, story=story)
    of_story = get_content(story) if "story_version" in typed else {}
    differences.fields(form, None, {**now, **of_story})
    differences.photographs(_empty_row(edition), None, now["photographs"])
    if count:
        words = ngettext("%(count)s new photograph", "%(count)s new photographs", count) % {"count": count}
        differences.conflicts.append(Conflict(_("Photographs"), "", compare_texts("", words)))
    return differences.conflicts


def _merge_text(merge: Merge, form: BaseForm, edition: Edition) -> None:
    base, now = find_content(edition, _version(form, "version")), get_content(edition)
    merge.photographs(_empty_row(edition), base["photographs"] if base else None, now["photographs"])
    merge.fields(form, base, now)
    merge.shown["version"] = str(edition.version)


def _empty_row(edition: Edition) -> Any:
    of_rows = {"story": edition.release.story, "language": edition.language}
    return Photographs(prefix="photographs", form_kwargs=of_rows).empty_form


def explain(refused: Refused) -> str:
    """Returns why a button of the page did nothing: its officer was to decide on words that are gone."""
    if not isinstance(refused, Outdated) or not (moment := refused.words_removed_at):
        return str(refused)
    sentence = _(
        "On %(day)s, words were removed from this story by law, after you opened it: nothing was done. Read "
        "the text as it is now, and press the button again."
    )
    return sentence % {"day": f"{timezone.localtime(moment):%d.%m.%Y}"}


def merge_pressed(request: HttpRequest, pressed: QueryDict, edition: Edition) -> QueryDict:
    """Returns what came with a button of the page, of which others have changed something meanwhile."""
    merge = Merge(pressed.copy())
    if pressed.get("verb") == "about":
        story = Story.objects.get(pk=edition.release.story_id)
        _merge_row(merge, build_story_form(story, pressed), story, "story_version")
    elif pressed.get("verb") == "correct-credit":
        photograph = Photograph.objects.get(pk=pressed.get("photograph", ""))
        _merge_row(merge, CreditForm(pressed, instance=photograph), photograph, "photograph_version")
    for sentence in merge.sentences():
        messages.warning(request, sentence)
    return merge.shown


def _merge_row(merge: Merge, form: BaseForm, row: Story | Photograph, version: str) -> None:
    """Merges the form's fields of what has a version of its own, and lets the form carry the current one.

    A form that names no version of it had no fields of it either: of those nothing was chosen.
    """
    if version not in form.data:
        return
    if (shown := _version(form, version)) != row.version:
        merge.fields(form, find_content(row, shown), get_content(row))
        merge.shown[version] = str(row.version)


def _version(form: BaseForm, name: str) -> int:
    """Returns on which version the form was built; 0 where it does not say so."""
    return form.fields[name].clean(form.data.get(name, "")) or 0 if name in form.fields else 0
