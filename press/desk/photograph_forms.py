"""The photographs of a release: their files, and the words about them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from press.converters import parse_number
from press.desk.contents import say_value
from press.desk.fields import VersionField
from press.desk.ordering import put_in_order
from press.desk.widgets import NOT_SAID, say_checker, say_language
from press.languages import Language
from press.models import Edition, Illustration, Photograph, Story, User
from press.models.ai_use import PictureAIUse
from press.photographs.decoding import BYTE_LIMIT
from press.photographs.description import say_ai_use, say_where_and_when
from press.photographs.intake import too_many_bytes, validate_file
from press.photographs.visibility import find_uploads
from press.publishing.illustrations import IllustrationInput
from press.publishing.versions import CREDIT_FIELDS
from press.text.fields import TextFormField

# Of a release; and of rows that a form may bring, those taken out among them.
MOST, ROWS_AT_MOST = 60, 80
# Files in the form itself, where there is no script. Each is read for up to 1.3 s of processor time, while
# the release is locked.
NEW_PHOTOGRAPHS = 10
# Of all that are sent at once; the proxy takes as much and a text (deploy/site.conf.template).
BYTES_AT_ONCE = 2 * BYTE_LIMIT
_MEGABYTE = 1024 * 1024


class IllustrationForm(forms.Form):
    """The words with one use of a photograph in a text."""

    photograph = forms.IntegerField(required=False, widget=forms.HiddenInput)
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

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("decorative") and data.get("alternative_text"):
            self.add_error(
                "decorative",
                gettext("A decorative photograph has no alternative text: choose one of the two."),
            )
        return data


class PhotographForm(IllustrationForm):
    """One photograph of the release: a new file, an upload of the officer, or one that the story has."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=format_lazy(
            _("JPEG, PNG, WebP or AVIF, as large as you have it, up to {limit} MB."),
            limit=BYTE_LIMIT // _MEGABYTE,
        ),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif"}),
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
    ai_use = forms.ChoiceField(
        label=_("Artificial intelligence in this picture"),
        required=False,
        choices=[NOT_SAID, *PictureAIUse.choices],
        help_text=Photograph._meta.get_field("ai_use").help_text,
    )
    ai_checked = forms.BooleanField(
        label=_("Checked by a person"),
        required=False,
        help_text=Photograph._meta.get_field("ai_checked").help_text,
    )
    WRITTEN_FIELDS = (*Illustration.WRITTEN_FIELDS, *Photograph.WRITTEN_FIELDS)
    # A new file is a new photograph: the old one may be gone from the form, not changed.
    known: Photograph | None = None

    def __init__(
        self, *args: Any, story: Story | None, language: str, officer: User | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        say_language(self, language, self.WRITTEN_FIELDS)
        if number := parse_number(str(self["photograph"].value())):
            self.known = _find_photograph(number, story, officer)
        if self.known:
            del self.fields["file"]
            say_checker(self, self.known)
            if self.known.is_fixed():
                self._fix_credit(self.known, language)

    def _fix_credit(self, photograph: Photograph, language: str) -> None:
        """Shows the credit as readers have it, perhaps in another language."""
        credit = photograph.credit(language)
        self.initial = {**self.initial, **_photograph_texts(photograph, language), "credit": credit.text}
        self.fields["credit"].widget.attrs["lang"] = credit.language
        for field in Photograph.WRITTEN_FIELDS:
            self.fields[field.name].disabled = True
            self.fields[field.name].help_text = _("Handed over with a text: an editor can correct it.")

    def get_unsaved_words(self) -> list[str]:
        """Returns what was typed about a photograph that was fixed while the form was open."""
        unsaved = {}
        for name in [field.name for field in Photograph.WRITTEN_FIELDS if self.fields[field.name].disabled]:
            typed = self.fields[name].widget.value_from_datadict(self.data, {}, self.add_prefix(name))
            typed = typed.strip() if isinstance(typed, str) else typed
            if typed and typed != self.initial[name]:
                unsaved[name] = say_value(self.fields[name], typed)
        return [f"{self.fields[name].label}: {words}" for name, words in unsaved.items()]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            validate_file(file)
        return file

    @property
    def taken(self) -> str:
        """Returns where and when the photograph was taken, as far as its file says."""
        return say_where_and_when(self.known) if self.known else ""

    @property
    def said_by_file(self) -> str:
        """Returns what its file says of artificial intelligence."""
        return say_ai_use(self.known) if self.known else ""

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
        if self.cleaned_data.get("DELETE"):
            return self.cleaned_data
        data = super().clean()
        if not self.known and not data.get("file") and "file" not in self.errors:
            if data.get("photograph"):
                raise ValidationError(gettext("This photograph is no longer there."))
            self.add_error("file", gettext("Choose the file: what you wrote about it is kept."))
        return data


def _find_photograph(number: int, story: Story | None, officer: User | None) -> Photograph | None:
    """Returns one of the story, or an upload of this officer; nobody else's by its number."""
    theirs = story.photographs.all() if story else Photograph.objects.none()
    own = find_uploads(officer) if officer else Photograph.objects.none()
    return (
        (theirs | own)
        .filter(pk=number)
        .select_related("ai_checked_by")
        .prefetch_related("renditions")
        .first()
    )


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
        self.fields["ai_use"].choices = [NOT_SAID, *PictureAIUse.choices]  # type: ignore[attr-defined]
        say_checker(self, instance)
        for name in CREDIT_FIELDS if data is not None else ():
            now = say_value(self.fields[name], getattr(instance, name))
            self.fields[name].help_text = gettext("Now: %(text)s") % {"text": now or "–"}

    def _post_clean(self) -> None:
        """The verb writes it."""

    def get_words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CREDIT_FIELDS}


