"""What readers would see: the public page itself, filled with an edition that is not public."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.clickjacking import xframe_options_sameorigin

from accessibility.preferences import CHOICES, preferences_of
from press.converters import parse_number
from press.desk import autosave
from press.desk.buttons import get_officer
from press.desk.status import newest_moment
from press.desk.typed import build_edition
from press.desk.views import get_edition
from press.models import Edition, Person, Story, Topic
from press.public.release import PublicRelease, build_context
from press.publishing.permissions import can_start_release

_SUBJECTS: dict[str, type[Topic | Person]] = {"topics": Topic, "people": Person}


def render_preview(
    request: HttpRequest, edition: Edition, *, is_typed: bool = False, **shown: Any
) -> HttpResponse:
    """Returns the release's page with this edition, in the release's language, dated as it will be.

    `shown`: what the page has beside the edition, where that is not what the database has. Nothing is saved:
    what a release gets only at its publication is given to the objects in hand.
    """
    release, now = edition.release, timezone.now()
    release.first_published_at = release.first_published_at or max(newest_moment(edition), now)
    release.slug = release.slug or "preview"
    before = list(release.editions.been_public(now).order_by("-number"))
    if "topics" not in shown:  # what is not public yet is in no list, and the page reads the lists
        shown |= {"topics": list(release.story.topics.all()), "people": list(release.story.people.all())}
    with translation.override(release.language):
        context = build_context(PublicRelease(release, edition, before, now), **shown)
        # Beside the text a link opens a tab: in the frame stands no page but this one, and no script runs.
        is_framed = "window" in request.GET
        context |= {"is_typed": is_typed, "is_framed": is_framed, "display_script": not is_framed}
        return render(request, "admin/press/edition/preview.html", context)


def preview_view(request: HttpRequest, pk: str) -> HttpResponse:
    """The edition as readers would see it. Private like every page of the admin."""
    if not get_officer(request).has_perm("press.view_edition"):
        raise PermissionDenied
    return _render_saved(request, get_edition(pk))


def _render_saved(request: HttpRequest, edition: Edition, *, is_typed: bool = False) -> HttpResponse:
    if edition.is_discarded():
        raise Http404
    return render_preview(request, edition, is_typed=is_typed)


@xframe_options_sameorigin
def preview_typed_view(request: HttpRequest) -> HttpResponse:
    """What stands in the form, before it is saved: of a POST as it came, of a GET as its window kept it. One
    that kept nothing says what is saved of its `edition`.

    `preview-colours` and the other display choices show it as a reader sees it who has chosen them.
    """
    officer = get_officer(request)
    if not (can_start_release(officer) or officer.has_perm("press.change_edition")):
        raise PermissionDenied
    request.display = preferences_of(request).changed(_chosen(request))  # type: ignore[attr-defined]
    if request.method == "POST":
        response = _render_typed(request, request.POST, *autosave.get_place(officer, request.POST))
    elif copy := autosave.find_window_copy(officer, request.GET.get("window", "")):
        response = _render_typed(request, autosave.as_typed(copy), copy.edition, copy.story)
    else:
        response = _render_saved(request, get_edition(request.GET.get("edition", "")), is_typed=True)
    # Beside the text it stands in a frame of our own page, nowhere else.
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-store"
    return response


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Returns the display choices that the preview is to be shown with, by their names."""
    asked: QueryDict = request.POST if request.method == "POST" else request.GET
    named = {name: asked.get(f"preview-{name}", "") for name in CHOICES}
    return {name: value for name, value in named.items() if value}


def _render_typed(
    request: HttpRequest, sent: QueryDict, edition: Edition | None, story: Story | None
) -> HttpResponse:
    own = edition.release.story if edition else story
    typed = build_edition(sent, edition, own, officer=get_officer(request))
    shown: dict[str, Any] = {"illustrations": list(typed.illustrations.all())}
    if not story or "story_version" in sent:  # else it is not this officer's to choose
        shown |= {name: _find_named(model, sent.getlist(name)) for name, model in _SUBJECTS.items()}
    return render_preview(request, typed, is_typed=True, **shown)


def _find_named(model: type[Topic | Person], numbers: list[str]) -> list[Topic | Person]:
    return list(model._default_manager.filter(pk__in=filter(None, map(parse_number, numbers))))
