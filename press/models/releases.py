"""Releases and their editions: time alone decides what is public.

An edition is public when it is approved and `live_from <= now < live_until` (docs/adr/0002).
`live_condition` says that rule once; everything public asks it, by `live()`. Only press.publishing writes
state, `live_from` or `live_until`.
"""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from press.languages import Language, Worded
from press.models.ai_use import AIUse, DeclaresAIUse, checked_by_someone
from press.models.stories import Contact, Story
from press.models.written_fields import WrittenField
from press.reversing import reverse_in
from press.richtext.description import DESCRIPTION_LENGTH
from press.richtext.fields import RichTextField
from press.text.fields import CharField, SlugField, TextField

if TYPE_CHECKING:
    from press.models.users import User


def officer_field() -> "models.ForeignKey[User | None, User | None]":
    """Returns a field for who did something, once it is done; officers who left stay named."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


class ReleaseQuerySet(models.QuerySet["Release"]):
    def live(self, at: datetime.datetime | None = None) -> "ReleaseQuerySet":
        """Returns the releases that have a live edition at that moment (default: now)."""
        return self.filter(pk__in=Edition.objects.live(at).values("release"))


class Release(models.Model):
    """One language's press release of a story: one address, one count, one date."""

    story = models.ForeignKey(
        Story, on_delete=models.PROTECT, related_name="releases", verbose_name=_("story")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language)
    slug = SlugField(_("address"), max_length=80, blank=True)
    # It said words that were expunged: nothing but the address of now leads to the release.
    slug_was_expunged = models.BooleanField(default=False, editable=False)
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    # False where only a day was ever printed: then no hour is shown.
    hour_known = models.BooleanField(default=True, editable=False)
    # What the previous site had counted; new reads add to it.
    previous_reads = models.PositiveIntegerField(_("views on the previous site"), default=0, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_by = officer_field()
    removal_reason = TextField(blank=True, editable=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = [F("first_published_at").desc(nulls_first=True), "-id"]
        constraints = [
            models.UniqueConstraint(name="release_one_a_language", fields=["story", "language"]),
            models.CheckConstraint(
                name="release_published_has_a_slug", condition=Q(first_published_at=None) | ~Q(slug="")
            ),
            models.CheckConstraint(
                name="release_removed_by_someone_for_a_reason",
                condition=Q(removed_at=None, removed_by=None, removal_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["language", "-first_published_at", "-id"], name="release_newest_first"),
            models.Index(
                fields=["removed_at"], name="release_removed", condition=Q(removed_at__isnull=False)
            ),
        ]
        permissions = [
            ("withdraw_release", "Can withdraw a release"),
            ("remove_release", "Can remove a release"),
        ]

    def __str__(self) -> str:
        edition = self.newest_edition()
        return edition.title if edition else f"{self.get_language_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        """Returns `/<language>/releases/<id>-<slug>/`, in the release's own language whatever is active."""
        return self.url("press:release")

    def url(self, name: str, number: int | None = None) -> str:
        """Returns the address of one of the release's pages; `number` is that of an edition."""
        edition = {} if number is None else {"number": number}
        return reverse_in(self.language, name, pk=self.pk, slug=self.slug, **edition)

    def newest_edition(self) -> "Edition | None":
        """Returns the newest that is not discarded; None where all are."""
        editions = (edition for edition in self.editions.all() if not edition.is_discarded())
        return max(editions, key=lambda edition: edition.number, default=None)

    def live_edition(self, at: datetime.datetime | None = None) -> "Edition | None":
        return self.editions.live(at).first()

    def withdrawn_edition(self, at: datetime.datetime | None = None) -> "Edition | None":
        """Returns the edition that stands under the withdrawal banner at that moment, if one does."""
        at = at or timezone.now()
        edition = None if self.is_removed(at) else readable(self.editions.been_public(at), at)
        return edition if edition and not edition.is_live(at) else None

    def is_removed(self, at: datetime.datetime | None = None) -> bool:
        return self.removed_at is not None and self.removed_at <= (at or timezone.now())

    def slug_is_frozen(self, at: datetime.datetime | None = None) -> bool:
        """From its first publication on an address never changes."""
        return self.first_published_at is not None and self.first_published_at <= (at or timezone.now())

    @property
    def read_count(self) -> int:
        """Readings counted here and on the previous site; `select_related("read_total")` for lists."""
        total = getattr(self, "read_total", None)
        return self.previous_reads + (total.reads if total else 0)


def live_condition(at: datetime.datetime) -> Q:
    """Returns the condition of an edition that it is public at that moment. The one rule (docs/adr/0002)."""
    return Q(state="approved") & live_times_condition(at)


def live_times_condition(at: datetime.datetime) -> Q:
    """Returns the same for rows that repeat the times of approved editions alone."""
    return Q(live_from__lte=at) & (Q(live_until=None) | Q(live_until__gt=at))


def scheduled_condition(at: datetime.datetime) -> Q:
    """Returns the condition of an edition that it is approved and not public yet at that moment."""
    return Q(state="approved", live_from__gt=at)


def unconfirmed_condition() -> Q:
    """Returns the condition of an edition that one person published it and no second one has confirmed it."""
    return (~Q(urgent_reason="") | Q(is_fix=True)) & Q(confirmed_at=None)


class EditionQuerySet(models.QuerySet["Edition"]):
    def live(self, at: datetime.datetime | None = None) -> "EditionQuerySet":
        """Returns the editions that are public at that moment (default: now)."""
        return self.filter(live_condition(at or timezone.now()))

    def open_ended(self) -> "EditionQuerySet":
        """Returns those that are public now, or will be, with no end in sight: at most one a release."""
        return self.filter(state=Edition.State.APPROVED, live_until=None)

    def been_public(self, at: datetime.datetime | None = None) -> "EditionQuerySet":
        """Returns the editions that are or once were public: what the history may show."""
        return self.filter(state=Edition.State.APPROVED, live_from__lte=at or timezone.now())

    def reachable(self, at: datetime.datetime | None = None) -> "EditionQuerySet":
        """Returns the editions that the public can read at some address: the rule of `readable`, in a query.

        Beside a live one all that were public before it, in the history. Of a withdrawn release the last one
        alone, under its banner; of a removed one none.
        """
        at = at or timezone.now()
        of_release = Edition.objects.been_public(at).filter(release=OuterRef("release"))
        is_last = ~Exists(of_release.filter(live_from__gt=OuterRef("live_from")))
        return self.been_public(at).filter(
            Q(release__removed_at=None) | Q(release__removed_at__gt=at),
            Q(Exists(of_release.live(at))) | Q(is_last, withdrawn_at__lte=at),
        )

    def ahead(self, at: datetime.datetime | None = None) -> "EditionQuerySet":
        """Returns the approved editions that are not public yet."""
        return self.filter(scheduled_condition(at or timezone.now()))

    def unconfirmed(self, at: datetime.datetime | None = None) -> "EditionQuerySet":
        """Returns those that are public and that no second person has seen: published urgently, or fixed."""
        return self.live(at).filter(unconfirmed_condition())

    def in_work(self) -> "EditionQuerySet":
        return self.filter(state__in=[Edition.State.DRAFT, Edition.State.SUBMITTED])

    def handed_over(self) -> "EditionQuerySet":
        """Returns those that were submitted or approved: their words stand fast."""
        return self.filter(state__in=[Edition.State.SUBMITTED, Edition.State.APPROVED])

    def not_discarded(self) -> "EditionQuerySet":
        return self.exclude(state=Edition.State.DISCARDED)

    def newest(self) -> "EditionQuerySet":
        """Returns the newest of each release that is not discarded: the rule of `newest_edition`."""
        later = Edition.objects.not_discarded().filter(release=OuterRef("release"))
        return self.not_discarded().filter(~Exists(later.filter(number__gt=OuterRef("number"))))

    def without_texts(self) -> "EditionQuerySet":
        """Leaves the texts in the database: for lists, which show titles."""
        return self.defer("body", "lead", "search_text", "description")


# The desk's order: what nobody approved yet, then by the moment of its publication, else of its beginning.
IN_WORK_FIRST = Case(When(state="approved", then=1), default=0)
DATED = Coalesce("live_from", "publish_at", "created_at")


class Edition(DeclaresAIUse):
    """One numbered text of a release. An approved edition never changes, but by law (publishing.expunge)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")
        DISCARDED = "discarded", _("Discarded")

    # How long a discarded one can be restored; then it is deleted.
    RESTORABLE_FOR = datetime.timedelta(days=30)

    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="editions", verbose_name=_("release")
    )
    number = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    title = CharField(
        _("title"),
        max_length=250,
        help_text=_("What happened, in one line; under 100 characters reads best."),
    )
    dateline = CharField(
        _("dateline"), max_length=120, blank=True, help_text=_("Where it happened, for example Astana.")
    )
    lead = TextField(
        _("lead"),
        max_length=5_000,
        blank=True,
        help_text=_("Two sentences at most: shown in lists, feeds and shared links."),
    )
    body = RichTextField(_("text"))
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("media contact"),
        help_text=_("Whom journalists call about this release."),
    )
    courtesy = CharField(
        _("courtesy"),
        max_length=200,
        blank=True,
        help_text=_("Who gave the photographs, for example N. Baibulin."),
    )
    ai_use = models.CharField(
        _("artificial intelligence in this text"),
        max_length=10,
        choices=AIUse,
        blank=True,
        help_text=_("Was it used? Where it was, readers are told so under the text."),
    )
    publish_at = models.DateTimeField(
        _("publish on"), null=True, blank=True, help_text=_("Astana time. Empty: at the moment of approval.")
    )
    correction_note = TextField(
        _("correction note"),
        max_length=5_000,
        blank=True,
        help_text=_("What changed and why, for readers. It stands above the text."),
    )
    minor = models.BooleanField(
        _("minor change"), default=False, help_text=_("Spelling or layout only: readers need no note.")
    )

    # In the order of the form. A field that officers write and that is not listed fails `check`.
    WRITTEN_FIELDS = (
        WrittenField("title", search_weight="A"),
        WrittenField("dateline", search_weight="D"),
        WrittenField("lead", search_weight="B"),
        WrittenField("body", search_weight="C"),
        WrittenField("correction_note", is_copied=False),
        WrittenField("minor", is_in_language=False, is_copied=False),
        WrittenField("contact", is_in_language=False, form_section="credit"),
        WrittenField("courtesy", form_section="credit", search_weight="D"),
        WrittenField("ai_use", is_in_language=False, form_section="credit"),
        # Of each text anew: what was checked is what stood there then.
        WrittenField("ai_checked", is_in_language=False, is_copied=False, form_section="credit"),
        WrittenField("publish_at", is_in_language=False, is_copied=False, form_section="time"),
    )

    # Written by press.publishing alone.
    ai_checked_by = officer_field()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        editable=False,
        blank=True,
        help_text="Everyone who changed the text since the edition was made: none of them may approve it.",
    )
    # Which version of the story's text in another language it says; none of the text that was written first.
    translated_from = models.ForeignKey(
        "press.EditionVersion", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_by = officer_field()
    return_note = TextField(blank=True, editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = officer_field()
    # The same of all that were approved to become public at one moment, or not at all.
    joint_release = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    urgent_reason = TextField(blank=True, editable=False)
    # By press.publishing.fix, alone and at once.
    is_fix = models.BooleanField(default=False, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = officer_field()
    live_from = models.DateTimeField(null=True, blank=True, editable=False)
    live_until = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = officer_field()
    withdrawal_reason = TextField(blank=True, editable=False)
    discarded_at = models.DateTimeField(null=True, blank=True, editable=False)
    discarded_by = officer_field()
    # When words of it, or of the text that it was begun from, were last blacked out by law: readers are told.
    expunged_at = models.DateTimeField(null=True, blank=True, editable=False)
    # As printed under the text on the day of approval; the contact itself may change later.
    credit_line = CharField(max_length=500, blank=True, editable=False)
    # The fields with a search weight, without markup and folded: what the search reads on every database.
    search_text = TextField(blank=True, editable=False)
    # Made of lead and text whenever they are written: to make it is to parse the text.
    description = CharField(max_length=DESCRIPTION_LENGTH, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["release", "-number"]
        permissions = [
            ("submit_edition", "Can submit an edition for approval"),
            ("approve_edition", "Can approve and schedule an edition"),
            ("approve_alone", "Can publish an urgent edition alone"),
        ]
        constraints = [
            # A discarded one keeps no number from the next: readers count what was published, 1, 2, 3.
            models.UniqueConstraint(
                name="edition_number_once_a_release",
                fields=["release", "number"],
                condition=~Q(state="discarded"),
            ),
            models.UniqueConstraint(
                name="edition_live_from_once_a_release",
                fields=["release", "live_from"],
                condition=Q(state="approved"),
            ),
            models.UniqueConstraint(
                name="edition_one_open_ended_a_release",
                fields=["release"],
                condition=Q(state="approved", live_until=None),
            ),
            models.UniqueConstraint(
                name="edition_one_in_work_a_release",
                fields=["release"],
                condition=Q(state__in=["draft", "submitted"]),
            ),
            models.CheckConstraint(
                name="edition_live_until_after_live_from",
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")),
            ),
            models.CheckConstraint(
                name="edition_approved_has_its_times",
                condition=Q(
                    state="approved",
                    live_from__isnull=False,
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                )
                | (
                    ~Q(state="approved")
                    & Q(
                        live_from=None, live_until=None, approved_at=None, approved_by=None, withdrawn_at=None
                    )
                ),
            ),
            models.CheckConstraint(
                name="edition_submitted_has_who_and_when",
                condition=Q(state__in=["draft", "discarded"], submitted_at=None, submitted_by=None)
                | (
                    ~Q(state__in=["draft", "discarded"])
                    & Q(submitted_at__isnull=False, submitted_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="edition_discarded_has_who_and_when",
                condition=Q(state="discarded", discarded_at__isnull=False, discarded_by__isnull=False)
                | (~Q(state="discarded") & Q(discarded_at=None, discarded_by=None)),
            ),
            models.CheckConstraint(
                name="edition_withdrawn_by_someone_for_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason="")),
            ),
            models.CheckConstraint(
                name="edition_withdrawn_is_not_live",
                condition=Q(withdrawn_at=None) | Q(live_until__lte=F("withdrawn_at")),
            ),
            models.CheckConstraint(
                name="edition_confirmed_has_who_and_when",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            checked_by_someone("edition_ai_checked_by_someone"),
        ]
        indexes = [
            models.Index(fields=["state", "live_from", "live_until"], name="edition_live"),
            # The desk's list, in its two orders, and what it is narrowed to that few are.
            models.Index(IN_WORK_FIRST, DATED.desc(), F("id").desc(), name="edition_in_work_first"),
            models.Index(DATED.desc(), F("id").desc(), name="edition_newest_first"),
            # Of which release an edition is and where among its others: without reading the texts beside it.
            models.Index(
                fields=["id"],
                include=["release", "number", "state", "version", "translated_from"],
                name="edition_place",
            ),
            models.Index(
                fields=["live_from"],
                name="edition_unconfirmed",
                condition=unconfirmed_condition(),
            ),
            models.Index(
                fields=["withdrawn_at"], name="edition_withdrawn", condition=Q(withdrawn_at__isnull=False)
            ),
            models.Index(
                fields=["discarded_at"], name="edition_discarded", condition=Q(discarded_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def check(cls, **options: Any) -> list[checks.CheckMessage]:
        """Error `press.E001`: a field that officers write is not in WRITTEN_FIELDS, or one there is none."""
        written = {field.name for field in cls._meta.fields if field.editable} - {"id", "release"}
        return super().check(**options) + [
            checks.Error(f"Edition.{name} and Edition.WRITTEN_FIELDS do not match.", obj=cls, id="press.E001")
            for name in sorted(written ^ {field.name for field in cls.WRITTEN_FIELDS})
        ]

    @property
    def language(self) -> str:
        return self.release.language

    def labelled_texts(self, without: str = "") -> list[tuple[str, str]]:
        """Returns label and text of the written fields that say something, but for those named.

        So a page prints what it has no line of its own for, and a new field is lost on none.
        """
        written = {field.name: field for field in self.WRITTEN_FIELDS if field.name not in without.split()}
        fields = [field for field in self._meta.fields if field.name in written]
        shown = [field for field in fields if field.choices or written[field.name].is_in_language]
        texts = ((field, _in_words(field, self)) for field in shown)
        return [(capfirst(str(field.verbose_name)), text) for field, text in texts if text]

    def is_live(self, at: datetime.datetime | None = None) -> bool:
        """The same rule as `live_condition`, for an edition already in hand (held by a test)."""
        at = at or timezone.now()
        return (
            self.state == self.State.APPROVED
            and self.live_from is not None
            and self.live_from <= at
            and (self.live_until is None or at < self.live_until)
        )

    def is_scheduled(self, at: datetime.datetime | None = None) -> bool:
        at = at or timezone.now()
        return self.state == self.State.APPROVED and self.live_from is not None and self.live_from > at

    @property
    def updated_at(self) -> datetime.datetime | None:
        """Returns when readers last got another text: when it became public, or words of it went by law."""
        return max(filter(None, (self.live_from, self.expunged_at)), default=None)

    def joint_editions(self) -> "EditionQuerySet":
        """Returns what was approved with it: to become public at one moment, or not at all."""
        if self.joint_release is None:
            return Edition.objects.none()
        return Edition.objects.filter(joint_release=self.joint_release).exclude(pk=self.pk)

    def is_urgent_and_unconfirmed(self) -> bool:
        """The same rule as `unconfirmed_condition`: a fix is as urgent, and waits like it."""
        return (bool(self.urgent_reason) or self.is_fix) and self.confirmed_at is None

    def is_discarded(self) -> bool:
        return self.state == self.State.DISCARDED

    @property
    def restorable_until(self) -> datetime.datetime | None:
        """Returns the moment from which a discarded edition is deleted; None for any other."""
        return self.discarded_at + self.RESTORABLE_FOR if self.discarded_at else None

    def contact_unit(self) -> Worded | None:
        return self.contact.unit(self.language) if self.contact else None


def _in_words(field: Any, edition: Edition) -> str:
    """Returns a choice as its label. Rich text was sanitised when it was saved; who prints others escapes."""
    if field.choices:
        return str(getattr(edition, f"get_{field.name}_display")())
    text = str(field.value_from_object(edition) or "")
    return mark_safe(text) if isinstance(field, RichTextField) else text  # noqa: S308


def readable(been_public: Iterable[Edition], at: datetime.datetime) -> Edition | None:
    """Returns which of one release's editions the public may read, of those that are or once were public.

    The live one; else the last one where it was withdrawn: it stands under its banner until another is live.
    """
    last = None
    for edition in been_public:
        if edition.is_live(at):
            return edition
        if last is None or (edition.live_from or at) > (last.live_from or at):
            last = edition
    return last if last and last.withdrawn_at and last.withdrawn_at <= at else None
