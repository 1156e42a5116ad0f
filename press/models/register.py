"""The register: names and terms as the house writes them, and the spellings that they replace."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accessibility.content.findings import normalise
from press.languages import CODES, Worded, get_worded
from press.text.fields import CharField, TextField

# A word, with a * behind it or without.
_ENDS_IN_STAR = re.compile(r"[^*]+\*?")
_PREFERRED_HELP = _("As the house writes it, in its basic form.")
_VARIANTS_HELP = _(
    "One a line. A * stands for any ending, which stays when the spelling is replaced: Ashimbaev* finds"
    " Ashimbaevs too. So no case needs a line of its own."
)


class RegisteredName(models.Model):
    """A name or term with its preferred spelling and its variants in each language that has one."""

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("of a name", "person")
        PLACE = "place", pgettext_lazy("of a name", "place")
        BODY = "body", pgettext_lazy("of a name", "institution")
        TERM = "term", pgettext_lazy("of a name", "term")

    kind = models.CharField(
        pgettext_lazy("of a name", "kind"), max_length=10, choices=Kind, default=Kind.PERSON
    )
    preferred_kk = CharField(_("spelling in Kazakh"), max_length=200, blank=True, help_text=_PREFERRED_HELP)
    variants_kk = TextField(
        _("other spellings in Kazakh"), max_length=2_000, blank=True, help_text=_VARIANTS_HELP
    )
    preferred_ru = CharField(_("spelling in Russian"), max_length=200, blank=True, help_text=_PREFERRED_HELP)
    variants_ru = TextField(
        _("other spellings in Russian"), max_length=2_000, blank=True, help_text=_VARIANTS_HELP
    )
    preferred_en = CharField(_("spelling in English"), max_length=200, blank=True, help_text=_PREFERRED_HELP)
    variants_en = TextField(
        _("other spellings in English"), max_length=2_000, blank=True, help_text=_VARIANTS_HELP
    )

    class Meta:
        verbose_name = _("name or term")
        verbose_name_plural = _("names and terms")
        ordering = ["kind", "preferred_kk", "id"]
        constraints = [
            models.CheckConstraint(
                name="registered_name_has_a_spelling",
                condition=~Q(preferred_kk="") | ~Q(preferred_ru="") | ~Q(preferred_en=""),
                violation_error_message=_("Write the spelling in at least one language."),
            )
        ]

    def __str__(self) -> str:
        return self.preferred().text

    @property
    def is_proper(self) -> bool:
        """Whether it may stand in another language's letters: all but a term may."""
        return self.kind != self.Kind.TERM

    def preferred(self, language: str | None = None) -> Worded:
        return get_worded(self, "preferred", language or get_language() or settings.LANGUAGE_CODE)

    def variants(self, language: str) -> tuple[str, ...]:
        """Returns the other spellings in that language, in their order and each once."""
        lines = (" ".join(line.split()) for line in getattr(self, f"variants_{language}").splitlines())
        return tuple(dict.fromkeys(filter(None, lines)))

    def clean(self) -> None:
        for language in CODES:
            setattr(self, f"variants_{language}", "\n".join(self.variants(language)))
        errors = {field: message for language in CODES for field, message in self._mistakes(language)}
        if errors:
            raise ValidationError(errors)

    def _mistakes(self, language: str) -> Iterator[tuple[str, str]]:
        """Yields the field and what is wrong with it; of several the form shows the last."""
        spelling, variants = getattr(self, f"preferred_{language}"), self.variants(language)
        others = self._spellings_of_others(language)
        taken = gettext("“%(spelling)s” is a spelling of “%(name)s” already.")
        if variants and not spelling:
            yield f"preferred_{language}", gettext("Write the spelling that replaces the other ones.")
        elif "*" in spelling:
            yield f"preferred_{language}", gettext("The * stands in the other spellings only.")
        elif name := others.get(_fold(spelling)):
            yield f"preferred_{language}", taken % {"spelling": spelling, "name": name}
        for variant in variants:
            said = {"spelling": variant}
            if not all(_ENDS_IN_STAR.fullmatch(word) for word in variant.split()):
                yield (
                    f"variants_{language}",
                    gettext("“%(spelling)s”: the * stands at the end of a word.") % said,
                )
            elif variant.replace("*", "") == spelling:
                yield (
                    f"variants_{language}",
                    gettext("“%(spelling)s” is what the other spellings are replaced by.") % said,
                )
            elif name := others.get(_fold(variant)):
                yield f"variants_{language}", taken % {**said, "name": name}

    def _spellings_of_others(self, language: str) -> dict[str, str]:
        """Returns all spellings of the other names, and whose each is."""
        others = RegisteredName.objects.exclude(pk=self.pk).exclude(**{f"preferred_{language}": ""})
        return {
            _fold(spelling): str(other)
            for other in others
            for spelling in (getattr(other, f"preferred_{language}"), *other.variants(language))
        }


def _fold(spelling: str) -> str:
    return normalise(spelling.replace("*", ""))
