"""The beacon, and the pixel for browsers without JavaScript: always the same answer, whatever the id.

They ask neither session nor database, so an answer tells nobody whether a release exists. Behind the page
cache they are asked once: it counts by the same rules itself (`press.pagecache.counting`).
"""

import base64

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from press.reads.counting import count_reading

# Without JavaScript each change of the display loads the page again; kept this long by the reader's own
# browser, the pixel is asked for once, and one reading stays one. In seconds.
ONE_READING = 30 * 60

# One transparent pixel, GIF89a.
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


# It counts and does nothing else, for nobody in particular: there is nothing to forge.
@csrf_exempt
@require_POST
def count(request: HttpRequest, number: str) -> HttpResponse:
    """204: a read of that release, if the request is a reader's."""
    count_reading(number, request.META)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


@csrf_exempt
@require_safe
def pixel(request: HttpRequest, number: str) -> HttpResponse:
    """The same as a picture of one transparent pixel; HEAD counts nothing."""
    if request.method == "GET":
        count_reading(number, request.META)
    return HttpResponse(
        PIXEL, content_type="image/gif", headers={"Cache-Control": f"private, max-age={ONE_READING}"}
    )
