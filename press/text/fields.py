"""Django's text fields, clean however the text came in."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from press.text.characters import clean_text, get_words


class TextFormField(forms.CharField):
    """A text that is clean from the moment it is read, so "required" asks for something to be read."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return get_words(text) or self.empty_value if isinstance(text, str) else text


class _CleanField(models.Field):  # type: ignore[type-arg]
    """Cleans on every way into the database, and in what is asked of it. To migrations it is Django's own."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{type(self).__name__}", args, kwargs

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean_text(text) if isinstance(text, str) else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The object in hand holds what was saved, too."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):  # else an expression, which the database reads
            value = clean_text(value)
            setattr(model_instance, self.attname, value)
        return value


class _WordsField(_CleanField):
    """What has words is asked for by a form in which invisible ones are none."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": TextFormField, **kwargs})


if TYPE_CHECKING:
    # To types, as to migrations, they are Django's own.
    from django.db.models import CharField as CharField
    from django.db.models import EmailField as EmailField
    from django.db.models import SlugField as SlugField
    from django.db.models import TextField as TextField
else:

    class CharField(_WordsField, models.CharField): ...

    class TextField(_WordsField, models.TextField): ...

    # Their own forms refuse each such character.
    class EmailField(_CleanField, models.EmailField): ...

    class SlugField(_CleanField, models.SlugField): ...
