"""What a text of a kind begins with: condolences, a visit, a sitting. Editors keep them as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from press.languages import Language
from press.richtext.fields import RichTextField
from press.text.fields import CharField, TextField


class ReleaseTemplate(models.Model):
    """The beginning of a text in one language, with blanks (accessibility.content.blanks)."""

    # Of a text, what a template may begin; each is a field of both.
    FIELDS = ("title", "lead", "body")

    name = CharField(
        pgettext_lazy("of a template", "name"),
        max_length=80,
        help_text=_("What officers choose it by, for example Visit."),
    )
    language = models.CharField(_("language"), max_length=2, choices=Language)
    title = CharField(
        _("title"),
        max_length=250,
        blank=True,
        help_text=_("What is to be filled in stands in double brackets: [[name]]."),
    )
    lead = TextField(_("lead"), max_length=5_000, blank=True)
    body = RichTextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["language", "name"]
        constraints = [
            models.UniqueConstraint(
                name="template_name_once_a_language",
                fields=["language", "name"],
                violation_error_message=_("There is a template of this name in this language already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
