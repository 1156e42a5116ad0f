"""The one page on which a release is written: its text, its photographs, what it is about.

The forms read and judge what was typed; only press.publishing writes it (press/desk/saving.py). Which
fields a text has is said in its model (`WRITTEN_FIELDS`); here is how they look.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from press.converters import parse_number
from press.desk.fields import MomentField, NumberedChoices, VersionField, format_moment, validate_in_reach
from press.desk.merging import values_untouched, write_base
from press.desk.widgets import Checklist, language_choices
from press.languages import Language
from press.models import Edition, Illustration, Person, Photograph, Story, Topic
from press.models.written_fields import WrittenField
from press.photographs.intake import validate_file
from press.publishing.illustrations import CREDIT_FIELDS, IllustrationInput
from press.publishing.stories import STORY_FIELDS
from press.text.fields import TextFormField

# As many recent stories as one looks through; older ones that are chosen stay in the list.
_RELATED_OFFERED = 100
# Each is read for up to 1.3 s of processor time, while the release is locked.
NEW_PHOTOGRAPHS = 10


class _Stories(NumberedChoices):
    def label_from_instance(self, obj: Story) -> SafeString:
        name = obj.name()
        return format_html('<span lang="{}">{}</span>', name.language, name.text)


class StoryForm(forms.Form):
    """What a story is about, the same in all its languages, and how long it stays on top."""

    topics = NumberedChoices(Topic.objects.all(), label=_("Topics"), required=False, widget=Checklist)
    people = NumberedChoices(Person.objects.all(), label=_("People"), required=False, widget=Checklist)
    related = _Stories(Story.objects.none(), label=_("Related stories"), required=False, widget=Checklist)
    pinned_until = MomentField(
        label=_("Keep on top of the home page until"), required=False, help_text=_("Astana time.")
    )
    story_version = VersionField()

    def set_story(self, story: Story | None) -> None:
        """Offers the recent stories, and shows what this one is about already."""
        self.fields["related"].queryset = _offered(story)  # type: ignore[attr-defined]
        if story:
            self.initial = {
                **self.initial,
                "topics": story.topics.all(),
                "people": story.people.all(),
                "related": story.related.all(),
                "pinned_until": story.pinned_until,
                "story_version": story.version,
            }

    def get_story_values(self) -> dict[str, Any]:
        """Returns what it is about; nothing where that is not this officer's to change."""
        return {name: self.cleaned_data[name] for name in STORY_FIELDS if name in self.fields}

    def clean(self) -> dict[str, Any]:
        """A moment that was there already may have passed meanwhile; one that is chosen now is judged."""
        data: dict[str, Any] = super().clean() or {}
        for name in [name for name, field in self.fields.items() if isinstance(field, MomentField)]:
            before = self.initial.get(name)
            chosen = data.get(name)
            if chosen and before and chosen == before.replace(second=0, microsecond=0):
                data[name] = before  # with the seconds, which no field shows
            elif chosen:
                try:
                    validate_in_reach(chosen)
                except ValidationError as wrong:
                    self.add_error(name, wrong)
        return data


def build_story_form(story: Story, sent: QueryDict | None = None) -> StoryForm:
    form = StoryForm(sent)
    form.set_story(story)
    return form


