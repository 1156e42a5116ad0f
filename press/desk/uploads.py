"""Photographs that are taken in while the release is written, each when it is chosen (docs/adr/0014)."""

import logging
import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from press.desk.buttons import get_officer
from press.models import Edition, Illustration, Photograph, User, WorkingCopy
from press.photographs.description import Description, say_ai_use, say_where_and_when
from press.photographs.intake import create_upload
from press.photographs.pictures import rendition_url, widest_jpeg
from press.photographs.reading import Unusable
from press.photographs.visibility import find_uploads
from press.publishing.permissions import can_start_release

logger = logging.getLogger(__name__)

# So many does one officer have that no text has taken; more is a program that went wrong.
MOST = 600
_NUMBER = re.compile(r"photographs-\d+-photograph")


@require_POST
def upload_view(request: HttpRequest) -> HttpResponse:
    """Takes one photograph in, for a text that its officer will save; answers what the page shows of it.

    422 with a sentence for a file that is not taken, 503 where it is to be sent again in a moment, 507 where
    there is no room for it. It is no verb: nobody becomes an author by it.
    """
    officer = get_officer(request)
    if not (can_start_release(officer) or officer.has_perm("press.change_edition")):
        raise PermissionDenied
    if request.POST.get("officer") != str(officer.pk):  # somebody else has signed in here
        raise PermissionDenied
    if find_uploads(officer).count() >= MOST:
        return _refuse(_("Too many photographs wait for a text that is saved: save or discard it first."))
    if not (file := request.FILES.get("file")):
        return _refuse(_("The file did not arrive. Choose it again."))
    try:
        photograph, description = create_upload(file, by=officer)
    except Unusable as unusable:
        is_busy = unusable.code == "busy"
        return _refuse(" ".join(unusable.messages), status=503 if is_busy else 422)
    except OSError:
        logger.exception("A photograph could not be kept.")
        sentence = _(
            "The photograph could not be kept: the server's disk may be full. Tell its administrator."
        )
        return _refuse(sentence, status=507)
    return JsonResponse(_describe(photograph, description))


def _refuse(sentence: str, status: int = 422) -> HttpResponse:
    return JsonResponse({"message": sentence}, status=status)


def _describe(photograph: Photograph, description: Description) -> dict[str, Any]:
    first = widest_jpeg(photograph)
    return {
        "photograph": photograph.pk,
        "sha256": photograph.sha256,
        "thumbnail": rendition_url(first) if first else "",
        "width": photograph.width,
        "height": photograph.height,
        "caption": description.caption,
        "credit": description.credit,
        "taken": say_where_and_when(photograph),
        "ai_use": description.ai_use,
        "said_by_file": say_ai_use(photograph),
        "alternative_texts": find_alternative_texts(photograph),
    }


def find_alternative_texts(photograph: Photograph) -> dict[str, str]:
    """Returns by language how public releases describe the same file, the newest of each (ATAG B.2.3.3).

    Only what readers can see: another officer's draft is nobody else's. It is suggested, not saved.
    """
    uses = (
        Illustration.objects.filter(
            edition__in=Edition.objects.live(), photograph__sha256=photograph.sha256, decorative=False
        )
        .exclude(alternative_text="")
        .order_by("edition__live_from", "pk")
    )
    return dict(uses.values_list("edition__release__language", "alternative_text"))


def find_numbers(fields: Iterable[tuple[str, list[Any]]]) -> set[str]:
    """Returns the numbers of the photographs that a form names, as they were sent."""
    return {
        value for name, values in fields if _NUMBER.fullmatch(name) for value in map(str, values) if value
    }


def count_new(fields: Iterable[tuple[str, list[Any]]], officer: User) -> int:
    """Returns how many uploads of the officer a form names."""
    numbers = find_numbers(fields)
    return sum(str(pk) in numbers for pk in find_uploads(officer).values_list("pk", flat=True))


def delete_old_uploads() -> int:
    """Deletes what no text took in 30 days and no working copy names; returns how many. For the worker.

    The files are left to `sweep`.
    """
    old = Photograph.objects.filter(story=None, uploaded_at__lte=timezone.now() - Photograph.KEPT_FOR)
    if not old.exists():
        return 0
    copies = WorkingCopy.objects.filter(closed_at=None, officer__in=old.values("uploaded_by"))
    named = {
        number
        for fields in copies.values_list("fields", flat=True)
        for number in find_numbers(fields.items())
    }
    unnamed = [upload.pk for upload in old if str(upload.pk) not in named]
    with transaction.atomic():
        # Who saves a text with one of them just now was first, or is told that it is gone.
        unclaimed = Photograph.objects.select_for_update().filter(pk__in=unnamed, story=None)
        numbers = [upload.pk for upload in unclaimed]
        return Photograph.objects.filter(pk__in=numbers).delete()[1].get("press.Photograph", 0)
