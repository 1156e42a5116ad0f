"""The one door to the editor: a swap of the editor is a change in this package alone."""

from typing import Any

from django.db import models


class RichTextField(models.TextField):
    """Sanitised HTML. Migrations know it as a TextField, so that they never name the editor."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
