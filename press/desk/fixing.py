"""The small form below what readers have: alternative texts, captions and the credit line, fixed at once."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from press.desk.photograph_forms import MOST, ROWS_AT_MOST, IllustrationForm
from press.desk.widgets import say_language
from press.models import Edition, Illustration
from press.publishing import Permissions
from press.publishing.fixes import FIELDS

_WORDS = [field.name for field in Illustration.WRITTEN_FIELDS]
_Illustrations = forms.formset_factory(IllustrationForm, extra=0, max_num=MOST, absolute_max=ROWS_AT_MOST)


class FixForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a fix may change, and nothing else of the text."""

    class Meta:
        model = Edition
        fields = FIELDS

    def __init__(self, data: QueryDict | None = None, *, edition: Edition) -> None:
        super().__init__(data, instance=edition)
        self._used = {each.photograph_id: each for each in edition.illustrations.all()}
        now = [
            {"photograph": key, **{name: getattr(each, name) for name in _WORDS}}
            for key, each in self._used.items()
        ]
        self.illustrations: Any = _Illustrations(data, initial=now, prefix="photographs")
        say_language(self, edition.language, [one for one in Edition.WRITTEN_FIELDS if one.name in FIELDS])
        for row in self.illustrations:
            say_language(row, edition.language, Illustration.WRITTEN_FIELDS)

    def _post_clean(self) -> None:
        """The verb writes it."""

    def rows(self) -> Iterator[tuple[IllustrationForm, Illustration | None]]:
        """Yields the form of each illustration, and the illustration."""
        used = {str(key): each for key, each in self._used.items()}
        for row in self.illustrations:
            yield row, used.get(str(row["photograph"].value()))

    def get_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def get_words(self) -> dict[int, dict[str, Any]]:
        """Returns the words of the illustrations that were sent, by the keys of their photographs."""
        sent = [row.cleaned_data for row in self.illustrations if row.cleaned_data]
        return {words["photograph"]: {name: words[name] for name in _WORDS} for words in sent}


def build_fix_form(permissions: Permissions, pressed: QueryDict | None) -> FixForm | None:
    """Returns the form, as it was sent where it was refused; None where this officer fixes nothing here."""
    if not permissions.can_fix():
        return None
    is_sent = pressed is not None and pressed.get("verb") == "fix"
    return FixForm(pressed if is_sent else None, edition=permissions.edition)
