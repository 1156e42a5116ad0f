"""Any verbs, by any officers, at any times, over texts in three languages: what holds after each of them.

Two thousand steps a database; as many as wanted, and other ones each time, by hand:
`VERBS_EXAMPLES=2000 … -k any_verbs` (docs/testing.md).
"""

import datetime
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from press import publishing
from press.languages import Language
from press.models import (
    AuditEntry,
    CorrectionQuestion,
    Edition,
    Expunction,
    ProposedText,
    Release,
    Story,
    User,
)
from press.richtext.passages import removed_by_law
from tests.factories import OF_THE_TESTS, make_officer
from tests.press.publishing.effects import NOW
from tests.press.publishing.test_expunging import texts_of_every_table

BY_HAND = int(os.environ.get("VERBS_EXAMPLES", "0"))
STEPS = 50
# So many texts are begun: of a few each is done more with.
MOST = 6
State = Edition.State
# Of each text its own, in title and body: where it stands, the text stands.
WORD = re.compile(r"Zx\d+q")
GROUPS = {"ann": "author", "abe": "author", "eva": "editor", "egon": "editor"}
GROUPS |= {"carl": "chief editor", "cora": "chief editor"}
# Who reads some of the languages; the others read all.
READS = {"kira": ["kk", "ru"], "emil": ["en", "ru"]}
GROUPS |= dict.fromkeys(READS, "editor")
OFFICERS = st.sampled_from(sorted(GROUPS))
EDITORS = st.sampled_from([name for name, group in GROUPS.items() if group != "author"])
MINUTES = st.sampled_from([0, 0, 0, 1, 5, 90, 3_000])


