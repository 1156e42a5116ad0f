"""After whatever officers do and time brings, each kept page is what it would be if it were made now.

Every kind of public page that the URLconf has is asked for, and every verb of `press.publishing` has its
deed: a new page is asked for unasked, a new verb without a deed fails.
"""

import datetime
import os
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.urls import get_resolver, reverse
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver
from django.utils import timezone
from django.utils.translation import override

from press import publishing
from press.invalidation import generation
from press.languages import Language
from press.models import (
    Contact,
    CorrectionQuestion,
    DailyReads,
    Dismissal,
    Edition,
    EditionFinding,
    Person,
    ProposedText,
    Release,
    Rendition,
    ReviewNote,
    Story,
    Topic,
    User,
)
from press.publishing.content_rules import find_findings
from press.reads.fold import note_most_read
from tests.factories import (
    illustrate,
    make_contact,
    make_officer,
    make_person,
    make_topic,
    photograph_file,
)
from tests.press.pagecache.client import Answer, Cache, Clock

# What a page shows is the same on each database: the other one than SQLite is asked less.
STEPS = int(os.environ.get("DEEDS") or (30 if connection.vendor == "sqlite" else 12))
SEEDS = range(int(os.environ.get("DEED_SEEDS") or (2 if connection.vendor == "sqlite" else 1)))
# What is kept for seconds: a search ranks everything there is. (Its feed is no page without a question.)
OF_SECONDS = {"press:search"}
# The content rules warn of it: the accessibility statement counts such texts.
ADDRESS = f" https://parliament.example/{'address-' * 6}"
# Verbs that touch what no reader sees: accounts, quiet periods, proposals.
OF_NO_PAGE = {
    "delete_quiet_period", "set_quiet_period", "propose_expunction", "refuse_expunction",
    "add_passkey", "change_account", "end_all_sessions", "end_duty", "end_session", "give_duty",
    "issue_sign_in_link", "make_account", "remove_passkey", "remove_second_factor", "renew_recovery_codes",
    "set_password", "set_up_second_factor", "use_code", "use_recovery_code", "vouch_for",
}  # fmt: skip


# --- The pages ---


