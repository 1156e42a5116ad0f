"""The password hasher: Django's Argon2, one at a time, so that no door can hash beside the others.

There is no second one. An account with a hash of another kind would be told by its time from one that does
not exist; none was ever made here, and who comes from elsewhere opens their account by a link.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher

from press.authentication.throttle import place_to_hash


class OneAtATimeHasher(Argon2PasswordHasher):
    """Raises TooManyAttempts where another thread is hashing: who may wait has taken the place before."""

    def encode(self, password: str, salt: str) -> str:
        with place_to_hash():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with place_to_hash():
            return super().verify(password, encoded)