class PressRoom(RuleBasedStateMachine):
    """A small press room. Each example is taken back at its end."""

    set_clock: Callable[[datetime.datetime], None]

    @initialize(wanted=st.sampled_from([["en"], ["ru", "en"], []]))
    def open(self, wanted: list[str]) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        self.set_clock(self.now)
        self.officers = {
            name: make_officer(name, group, languages=READS.get(name, Language.values))
            for name, group in GROUPS.items()
        }
        self.word = 0
        self.approved: dict[int, tuple[Any, ...]] = {}
        self.states: Counter[str] = Counter()
        self.expunged: set[str] = set()
        # By joint release the texts that waited for it after the last verb.
        self.proposed: dict[int, set[int]] = {}
        self.hand_over_a_story(wanted)

    def hand_over_a_story(self, wanted: list[str]) -> None:
        """Else languages would seldom meet that can go out together; those wait that are `wanted`."""
        story = None
        for language in Language.values:
            self.do("ann", publishing.start_release, story=story, language=language, **self.text())
            edition = Edition.objects.latest("pk")
            story = edition.release.story
            self.do("ann", publishing.submit, edition, override_reason=OF_THE_TESTS)
        if wanted:
            pairs = [(each, each.version) for each in self.in_state(State.SUBMITTED)]
            others = [pair for pair in pairs if pair[0].language in wanted]
            own = [pair for pair in pairs if pair not in others]
            self.do("kira", publishing.propose_joint_release, own, others, override_reason=OF_THE_TESTS)

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            try:
                self.read_all()
                self.look_for_expunged_words()
            finally:
                transaction.set_rollback(True)
                self.atomic.__exit__(None, None, None)

    # --- what is done ---

    @precondition(lambda room: room.states.total() < MOST)
    @rule(data=st.data(), by=OFFICERS, language=st.sampled_from(Language.values), is_new=st.booleans())
    def start_release(self, data: st.DataObject, by: str, language: str, is_new: bool) -> None:
        story = None if is_new else self.one(data, Story.objects.order_by("pk"))
        self.do(by, publishing.start_release, story=story, language=language, **self.text())

    @precondition(lambda room: room.states["draft"])
    @rule(data=st.data(), by=OFFICERS)
    def revise(self, data: st.DataObject, by: str) -> None:
        if edition := self.one(data, self.in_state(State.DRAFT)):
            minor = edition.number > 1 and data.draw(st.booleans())
            note = "" if minor or edition.number == 1 else "Corrected."
            slug = edition.release.slug if edition.release.slug_is_frozen() else ""
            more = {"slug": slug, "minor": minor, "correction_note": note}
            self.do(by, publishing.revise, edition, version=edition.version, **self.text(), **more)

    @precondition(lambda room: room.states["draft"])
    @rule(data=st.data(), by=OFFICERS)
    def submit(self, data: st.DataObject, by: str) -> None:
        if edition := self.one(data, self.in_state(State.DRAFT)):
            self.do(by, publishing.submit, edition, override_reason=OF_THE_TESTS)

    @precondition(lambda room: room.states["submitted"])
    @rule(data=st.data(), by=OFFICERS, minutes=MINUTES)
    def approve(self, data: st.DataObject, by: str, minutes: int) -> None:
        if edition := self.one(data, self.in_state(State.SUBMITTED)):
            self.do(
                by, publishing.approve, edition,
                live_from=self.ahead(minutes), override_reason=OF_THE_TESTS, version=edition.version,
            )  # fmt: skip

    @precondition(lambda room: room.states["submitted"])
    @rule(data=st.data(), by=EDITORS, minutes=MINUTES)
    def approve_together(self, data: st.DataObject, by: str, minutes: int) -> None:
        if first := self.one(data, self.in_state(State.SUBMITTED)):
            story = self.in_state(State.SUBMITTED).filter(release__story=first.release.story_id)
            self.do(
                by, publishing.approve_together, [(each, each.version) for each in story],
                live_from=self.ahead(minutes), override_reason=OF_THE_TESTS,
            )  # fmt: skip

    @precondition(lambda room: room.states["submitted"] > 1)
    @rule(data=st.data(), by=EDITORS, minutes=MINUTES)
    def propose_joint_release(self, data: st.DataObject, by: str, minutes: int) -> None:
        if first := self.one(data, self.in_state(State.SUBMITTED)):
            pairs = [(each, each.version) for each in self.in_state(State.SUBMITTED)]
            others = [each for each in pairs if each[0].release.story_id == first.release.story_id]
            reads = self.officers[by].languages
            own = [each for each in others if each[0].language in reads][: data.draw(st.integers(1, 2))]
            self.do(
                by, publishing.propose_joint_release, own, [each for each in others if each not in own],
                live_from=self.ahead(minutes), override_reason=OF_THE_TESTS,
            )  # fmt: skip

    @precondition(lambda room: room.proposed)
    @rule(data=st.data(), by=EDITORS)
    def agree(self, data: st.DataObject, by: str) -> None:
        if text := self.one(data, ProposedText.objects.order_by("pk")):
            seen, version = text.proposal.value, text.edition.version
            more = {"override_reason": OF_THE_TESTS, "version": version, "seen": seen}
            self.do(by, publishing.agree, text.edition, **more)

    @precondition(lambda room: room.proposed)
    @rule(data=st.data(), by=OFFICERS, minutes=MINUTES, is_ended=st.booleans())
    def change_joint_release(self, data: st.DataObject, by: str, minutes: int, is_ended: bool) -> None:
        if (text := self.one(data, ProposedText.objects.order_by("pk"))) and is_ended:
            self.do(by, publishing.cancel_joint_release, text.edition)
        elif text:
            self.do(by, publishing.move_joint_release, text.edition, live_from=self.ahead(minutes))

    @precondition(lambda room: room.proposed)
    @rule(by=st.sampled_from(sorted(READS)), number=st.sampled_from([1, 2]))
    def lose_a_language(self, by: str, number: int) -> None:
        """Or get it back: what they agreed to in it does not hold meanwhile."""
        User.objects.filter(pk=self.officers[by].pk).update(languages=READS[by][:number])
        self.officers[by].refresh_from_db()

    @precondition(lambda room: room.states["draft"] + room.states["submitted"])
    @rule(data=st.data(), by=OFFICERS)
    def approve_alone(self, data: st.DataObject, by: str) -> None:
        if edition := self.one(data, self.in_state(State.DRAFT, State.SUBMITTED)):
            self.do(by, publishing.approve, edition, urgent_reason="Fire.", override_reason=OF_THE_TESTS)

    @precondition(lambda room: room.states["approved"])
    @rule(data=st.data(), by=OFFICERS)
    def confirm(self, data: st.DataObject, by: str) -> None:
        urgent = self.in_state(State.APPROVED).exclude(urgent_reason="").filter(confirmed_at=None)
        if edition := self.one(data, urgent):
            self.do(by, publishing.confirm, edition)

    @precondition(lambda room: room.states["submitted"])
    @rule(data=st.data(), by=OFFICERS, verb=st.sampled_from([publishing.take_back, publishing.send_back]))
    def give_back(self, data: st.DataObject, by: str, verb: Any) -> None:
        if edition := self.one(data, self.in_state(State.SUBMITTED)):
            note = {"note": "Again."} if verb is publishing.send_back else {}
            self.do(by, verb, edition, **note)

    @precondition(lambda room: room.states["draft"])
    @rule(data=st.data(), by=OFFICERS)
    def discard(self, data: st.DataObject, by: str) -> None:
        if edition := self.one(data, self.in_state(State.DRAFT)):
            self.do(by, publishing.discard, edition)

    @precondition(lambda room: room.states["discarded"])
    @rule(data=st.data(), by=OFFICERS)
    def restore(self, data: st.DataObject, by: str) -> None:
        if edition := self.one(data, self.in_state(State.DISCARDED)):
            self.do(by, publishing.restore, edition)

    @precondition(lambda room: room.states["approved"])
    @rule(data=st.data(), by=OFFICERS)
    def unschedule(self, data: st.DataObject, by: str) -> None:
        if edition := self.one(data, Edition.objects.ahead().order_by("pk")):
            self.do(by, publishing.unschedule, edition)

    @precondition(lambda room: room.states["approved"])
    @rule(data=st.data(), by=OFFICERS)
    def start_edition(self, data: st.DataObject, by: str) -> None:
        if release := self.one(data, Release.objects.exclude(first_published_at=None).order_by("pk")):
            editions = [None, *release.editions.order_by("pk")]
            self.do(by, publishing.start_edition, release, source=self.one(data, editions))

    @precondition(lambda room: room.states["approved"])
    @rule(data=st.data(), by=OFFICERS)
    def fix(self, data: st.DataObject, by: str) -> None:
        if edition := self.one(data, self.in_state(State.APPROVED)):
            self.word += 1
            self.do(by, publishing.fix, edition, courtesy=f"A. {self.word}", override_reason=OF_THE_TESTS)

    @precondition(lambda room: room.states["approved"])
    @rule(data=st.data(), by=EDITORS, verb=st.sampled_from([publishing.withdraw, publishing.remove]))
    def take_down(self, data: st.DataObject, by: str, verb: Any) -> None:
        if edition := self.one(data, Edition.objects.live().order_by("pk")):
            self.do(by, verb, edition.release, reason="Wrong.")

    @precondition(lambda room: room.states.total())
    @rule(data=st.data(), by=EDITORS)
    def propose_expunction(self, data: st.DataObject, by: str) -> None:
        edition = self.one(data, Edition.objects.order_by("pk"))
        if edition and (words := self.words_of(edition)):
            self.do(by, publishing.propose_expunction, edition, words=words.pop(), ground="A court.")

    @precondition(lambda room: room.states.total())
    @rule(
        data=st.data(), by=EDITORS, verb=st.sampled_from([publishing.expunge, publishing.refuse_expunction])
    )
    def decide_on_expunction(self, data: st.DataObject, by: str, verb: Any) -> None:
        """The only deed after which what was approved says something else, and nothing else than it shall."""
        if expunction := self.one(data, Expunction.objects.waiting()):
            word = expunction.words
            self.do(by, verb, expunction)
            expunction.refresh_from_db()
            if expunction.expunged_at:
                self.expunged.add(word)
                self.approved = {pk: black_out(row, word) for pk, row in self.approved.items()}

    @precondition(lambda room: room.states["approved"] > 1)
    @rule(data=st.data(), by=OFFICERS, applies=st.booleans())
    def answer_correction(self, data: st.DataObject, by: str, applies: bool) -> None:
        if question := self.one(data, CorrectionQuestion.objects.order_by("pk")):
            self.do(by, publishing.answer_correction, question, applies=applies)

    @rule(minutes=st.sampled_from([0.5, 1, 5, 90, 3_000, 60_000]))
    def let_time_pass(self, minutes: float) -> None:
        self.pass_time(datetime.timedelta(minutes=minutes))

    def pass_time(self, time: datetime.timedelta) -> None:
        self.now += time
        self.set_clock(self.now)

    @precondition(lambda room: room.states["discarded"])
    @rule()
    def delete_discarded(self) -> None:
        publishing.delete_discarded()

    @precondition(lambda room: room.states["approved"])
    @rule(language=st.sampled_from(Language.values))
    def read_list(self, language: str) -> None:
        """What is live is in the list of its language, and nothing else is in it."""
        live = Edition.objects.live().filter(release__language=language)
        assert words_of(Client().get(f"/{language}/releases/")) == self.words_of(*live)

    def read_all(self) -> None:
        """Who asks every address that there may be reads of each release what was public of it, no more."""
        for release in Release.objects.order_by("pk"):
            told: set[str] = set()
            for address in ("", "history/", *(f"history/{number}/" for number in range(1, 9))):
                told |= words_of(Client().get(f"{release.get_absolute_url()}{address}", follow=True))
            may = self.words_of(*Edition.objects.reachable())
            assert told <= may, (release, told - may)

    def look_for_expunged_words(self) -> None:
        """In every table; a search at the end of each example."""
        for word in self.expunged:
            assert [where for where, text in texts_of_every_table() if word.lower() in text.lower()] == []

    # --- how it is done ---

    def in_state(self, *states: Edition.State) -> Any:
        return Edition.objects.filter(state__in=states).select_related("release").order_by("pk")

    def one(self, data: st.DataObject, rows: Iterable[Any]) -> Any:
        found = list(rows)
        return found[data.draw(st.integers(0, len(found) - 1))] if found else None

    def text(self) -> dict[str, str]:
        self.word += 1
        return {"title": f"Text Zx{self.word}q", "body": f"<p>It says Zx{self.word}q.</p>"}

    def words_of(self, *editions: Edition) -> set[str]:
        """Returns the word of each; of one that was expunged none."""
        return {word for edition in editions for word in WORD.findall(edition.title)}

    def ahead(self, minutes: int) -> datetime.datetime | None:
        return self.now + datetime.timedelta(minutes=minutes) if minutes else None

    def do(self, by: str, verb: Callable[..., Any], *arguments: Any, **named: Any) -> None:
        """Refused, it has changed nothing; done, the audit says by whom."""
        # No two verbs are of one moment.
        self.pass_time(datetime.timedelta(seconds=1))
        officer, before, told = self.officers[by], rows(), AuditEntry.objects.count()
        try:
            with transaction.atomic():
                verb(*arguments, by=officer, **named)
        except publishing.Refused:
            assert (rows(), AuditEntry.objects.count()) == (before, told)
            return
        new = AuditEntry.objects.order_by("-pk")[: AuditEntry.objects.count() - told]
        # Who agreed before has approved with the last agreement.
        own = [entry for entry in new if entry.detail.get("agreed_last") != officer.pk]
        assert own
        assert {entry.by for entry in own} == {officer}

    @invariant()
    def count(self) -> None:
        """For the preconditions: a verb that finds nothing to do is a step for nothing."""
        self.states = Counter(Edition.objects.values_list("state", flat=True))

    # --- what holds ---

    @invariant()
    def one_is_live_as_a_plain_reckoning_says(self) -> None:
        live = sorted(Edition.objects.live().values_list("release", "pk"))
        assert live == sorted((release, pk) for release, pk in reckon(self.now) if pk)

    @invariant()
    def what_was_approved_says_what_it_said(self) -> None:
        now = {
            row[0]: row
            for row in Edition.objects.filter(state=State.APPROVED).values_list(
                "pk", "title", "lead", "body", "credit_line", "correction_note", "approved_at"
            )
        }
        assert {pk: now[pk] for pk in self.approved.keys() & now.keys()} == {
            pk: row for pk, row in self.approved.items() if pk in now
        }
        self.approved = now

    @invariant()
    def nobody_approved_what_they_wrote_but_urgently(self) -> None:
        for edition in self.in_state(State.APPROVED).prefetch_related("changed_by"):
            assert edition.approved_by is not None
            assert GROUPS[edition.approved_by.username] != "author"
            is_marked = edition.urgent_reason or edition.is_fix
            assert is_marked or edition.approved_by not in edition.changed_by.all()
            assert edition.confirmed_by is None or edition.confirmed_by not in edition.changed_by.all()

    @invariant()
    def what_goes_out_together_does_at_one_moment(self) -> None:
        moments: dict[Any, set[Any]] = defaultdict(set)
        for edition in Edition.objects.exclude(joint_release=None):
            moments[edition.joint_release].add((edition.state, edition.live_from))
        assert all(len(each) == 1 for each in moments.values())

    @invariant()
    def who_approved_it_reads_its_language(self) -> None:
        for edition in Edition.objects.exclude(approved_at=None).select_related("approved_by", "release"):
            assert edition.approved_by is not None
            assert edition.language in READS.get(edition.approved_by.username, Language.values)

    @invariant()
    def what_waits_for_others_goes_out_with_all_of_them_or_waits(self) -> None:
        """Neither before all have agreed, nor a part of them."""
        now: dict[int, set[int]] = defaultdict(set)
        for text in ProposedText.objects.select_related("edition"):
            now[text.proposal_id].add(text.edition_id)
            assert text.edition.state in (State.DRAFT, State.SUBMITTED)
        for proposal, texts in self.proposed.items():
            if proposal not in now:
                found = Edition.objects.filter(pk__in=texts).values_list("state", "joint_release")
                approved = [joint for state, joint in found if state == State.APPROVED]
                assert (len(approved), len(set(approved))) in ((0, 0), (len(texts), 1))
            else:
                assert now[proposal] == texts
        self.proposed = dict(now)


