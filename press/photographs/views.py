"""Hands out renditions, as long as a text that shows them is public."""

import hashlib

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from press.models import Rendition, User
from press.photographs.renditions import EXTENSIONS
from press.photographs.visibility import previewable_photographs, public_illustrations

_FORMATS = {extension: format_ for format_, extension in EXTENSIONS.items()}
# An answer that is opened as a page by itself runs nothing, whatever a decoder let through.
_POLICY = "default-src 'none'; sandbox"


@csrf_exempt  # another method hears 405, not of a missing token
@require_safe
def rendition(request: HttpRequest, pk: int, width: int, ext: str) -> HttpResponseBase:
    """Answers a picture of a public text; of any other only to staff who may see photographs, else 404. An
    upload is seen by its officer alone.

    Public answers may be stored but are asked for again each time (`no-cache` with a strong ETag): what is
    taken down is gone at once. The user is looked at only where there is no public picture, and only where
    there is a session cookie: a reader's request opens no session. Whether there is a hidden one is asked
    only for who may see it, so nobody else learns it by any header, query or moment more.
    """
    there = Rendition.objects.filter(photograph=pk, width=width, format=_FORMATS.get(ext, ""))
    is_public = Exists(public_illustrations().filter(photograph=OuterRef("photograph")))
    wanted = public = there.filter(is_public).first()
    if public is None and (officer := _previewing(request)):
        wanted = there.filter(photograph__in=previewable_photographs(officer)).first()
    if wanted is None:
        return _not_found()
    whole = HttpResponse(content_type=f"image/{wanted.format}")
    response: HttpResponseBase = whole
    if public:
        # The name is random and its file never changes; hashed, since names are nobody's business.
        etag = f'"{hashlib.sha256(str(wanted.file).encode()).hexdigest()[:32]}"'
        whole["ETag"] = etag
        whole["Cache-Control"] = "no-cache"
        response = get_conditional_response(request, etag=etag, response=whole) or whole
    else:
        whole["Cache-Control"] = "no-store"
        whole["X-Robots-Tag"] = "noindex, nofollow"
    # What the browser has already is not fetched from the storage, which may be another machine.
    if response is whole:
        try:
            _fill(whole, request, wanted)
        except FileNotFoundError:
            return _not_found()
    # After the condition: a 304 replaces the headers that the browser kept.
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _fill(response: HttpResponse, request: HttpRequest, wanted: Rendition) -> None:
    if settings.MEDIA_ACCEL_PREFIX:
        response["X-Accel-Redirect"] = f"{settings.MEDIA_ACCEL_PREFIX.rstrip('/')}/{wanted.file.name}"
    elif request.method == "HEAD":
        response["Content-Length"] = str(wanted.file.size)
    else:
        with wanted.file.open("rb") as file:
            response.content = file.read()


def _not_found() -> HttpResponse:
    # Not stored: it would outlive the publication.
    return HttpResponse("404\n", status=404, content_type="text/plain", headers={"Cache-Control": "no-store"})


def _previewing(request: HttpRequest) -> User | None:
    """Returns the officer who asks, where they may see photographs that are not public."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", AnonymousUser())
    may = user.is_active and user.is_staff and user.has_perm("press.view_photograph")
    return user if may and isinstance(user, User) else None