def public_patterns() -> dict[str, tuple[str, ...]]:
    """Returns the name of every address whose page is public, and the names of what it takes."""
    found: dict[str, set[tuple[str, ...]]] = {}

    def walk(resolver: URLResolver, namespace: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
            elif getattr(pattern.callback, "query_parameters", None) is not None:
                found.setdefault(f"{namespace}{pattern.name}", set()).add(_taken(pattern))

    walk(get_resolver(), "")
    return {name: max(taken, key=len) for name, taken in found.items() if not name.endswith("None")}


def _taken(pattern: URLPattern) -> tuple[str, ...]:
    assert isinstance(pattern.pattern, RoutePattern)
    return tuple(pattern.pattern.converters)


def addresses() -> Iterator[str]:
    """Yields the address of every public page there is, or was, in every language."""
    for name, taken in public_patterns().items():
        for language in Language.values:
            with override(language):
                for values in _values(name, taken, language):
                    address = reverse(name, kwargs=values)
                    yield address
                    yield from (f"{address}?{query}" for query in _queries(name, language))


def _values(name: str, taken: tuple[str, ...], language: str) -> Iterator[dict[str, Any]]:
    match taken:
        case ():
            yield {}
        case ("pk", "slug", *more):
            for release in Release.objects.filter(language=language).exclude(slug=""):
                numbers = [{"number": one.number} for one in release.editions.all()] if more else [{}]
                yield from ({"pk": release.pk, "slug": release.slug, **number} for number in numbers)
        case ("slug",):
            model = Person if "person" in name else Topic
            yield from ({"slug": each.slug} for each in model.objects.all())
        case ("year", *more):
            for month in sorted({_month(each) for each in Release.objects.exclude(first_published_at=None)}):
                yield {"year": month[0], **({"month": month[1]} if more else {})}
        case _:
            raise AssertionError(f"Say here which values {name} takes: {taken}")


def _month(release: Release) -> tuple[int, int]:
    local = timezone.localtime(release.first_published_at)
    return local.year, local.month


def _queries(name: str, language: str) -> list[str]:
    """Returns what stands in the addresses of older pages, each third, and of the parts of the sitemap."""
    if name == "machines:sitemap":
        return ["p=1", "p=2"]
    published = Release.objects.filter(language=language).exclude(first_published_at=None)
    is_list = name in ("press:releases", "press:topic", "press:person", "press:archive-year")
    return [f"before={release.pk}" for release in published if release.pk % 3 == 0] if is_list else []


# --- The deeds ---


class Room:
    """A small press room, and everything that can happen to it. Each deed may find nothing to do."""

    def __init__(self, chance: random.Random, clock: Clock, officers: dict[str, User]) -> None:
        self.chance, self.clock = chance, clock
        self.author, self.editor, self.chief = (officers[each] for each in ("author", "editor", "chief"))
        self.second = make_officer("second", "chief editor")
        self.topics = [make_topic(f"Topic {number}") for number in range(3)]
        self.people = [make_person(f"Person {number}") for number in range(3)]
        make_contact(on_duty=True)
        self.number = 0
        self.approved_for = [0, 0, 0, 0, 1, 5, 90, 3_000]  # minutes ahead

    def one(self, rows: Any) -> Any:
        found = list(rows)
        return self.chance.choice(found) if found else None

    def some(self, rows: list[Any]) -> list[Any]:
        return self.chance.sample(rows, self.chance.randint(0, 2))

    def word(self) -> str:
        self.number += 1
        return f"Words {self.number}"

    def _draft(self, story: Story | None = None, language: str = "") -> Edition:
        edition = publishing.start_release(
            story=story,
            language=language or self.one(Language.values),
            by=self.author,
            title=self.word(),
            body=f"<p>{self.word()}.{ADDRESS if self.number % 2 else ''}</p>",
            contact=self.one([None, *Contact.objects.all()]),
        )
        if self.chance.random() < 0.4:
            self._illustrate(edition)
        if story is None and self.chance.random() < 0.7:  # of one that is published it is an editor's
            publishing.revise_story(
                edition,
                by=self.author,
                topics=self.some(self.topics),
                people=self.some(self.people),
                related=self.some(list(Story.objects.exclude(pk=edition.release.story_id))[:4] * 2),
                pinned_until=None,
            )
        return edition

    def _illustrate(self, edition: Edition) -> None:
        words = self.word()
        colour = f"rgb({self.number % 256}, {self.number // 256}, 9)"
        illustrate(edition, photograph_file(colour), by=self.author, alternative_text=words)

    def _approve(self, edition: Edition) -> None:
        publishing.submit(edition, by=self.author)
        minutes = self.chance.choice(self.approved_for)
        ahead = self.clock.now + datetime.timedelta(minutes=minutes) if minutes else None
        publishing.approve(edition, by=self.editor, live_from=ahead)

    def start_release(self) -> None:
        self._draft()

    def approve(self) -> None:
        self._approve(self._draft())

    def translate(self) -> None:
        if release := self.one(Release.objects.all()):
            there = release.story.releases.values_list("language", flat=True)
            for language in set(Language.values) - set(there):
                self._approve(self._draft(release.story, language))

    def approve_together(self) -> None:
        first = self._draft()
        language = self.one(set(Language.values) - {first.language})
        both = [first, self._draft(first.release.story, language)]
        for each in both:
            publishing.submit(each, by=self.author)
        minutes = self.chance.choice(self.approved_for)
        ahead = self.clock.now + datetime.timedelta(minutes=minutes) if minutes else None
        publishing.approve_together([(each, None) for each in both], by=self.editor, live_from=ahead)

    def propose_joint_release(self) -> None:
        first = self._draft()
        both = [first, self._draft(first.release.story, self.one(set(Language.values) - {first.language}))]
        for each in both:
            publishing.submit(each, by=self.author)
        minutes = self.chance.choice(self.approved_for)
        ahead = self.clock.now + datetime.timedelta(minutes=minutes) if minutes else None
        own, other = ((each, None) for each in both)
        publishing.propose_joint_release([own], [other], by=self.editor, live_from=ahead)

    def agree(self) -> None:
        if text := self.one(ProposedText.objects.filter(agreed_by=None, edition__state="submitted")):
            publishing.agree(text.edition, by=self.chief)

    def move_joint_release(self) -> None:
        if text := self.one(ProposedText.objects.all()):
            ahead = self.clock.now + datetime.timedelta(minutes=self.chance.choice([1, 90]))
            publishing.move_joint_release(text.edition, by=self.editor, live_from=self.one([None, ahead]))

    def cancel_joint_release(self) -> None:
        if (text := self.one(ProposedText.objects.all())) and self.chance.random() < 0.3:
            publishing.cancel_joint_release(text.edition, by=self.editor)

    def answer_correction(self) -> None:
        if question := self.one(CorrectionQuestion.objects.all()):
            publishing.answer_correction(question, by=self.editor, applies=self.chance.random() < 0.5)

    def start_edition(self) -> None:
        live = Release.objects.filter(editions__in=Edition.objects.live()).exclude(
            editions__in=Edition.objects.in_work() | Edition.objects.ahead()
        )
        if release := self.one(live.distinct()):
            edition = publishing.start_edition(release, by=self.author)
            minor = self.chance.random() < 0.3
            note = "" if minor else "Corrected."
            publishing.revise(edition, by=self.author, title=self.word(), minor=minor, correction_note=note)
            self._approve(edition)

    def _in_state(self, state: str) -> Any:
        return self.one(Edition.objects.filter(state=state))

    def revise(self) -> None:
        if edition := self._in_state("draft"):
            publishing.revise(edition, by=self.author, title=self.word())

    def submit(self) -> None:
        if edition := self._in_state("draft"):
            publishing.submit(edition, by=self.author)

    def take_back(self) -> None:
        if edition := self._in_state("submitted"):
            publishing.take_back(edition, by=self.author)

    def send_back(self) -> None:
        if edition := self._in_state("submitted"):
            publishing.send_back(edition, by=self.editor, note="Again, please.")

    def discard(self) -> None:
        if edition := self._in_state("draft"):
            publishing.discard(edition, by=self.author)

    def restore(self) -> None:
        if edition := self._in_state("discarded"):
            publishing.restore(edition, by=self.author)

    def delete_discarded(self) -> None:
        publishing.delete_discarded()

    def unschedule(self) -> None:
        if edition := self.one(Edition.objects.ahead()):
            publishing.unschedule(edition, by=self.editor)

    def confirm(self) -> None:
        edition = self._draft()
        publishing.submit(edition, by=self.author)
        publishing.approve(edition, by=self.chief, urgent_reason="Now.")
        publishing.confirm(edition, by=self.editor)

    def withdraw(self) -> None:
        if edition := self.one(Edition.objects.live()):
            publishing.withdraw(edition.release, by=self.editor, reason="Wrong.")

    def remove(self) -> None:
        if edition := self.one(Edition.objects.live()):
            publishing.remove(edition.release, by=self.chief, reason="By law.")

    def expunge(self) -> None:
        if edition := self.one(Edition.objects.live()):
            words = edition.title
            proposed = publishing.propose_expunction(edition, by=self.chief, words=words, ground="A court.")
            publishing.expunge(proposed, by=self.second)

    def import_published(self) -> None:
        at = self.clock.now - datetime.timedelta(days=self.chance.choice([0, 1, 40, 800]), minutes=5)
        publishing.import_published(self._draft(), by=self.editor, at=at)

    def revise_story(self) -> None:
        if edition := self.one(Edition.objects.live()):
            until = self.clock.now + datetime.timedelta(minutes=self.chance.choice([2, 60, 4_000]))
            others = list(Story.objects.exclude(pk=edition.release.story_id))
            publishing.revise_story(
                edition,
                by=self.editor,
                topics=self.some(self.topics),
                people=self.some(self.people),
                related=self.some(others * 2) if others else [],
                pinned_until=self.one([None, until]),
            )

    def revise_illustrations(self) -> None:
        if edition := self._in_state("draft"):
            self._illustrate(edition)

    def correct_credit(self) -> None:
        if edition := self.one(Edition.objects.live().exclude(illustrations=None).distinct()):
            photograph = edition.illustrations.all()[0].photograph
            publishing.correct_credit(edition, photograph, by=self.editor, credit_en=self.word())

    def fix(self) -> None:
        if edition := self.one(Edition.objects.live()):
            shown = edition.illustrations.values_list("photograph", flat=True)
            words = {photograph: {"caption": self.word()} for photograph in shown}
            publishing.fix(edition, by=self.editor, courtesy=self.word(), illustrations=words)

    def dismiss(self) -> None:
        """Of a text that the rules find something in, which is published now or later."""
        finding = self.one(EditionFinding.objects.all())
        if finding and finding.edition.state == Edition.State.APPROVED:
            found = find_findings(finding.edition).open
            if one := self.one(each for each in found if each.key == finding.key):
                publishing.dismiss(finding.edition, one, by=self.editor, reason="It is printed so.")

    def reopen(self) -> None:
        if dismissal := self.one(Dismissal.objects.all()):
            edition = dismissal.release.editions.filter(state=Edition.State.APPROVED).first()
            if edition:
                publishing.reopen(edition, dismissal.key, by=self.editor)

    # Notes are for officers alone: none of them is on a page, of whatever it is about.

    def add_note(self) -> None:
        if edition := self._in_state("submitted") or self._in_state("draft"):
            publishing.add_note(edition, by=self.editor, text=self.word(), text_name="title")

    def reply_to_note(self) -> None:
        if note := self.one(ReviewNote.objects.threads()):
            publishing.reply_to_note(note, by=self.author, text=self.word())

    def resolve_note(self) -> None:
        if note := self.one(ReviewNote.objects.open()):
            publishing.resolve_note(note, by=self.author)

    def reopen_note(self) -> None:
        if note := self.one(ReviewNote.objects.threads().exclude(resolved_at=None)):
            publishing.reopen_note(note, by=self.editor)

    def make_rendition(self) -> None:
        for rendition in Rendition.objects.all()[:1]:
            rendition.save()

    def note_source(self) -> None:
        """It writes what a draft says of its original."""

    def find_problems(self) -> None:
        """It reads."""

    def rename_a_topic(self) -> None:
        self._rename(self.one(self.topics), "name")

    def rename_a_person(self) -> None:
        self._rename(self.one(self.people), "name")

    def rename_a_contact(self) -> None:
        self._rename(self.one(Contact.objects.all()), "unit")

    def _rename(self, row: Any, field: str) -> None:
        setattr(row, f"{field}_{self.one(Language.values)}", self.word())
        row.save()

    def delete_a_topic(self) -> None:
        if self.chance.random() < 0.2 and len(self.topics) > 2:
            self.topics.pop().delete()

    def read_yesterday(self) -> None:
        if edition := self.one(Edition.objects.live()):
            yesterday = timezone.localdate(self.clock.now) - datetime.timedelta(days=1)
            row, _ = DailyReads.objects.get_or_create(release=edition.release, day=yesterday)
            DailyReads.objects.filter(pk=row.pk).update(reads=row.reads + self.chance.randint(1, 9))
            note_most_read({yesterday}, self.clock.now)

    def let_time_pass(self) -> None:
        minutes = self.chance.choice([0.5, 1, 2, 5, 30, 90, 1_500])
        self.clock.move(minutes=minutes)


DEEDS = [name for name in vars(Room) if not name.startswith("_") and name not in ("one", "some", "word")]


def test_every_verb_has_its_deed() -> None:
    verbs = {name for name in publishing.__all__ if name[0].islower()}
    assert verbs - OF_NO_PAGE - set(DEEDS) == set()


# --- What is compared ---


def differences(kept: Cache, asked: dict[str, Answer]) -> list[str]:
    """Returns the addresses whose kept page is not the one that is made now; asks for every one."""
    wrong = []
    for address in dict.fromkeys(addresses()):
        made = len(kept.asked)
        answer = kept.get(address)
        if len(kept.asked) == made and asked.get(address):  # it was kept
            now = Cache(kept.django).get(address)
            if (answer.status, answer.body) != (now.status, now.body):
                wrong.append(address)
        asked[address] = answer
    return wrong


@pytest.fixture
def officers(author: User, editor: User, chief: User) -> dict[str, User]:
    return {"author": author, "editor": editor, "chief": chief}


def live_through(room: Room, steps: int) -> list[str]:
    """Returns what was wrong after the first deed after which anything was."""
    kept, asked = Cache(), dict[str, Answer]()
    done = []
    for _ in range(8):
        room.approve()
        room.clock.move(seconds=1)
    for _ in range(steps):
        deed = room.chance.choice(DEEDS)
        done.append(deed)
        try:
            getattr(room, deed)()
        except publishing.Refused:
            continue
        generation.catch_up()
        if wrong := differences(kept, asked):
            return [*done, *wrong]
        room.clock.move(seconds=room.chance.choice([1, 20, 200]))
    return []


@pytest.mark.parametrize("seed", SEEDS)
def test_each_kept_page_is_what_it_would_be_if_it_were_made_now(
    seed: int, clock: Clock, officers: dict[str, User]
) -> None:
    wrong = live_through(Room(random.Random(seed), clock, officers), STEPS)  # noqa: S311 - no secret
    assert wrong == [], "\n".join(wrong)


# A kind of names, and the deed that shows that it is needed. Two are needed by what no small room has: older
# parts of the sitemap, and a pinned release that is not among the newest.
NEEDED = {
    "release": "start_edition",
    "story": "translate",
    "topic": "rename_a_topic",
    "topics": "rename_a_topic",
    "person": "rename_a_person",
    "persons": "rename_a_person",
    "newest": "approve",
    "newest of a topic": "approve",
    "most-read": "read_yesterday",
}


def _kind_of(name: str) -> str:
    kind, _, rest = name.partition(":")
    return "newest of a topic" if kind == "newest" and ":" in rest else kind


@pytest.mark.one_database
@pytest.mark.parametrize("kind", NEEDED)
def test_with_the_names_of_one_kind_left_out_a_kept_page_is_another_one(
    kind: str, clock: Clock, officers: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is compared above would find it."""
    room = Room(random.Random(2), clock, officers)  # noqa: S311 - no secret
    room.approved_for = [0]
    for _ in range(5):
        room.approve()
        clock.move(minutes=5)
    kept, asked = Cache(), dict[str, Answer]()
    generation.catch_up()
    assert differences(kept, asked) == []
    bump = generation.bump

    def without(names: Any = None, **more: Any) -> None:
        bump(None if names is None else [name for name in names if _kind_of(name) != kind], **more)

    monkeypatch.setattr(generation, "bump", without)
    wrong: list[str] = []
    for _ in range(8):
        with suppress(publishing.Refused):
            getattr(room, NEEDED[kind])()
        generation.catch_up()
        if wrong := differences(kept, asked):
            break
    assert wrong != []


def test_every_page_says_what_it_shows_but_those_that_rank(clock: Clock, officers: dict[str, User]) -> None:
    room = Room(random.Random(1), clock, officers)  # noqa: S311 - no secret
    for deed in (*["approve"] * 5, "translate", "translate"):
        getattr(room, deed)()
    clock.move(days=3)
    generation.catch_up()
    cache = Cache()
    unknown = set()
    for name, taken in public_patterns().items():
        for language in Language.values:
            with override(language):
                for values in _values(name, taken, language):
                    cache.get(reverse(name, kwargs=values))
        if any(page.names is None for page in cache.pages.store.values()):
            unknown.add(name)
        cache.pages.store.clear()
    assert unknown == OF_SECONDS
