"""Whether a request comes from a page of this site, and whether an address leads to one."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme


def is_same_origin(request: HttpRequest) -> bool:
    """Whether a POST comes from a page of ours; the page is cached for all, so it can hold no secret token.

    Every browser since 2023 says so in Sec-Fetch-Site, older ones send Origin; text browsers send neither,
    and run no other site's forms by themselves.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site == "same-origin":
        return True
    if site in ("cross-site", "same-site"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or _host(origin) == request.get_host().lower()


def _host(origin: str) -> str | None:
    """Returns the host and port of an origin; None for what is no address, such as `http://[`."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def safe_next(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """Returns the path and query of an address on this host, no fragment; `otherwise` for any other."""
    wanted = wanted.strip()
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not allowed:
        return otherwise
    parts = urlsplit(wanted)
    local = iri_to_uri(parts.path + (f"?{parts.query}" if parts.query else ""))
    # "https://here//elsewhere" is allowed above, yet its path alone would lead to another host.
    return local if local.startswith("/") and not local.startswith(("//", "/\\")) else otherwise
