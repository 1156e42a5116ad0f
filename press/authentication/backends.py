"""Who somebody is, by name and password. Every door asks here (`django.contrib.auth.authenticate`)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from press.authentication.attempts import Attempt
from press.models import User


class ThrottledBackend(ModelBackend):
    """Django's own, which hashes only what is within the bounds."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Returns the account that may sign in; raises TooManyAttempts before hashing.

        Wrong, unknown, deactivated, without a password, without anything to sign in to: one answer, in the
        same time, and one attempt less.
        """
        if username is None or password is None:
            return None
        account = User.objects.filter(username=username).first()
        attempt = Attempt.to_sign_in(username, account, request)
        return account if attempt.judge(lambda: self._may_sign_in(account, password)) else None

    def _may_sign_in(self, account: User | None, password: str) -> bool:
        # Of nobody the password is hashed too: the time must not tell that there is no such account.
        is_right = (account or User(password="")).check_password(password)
        return is_right and account is not None and account.is_staff and self.user_can_authenticate(account)
