"""Which addresses are public pages, and which query parameters make another page of them."""

from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from press.converters import MAX_VALUE_LENGTH

# No address of ours is longer; what is, is Django's to refuse, and not remembered.
LONGEST_PATH = 512


def query_parameters(path: str) -> tuple[str, ...] | None:
    """Returns the parameters that the view at this address declares; None where it is no public page.

    A view says `query_parameters` when its answer is the same for everyone and may be kept
    (`press.public.pages`); whatever else stands in a query makes no other page.
    """
    return _parameters(path) if len(path) <= LONGEST_PATH else None


@lru_cache(maxsize=4096)
def _parameters(path: str) -> tuple[str, ...] | None:
    try:
        # WSGI hands the path as Latin-1 (PEP 3333).
        address = path.encode("latin-1").decode()
        with override(get_language_from_path(address)):
            view = resolve(address).func
    except (Resolver404, UnicodeError):
        return None
    declared: frozenset[str] | None = getattr(view, "query_parameters", None)
    return None if declared is None else tuple(sorted(declared))


def canonical_query(query: str, declared: tuple[str, ...]) -> str:
    """Returns the query with only those parameters, each once (the last one counts), cut, in one order."""
    if not declared:
        return ""
    try:
        # As WSGI hands it (PEP 3333); browsers escape what is not ASCII, others may not.
        given = dict(parse_qsl(query.encode("latin-1").decode(), max_num_fields=100))
    except ValueError:
        return ""
    return urlencode([(name, given[name][:MAX_VALUE_LENGTH]) for name in declared if name in given])
