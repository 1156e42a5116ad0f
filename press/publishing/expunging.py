"""The third way to take something back: by law, words are blacked out in every text of a story.

One chief editor proposes the words, a second one sees each place and carries it out, or refuses it. It is the
only deed that changes an approved text. Afterwards the words are kept nowhere: what stays is the tombstone,
who, when, on what ground and how many places, and the words' fingerprints (docs/adr/0019).
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from press.invalidation import generation
from press.languages import CODES
from press.models import (
    AuditEntry,
    Edition,
    EditionVersion,
    Expunction,
    Photograph,
    Release,
    Story,
    User,
    WorkingCopy,
)
from press.publishing import schedule, site_findings, transitions
from press.publishing.permissions import can_expunge, can_propose_expunction, can_refuse_expunction
from press.publishing.refusals import Problem, Refused, version_key
from press.publishing.register import get_spellings
from press.publishing.story_texts import Blackened, Place, black_out_story
from press.publishing.versions import keep_version
from press.richtext.description import describe
from press.richtext.passages import removed_by_law
from press.search import entries
from press.search.normalise import searchable_text
from press.search.texts import words_offered
from press.text.characters import get_words
from press.text.passages import (
    Found,
    Passages,
    find_passages,
    is_too_short,
    read_letters,
    split_passages,
    stem_telling_words,
    stem_words,
)
from press.transliteration import slug as make_slug

# Of one proposal.
MOST_PASSAGES = 20
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\w+\Z"), re.compile(r"\A\w+")


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a release that says the words, and the one that it shall have."""

    release: Release
    new: str


@dataclass(slots=True)
class Findings:
    """All that says the words, and what it shall say instead."""

    rows: list[Blackened] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    # Stored versions, and what nobody has saved, with an address that says the words.
    kept_addresses: list[EditionVersion | WorkingCopy] = field(default_factory=list)

    @property
    def places(self) -> Iterator[Place]:
        return itertools.chain.from_iterable(row.places for row in self.rows)

    @property
    def count(self) -> int:
        """Returns how often the words stand somewhere; an address counts once."""
        in_texts = sum(len(place.found) for place in self.places)
        return in_texts + len(self.addresses) + len(self.kept_addresses)


# --- The verbs ---


@transaction.atomic
def propose_expunction(edition: Edition, *, by: User, words: str, ground: str) -> Expunction:
    """Returns the proposal to expunge the passages of `words`, an empty line between two, from the story of
    the edition, on that legal ground.

    Raises Refused where a passage stands nowhere in it or is too short, where the ground repeats one, and
    while another proposal waits.
    """
    current = transitions.lock_edition(edition, None)
    transitions.require(can_propose_expunction(by))
    story = current.release.story
    if story.expunctions.waiting().exists():
        raise Refused(_("Another proposal to expunge words of this story waits: it is decided on first."))
    words, ground = get_words(words), get_words(ground)
    _require_findable(story, split_passages(words))
    _require_ground(ground, Passages(split_passages(words)))
    expunction = Expunction.objects.create(story=story, words=words, ground=ground, proposed_by=by)
    transitions.record_entry(
        AuditEntry.Verb.PROPOSE_EXPUNCTION,
        by=by,
        release=current.release,
        expunction=expunction.pk,
        ground=ground,
    )
    return expunction


@transaction.atomic
def expunge(expunction: Expunction, *, by: User) -> Expunction:
    """Blacks the words out in all that the story says, and lets go of them; the places are found once more.

    Raises Refused to whoever proposed it, and where they stand nowhere any more.
    """
    releases = _lock_story(expunction.story)
    current = _lock(expunction)
    transitions.require(can_expunge(current, by))
    passages, now = split_passages(current.words), timezone.now()
    finder, findings = Passages(passages), find_places(current)
    if not findings.count:
        raise Refused(_("These words stand nowhere in this story any more: refuse the proposal."))
    # Both before anything is written: an edition's versions follow from what it says then.
    changed = [row.row for row in findings.rows if isinstance(row.row, Edition)]
    for blackened in findings.rows:
        _write(blackened)
    for address in findings.addresses:
        _write_address(address)
    for row in findings.kept_addresses:
        _write_kept_address(row)
    _rename_import(current.story, finder)
    versions = _move_versions(current.story, releases, now, by=by, changed=_find_changed(findings))
    _renew_search(releases, findings)
    current.words, current.places = "", findings.count
    current.fingerprints = finder.fingerprints()
    current.address_fingerprints = Passages(_spell(passages)).fingerprints()
    current.expunged_at, current.expunged_by = now, by
    current.save()
    for release in releases:
        of_release = [edition for edition in changed if edition.release_id == release.pk]
        transitions.record_entry(
            AuditEntry.Verb.EXPUNGE,
            by=by,
            release=release,
            expunction=current.pk,
            ground=current.ground,
            proposed_by=current.proposed_by_id,
            proposed_at=current.proposed_at.isoformat(),
            places=current.places,
            editions=sorted({edition.number for edition in of_release}),
            versions={key: number for key, number in versions.items() if key in _keys(release)},
            story_version=current.story.version,
        )
    site_findings.record_story(releases[0])
    generation.bump(is_takedown=True)
    return current


