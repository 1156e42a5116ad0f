"""What officers tell each other of a text before it goes out: comparisons, notes, questions, agreements, and
the first page. Whoever sees no edition meets none of it, and whoever judges none changes nothing by it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation

from press import publishing
from press.models import CorrectionQuestion, Edition, JointProposal, SeenVersion
from tests.canary import read
from tests.factories import make_officer, signed_in_with_second_factor
from tests.permissions.database import changed_columns, snapshot, undone
from tests.permissions.press_room import ROLES, PressRoom
from tests.permissions.test_embargo import WITHOUT_RIGHT
from tests.permissions.visitors import Visitors
from tests.press.desk.forms import page_of

pytestmark = pytest.mark.django_db
# One word for each of what is told.
COMPARED, NOTED, TOGETHER, AGREED_BY = "comparedquokka", "notedquokka", "togetherquokka", "agreedquokka"
SENTENCES = ("Waiting for you", "Open in the whole press room", "Going out", "Corrected in another language")
TOLD = (COMPARED, NOTED, TOGETHER, AGREED_BY, *SENTENCES, "?standing=", "does it apply here?")
JUDGES = ("editor", "chief", "superuser")


@dataclass(frozen=True)
class Reviews:
    compared: Edition
    agreed: Edition
    wanted: Edition
    asked: Edition
    browsers: Visitors

    @property
    def paths(self) -> list[str]:
        """Returns where it is told, and what else somebody may try who looks for it."""
        editions = (self.compared, self.agreed, self.wanted, self.asked)
        pages = [page_of(edition) for edition in editions]
        of_each = ("", "?compare=edition", "?version=1", "?editions=all")
        paths = [f"{page}{more}" for page in pages for more in of_each]
        paths += [page.replace("/change/", f"/{more}/") for page in pages for more in ("languages", "notes")]
        paths += [page.replace("/change/", "/preview/") for page in pages]
        paths += [
            "/admin/",
            "/admin/?standing=submitted",
            "/admin/press/edition/",
            "/admin/press/auditentry/",
        ]
        for guessed in ("seenversion", "jointproposal", "proposedtext", "reviewnote", "correctionquestion"):
            paths += [f"/admin/press/{guessed}/", f"/admin/press/{guessed}/1/change/"]
        for edition in editions[:3]:
            public = f"/{edition.language}/releases/{edition.release_id}-{edition.release.slug}/"
            paths += [public, f"{public}history/", f"{public}history/1/"]
        words = (COMPARED, NOTED, TOGETHER, AGREED_BY)
        return [*paths, "/en/", "/kk/", *(f"/en/search/?q={word}" for word in words)]


@pytest.fixture(scope="module")
def reviews(press_room: PressRoom, django_db_blocker: Any) -> Iterator[Reviews]:
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        yield _make(press_room)
        transaction.set_rollback(True)


def _make(room: PressRoom) -> Reviews:
    writer, editor = room.users["writer"], room.users["editor"]
    kazakh = make_officer("kazakh", "editor", languages=["kk"], last_name=AGREED_BY)
    desks = {name: signed_in_with_second_factor(officer) for name, officer in (("kazakh", kazakh),)}
    sessions = {name: desk.cookies[settings.SESSION_COOKIE_NAME].value for name, desk in desks.items()}
    browsers = Visitors({**room.sessions, **sessions})
    compared = _submit(writer, "en", f"An old word: {COMPARED}", "compared")
    publishing.add_note(compared, by=editor, text=NOTED, text_name="title")
    assert browsers.ask("editor", "GET", page_of(compared)).status_code == 200
    publishing.take_back(compared, by=writer)
    publishing.revise(compared, by=writer, title="It says something else now", slug="compared")
    publishing.submit(compared, by=writer)
    agreed = _submit(writer, "kk", f"Бірге {TOGETHER}", "together")
    wanted = _submit(writer, "en", f"With it {TOGETHER}", "together", agreed.release.story)
    publishing.propose_joint_release([(agreed, None)], [(wanted, None)], by=kazakh)
    return Reviews(compared, agreed, wanted, room.editions["live"], browsers)


def _submit(writer: Any, language: str, title: str, slug: str, story: Any = None) -> Edition:
    text = {"title": title, "slug": slug, "body": "<p>Мәтін.</p>" if language == "kk" else "<p>A text.</p>"}
    edition = publishing.start_release(language=language, by=writer, story=story, **text)
    return publishing.submit(edition, by=writer)


@pytest.mark.parametrize("role", WITHOUT_RIGHT)
def test_who_sees_no_edition_meets_no_word_of_it(role: str, reviews: Reviews) -> None:
    told = []
    for path in reviews.paths:
        with undone():
            said = read(reviews.browsers.ask(role, "GET", path))
        told += [f"{path} as {role}: {word}" for word in TOLD if word in said.replace(path, "")]
    told = [each for each in told if "/en/search/" not in each]  # a search repeats what is asked
    assert told == [], "\n".join(told)


@pytest.mark.parametrize("role", WITHOUT_RIGHT)
def test_a_search_of_theirs_finds_nothing(role: str, reviews: Reviews) -> None:
    for word in (COMPARED, NOTED, TOGETHER, AGREED_BY):
        said = read(reviews.browsers.ask(role, "GET", f"/en/search/?q={word}"))
        found = [edition.title for edition in (reviews.compared, reviews.wanted) if edition.title in said]
        assert found == [], (role, word)


def test_who_may_judge_meets_it_where_it_concerns_them(reviews: Reviews) -> None:
    """The positive control; and of others' languages the first page says nothing to do."""
    said = {
        role: {path: read(reviews.browsers.ask(role, "GET", path)) for path in reviews.paths}
        for role in ("author", "editor", "kazakh")
    }

    def met(role: str, word: str) -> set[str]:
        return {path for path, words in said[role].items() if word in words.replace(path, "")}

    compared, home = page_of(reviews.compared), "/admin/"
    assert compared in met("editor", COMPARED)
    # The page of a text shows a difference to who judges it; the first page, to nobody.
    for role in ("author", "kazakh"):
        assert compared not in met(role, COMPARED), role
    assert compared in met("editor", NOTED)
    for role in ("editor", "kazakh"):
        assert {home, page_of(reviews.agreed), page_of(reviews.wanted)} <= met(role, AGREED_BY), role
    assert home not in met("author", AGREED_BY) | met("author", TOGETHER) | met("author", NOTED)
    assert "does it apply here?" in said["editor"][page_of(reviews.asked)]
    assert ("Corrected in another language" in said["editor"][home]) is True
    waiting = {role: _for_you(said[role][home]) for role in said}
    assert (page_of(reviews.compared) in waiting["editor"], compared in waiting["kazakh"]) == (True, False)
    assert "Corrected in another language" not in waiting["kazakh"]
    assert compared not in waiting["author"]


