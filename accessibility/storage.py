"""Where the choices are kept: in the visitor's cookie, and with the account of those who sign in."""

import logging
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accessibility.models import AccountDisplay
from accessibility.preferences import COOKIE, COOKIE_AGE, Preferences, preferences_of

logger = logging.getLogger(__name__)


def store_in_cookie(response: HttpResponseBase, preferences: Preferences, *, secure: bool) -> None:
    """Sets the cookie, a year; defaults need none, so it is deleted."""
    response.set_cookie(
        COOKIE,
        preferences.token(),
        max_age=COOKIE_AGE if preferences.token() else 0,
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def clear_browser_cache(response: HttpResponseBase) -> None:
    """Asks the browser to drop the pages that it keeps: by Back they would come with the look from before.

    A page in the history may be shown without asking us, whatever its Cache-Control says (RFC 9111,
    section 6). Not for answers that the script gets: it asks for the look of now by itself (display.js),
    and styles and typefaces, which go with the pages, would be fetched once more. Browsers act on this
    over https and on localhost only.
    """
    response.headers["Clear-Site-Data"] = '"cache"'


def store_with_account(request: HttpRequest, preferences: Preferences) -> None:
    """Stores the choices of a visitor who is signed in; asks no session of one who is not.

    Where the database is gone the cookie alone has them.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return
    user = getattr(request, "user", None)
    try:
        if user is not None and user.is_authenticated:
            AccountDisplay.objects.update_or_create(account=user, defaults={"token": preferences.token()})
    except (OperationalError, InterfaceError) as error:
        logger.warning("A display choice is kept in the cookie alone: %s", error)


def load_from_account(*, request: HttpRequest | None, user: Any, **_: Any) -> None:
    """At signing in the account's choices win; an account without any takes over those of this machine."""
    if request is None:
        return
    stored = AccountDisplay.objects.filter(account=user).first()
    if stored:
        request.display = stored.preferences  # type: ignore[attr-defined]
        request.display_brought = True  # type: ignore[attr-defined]
    elif (here := preferences_of(request)) != Preferences():
        AccountDisplay.objects.create(account=user, token=here.token())