@transaction.atomic
def refuse_expunction(expunction: Expunction, *, by: User) -> Expunction:
    """Leaves all texts as they are, and lets go of the proposal's words."""
    releases = _lock_story(expunction.story)
    current = _lock(expunction)
    transitions.require(can_refuse_expunction(current, by))
    current.words = ""
    current.refused_at, current.refused_by = timezone.now(), by
    current.save()
    transitions.record_entry(
        AuditEntry.Verb.REFUSE_EXPUNCTION,
        by=by,
        release=releases[0],
        expunction=current.pk,
        ground=current.ground,
        proposed_by=current.proposed_by_id,
    )
    return current


# --- What is found ---


def find_places(expunction: Expunction) -> Findings:
    """Returns everything in the story that says the words of a proposal, as it stands now."""
    return _find(expunction.story, split_passages(expunction.words))


def _find(story: Story, passages: list[str]) -> Findings:
    finder = Passages(passages, spelled=Passages(_spell(passages)))
    findings = Findings(list(black_out_story(story, finder)))
    titles = {
        text
        for row in findings.rows
        for place, (text, _changed) in zip(row.places, row.texts, strict=True)
        if "title" in (place.column, place.part)
    }
    for release in story.releases.order_by("pk"):
        if _says(release.slug, passages, titles):
            findings.addresses.append(Address(release, _new_slug(release, passages)))
    for version in EditionVersion.objects.filter(edition__release__story=story).order_by("pk"):
        if _says(version.content.get("slug", ""), passages, titles):
            findings.kept_addresses.append(version)
    of_story = Q(edition__release__story=story) | Q(story=story)
    for copy in WorkingCopy.objects.filter(of_story).order_by("pk"):
        if any(_says(slug, passages, titles) for slug in copy.fields.get("slug", [])):
            findings.kept_addresses.append(copy)
    return findings


def find_other_spellings(expunction: Expunction) -> dict[str, list[str]]:
    """Returns the other spellings of a name of which a proposal has one, by the register and the people of
    the site, as far as they stand in the story and are not found: each with the languages in which it does.

    What an officer has not saved is left out, nobody else reads it.
    """
    passages = split_passages(expunction.words)
    sought = {
        spelling: Passages([spelling])
        for spellings in get_spellings()
        if _has_words(spellings, passages)
        for spelling in spellings
        if not is_too_short(spelling) and not _has_words([spelling], passages)
    }
    standing: dict[str, set[str]] = defaultdict(set)
    for blackened in black_out_story(expunction.story, Passages(sought)) if sought else ():
        for place in blackened.places if not isinstance(blackened.row, WorkingCopy) else ():
            for each in place.found:
                letters = read_letters(each.words)
                for spelling, finder in sought.items():
                    if find_passages(letters, finder):
                        standing[spelling].add(place.language)
    return {name: [code for code in CODES if code in standing[name]] for name in sought if standing[name]}


