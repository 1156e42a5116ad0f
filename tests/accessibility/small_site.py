"""The addresses of the small site: one page in each language, a broken one, a stream and a plain text."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import include, path


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "small_base.html")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as it happens")


def with_validators(request: HttpRequest) -> HttpResponse:
    response = render(request, "small_base.html")
    response["ETag"] = '"1"'
    response["Last-Modified"] = "Mon, 23 Nov 2026 00:00:00 GMT"
    return response


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([b"one ", b"two"]), content_type="text/html")


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain", content_type="text/plain")


def page_of_an_error(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "small_base.html", status=404 if exception else 500)


def page_of_a_refusal(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(str(exception), status=403)


urlpatterns = [
    path("", include("accessibility.urls_own_colours")),
    path("stream/", stream),
    path("plain/", plain),
    *i18n_patterns(
        path("", page),
        path("broken/", broken),
        path("validators/", with_validators),
        path("", include("accessibility.urls")),
    ),
]
handler403 = "tests.accessibility.small_site.page_of_a_refusal"
handler404 = handler500 = "tests.accessibility.small_site.page_of_an_error"