class ReleaseForm(StoryForm, forms.ModelForm):  # type: ignore[type-arg]
    """Everything of one release but its photographs, in the order of writing."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=language_choices,
        widget=forms.RadioSelect,
        help_text=_("The language it is written in."),
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        required=False,
        help_text=_(
            "Latin letters and hyphens. Empty: made from the title. It cannot change after publication."
        ),
        error_messages={"invalid": _("Use Latin letters, digits and hyphens only.")},
    )
    urgent_reason = TextFormField(
        label=_("Why it cannot wait for a second person"), required=False, widget=forms.Textarea({"rows": 2})
    )
    version = VersionField()

    class Meta:
        model = Edition
        fields = [field.name for field in Edition.WRITTEN_FIELDS]
        field_classes = {"publish_at": MomentField}
        widgets = {
            "title": forms.Textarea({"rows": 2}),
            "lead": forms.Textarea({"rows": 3}),
            "correction_note": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, story: Story | None, story_is_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = self.instance if self.instance.pk else None
        self.set_story(story)
        self.story_is_fixed = story_is_fixed
        if story_is_fixed and not self.is_bound:
            self._drop_story_fields()
        if edition:
            del self.fields["language"]
            self.initial = {**self.initial, "slug": edition.release.slug, "version": edition.version}
            if edition.release.slug_is_frozen():
                self.fields["slug"].disabled = True
            _say_language(self, edition.language, Edition.WRITTEN_FIELDS)
        if story and not edition:
            taken = story.languages()
            self.fields["language"].choices = [  # type: ignore[attr-defined]
                choice for choice in language_choices() if choice[0] not in taken
            ]
        if not edition or edition.number == 1:
            del self.fields["correction_note"], self.fields["minor"]

    def clean_title(self) -> str:
        """A title is one line, however it was pasted."""
        return " ".join(str(self.cleaned_data["title"]).split())

    def clean(self) -> dict[str, Any]:
        """What it is about may have become an editor's to change while the form was open."""
        data = super().clean()
        if self.story_is_fixed:
            if "story_version" in self.data and (chosen := self._story_in_words(data)):
                self.add_error(
                    None,
                    gettext(
                        "A text of this story is submitted or published now, so an editor changes what it is "
                        "about. You had chosen: %(chosen)s."
                    )
                    % {"chosen": chosen},
                )
            self._drop_story_fields()
        return data

    def _story_in_words(self, data: dict[str, Any]) -> str:
        """Returns what was chosen otherwise than it stands."""
        chosen = {name: data.get(name) for name in STORY_FIELDS if name in self.changed_data}
        return "; ".join(
            f"{self.fields[name].label}: {_in_words(value) or '–'}" for name, value in chosen.items()
        )

    def _drop_story_fields(self) -> None:
        for name in (*STORY_FIELDS, "story_version"):
            self.fields.pop(name, None)
            self.errors.pop(name, None)

    def _post_clean(self) -> None:
        """The verbs write the edition and keep its rules; the form leaves it as it stands."""

    def get_text_values(self) -> dict[str, Any]:
        return {
            field.name: self.cleaned_data[field.name]
            for field in Edition.WRITTEN_FIELDS
            if field.name in self.fields
        }

    @property
    def parts(self) -> dict[str, list[forms.BoundField]]:
        """Returns the fields of each part of the page, in the order of Edition.WRITTEN_FIELDS."""
        names: dict[str, list[str]] = {"text": ["language"], "credit": [], "time": []}
        for field in Edition.WRITTEN_FIELDS:
            names[field.form_section].append(field.name)
            if field.name == "title":
                names[field.form_section].append("slug")  # made from it
        return {
            part: [self[name] for name in of_part if name in self.fields] for part, of_part in names.items()
        }


