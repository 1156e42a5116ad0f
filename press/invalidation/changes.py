"""Which changes of the models the public can see: each moves the generation, whoever makes it.

By Django's signals, so that no form, command or verb can forget it. What is written in bulk sends none:
who does that with something public calls `generation.bump()` (`make_archive`).
"""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from press.invalidation import generation
from press.models import (
    Contact,
    Edition,
    Illustration,
    Person,
    Photograph,
    Release,
    Rendition,
    Story,
    Topic,
)

PUBLIC = (Contact, Edition, Illustration, Person, Photograph, Release, Rendition, Story, Topic)
RELATIONS = (Story.topics.through, Story.people.through, Story.related.through)


def connect_signals() -> None:
    for model in PUBLIC:
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"press.invalidation.{model.__name__}")
    for relation in RELATIONS:
        m2m_changed.connect(_related, sender=relation, dispatch_uid=f"press.invalidation.{relation.__name__}")


def _changed(instance: Any, *, raw: bool = False, **_: Any) -> None:
    if not raw and _is_seen(instance):
        generation.bump(is_takedown=_is_takedown(instance))


def _related(instance: Any, *, action: str, **_: Any) -> None:
    if action.startswith("post_") and _is_seen(instance):
        generation.bump()


def _is_seen(instance: Any) -> bool:
    """Whether the public could see it: a draft being written leaves every page as it is."""
    match instance:
        case Edition():
            return instance.state == Edition.State.APPROVED
        case Release():
            return instance.first_published_at is not None or instance.removed_at is not None
        case Story():
            return instance.releases.exclude(first_published_at=None).exists()
        case Illustration():
            return _is_seen(instance.edition)
        case Photograph():
            return _is_used(instance.pk)
        case Rendition():
            return _is_used(instance.photograph_id)
    return True


def _is_used(photograph: int | None) -> bool:
    used = Illustration.objects.filter(photograph=photograph, edition__state=Edition.State.APPROVED)
    return used.exists()


def _is_takedown(instance: Any) -> bool:
    match instance:
        case Edition():
            return instance.withdrawn_at is not None
        case Release():
            return instance.removed_at is not None
    return False
