"""Who did what, when: written in the transaction of the verb itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One verb of one officer, about a release or about an account; few are about the whole press room.

    A release is named by number, not by key: the entry outlives it. An account is never deleted.
    """

    class Verb(models.TextChoices):
        """The verbs of press.publishing; labels go on after the officer's name."""

        START = "start", _("began the text")
        REVISE = "revise", _("changed the text")
        REVISE_STORY = "revise story", _("changed what it is about")
        CORRECT_CREDIT = "correct credit", _("corrected the credit of a photograph")
        DISMISS = "dismiss", _("let findings stand")
        REOPEN = "reopen", _("raised a finding again")
        ADD_NOTE = "add note", _("noted something on the text")
        REPLY_TO_NOTE = "reply to note", _("answered a note")
        RESOLVE_NOTE = "resolve note", _("resolved a note")
        REOPEN_NOTE = "reopen note", _("opened a note again")
        SUBMIT = "submit", _("submitted it")
        TAKE_BACK = "take back", _("took it back")
        SEND_BACK = "send back", _("sent it back")
        DISCARD = "discard", _("discarded it")
        RESTORE = "restore", _("restored it")
        DELETE = "delete", _("deleted it for good")
        APPROVE = "approve", _("approved it")
        IMPORT = "bring in", _("brought it in from the previous site")
        AGREE = "agree", _("agreed to a joint release")
        DROP_AGREEMENT = "drop agreement", _("dropped an agreement that does not hold any more")
        MOVE_JOINT_RELEASE = "move joint release", _("set another moment for a joint release")
        CANCEL_JOINT_RELEASE = "cancel joint release", _("cancelled a joint release")
        UNSCHEDULE = "unschedule", _("cancelled the schedule")
        CONFIRM = "confirm", _("confirmed what one person had published")
        FIX = "fix", _("fixed what readers have")
        WITHDRAW = "withdraw", _("withdrew it")
        REMOVE = "remove", _("removed it")
        PROPOSE_EXPUNCTION = "propose expunction", _("proposed to expunge words by law")
        EXPUNGE = "expunge", _("expunged words by law")
        REFUSE_EXPUNCTION = "refuse expunction", _("refused to expunge words")
        ANSWER_CORRECTION = "answer correction", _("said whether a correction applies")
        SET_QUIET_PERIOD = "set quiet period", _("set a quiet period")
        DELETE_QUIET_PERIOD = "delete quiet period", _("deleted a quiet period")
        MAKE_ACCOUNT = "make account", _("made the account")
        CHANGE_ACCOUNT = "change account", _("changed the account")
        GIVE_DUTY = "give duty", _("made the officer duty editor")
        END_DUTY = "end duty", _("ended the duty")
        ISSUE_LINK = "issue link", _("issued a sign-in link")
        SET_PASSWORD = "set password", _("chose a password")
        VOUCH = "vouch", _("vouched for the account")
        END_SESSION = "end session", _("ended a session")
        END_SESSIONS = "end sessions", _("ended sessions")
        SET_UP_SECOND_FACTOR = "set up second factor", _("set up the second factor")
        USE_RECOVERY_CODE = "use recovery code", _("used a recovery code")
        RENEW_RECOVERY_CODES = "renew recovery codes", _("made new recovery codes")
        ADD_PASSKEY = "add passkey", _("added a passkey")
        REMOVE_PASSKEY = "remove passkey", _("removed a passkey")
        REMOVE_SECOND_FACTOR = "remove second factor", _("removed the second factor")
        GUESS_CODES = "guess codes", _("gave the password and many wrong codes")
        SIGN_IN = "sign in", _("signed in")
        SIGN_OUT = "sign out", _("signed out")
        FAIL_SIGN_IN = "fail sign-in", _("gave a wrong password")
        GIVE_PASSWORD_ALONE = "give password alone", _("gave the password, not the second factor")

    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    verb = models.CharField(_("what"), max_length=30, choices=Verb)
    release_number = models.BigIntegerField(_("release"), null=True, db_index=True)
    edition_number = models.PositiveSmallIntegerField(_("edition"), null=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("account"),
    )
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="audit_names_a_release_or_an_account",
                condition=Q(release_number__isnull=False, account=None)
                | Q(release_number=None, account__isnull=False)
                # Of no release and no account, but of all of them.
                | Q(
                    release_number=None,
                    account=None,
                    verb__in=["set quiet period", "delete quiet period"],
                ),
            ),
            models.CheckConstraint(
                name="audit_names_who_did_it",
                # The operator has no account: `manage.py vouch_for`, `remove_second_factor`. Who fails to
                # sign in may be anybody. What was discarded the worker deletes.
                condition=Q(by__isnull=False)
                | Q(
                    verb__in=[
                        "vouch",
                        "remove second factor",
                        "fail sign-in",
                        "give password alone",
                        "delete",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%d.%m.%Y %H:%M} {self.who}"

    @property
    def who(self) -> str:
        """Returns the officer's name and username."""
        if self.by:
            return self.by.name_and_username
        if self.verb in (self.Verb.FAIL_SIGN_IN, self.Verb.GIVE_PASSWORD_ALONE):
            return str(_("somebody, not signed in"))
        if self.verb == self.Verb.DELETE:
            return str(_("the press room, by itself"))
        return str(_("the operator, by command"))
