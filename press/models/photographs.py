"""Photographs, their renditions, and their uses in editions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from press.languages import Worded, get_worded
from press.models.ai_use import DeclaresAIUse, PictureAIUse, checked_by_someone
from press.models.releases import Edition, officer_field
from press.models.stories import Story
from press.models.working_copies import WorkingCopy
from press.models.written_fields import WrittenField
from press.text.characters import is_blank
from press.text.fields import CharField


class Photograph(DeclaresAIUse):
    """One file, which never changes: a new file is a new photograph.

    Without a story it is an upload: its officer has chosen it for a text that is not saved yet, and nobody
    else sees it (docs/adr/0014).
    """

    # How long an upload is kept that no text took: as long as the working copy that names it.
    KEPT_FOR = WorkingCopy.KEPT_FOR

    story = models.ForeignKey(
        Story, on_delete=models.CASCADE, null=True, related_name="photographs", verbose_name=_("story")
    )
    # As it came, with all its metadata: never served. Renditions are.
    original = models.FileField(_("file"), upload_to="originals/%Y/%m/", max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    # In pixels, after the camera's orientation was applied.
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    # Where and when it was taken, as the file says: facts of the file, which nobody writes.
    place = CharField(_("place"), max_length=200, blank=True, editable=False)
    taken_on = models.DateField(_("taken on"), null=True, editable=False)
    # The last part of IPTC's digital source type, a fact of the file too.
    digital_source = CharField(max_length=60, blank=True, editable=False)
    credit_kk = CharField(_("photographer in Kazakh"), max_length=200, blank=True)
    credit_ru = CharField(_("photographer in Russian"), max_length=200, blank=True)
    credit_en = CharField(_("photographer in English"), max_length=200, blank=True)
    rights = CharField(
        _("rights"),
        max_length=250,
        blank=True,
        help_text=_("For example: free for the media with the credit."),
    )
    ai_use = models.CharField(
        _("artificial intelligence in this picture"),
        max_length=10,
        choices=PictureAIUse,
        blank=True,
        help_text=_(
            "Correcting light, colours or size is no use of it. Readers are told beside the picture."
        ),
    )
    ai_checked_by = officer_field()
    # The name in the language of the release, for its own field.
    WRITTEN_FIELDS = (
        WrittenField("credit", search_weight="D"),
        WrittenField("rights", is_in_language=False),
        WrittenField("ai_use", is_in_language=False),
        WrittenField("ai_checked", is_in_language=False),
    )

    # Of the words about it; moves with each change of them.
    version = models.PositiveIntegerField(default=1, editable=False)
    # What the metadata of its renditions say; the worker makes them anew where `ai_use` says otherwise.
    marked_ai_use = models.CharField(max_length=10, blank=True, editable=False)
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="photograph_once_a_story", fields=["story", "sha256"]),
            models.CheckConstraint(name="photograph_has_a_size", condition=Q(width__gt=0, height__gt=0)),
            models.CheckConstraint(
                name="photograph_of_a_story_or_of_its_officer",
                condition=Q(story__isnull=False) | Q(uploaded_by__isnull=False),
            ),
            checked_by_someone("photograph_ai_checked_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.credit().text or _('Photograph')} · {self.width} × {self.height}"

    def credit(self, language: str | None = None) -> Worded:
        return get_worded(self, "credit", language or get_language() or settings.LANGUAGE_CODE)

    def is_fixed(self) -> bool:
        """Whether its credit and rights stand as they are: a text that shows it was handed over or approved.

        In whatever language: a page without a credit of its own shows another's (`get_worded`).
        """
        return self.illustrations.filter(edition__in=Edition.objects.handed_over()).exists()


class Rendition(models.Model):
    """One picture file made from a photograph: a format and a width, without metadata but for `ai_use`."""

    class Format(models.TextChoices):
        AVIF = "avif", "AVIF"
        WEBP = "webp", "WebP"
        JPEG = "jpeg", "JPEG"

    photograph = models.ForeignKey(Photograph, on_delete=models.CASCADE, related_name="renditions")
    format = models.CharField(max_length=4, choices=Format)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to="renditions/", max_length=200)

    class Meta:
        ordering = ["photograph", "format", "width"]
        constraints = [
            models.UniqueConstraint(name="rendition_once", fields=["photograph", "format", "width"]),
        ]

    def __str__(self) -> str:
        return f"{self.photograph_id} {self.format} {self.width}"


class Illustration(models.Model):
    """One use of a photograph in an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="illustrations")
    photograph = models.ForeignKey(
        Photograph, on_delete=models.PROTECT, related_name="illustrations", verbose_name=_("photograph")
    )
    alternative_text = CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_(
            "What the photograph shows, for those who do not see it, in the language of the release."
        ),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("Tells nothing that the text does not: screen readers skip it."),
    )
    caption = CharField(_("caption"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    # What officers write of it; all of it is copied into the next edition.
    WRITTEN_FIELDS = (
        WrittenField("alternative_text", search_weight="D"),
        WrittenField("decorative", is_in_language=False),
        WrittenField("caption", search_weight="D"),
    )

    class Meta:
        verbose_name = _("photograph in the release")
        verbose_name_plural = _("photographs in the release")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(name="illustration_once_an_edition", fields=["edition", "photograph"]),
            models.CheckConstraint(
                name="illustration_decorative_has_no_alternative_text",
                condition=Q(decorative=False) | Q(alternative_text=""),
                violation_error_message=_(
                    "A decorative photograph has no alternative text: choose one of the two."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.alternative_text or self.caption or str(self.photograph)

    def is_described(self) -> bool:
        return self.decorative or not is_blank(self.alternative_text)
