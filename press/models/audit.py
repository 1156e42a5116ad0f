"""Who did what, when: written in the transaction of the verb itself."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One verb of one officer. Names its objects by number, not by key: it outlives them."""

    class Verb(models.TextChoices):
        """The verbs of press.publishing; labels go on after the officer's name."""

        START = "start", _("began the text")
        REVISE = "revise", _("changed the text")
        REVISE_STORY = "revise story", _("changed what it is about")
        CORRECT_CREDIT = "correct credit", _("corrected the credit of a photograph")
        SUBMIT = "submit", _("submitted it")
        TAKE_BACK = "take back", _("took it back")
        SEND_BACK = "send back", _("sent it back")
        APPROVE = "approve", _("approved it")
        IMPORT = "bring in", _("brought it in from the previous site")
        UNSCHEDULE = "unschedule", _("cancelled the schedule")
        CONFIRM = "confirm", _("confirmed the urgent publication")
        WITHDRAW = "withdraw", _("withdrew it")
        REMOVE = "remove", _("removed it")

    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    verb = models.CharField(_("what"), max_length=30, choices=Verb)
    release_number = models.BigIntegerField(_("release"), db_index=True)
    edition_number = models.PositiveSmallIntegerField(_("edition"), null=True)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%d.%m.%Y %H:%M} {self.by}"
