"""What a form that was sent says, in the shape in which versions are kept (publishing.versions), and back.

A moment is written as its field shows it, to the minute; what is none stays as it was typed.
"""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.defaultfilters import yesno
from django.utils import timezone

from press.converters import parse_number
from press.desk.fields import MomentField
from press.models.versions import Content
from press.richtext.fields import RichTextFormField
from press.richtext.limits import TooComplex
from press.richtext.plain import add_paragraphs
from press.richtext.sanitise import sanitise
from press.text.characters import clean_text

MOMENT = "%Y-%m-%dT%H:%M"

Fields = dict[str, forms.Field]


def read_content(sent: QueryDict, fields: Fields, prefix: str = "") -> Content:
    """Returns what was sent of each of the fields that can be changed."""
    return {
        name: _read(field, sent, f"{prefix}{name}") for name, field in fields.items() if not field.disabled
    }


def _read(field: forms.Field, sent: QueryDict, name: str) -> Any:
    if isinstance(field, forms.BooleanField):
        return bool(sent.get(name))
    if isinstance(field, forms.ModelMultipleChoiceField):
        return sorted(number for each in sent.getlist(name) if (number := parse_number(each)) is not None)
    text = clean_text(sent.get(name, "").replace("\r\n", "\n")).strip()
    if isinstance(field, forms.ModelChoiceField):
        return parse_number(text)
    if isinstance(field, MomentField):
        return _read_moment(field, text)
    if isinstance(field, RichTextFormField):
        return _read_html(text)
    return text


def _read_html(text: str) -> str:
    try:
        return sanitise(add_paragraphs(text))
    except TooComplex:
        return text


def _read_moment(field: MomentField, text: str) -> str | None:
    try:
        moment = field.to_python(text)
    except ValidationError:
        return text
    return _write_moment(moment) if moment else None


def _write_moment(moment: datetime.datetime) -> str:
    return timezone.localtime(moment).strftime(MOMENT)


def as_shown(content: Content, fields: Fields) -> Content:
    """Returns kept values of the fields as `read_content` would read them where nobody touched them."""
    return {
        name: _write_moment(datetime.datetime.fromisoformat(content[name]))
        if isinstance(field, MomentField) and content[name]
        else content[name]
        for name, field in fields.items()
        if name in content and not field.disabled
    }


def as_sent(value: Any) -> list[str]:
    """Returns what a browser sends of a value."""
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list):
        return [str(each) for each in value]
    return ["" if value is None else str(value)]


def say_value(field: forms.Field, value: Any) -> str:
    """Returns a value as the form shows it: of one that is chosen, its label."""
    if isinstance(field, forms.ModelChoiceField):
        chosen = field.queryset.filter(pk__in=value if isinstance(value, list) else [value])  # type: ignore[union-attr]
        return ", ".join(map(str, chosen))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    if isinstance(value, bool):
        return str(yesno(value))
    return str(value or "").replace("T", " ") if isinstance(field, forms.DateTimeField) else str(value or "")
