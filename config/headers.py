"""Response headers that no library of ours sets, or not as we need them."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponseBase

PERMISSIONS_POLICY = "geolocation=(), camera=(), microphone=()"


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Says the directives in one order. The library's is another one in each process, so that pages which two
    processes made would not begin alike (`press.pagecache.stored_page`).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer = super().process_response(request, response)
        if policy := answer.get(HEADER):
            answer[HEADER] = "; ".join(sorted(policy.split("; ")))
        return answer


class PermissionsPolicyMiddleware:
    """Says on every answer that the site asks for no device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