def find_near_forms(expunction: Expunction, findings: Findings) -> list[Place]:
    """Returns where a long word of a passage of several stands outside of the findings of its proposal, as it
    is or as addresses spell it: "Ю. Щербакова" beside "Юлия Щербакова". Nothing goes by it.

    What an officer has not saved is left out, nobody else reads it; so is the ground of the proposal itself.
    """
    story, passages = expunction.story, split_passages(expunction.words)
    words: set[str] = set().union(*map(stem_telling_words, passages))
    if not words:
        return []
    finder = Passages({*words, *_spell(words)})
    going = {key: place.found for blackened in findings.rows for key, place in _list_places(blackened)}
    near = []
    for blackened in black_out_story(story, finder):
        if isinstance(blackened.row, WorkingCopy) or blackened.row == expunction:
            continue
        for key, place in _list_places(blackened):
            gone = going.get(key, ())
            stays = [one for one in place.found if not any(_is_within(one, each) for each in gone)]
            if stays:
                near.append(replace(place, found=tuple(stays)))
    renewed = {address.release.pk for address in findings.addresses}
    in_addresses = (
        Place(release, "slug", "", tuple(find_passages(read_letters(release.slug), finder)), release.language)
        for release in story.releases.exclude(pk__in=renewed).order_by("pk")
    )
    return [*near, *(place for place in in_addresses if place.found)]


def _list_places(blackened: Blackened) -> list[tuple[tuple[Any, ...], Place]]:
    """Returns the places of a row, each with its text: only within one do two of them compare."""
    pairs = zip(blackened.places, blackened.texts, strict=True)
    return [((blackened.row, place.column, place.part, text), place) for place, (text, _after) in pairs]


def _is_within(one: Found, gone: Found) -> bool:
    """Whether it goes with the other; all that is found in one attribute stands at the same place."""
    return one.start == gone.start or (one.start < gone.end and gone.start < one.end)


def _has_words(spellings: Iterable[str], passages: list[str]) -> bool:
    """Whether a passage stands in one of the spellings of a name, or one of them in a passage."""
    sought, letters = Passages(passages), read_letters(" | ".join(passages))
    in_name = any(find_passages(read_letters(spelling), sought) for spelling in spellings)
    return in_name or bool(find_passages(letters, Passages(spellings)))


def _says(slug: str, passages: Iterable[str], titles: Iterable[str] = ()) -> bool:
    """Whether an address says one of the passages, or was made of a title that does: it may be cut within."""
    made = {make_slug(title, language) for title in titles for language in CODES}
    spelled = Passages(_spell(passages))
    return slug != "" and (slug in made or bool(find_passages(read_letters(slug), spelled)))


def _spell(passages: Iterable[str]) -> set[str]:
    """Returns the passages as an address spells them in each language."""
    said = itertools.chain.from_iterable((passage, *stem_words(passage)) for passage in passages)
    spelled = {make_slug(each, language) for each in said for language in CODES}
    return {each for each in spelled if len(each) > 1}


def _new_slug(release: Release, passages: list[str]) -> str:
    edition = release.newest_edition()
    title = edition.title if edition else ""
    for found in reversed(find_passages(read_letters(title), Passages(passages))):
        # With whatever is left of its words: an ending says nothing by itself.
        before, after = _WORD_BEFORE.sub("", title[: found.start]), _WORD_AFTER.sub("", title[found.end :])
        title = f"{before} {after}"
    slug = make_slug(title.replace(removed_by_law(release.language), ""), release.language)
    return slug if slug and not _says(slug, passages) else "release"


def _require_findable(story: Story, passages: list[str]) -> None:
    if not passages:
        raise Refused(_("Write the words to expunge."), [Problem("words", _("Write the words to expunge."))])
    if len(passages) > MOST_PASSAGES:
        sentence = _("At most %(most)s passages are expunged at once.") % {"most": MOST_PASSAGES}
        raise Refused(sentence, [Problem("words", sentence)])
    for passage in passages:
        quoted = {"words": passage}
        if is_too_short(passage):
            sentence = _("“%(words)s” is too short: it would be found everywhere.") % quoted
        elif any(_stands_in(removed_by_law(language), passage) for language in CODES):
            sentence = _("“%(words)s” is what stands in the place of expunged words.") % quoted
        elif not _find(story, [passage]).count:
            sentence = (
                _("“%(words)s” stands nowhere in this story: write the words as they stand there.") % quoted
            )
        else:
            continue
        raise Refused(sentence, [Problem("words", sentence)])


def _require_ground(ground: str, passages: Passages) -> None:
    if not ground:
        sentence = _("Give the legal ground, such as the number of the court's decision.")
    elif find_passages(read_letters(ground), passages):
        sentence = _("The legal ground is kept for good: it must not repeat the words.")
    else:
        return
    raise Refused(sentence, [Problem("ground", sentence)])