class _Photographs(forms.BaseFormSet):  # type: ignore[type-arg]
    """Remembers that a browser never sends a chosen file twice."""

    too_much = ""

    @property
    def in_order(self) -> list[PhotographForm]:
        """Returns the rows as the officer put them."""
        return put_in_order(self.forms, [parse_number(str(row["ORDER"].value() or "")) for row in self.forms])

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place in the order")
        form.fields["ORDER"].widget.attrs |= {"min": 1, "max": MOST}

    def full_clean(self) -> None:
        """Looks at no file of too many or too large ones: each is read to its end."""
        self.too_much = self._why_too_much()
        if self.too_much:
            self.files = MultiValueDict()
        super().full_clean()

    def _why_too_much(self) -> str:
        if len(self.files) > NEW_PHOTOGRAPHS:
            return gettext(
                "At most %(number)s new photographs are taken at once: save, then add the others."
            ) % {"number": NEW_PHOTOGRAPHS}
        sizes: list[int] = [getattr(file, "size", 0) for file in self.files.values()]
        if sum(sizes) > BYTES_AT_ONCE:
            return self.too_large_at_once
        return ""

    # What the page's script judges before it sends anything (static/js/admin/uploads.js).
    bytes_of_one = BYTE_LIMIT
    most = MOST

    @property
    def too_large(self) -> str:
        return str(too_many_bytes().messages[0])

    @property
    def too_many(self) -> str:
        return gettext("A release has at most %(limit)s photographs: take some out, then try again.") % {
            "limit": MOST
        }

    @property
    def too_large_at_once(self) -> str:
        return gettext(
            "The photographs are too large to be sent at once: at most %(limit)s MB together. "
            "Save some of them, then add the others."
        ) % {"limit": BYTES_AT_ONCE // _MEGABYTE}

    def clean(self) -> None:
        if self.too_much:
            raise ValidationError(self.too_much)

    def files_were_chosen(self) -> bool:
        return any(form.cleaned_data.get("file") for form in self.forms if hasattr(form, "cleaned_data"))


Photographs = forms.formset_factory(
    PhotographForm,
    formset=_Photographs,
    extra=1,
    can_delete=True,
    can_order=True,
    max_num=MOST,
    absolute_max=ROWS_AT_MOST,
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
    return [
        {
            "photograph": used.photograph_id,
            "decorative": used.decorative,
            **_photograph_texts(used.photograph, language),
        }
        for used in _find_illustrations(story)
    ]


def _find_illustrations(story: Story | None) -> list[Illustration]:
    """Returns those of the story's text that was first, as it shows them now."""
    texts = [release.newest_edition() for release in story.releases.order_by("pk")] if story else []
    used = [list(text.illustrations.select_related("photograph")) for text in texts if text]
    return next(filter(None, used), [])


def _photograph_texts(photograph: Photograph, language: str) -> dict[str, Any]:
    said = {field.name: getattr(photograph, field.name) for field in Photograph.WRITTEN_FIELDS}
    return {**said, "credit": getattr(photograph, f"credit_{language}", "")}