def _for_you(page: str) -> str:
    found = re.search(r'aria-labelledby="for-you">.*?</section>', page, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("role", ROLES)
def test_a_joint_release_is_changed_by_who_may_judge_and_by_nobody_else(role: str, reviews: Reviews) -> None:
    before = snapshot()
    proposal = JointProposal.objects.get(texts__edition=reviews.wanted)
    done = set()
    for verb in ("agree", "move-joint-release", "cancel-joint-release"):
        sent = {"verb": verb, "version": reviews.wanted.version, "joint_release": proposal.value}
        with undone():
            reviews.browsers.ask(role, "POST", page_of(reviews.wanted), sent)
            columns = changed_columns(before, snapshot())
            done |= {verb} if columns else set()
            is_out = Edition.objects.live().filter(pk__in=[reviews.agreed.pk, reviews.wanted.pk]).count()
            assert is_out == (2 if verb == "agree" and role in JUDGES else 0)
    every = {"agree", "move-joint-release", "cancel-joint-release"}
    assert done == (every if role in JUDGES else set())


def test_an_editor_who_does_not_read_it_agrees_to_nothing_and_may_cancel(reviews: Reviews) -> None:
    proposal = JointProposal.objects.get(texts__edition=reviews.wanted)
    sent = {"version": reviews.wanted.version, "joint_release": proposal.value}
    with undone():
        reviews.browsers.ask("kazakh", "POST", page_of(reviews.wanted), {"verb": "agree", **sent})
        assert Edition.objects.get(pk=reviews.wanted.pk).state == "submitted"
        sent["verb"] = "cancel-joint-release"
        reviews.browsers.ask("kazakh", "POST", page_of(reviews.wanted), sent)
        assert not JointProposal.objects.filter(pk=proposal.pk).exists()


@pytest.mark.parametrize("role", ROLES)
def test_only_who_judges_a_text_is_noted_to_have_seen_it(role: str, reviews: Reviews) -> None:
    with undone():
        SeenVersion.objects.all().delete()
        reviews.browsers.ask(role, "GET", page_of(reviews.compared))
        seen = set(SeenVersion.objects.values_list("officer__username", flat=True))
    assert seen == ({role} if role in JUDGES else set())


@pytest.mark.parametrize("role", ROLES[: ROLES.index("editor")])
def test_a_question_is_answered_by_no_one_below_an_editor(role: str, reviews: Reviews) -> None:
    question = CorrectionQuestion.objects.filter(release=reviews.asked.release_id).latest("pk")
    with undone():
        sent = {"verb": "applies", "question": question.pk}
        reviews.browsers.ask(role, "POST", page_of(reviews.asked), sent)
        question.refresh_from_db()
    assert question.applies is None
