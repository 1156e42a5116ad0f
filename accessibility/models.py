"""The choices of those who sign in, so that they follow them to another machine."""

from django.conf import settings
from django.db import models

from accessibility.preferences import Preferences


class AccountDisplay(models.Model):
    """One account's display choices, as in the cookie: what the officer sees, never what is published."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    token = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return self.token

    @property
    def preferences(self) -> Preferences:
        return Preferences.from_token(self.token)
