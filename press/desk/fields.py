"""Dates with an hour, in Astana time: one labelled field that the browser knows."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from press.converters import parse_number

# What `datetime-local` sends, and what an officer types where the browser does not know that field.
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%YT%H:%M"]
# A moment may pass while the form is filled in; an older one, or one further ahead, is a slip of the finger.
PAST = datetime.timedelta(minutes=10)
AHEAD = datetime.timedelta(days=5 * 365 + 1)
# Stored moments are of these years; others would leave the calendar when they are turned into UTC.
_YEARS = range(1990, 2200)


class NumberedChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows by their numbers. One that no database can hold is refused like one that is not offered."""

    def clean(self, value: Any) -> Any:
        chosen = value if isinstance(value, list | tuple) else []
        for number in chosen:
            if parse_number(str(number)) is None:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": number}
                )
        return super().clean(value)


class VersionField(forms.IntegerField):
    """The version of what a form was built on, as its page carries it; none where a program sends it."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        # What the column holds: no form of ours was built on a later one.
        super().__init__(required=False, min_value=0, max_value=2**31 - 1)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None, format: str | None = None) -> None:  # noqa: A002
        super().__init__(attrs={"class": "moment", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment in Astana time. A time that the clocks skipped, or showed twice, is refused with a word."""

    widget = MomentInput
    input_formats = _FORMATS

    def to_python(self, value: Any) -> datetime.datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value if timezone.is_aware(value) else timezone.make_aware(value)
        naive = self._read(str(value).strip())
        if naive.year not in _YEARS:
            raise _out_of_reach()
        zone = timezone.get_current_timezone()
        first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
        if first.utcoffset() != second.utcoffset():
            raise ValidationError(
                _("The clocks were changed then: this Astana time came twice or never. Take another."),
                code="impossible",
            )
        return first

    def _read(self, value: str) -> datetime.datetime:
        for known in self.input_formats:
            try:
                return datetime.datetime.strptime(value, known)  # noqa: DTZ007 - the zone is added by the caller
            except ValueError:
                continue
        raise ValidationError(_("Write the date and the time like this: 12.12.2026 09:00."), code="invalid")


def validate_in_reach(moment: datetime.datetime) -> None:
    """Raises ValidationError for a moment that has passed, or is over five years ahead."""
    now = timezone.now()
    if not now - PAST <= moment <= now + AHEAD:
        raise _out_of_reach()


def _out_of_reach() -> ValidationError:
    now = timezone.now()
    return ValidationError(
        _("Choose a moment between %(first)s and %(last)s, Astana time."),
        code="out_of_reach",
        params={"first": format_moment(now - PAST), "last": format_moment(now + AHEAD)},
    )


def format_moment(moment: datetime.datetime) -> str:
    """Returns the moment as buttons and lists show it: `12.12.2026 09:00`, in Astana time."""
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"


def format_time(moment: datetime.datetime | None, *, hour: bool = True) -> SafeString:
    """Returns the moment in words as a `<time>`, which programs can read; "" for none.

    Without `hour` only its day, where no hour was ever known.
    """
    if moment is None:
        return SafeString("")
    local = timezone.localtime(moment)
    if not hour:
        return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), f"{local:%d.%m.%Y}")
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), format_moment(local)
    )
