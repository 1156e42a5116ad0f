"""Whether artificial intelligence (AI) had a part in a text or a picture, and that a person has checked it.

Kazakhstan's law on it, in force since 18 January 2026, asks that readers are told and that machines can read
it. Asked of what is made here; of what was imported nobody knows, and nothing is said.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AIUse(models.TextChoices):
    """Its part in a text; empty: nobody has said. The values are those of the content rules."""

    NONE = "none", _("Not used")
    ASSISTED = "assisted", _("It helped; a person wrote the text")
    TRANSLATED = "translated", _("It translated the text")
    GENERATED = "generated", _("It wrote the text")


class PictureAIUse(models.TextChoices):
    """Its part in a picture; empty: nobody has said."""

    NONE = AIUse.NONE.value, _("Not used")
    ASSISTED = AIUse.ASSISTED.value, _("It changed the picture")
    GENERATED = AIUse.GENERATED.value, _("It made the picture")


# IPTC's digital source types: https://cv.iptc.org/newscodes/digitalsourcetype/
_GENERATED, _COMPOSED = "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"
DIGITAL_SOURCES: dict[str, str] = {
    AIUse.ASSISTED: _COMPOSED,
    AIUse.TRANSLATED: _GENERATED,
    AIUse.GENERATED: _GENERATED,
}
# What a picture file may say of itself, and what its officer is likely to say then.
SAID_BY_FILES: dict[str, str] = {
    _GENERATED: PictureAIUse.GENERATED,
    _COMPOSED: PictureAIUse.ASSISTED,
    "compositeSynthetic": PictureAIUse.ASSISTED,
}


class DeclaresAIUse(models.Model):
    """A row with `ai_use`, and with `ai_checked_by` for the officer who has said that a person checked it."""

    ai_use: str
    ai_checked = models.BooleanField(
        _("checked by a person"),
        default=False,
        help_text=_(
            "All of it, with names, figures and quotations. Your name is kept, and not shown to readers."
        ),
    )
    # Begun in the desk since it can be said; of what is older, or was imported, nobody may know.
    ai_use_is_asked = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    def used_ai(self) -> bool:
        return bool(self.digital_source_type)

    @property
    def digital_source_type(self) -> str:
        """Returns the last part of IPTC's digital source type; empty where AI had no part."""
        return DIGITAL_SOURCES.get(self.ai_use, "")

    @property
    def unchecked_ai_use(self) -> bool:
        return self.used_ai() and not self.ai_checked


def checked_by_someone(name: str) -> models.CheckConstraint:
    """Returns the constraint that only what AI had a part in is checked, and by someone."""
    is_checked = Q(ai_checked=True, ai_checked_by__isnull=False, ai_use__in=list(DIGITAL_SOURCES))
    return models.CheckConstraint(name=name, condition=Q(ai_checked=False, ai_checked_by=None) | is_checked)
