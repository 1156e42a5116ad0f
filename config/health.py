"""For the platform: does the process live, can it serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


@csrf_exempt  # another method hears 405, not of a missing token
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks no database, so that a database outage restarts nothing."""
    return _now("ok\n")


@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _now("database does not answer\n", status=503)
    return _now("ok\n")


def _now(text: str, status: int = 200) -> HttpResponse:
    """It is true of this moment alone: nobody may answer it for us."""
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)
