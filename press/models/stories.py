"""One event, and those it is about: stories, topics, people, contacts."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from press.languages import Language, Worded, get_worded
from press.prepared import planned_once
from press.reversing import reverse_in
from press.text.fields import CharField, EmailField, SlugField

if TYPE_CHECKING:
    from press.models.releases import Edition


class Named(models.Model):
    """Something with one name in each language and one address for all of them."""

    name_kk = CharField(_("name in Kazakh"), max_length=200)
    name_ru = CharField(_("name in Russian"), max_length=200)
    name_en = CharField(_("name in English"), max_length=200)
    slug = SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("Latin letters and hyphens; the end of its address."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name().text

    def name(self, language: str | None = None) -> Worded:
        """Returns the name in that language, or in the language now active."""
        return get_worded(self, "name", language or get_language() or settings.LANGUAGE_CODE)


class Topic(Named):
    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["slug"]

    def get_absolute_url(self) -> str:
        return reverse_in(get_language() or settings.LANGUAGE_CODE, "press:topic", slug=self.slug)


class Person(Named):
    """A speaker, deputy or official whom releases are about."""

    position_kk = CharField(_("position in Kazakh"), max_length=250, blank=True)
    position_ru = CharField(_("position in Russian"), max_length=250, blank=True)
    position_en = CharField(_("position in English"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["slug"]

    def get_absolute_url(self) -> str:
        return reverse_in(get_language() or settings.LANGUAGE_CODE, "press:person", slug=self.slug)

    def position(self, language: str | None = None) -> Worded:
        return get_worded(self, "position", language or get_language() or settings.LANGUAGE_CODE)


class Contact(models.Model):
    """Whom journalists call."""

    unit_kk = CharField(_("unit in Kazakh"), max_length=200, blank=True)
    unit_ru = CharField(_("unit in Russian"), max_length=200, blank=True)
    unit_en = CharField(_("unit in English"), max_length=200, blank=True)
    phone = CharField(_("phone as printed"), max_length=40, blank=True, help_text=_("For example 74-72-27."))
    phone_dialled = CharField(
        _("phone as dialled"),
        max_length=20,
        blank=True,
        help_text=_(
            "With the country's code, for example +77172747227. Empty: the number is printed, not a link."
        ),
    )
    email = EmailField(_("e-mail"), blank=True)
    hours_kk = CharField(_("hours in Kazakh"), max_length=200, blank=True)
    hours_ru = CharField(_("hours in Russian"), max_length=200, blank=True)
    hours_en = CharField(_("hours in English"), max_length=200, blank=True)
    speaks_kk = models.BooleanField(_("Kazakh is spoken"), default=False)
    speaks_ru = models.BooleanField(_("Russian is spoken"), default=False)
    speaks_en = models.BooleanField(_("English is spoken"), default=False)
    on_duty = models.BooleanField(
        _("shown at the foot of every page"), default=False, help_text=_("The duty officer's contact.")
    )

    class Meta:
        verbose_name = _("media contact")
        verbose_name_plural = _("media contacts")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="contact_has_a_unit",
                condition=~Q(unit_kk="") | ~Q(unit_ru="") | ~Q(unit_en=""),
                violation_error_message=_("Name the unit in at least one language."),
            ),
            models.CheckConstraint(
                name="contact_dialled_phone_is_international",
                condition=Q(phone_dialled="") | Q(phone_dialled__regex=r"^\+[0-9]{7,15}$"),
                violation_error_message=_("Write the phone as dialled with + and digits only: +77172747227."),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.unit().text, self.phone) if part)

    @classmethod
    def get_on_duty(cls) -> "Contact | None":
        return next(iter(_on_duty()), None)

    def unit(self, language: str | None = None) -> Worded:
        return get_worded(self, "unit", language or get_language() or settings.LANGUAGE_CODE)

    def hours(self, language: str | None = None) -> Worded:
        return get_worded(self, "hours", language or get_language() or settings.LANGUAGE_CODE)

    def languages(self) -> list[Language]:
        """Returns the languages in which journalists are answered, in the house's order; none: not said."""
        return [language for language in Language if getattr(self, f"speaks_{language.value}")]


@planned_once
def _on_duty() -> models.QuerySet[Contact]:
    return Contact.objects.filter(on_duty=True)[:1]


class StoryQuerySet(models.QuerySet["Story"]):
    def pinned(self, at: datetime.datetime | None = None) -> "StoryQuerySet":
        """Returns the stories that stay on top of the home page at that moment (default: now)."""
        return self.filter(pinned_until__gt=at or timezone.now())


class Story(models.Model):
    """One event, in any number of languages."""

    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="stories")
    people = models.ManyToManyField(Person, verbose_name=_("people"), blank=True, related_name="stories")
    related = models.ManyToManyField("self", verbose_name=_("related stories"), blank=True)
    pinned_until = models.DateTimeField(
        _("keep on top of the home page until"), null=True, blank=True, help_text=_("Astana time.")
    )
    # Moves with each change of what it is about.
    version = models.PositiveIntegerField(default=1, editable=False)
    # The stem of the file it was imported from: importing the same page twice changes nothing.
    import_key = CharField(max_length=200, unique=True, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-created_at", "-id"]
        permissions = [("expunge_story", "Can expunge words of a story by law")]
        indexes = [
            # Few are pinned; each page that is stored asks for the next moment at which one no longer is.
            models.Index(
                fields=["pinned_until"], name="story_pinned", condition=Q(pinned_until__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name().text

    def name(self) -> Worded:
        """Returns the newest title, in the active language where the story has it."""
        if edition := self.naming_edition():
            return Worded(edition.title, edition.language)
        wanted = get_language() or settings.LANGUAGE_CODE
        return Worded(_("Story %(number)s") % {"number": self.pk}, wanted)

    def naming_edition(self) -> "Edition | None":
        """Returns the newest text in the active language, else in another one: the story is named by it."""
        newest = ((release.language, release.newest_edition()) for release in self.releases.all())
        return find_naming_edition({language: edition for language, edition in newest if edition})

    def languages(self) -> list[str]:
        """Returns the languages that it has a text in, in the house's order; what is discarded is none."""
        have = {release.language for release in self.releases.all() if release.newest_edition()}
        return [language for language in Language.values if language in have]


def find_naming_edition(newest: Mapping[str, "Edition"]) -> "Edition | None":
    """Returns by which of a story's newest texts, by language, it is named: as `Story.naming_edition`."""
    wanted = get_language() or settings.LANGUAGE_CODE
    return newest.get(wanted) or next(iter(newest.values()), None)
