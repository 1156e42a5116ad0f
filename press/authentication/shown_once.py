"""What a page shows once, until its officer goes on: new recovery codes, a sign-in link.

The page must bear to be loaded again: the display's form leads back to it, for one. So what it shows is in
the session, sealed by a key that is made of the browser's session key. The database has that only hashed
(sessions.hash_key): whoever has a dump, or SECRET_KEY beside it, reads nothing.
"""

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

VALID_FOR = 600  # seconds: enough to print it
_KEY = "shown_once"


def seal(request: HttpRequest, name: str, value: Any) -> None:
    """Keeps what JSON can say under the name. A session that gets another key afterwards cannot open it."""
    sealed = _box(request, name).encrypt(json.dumps(value).encode()).decode()
    request.session[_KEY] = {**request.session.get(_KEY, {}), name: sealed}


def unseal(request: HttpRequest, name: str) -> Any:
    """Returns what was sealed; None where nothing was, ten minutes ago, or by another session's key."""
    sealed = request.session.get(_KEY, {}).get(name)
    if sealed is None:
        return None
    try:
        return json.loads(_box(request, name).decrypt(sealed, ttl=VALID_FOR))
    except InvalidToken:
        drop(request, name)
        return None


def drop(request: HttpRequest, name: str) -> None:
    """Forgets it: the officer went on."""
    left = {known: sealed for known, sealed in request.session.pop(_KEY, {}).items() if known != name}
    if left:
        request.session[_KEY] = left


def _box(request: HttpRequest, name: str) -> Fernet:
    key = request.session.session_key
    if key is None:
        raise ValueError("Only a session that the browser has holds what is shown once.")
    digest = salted_hmac(f"press.shown_once.{name}", key, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
