"""The bare address sends each reader to their language."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from press.languages import negotiated
from press.views.public import public


@public()
def start(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(f"/{negotiated(request.headers.get('Accept-Language', ''))}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response
