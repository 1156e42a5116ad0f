"""Whether readers can write to the press room."""

from typing import Any

from django.conf import settings
from django.core import checks


def can_be_written_to(app_configs: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Warning `minber.W001`: no address for mistakes and complaints where no contact has one of its own."""
    if settings.PRESS_ROOM_EMAIL:
        return []
    return [
        checks.Warning(
            "The press room has no e-mail: readers can report a mistake only where the release's contact or "
            "the duty officer has one, and the accessibility statement names none.",
            hint="Set PRESS_ROOM_EMAIL, or DEFAULT_FROM_EMAIL where its letters are read.",
            id="minber.W001",
        )
    ]
