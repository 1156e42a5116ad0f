"""The sessions of officers: Django's, in a table that says whose each is; ended one by one or all at once.

`settings.SESSION_ENGINE` is this module. A session is asked of the database at each request that has one, so
whatever is deleted there is over at the next. Only signing in makes one: a stranger cannot fill the table.
"""

import datetime
import hashlib
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from press.authentication.browsers import describe_browser
from press.models import Session, User

# Its last use is written no more often: most requests only read.
USE_WRITTEN_EVERY = datetime.timedelta(minutes=1)

_BROWSER, _BEGAN = "browser", "began"


def hash_key(session_key: str | None) -> str:
    """Returns the key of a session's row. It needs no salt: what is hashed has 165 random bits."""
    return hashlib.blake2b((session_key or "").encode(errors="replace"), digest_size=20).hexdigest()


class SessionStore(SessionBase):
    def load(self) -> dict[str, Any]:
        session = Session.objects.alive().filter(pk=hash_key(self.session_key)).first()
        if session is None:
            self._session_key = None
            return {}
        if timezone.now() - session.last_used >= USE_WRITTEN_EVERY:
            Session.objects.filter(pk=session.pk).update(last_used=timezone.now())
        data: dict[str, Any] = self.decode(session.session_data)
        return data

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(pk=hash_key(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        self.save(must_create=True)
        self.modified = True

    def cycle_key(self) -> None:
        """Raises SessionInterrupted where what was begun was completed, or ended, meanwhile.

        Of who is signed in already the session's hash says whether it holds (`require_unended`).
        """
        data, key = self._session, self.session_key  # type: ignore[attr-defined]
        if key and SESSION_KEY not in data and not Session.objects.filter(pk=hash_key(key)).delete()[0]:
            raise SessionInterrupted("What was begun here has ended.")
        super().cycle_key()

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError where the session was ended meanwhile: nothing brings it back."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row = {
            "session_data": self.encode(data),
            "account_id": data.get(SESSION_KEY),
            "browser": data.get(_BROWSER, ""),
            "last_used": timezone.now(),
            **self._length_of(data),
        }
        key = hash_key(self.session_key)
        if must_create:
            Session.objects.create(session_key=key, **row)
        elif not Session.objects.filter(pk=key).update(**row):
            raise UpdateError
        return None

    def _length_of(self, data: dict[str, Any]) -> dict[str, datetime.datetime]:
        """A session keeps its length, however often its key is changed."""
        if _BEGAN not in data:
            return {"expire_date": self.get_expiry_date()}
        began = datetime.datetime.fromtimestamp(data[_BEGAN], datetime.UTC)
        return {"began": began, "expire_date": began + datetime.timedelta(hours=settings.SESSION_HOURS)}

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(pk=hash_key(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Deletes the rows of sessions that have ended by themselves."""
        Session.objects.over().delete()


def find_end(session: SessionBase) -> int | None:
    """Returns when its hours are over, in seconds since 1970; None where nobody signed in."""
    began = session.get(_BEGAN)
    return int(began) + settings.SESSION_HOURS * 3600 if began else None


def end_sessions(account: User) -> None:
    """Ends all sessions of the account, each at its next request.

    For whatever changes who the account is or what it may: its password, its rights, its second factor.
    To be called in the transaction of the change. Who changes their own goes on by Django's
    `update_session_auth_hash`.
    """
    # A session that is being opened at this moment has no row yet: its hash is of the version before.
    User.objects.filter(pk=account.pk).update(session_version=F("session_version") + 1)
    Session.objects.filter(account=account).delete()
    account.refresh_from_db(fields=["session_version"])


def require_unended(account: User, locked: User) -> None:
    """Raises SessionInterrupted (400) where the account's sessions ended since it was read for this request.

    `locked` is the account as it stands, locked. For what an officer does to their own account and goes on
    after: a request that was under way when somebody ended the session would open another one.
    """
    if account.session_version != locked.session_version:
        raise SessionInterrupted("The session ended while the request was under way.")


def connect_signals() -> None:
    """Has each session say when and in what browser it was opened."""
    user_logged_in.connect(_note_beginning, dispatch_uid="press.session_beginning")


def _note_beginning(*, request: HttpRequest, **kwargs: Any) -> None:
    request.session[_BEGAN] = time.time()
    request.session[_BROWSER] = describe_browser(request.META.get("HTTP_USER_AGENT", ""))
