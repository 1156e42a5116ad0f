"""Which changes of the models the public can see: each moves the generation, whoever makes it, and names what
it touched. What takes something back, or is not understood here, touches everything.

By Django's signals, so that no form, command or verb can forget it. What is written in bulk sends none:
who does that with something public calls `generation.bump()` (`make_archive`).
"""

from collections.abc import Collection
from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone

from press.invalidation import generation, names
from press.models import (
    Contact,
    CorrectionQuestion,
    Edition,
    Illustration,
    Person,
    Photograph,
    Release,
    Rendition,
    Story,
    Topic,
)

PUBLIC = (
    Contact,
    CorrectionQuestion,
    Edition,
    Illustration,
    Person,
    Photograph,
    Release,
    Rendition,
    Story,
    Topic,
)
RELATIONS = (Story.topics.through, Story.people.through, Story.related.through)


def connect_signals() -> None:
    for model in PUBLIC:
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"press.invalidation.{model.__name__}")
    for relation in RELATIONS:
        m2m_changed.connect(_related, sender=relation, dispatch_uid=f"press.invalidation.{relation.__name__}")


def _changed(
    instance: Any, *, raw: bool = False, update_fields: Collection[str] | None = None, **more: Any
) -> None:
    if not raw and _is_seen(instance):
        is_deleted = "created" not in more
        touched = None if is_deleted else _find_touched(instance, update_fields or ())
        generation.bump(touched, is_takedown=_is_takedown(instance))


def _related(
    instance: Any, *, action: str, model: Any, pk_set: Collection[int] | None = None, **_: Any
) -> None:
    """A topic more or less: the lists of it change anywhere, and every page that names it has its name."""
    if action.startswith("post_") and _is_seen(instance):
        touched = None
        if isinstance(instance, Story) and pk_set is not None:
            kind = {Topic: "topic", Person: "person"}.get(model)
            others = [names.subject(kind, key) if kind else names.story(key) for key in pk_set]
            touched = [names.story(instance.pk), *others, *names.EVERY_NEWEST]
        generation.bump(touched)


def _find_touched(instance: Any, update_fields: Collection[str]) -> Collection[str] | None:
    """Returns the names of what has changed with it; None: any page may have.

    Precise is only what adds to the top of lists or amends what stands in them (names.SETTLED).
    """
    match instance:
        case Edition():
            return _find_touched_by(instance, update_fields)
        case Release() if instance.removed_at is None:
            release = [names.release(instance.pk), names.story(instance.story_id)]
            return [*release, names.sitemap(instance.pk), names.newest(instance.language)]
        case CorrectionQuestion():
            return [names.release(instance.release_id)]
        case Story():
            return [names.story(instance.pk), names.PINNED]
        case Illustration():
            return [names.release(instance.edition.release_id)]
        case Photograph():
            return _find_showing(instance.pk)
        case Rendition():
            return _find_showing(instance.photograph_id)
        case Topic():
            return [names.subject("topic", instance.pk), names.subjects("topic")]
        case Person():
            return [names.subject("person", instance.pk), names.subjects("person")]
    return None


def _find_touched_by(edition: Edition, update_fields: Collection[str]) -> Collection[str] | None:
    if edition.withdrawn_at is not None or edition.live_from is None:
        return None
    # Of one that ended nothing else is written than when: the next one begins then.
    is_followed = set(update_fields) == {"live_until"}
    if is_followed or edition.live_from >= timezone.now() - names.ON_TOP or _follows_a_live_one(edition):
        return names.of_publications([edition])[edition.pk]
    return None


def _follows_a_live_one(edition: Edition) -> bool:
    others = edition.release.editions.filter(state=Edition.State.APPROVED, live_from__lt=edition.live_from)
    return others.filter(live_until__gte=edition.live_from, withdrawn_at=None).exists()


def _find_showing(photograph: int | None) -> list[str]:
    """Returns the names of the releases that show a photograph."""
    showing = Illustration.objects.filter(photograph=photograph, edition__state=Edition.State.APPROVED)
    return [names.release(key) for key in showing.values_list("edition__release", flat=True).distinct()]


def _is_seen(instance: Any) -> bool:
    """Whether the public could see it: a draft being written leaves every page as it is."""
    match instance:
        case Edition():
            return instance.state == Edition.State.APPROVED
        case CorrectionQuestion():
            # One that is scheduled asks nothing yet: taking it off the schedule leaves every page as it is.
            return _is_public(instance.edition)
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


def _is_public(edition: Edition) -> bool:
    return edition.live_from is not None and edition.live_from <= timezone.now()


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
