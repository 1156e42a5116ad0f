"""The one page on which a release is written: its text, and what it is about.

The forms read and judge what was typed; only press.publishing writes it (press/desk/saving.py). Which
fields a text has is said in its model (`WRITTEN_FIELDS`); here is how they look. Those of its photographs
are in photograph_forms.
"""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from press.desk.fields import MomentField, NumberedChoices, VersionField, format_moment, validate_in_reach
from press.desk.status import Status, edition_status
from press.desk.widgets import NOT_SAID, Checklist, language_choices, say_checker, say_language
from press.models import Edition, Person, Story, Topic
from press.models.ai_use import AIUse
from press.publishing.versions import STORY_FIELDS
from press.text.fields import TextFormField

# As many recent stories as one looks through; older ones that are chosen stay in the list.
_RELATED_OFFERED = 100


class _Stories(NumberedChoices):
    def label_from_instance(self, obj: Story) -> SafeString:
        """Returns the name; with it how the text stands, where readers find it in no list any more."""
        name, edition = obj.name(), obj.naming_edition()
        label = format_html('<span lang="{}">{}</span>', name.language, name.text)
        status = edition_status(edition) if edition else None
        if status not in (Status.WITHDRAWN, Status.REMOVED):
            return label
        return format_html("{} ({})", label, status.label)


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
            "ai_use": forms.RadioSelect,
        }

    def __init__(self, *args: Any, story: Story | None, story_is_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = self.instance if self.instance.pk else None
        for field in self.fields.values():
            # The browser would cut what is pasted, without a word; the server says that it is too long.
            if limit := field.widget.attrs.pop("maxlength", None):
                field.widget.attrs["data-limit"] = limit
        # A draft may wait for its text; submitting asks for it (publishing/validation.py).
        self.fields["body"].required = False
        self.fields["ai_use"].choices = [NOT_SAID, *AIUse.choices]  # type: ignore[attr-defined]
        self.set_story(story)
        self.story_is_fixed = story_is_fixed
        if story_is_fixed and not self.is_bound:
            self._drop_story_fields()
        if edition:
            del self.fields["language"]
            self.initial = {**self.initial, "slug": edition.release.slug, "version": edition.version}
            if edition.release.slug_is_frozen():
                self.fields["slug"].disabled = True
                del self.fields["slug"].widget.attrs["data-limit"]  # no letter of it is left to be typed
            say_language(self, edition.language, Edition.WRITTEN_FIELDS)
            say_checker(self, edition)
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

    def forget_missing(self) -> None:
        """Of a form that was not sent to be saved nobody is told yet what is still to be filled in."""
        for name, errors in list(self.errors.as_data().items()):
            if all(error.code == "required" for error in errors):
                del self.errors[name]

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


def _discarded_stories() -> Any:
    """Returns the keys of stories all of whose texts are discarded; few are, and an index knows them."""
    others = Edition.objects.not_discarded().filter(release__story=OuterRef("release__story"))
    discarded = Edition.objects.filter(state=Edition.State.DISCARDED, discarded_at__isnull=False)
    return discarded.filter(~Exists(others)).values("release__story")


def _offered(story: Story | None) -> Any:
    others = Story.objects.exclude(pk__in=_discarded_stories())
    others = others.exclude(pk=story.pk) if story else others
    recent = list(others.values_list("pk", flat=True)[:_RELATED_OFFERED])
    chosen = Q(related=story) if story else Q()
    offered = others.filter(Q(pk__in=recent) | chosen if story else Q(pk__in=recent)).distinct()
    return offered.prefetch_related("releases__editions")
