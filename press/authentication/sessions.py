"""The sessions of officers: ended when what they were opened with is not true any more."""

from django.db.models import F

from press.models import User


def end_sessions(account: User) -> None:
    """Ends all sessions of the account, each at its next request.

    For whatever changes who the account is or what it may: its password, its rights, its second factor.
    To be called in the transaction of the change.
    """
    User.objects.filter(pk=account.pk).update(session_version=F("session_version") + 1)
    account.refresh_from_db(fields=["session_version"])
