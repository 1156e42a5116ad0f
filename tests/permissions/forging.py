"""Forms as somebody sends them who changes every column that there is, whatever the page offers."""

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils import timezone

from press.models import Edition, Illustration, Photograph, Release, Story, User
from press.richtext.fields import RichTextField
from tests.factories import photograph_file
from tests.permissions.addresses import Address, find_model
from tests.permissions.press_room import PressRoom
from tests.permissions.visitors import Forms

Form = dict[str, Any]

# Left as the page has them, since any other value spoils the whole form and nothing else would be tried.
LEFT_ALONE = {
    "version",  # another one is a form built on an older text: all of it is shown again (tests/press/desk)
    "photographs-0-decorative",  # with an alternative text the two contradict each other
    "photographs-0-edition",
    "photographs-0-photograph",
    "id",
}
# Of no model, and wherever they are taken: two passwords that agree, a page to go to, a choice of each kind.
EXTRAS = {
    "password1": "A forged passphrase 1",
    "password2": "A forged passphrase 1",
    "new_password1": "A forged passphrase 1",
    "new_password2": "A forged passphrase 1",
    "usable_password": "true",
    "language": "kk",
    "next": "https://elsewhere.example/",
    "colours": "dark",
    "action": "delete_selected",
    "index": "0",
    "photographs-0-credit": "Forged credit",
    "post": "yes",
    "reason": "A forged reason",
    "note": "A forged note",
    "override_reason": "A forged reason",
}


@cache
def forge(address: Address, page: Forms, room: PressRoom) -> Form:
    """Returns what the page's own forms send, with another value for every column of what it shows."""
    form: Form = {**page.fields, **EXTRAS, "_selected_action": _keys(_model(address))}
    for name, column in forged_columns(address, room).items():
        form |= _sent(name, column.value)
    if "photographs-0-file" in page.names:
        form["photographs-0-file"] = photograph_file("olive")
    return form


@dataclass(frozen=True)
class Column:
    """One column of what a page shows, and what is sent for it."""

    model: type[models.Model]
    field: Any
    value: Any

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@cache
def forged_columns(address: Address, room: PressRoom) -> dict[str, Column]:
    """Returns the columns by the name that their field has, or would have, in the form."""
    model, row = _model(address), None
    story = Story.objects.filter(pk=address.values.get("story", 0)).first()
    shown = find_model(address.name, address.name) and room.rows.get(model, {}).get(address.label)
    if address.values and not story and shown:
        row = model._default_manager.get(pk=shown.pk)
    return {
        f"{prefix}{field.name}": Column(of_model, field, other_value(field, instance, room))
        for prefix, of_model, instance in _shown(model, row, story)
        for field in (*of_model._meta.fields, *of_model._meta.many_to_many)
        # Of a story that there is already some languages are taken.
        if f"{prefix}{field.name}" not in LEFT_ALONE and not (story and field.name == "language")
    }


def _model(address: Address) -> type[models.Model]:
    """Pages of no model are sent what makes an account."""
    return find_model(address.name, address.name) or User


def _shown(
    model: type[models.Model], row: Any, story: Story | None
) -> list[tuple[str, type[models.Model], Any]]:
    """Returns the models that a page writes, each with the prefix of its fields and what stands there now."""
    if model is not Edition:
        return [("", model, row)]
    used = row and row.illustrations.first()
    photograph = used.photograph if used else story and story.photographs.first()
    return [
        ("", Photograph, photograph),  # corrected by a form of its own
        ("", Story, row.release.story if row else story),
        ("", Release, row and row.release),
        ("", Edition, row),
        ("photographs-0-", Photograph, photograph),
        ("photographs-0-", Illustration, used),
    ]


def _sent(name: str, value: Any) -> Form:
    """Returns the field as the page's own widgets send it; the admin has two for a moment."""
    if isinstance(value, datetime.datetime):
        text = f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"
        day, _, hour = text.partition("T")
        return {name: text, f"{name}_0": day, f"{name}_1": hour}
    return {name: str(value).lower() if isinstance(value, bool) else value}


def other_value(field: Any, instance: Any, room: PressRoom) -> Any:
    """Returns a value that the column may hold and does not; of a new row, not what it begins with."""
    if field.many_to_many:
        return _keys(field.related_model, than=instance)
    current = field.value_from_object(instance) if instance else field.get_default()
    if field.is_relation:
        return room.other(field.related_model, than=current) or ""
    if field.choices:
        return [value for value, _ in field.choices if value != current][-1]
    if isinstance(field, models.BooleanField):
        return not current
    if isinstance(field, models.DateTimeField):
        # On the day of what is scheduled: in a month that is counted already. What begins ends later.
        days = 2 if field.name == "ends_at" else 1
        return timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(days=days)
    if isinstance(field, models.JSONField):
        return ["kk"]
    if isinstance(field, models.IntegerField):
        return 77
    return _other_text(field)


def _other_text(field: Any) -> str:
    if isinstance(field, RichTextField):
        return "<p>A forged text.</p>"
    if isinstance(field, models.EmailField):
        return "forged@elsewhere.example"
    if isinstance(field, models.SlugField) or field.name == "username":
        return "forged"
    return "+77172000000" if field.name == "phone_dialled" else f"Forged {field.name}"[: field.max_length]


def _keys(model: Any, than: Any = None) -> list[Any]:
    """Returns the keys of all its rows but that one, and of what no form offers, which would spoil it."""
    others = model._default_manager.order_by("pk")
    if model is Story:
        others = others.exclude(releases__editions__state=Edition.State.DISCARDED)
    if isinstance(than, model):
        others = others.exclude(pk=than.pk)
    return list(others.values_list("pk", flat=True))
