"""What the content rules find in all that is public: recorded with each approval, and anew by the worker.

A record says nothing of time or of dismissals: who counts asks `EditionFinding.objects.open()`. So nothing is
written when a moment comes, or when somebody lets a finding stand.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accessibility.content import Content, Finding, Name
from accessibility.content.digest import DIGEST
from press.invalidation import generation, names
from press.models import ContentCheck, Edition, EditionFinding, Release
from press.publishing import content_rules, register

# Which rules there are, and how an edition is handed to them. With a check stands behind it which names they
# knew (`register.make_digest`).
RULES = hashlib.sha256(DIGEST.encode() + Path(content_rules.__file__).read_bytes()).hexdigest()[:16]

# By language.
Names = Mapping[str, list[Name]]

# So many the worker checks at once: what it does every two seconds waits for them.
FEW = 50
BATCH = 500


# --- In the transaction of the verb ---


def record_story(release: Release) -> None:
    """Records what the rules find in each text of a story, which is locked.

    All of them: what is found in one depends on the others, where figures are compared.
    """
    keys = list(_find_current().filter(release__story=release.story_id).values_list("pk", flat=True))
    ContentCheck.objects.bulk_create([ContentCheck(edition_id=key) for key in keys], ignore_conflicts=True)
    # Waits for the worker, which may have read an older text beside this one.
    list(ContentCheck.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    _record(keys, register.get_all_names())


def _find_current() -> QuerySet[Edition]:
    """Returns the editions that are public, or will be."""
    not_over = Q(live_until=None) | Q(live_until__gt=timezone.now())
    return Edition.objects.filter(not_over, state=Edition.State.APPROVED)


# --- Anew, by the worker or `check_content` ---


def enter_missing() -> None:
    """Has what is public and was never checked wait for it: older than the rules, or written in bulk."""
    missing = Edition.objects.live().filter(content_check=None).order_by("pk").values_list("pk", flat=True)
    last = 0
    while keys := list(missing.filter(pk__gt=last)[: 10 * BATCH]):
        last = keys[-1]
        rows = [ContentCheck(edition_id=key) for key in keys]
        ContentCheck.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def mark_outdated() -> None:
    """Has everything wait for its check: what the rules are told beside the texts is new."""
    ContentCheck.objects.update(rules="")


def update_outdated(limit: int = FEW) -> int:
    """Checks again what other rules have checked; returns how many: 0 where none is left.

    The old findings are shown meanwhile. What another transaction holds waits for the next time.
    """
    house_names = register.get_all_names()
    with transaction.atomic():
        outdated = _find_outdated(_current(house_names)).select_for_update(skip_locked=True)
        keys = list(outdated.order_by("rules", "pk").values_list("pk", flat=True)[:limit])
        if keys:
            _record(_forget_what_is_over(keys), house_names)
    if keys:
        # Not before: whoever publishes holds the generation, and may wait for a check that is held here.
        generation.bump([names.FINDINGS])
    return len(keys)


def _find_outdated(current: str) -> QuerySet[ContentCheck]:
    """Returns the checks by other rules, or by other names."""
    others = Q(rules__lt=current) | Q(rules__gt=current)  # each an end of the index
    return ContentCheck.objects.filter(others)


def _forget_what_is_over(keys: Collection[int]) -> list[int]:
    """Deletes what is known of editions that are public no more, and never again; returns the others."""
    current = set(_find_current().filter(pk__in=keys).values_list("pk", flat=True))
    over = set(keys) - current
    for model in (EditionFinding, ContentCheck):
        model._default_manager.filter(edition__in=over).delete()
    return sorted(current)


def check_all(say: Callable[[int, int], object] = lambda done, of: None) -> None:
    """Checks what is public and was not checked by these rules; stopped, the next run goes on.

    `say` is told how many are done, and of how many.
    """
    enter_missing()
    total = ContentCheck.objects.count()
    done = total - _find_outdated(_current(register.get_all_names())).count()
    say(done, total)
    while checked := update_outdated(BATCH):
        done += checked
        say(done, total)


# --- The check ---


def _current(house_names: Names) -> str:
    return RULES + register.make_digest(house_names)


def _record(keys: Collection[int], house_names: Names) -> None:
    """Records what the rules find in these editions, whose checks are locked, and that they were asked.

    A fixed number of queries, however many there are.
    """
    found = dict(_check(keys, house_names))
    known = {(row.edition_id, row.key): row for row in EditionFinding.objects.filter(edition__in=keys)}
    first_found = _find_first_found(found)
    now = timezone.now()
    rows = {
        (edition.pk, finding.key): EditionFinding(
            edition=edition,
            rule=finding.rule.name,
            severity=finding.severity or finding.rule.severity,
            text_name=finding.text.name,
            key=finding.key,
            found_at=first_found.get((edition.release_id, finding.key), now),
        )
        for edition, findings in found.items()
        for finding in findings
    }
    gone = [row.pk for place, row in known.items() if place not in rows or not _is_same(row, rows[place])]
    EditionFinding.objects.filter(pk__in=gone).delete()
    new = [row for place, row in rows.items() if place not in known or not _is_same(row, known[place])]
    EditionFinding.objects.bulk_create(new, batch_size=BATCH)
    ContentCheck.objects.filter(pk__in=keys).update(rules=_current(house_names), checked_at=now)


def _is_same(one: EditionFinding, other: EditionFinding) -> bool:
    """Whether nothing of it was changed by other rules: the key stands for rule, text and words alone."""
    return one.severity == other.severity


def _find_first_found(editions: Iterable[Edition]) -> dict[tuple[int, str], datetime.datetime]:
    """Returns since when each finding is known, by release and key."""
    rows = EditionFinding.objects.filter(edition__release__in={edition.release_id for edition in editions})
    first: dict[tuple[int, str], datetime.datetime] = {}
    for release, key, found_at in rows.values_list("edition__release", "key", "found_at"):
        first[release, key] = min(found_at, first.get((release, key), found_at))
    return first


def _check(keys: Collection[int], house_names: Names) -> Iterator[tuple[Edition, list[Finding]]]:
    """Yields the editions of these keys, each with what the rules find in it; each text is read once."""
    stories = Edition.objects.filter(pk__in=keys).values("release__story")
    rows = _find_current().filter(release__story__in=stories).defer("search_text", "description")
    with_them = rows.select_related("release").prefetch_related("illustrations__photograph")
    of_story: dict[int, list[tuple[Edition, Content]]] = defaultdict(list)
    for edition in with_them.order_by("release__language"):
        content = replace(content_rules.build_alone(edition), names=house_names[edition.language])
        of_story[edition.release.story_id].append((edition, content))
    wanted = set(keys)
    for texts in of_story.values():
        for edition, content in texts:
            if edition.pk in wanted:
                whole = replace(content, translations=_find_translations(edition, texts))
                yield edition, content_rules.find_every(whole)


def _find_translations(edition: Edition, texts: Iterable[tuple[Edition, Content]]) -> list[Content]:
    at = content_rules.public_moment(edition)
    return [
        content for other, content in texts if other.release_id != edition.release_id and other.is_live(at)
    ]