def _stands_in(text: str, passage: str) -> bool:
    return bool(find_passages(read_letters(text), Passages([passage])))


# --- What is written ---


def _lock_story(story: Story) -> list[Release]:
    """Returns its releases, each locked, and with them whatever else may get words of the story.

    With the editions wait the working copies that are about to come: their keys point there.
    """
    releases = [schedule.lock_release(release) for release in story.releases.order_by("pk")]
    rows: list[QuerySet[Any]] = [
        Edition.objects.filter(release__in=releases),
        WorkingCopy.objects.filter(edition__release__in=releases) | WorkingCopy.objects.filter(story=story),
        Photograph.objects.filter(story=story),
    ]
    for each in rows:
        list(each.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return releases


def _lock(expunction: Expunction) -> Expunction:
    rows = Expunction.objects.select_related("story", "proposed_by").select_for_update(of=("self",))
    return rows.get(pk=expunction.pk)


def _write(blackened: Blackened) -> None:
    """By a query: what listens to a save takes the words for an officer's own. All pages are told at once."""
    row = blackened.row
    for name, value in blackened.values.items():
        setattr(row, name, value)
    values = dict(blackened.values)
    if isinstance(row, Edition):
        values["search_text"], values["description"] = searchable_text(row), describe(row.lead, row.body)
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def _write_address(address: Address) -> None:
    Release.objects.filter(pk=address.release.pk).update(slug=address.new, slug_was_expunged=True)


def _write_kept_address(row: EditionVersion | WorkingCopy) -> None:
    """As its release has it by now; what is no text yet gets one made of its title. Read once more: its texts
    were blacked out since it was found.
    """
    row.refresh_from_db()
    slug = row.edition.release.slug if row.edition else ""
    if isinstance(row, WorkingCopy):
        WorkingCopy.objects.filter(pk=row.pk).update(fields={**row.fields, "slug": [slug]})
    else:
        EditionVersion.objects.filter(pk=row.pk).update(content={**row.content, "slug": slug})


def _rename_import(story: Story, finder: Passages) -> None:
    """What it was imported as is known no more: the same file, brought in again, is another story."""
    key = (story.import_key or "").replace("-", " ").replace("_", " ")
    if find_passages(read_letters(key), finder):
        Story.objects.filter(pk=story.pk).update(import_key=f"expunged-{story.pk}")


def _find_changed(findings: Findings) -> set[int]:
    """Returns the editions that say something else now, or whose photographs do."""
    changed = {row.row.pk for row in findings.rows if isinstance(row.row, Edition)}
    models = {row.row._meta.model_name for row in findings.rows}
    if "illustration" in models:
        changed |= {row.row.edition_id for row in findings.rows if row.row._meta.model_name == "illustration"}
    photographs = [row.row.pk for row in findings.rows if isinstance(row.row, Photograph)]
    shown = Edition.objects.filter(illustrations__photograph__in=photographs).values_list("pk", flat=True)
    return {*changed, *shown}


def _move_versions(
    story: Story, releases: list[Release], now: Any, *, by: User, changed: set[int]
) -> dict[str, int]:
    """Moves on whatever a form may have been opened on; returns the versions of the editions."""
    versions: dict[str, int] = {}
    Edition.objects.filter(pk__in=changed).update(expunged_at=now)
    for edition in Edition.objects.filter(release__in=releases).select_related("release"):
        edition.version += 1
        Edition.objects.filter(pk=edition.pk).update(version=edition.version)
        if edition.state != Edition.State.APPROVED:
            keep_version(edition, by=by)
        versions[version_key(edition)] = edition.version
    for photograph in Photograph.objects.filter(story=story):
        photograph.version += 1
        Photograph.objects.filter(pk=photograph.pk).update(version=photograph.version)
        keep_version(photograph, by=by)
    story.version += 1
    Story.objects.filter(pk=story.pk).update(version=story.version)
    keep_version(story, by=by)
    return versions


def _keys(release: Release) -> set[str]:
    return {version_key(edition) for edition in release.editions.all()}


def _renew_search(releases: list[Release], findings: Findings) -> None:
    for release in releases:
        entries.renew_entries(release)
    texts = [pair for row in findings.rows for pair in row.texts]
    gone: set[str] = set()
    for language in CODES:
        for before, after in texts:
            gone |= words_offered(before, language) - words_offered(after, language)
    entries.forget_words(gone)
