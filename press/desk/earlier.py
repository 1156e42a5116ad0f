"""A saving is taken back: what was saved before stands in the form again, and nothing is saved by that."""

from django.contrib import messages
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from press.converters import parse_number
from press.desk.buttons import get_officer
from press.desk.contents import as_sent, as_shown
from press.desk.fields import format_moment
from press.desk.forms import ReleaseForm
from press.models import Edition, EditionVersion
from press.publishing.permissions import Permissions
from press.publishing.versions import get_content

# So many are offered, the newest first; older ones are kept too.
OFFERED = 20


def find_earlier(edition: Edition) -> list[EditionVersion]:
    """Returns what was saved of a draft before it came to say what it says now."""
    kept = edition.versions.exclude(number=edition.version).select_related("saved_by")
    return list(kept.order_by("-number")[:OFFERED])


def go_back(request: HttpRequest, edition: Edition) -> None:
    """With `?version=` the form of a draft is filled with what that version said; nothing is saved yet.

    Nor has its officer typed anything: the page keeps nothing for who only looks at it (`is_earlier`).
    What its story is about is the same in all languages, and stays as it is.
    """
    number = request.GET.get("version")
    if request.method == "POST" or number is None or getattr(request, "typed", None) is not None:
        return
    if not Permissions(edition, get_officer(request)).can_revise():
        return
    version = edition.versions.filter(number=parse_number(number) or 0).first()
    if version is None:
        raise Http404
    request.typed = _as_typed(edition, version)  # type: ignore[attr-defined]
    request.is_earlier = True  # type: ignore[attr-defined]
    sentence = _("The text of %(moment)s is in the form again. It is not saved yet: read it, then save it.")
    messages.info(request, sentence % {"moment": format_moment(version.saved_at)})


def _as_typed(edition: Edition, version: EditionVersion) -> QueryDict:
    """Returns the version as the page's form would send it, built on what stands now."""
    story = edition.release.story
    typed = QueryDict(mutable=True)
    fields = ReleaseForm(instance=edition, story=story).fields
    content = {**version.content, **get_content(story)}
    for name, value in as_shown(content, fields).items():
        typed.setlist(name, as_sent(value))
    typed["version"], typed["story_version"] = str(edition.version), str(story.version)
    rows = version.content["photographs"]
    sizes = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": len(rows)}
    typed.update({f"photographs-{name}": str(size) for name, size in sizes.items()})
    for place, row in enumerate(rows):
        for name, value in {**row, "ORDER": place + 1}.items():
            typed.setlist(f"photographs-{place}-{name}", as_sent(value))
    return typed