def _in_words(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return format_moment(value)
    return ", ".join(map(str, value or ()))


def _say_language(form: forms.BaseForm, language: str, text_fields: Iterable[WrittenField]) -> None:
    """What is typed is read aloud and spelt in the release's language, not in the officer's (WCAG 3.1.2)."""
    for field in text_fields:
        if field.is_in_language:
            form.fields[field.name].widget.attrs["lang"] = language


def _offered(story: Story | None) -> Any:
    others = Story.objects.exclude(pk=story.pk) if story else Story.objects.all()
    recent = list(others.values_list("pk", flat=True)[:_RELATED_OFFERED])
    chosen = Q(related=story) if story else Q()
    offered = others.filter(Q(pk__in=recent) | chosen if story else Q(pk__in=recent)).distinct()
    return offered.prefetch_related("releases__editions")


class PhotographForm(forms.Form):
    """One photograph of the release: a new file, or one that the story has."""

    photograph = forms.IntegerField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("JPEG, PNG, WebP or AVIF, as large as you have it."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    alternative_text = TextFormField(
        label=_("Alternative text"),
        max_length=250,
        required=False,
        help_text=Illustration._meta.get_field("alternative_text").help_text,
        widget=forms.Textarea({"rows": 2}),
    )
    decorative = forms.BooleanField(
        label=_("Decorative"),
        required=False,
        help_text=Illustration._meta.get_field("decorative").help_text,
    )
    caption = TextFormField(
        label=_("Caption"), max_length=500, required=False, help_text=_("Printed under the photograph.")
    )
    credit = TextFormField(
        label=_("Photographer"), max_length=200, required=False, help_text=_("For example N. Baibulin.")
    )
    rights = TextFormField(
        label=_("Rights"),
        max_length=250,
        required=False,
        help_text=Photograph._meta.get_field("rights").help_text,
    )
    WRITTEN_FIELDS = (*Illustration.WRITTEN_FIELDS, *Photograph.WRITTEN_FIELDS)
    # A new file is a new photograph: the old one may be gone from the form, not changed.
    known: Photograph | None = None

    def __init__(self, *args: Any, story: Story | None, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_language(self, language, self.WRITTEN_FIELDS)
        number = self["photograph"].value()
        if story and (number := parse_number(str(number))):
            self.known = story.photographs.filter(pk=number).first()
        if self.known:
            del self.fields["file"]
            if self.known.is_fixed():
                self._fix_credit(self.known, language)

    def _fix_credit(self, photograph: Photograph, language: str) -> None:
        """Shows the credit as readers have it, perhaps in another language."""
        credit = photograph.credit(language)
        self.initial = {**self.initial, "credit": credit.text, "rights": photograph.rights}
        self.fields["credit"].widget.attrs["lang"] = credit.language
        for field in Photograph.WRITTEN_FIELDS:
            self.fields[field.name].disabled = True
            self.fields[field.name].help_text = _("Handed over with a text: an editor can correct it.")

    def get_unsaved_words(self) -> list[str]:
        """Returns what was typed about a photograph that was fixed while the form was open."""
        fixed = [field.name for field in Photograph.WRITTEN_FIELDS if self.fields[field.name].disabled]
        typed = {name: str(self.data.get(self.add_prefix(name), "")).strip() for name in fixed}
        return [
            f"{self.fields[name].label}: {words}"
            for name, words in typed.items()
            if words and words != self.initial[name]
        ]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            validate_file(file)
        return file

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self[field.name] for field in self.WRITTEN_FIELDS]

    def get_illustration_input(self) -> IllustrationInput | None:
        """Returns the illustration of this row; None where it is empty, or taken out."""
        data = self.cleaned_data
        if not data or data.get("DELETE") or not (self.known or data.get("file")):
            return None
        texts = {field.name: data[field.name] for field in self.WRITTEN_FIELDS}
        return IllustrationInput(self.known, data.get("file"), texts)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("DELETE"):
            return data
        if not self.known and not data.get("file") and "file" not in self.errors:
            if data.get("photograph"):
                raise ValidationError(gettext("This photograph is no longer there."))
            self.add_error("file", gettext("Choose the file: what you wrote about it is kept."))
        if data.get("decorative") and data.get("alternative_text"):
            self.add_error(
                "decorative",
                gettext("A decorative photograph has no alternative text: choose one of the two."),
            )
        return data


class CreditForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words about a published photograph, in all languages, for who corrects them."""

    photograph = forms.IntegerField(widget=forms.HiddenInput)
    photograph_version = VersionField()

    class Meta:
        model = Photograph
        fields = CREDIT_FIELDS

    def __init__(self, data: Any = None, *, instance: Photograph) -> None:
        initial = {"photograph": instance.pk, "photograph_version": instance.version}
        super().__init__(data, instance=instance, initial=initial, auto_id=f"credit-{instance.pk}-%s")
        for language in Language.values:
            self.fields[f"credit_{language}"].widget.attrs["lang"] = language
        for name in CREDIT_FIELDS if data is not None else ():
            now = getattr(instance, name)
            self.fields[name].help_text = gettext("Now: %(text)s") % {"text": now or "–"}

    def _post_clean(self) -> None:
        """The verb writes it."""

    def get_words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CREDIT_FIELDS}

    @property
    def base(self) -> str:
        return str(self.data.get("base", "")) if self.is_bound else write_base(values_untouched(self))


class _Photographs(forms.BaseFormSet):  # type: ignore[type-arg]
    """Remembers that a browser never sends a chosen file twice."""

    has_too_many_files = False

    def full_clean(self) -> None:
        """Looks at no file of too many: each is read to its end."""
        self.has_too_many_files = len(self.files) > NEW_PHOTOGRAPHS
        if self.has_too_many_files:
            self.files = MultiValueDict()
        super().full_clean()

    def clean(self) -> None:
        if self.has_too_many_files:
            raise ValidationError(
                gettext("At most %(number)s new photographs are taken at once: save, then add the others.")
                % {"number": NEW_PHOTOGRAPHS}
            )

    def files_were_chosen(self) -> bool:
        return any(form.cleaned_data.get("file") for form in self.forms if hasattr(form, "cleaned_data"))


Photographs = forms.formset_factory(
    PhotographForm, formset=_Photographs, extra=1, can_delete=True, max_num=60, absolute_max=80
)


def get_initial_photographs(
    edition: Edition | None, story: Story | None, language: str
) -> list[dict[str, Any]]:
    """Returns what the photographs' rows begin with: the edition's; for a new language those of the story."""
    if edition:
        return [
            {
                "photograph": used.photograph_id,
                **{field.name: getattr(used, field.name) for field in Illustration.WRITTEN_FIELDS},
                **_photograph_texts(used.photograph, language),
            }
            for used in edition.illustrations.select_related("photograph")
        ]
    if story:
        return [
            {"photograph": photograph.pk, "rights": photograph.rights}
            for photograph in story.photographs.all()
        ]
    return []


def _photograph_texts(photograph: Photograph, language: str) -> dict[str, str]:
    return {"credit": getattr(photograph, f"credit_{language}"), "rights": photograph.rights}