def black_out(row: tuple[Any, ...], word: str) -> tuple[Any, ...]:
    language = Edition.objects.get(pk=row[0]).language
    instead = removed_by_law(language)
    return tuple(each.replace(word, instead) if isinstance(each, str) else each for each in row)


def rows() -> list[tuple[Any, ...]]:
    columns = ("pk", "state", "version", "live_from", "live_until", "withdrawn_at")
    texts = ("pk", "agreed_version", "agreed_by", "proposal__version", "proposal__live_from")
    return [
        *Edition.objects.order_by("pk").values_list(*columns),
        *ProposedText.objects.order_by("pk").values_list(*texts),
    ]


def reckon(now: datetime.datetime) -> Iterable[tuple[int, int | None]]:
    """Yields of each release which edition is live: the last that began, if nothing has taken it back."""
    for release in Release.objects.prefetch_related("editions"):
        begun = [
            (edition.live_from, edition.number, edition)
            for edition in release.editions.all()
            if edition.state == State.APPROVED and edition.live_from and edition.live_from <= now
        ]
        last = max(begun)[2] if begun else None
        is_taken_back = any(
            moment is not None and moment <= now
            for moment in (release.removed_at, last.withdrawn_at if last else None)
        )
        yield release.pk, None if last is None or is_taken_back else last.pk


def words_of(answer: Any) -> set[str]:
    return set(WORD.findall(answer.content.decode()))


@pytest.mark.django_db
def test_any_verbs_in_any_order_keep_every_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: moments[-1])
    monkeypatch.setattr(PressRoom, "set_clock", staticmethod(moments.append), raising=False)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        PressRoom,
        settings=settings(
            print_blob=True,
            max_examples=BY_HAND or 2_000 // STEPS,
            stateful_step_count=STEPS,
            derandomize=not BY_HAND,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
