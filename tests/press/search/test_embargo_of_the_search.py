"""What is not public is in no answer, number, filter, spelling or feed; and answers once its moment comes."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from press import publishing
from press.models import Edition, Release, SearchEntry, User
from tests.factories import make_person, make_topic

Build = Callable[..., Release]
DAY = datetime.timedelta(days=1)
WORD = "quokkaphone"
NEAR = "quokkaphome"
# Stands beside it, and is asked by nobody.
SECRET = "wombatlantern"
HIDDEN = ("draft", "submitted", "scheduled", "withdrawn", "removed")


@contextmanager
def at(moment: datetime.datetime) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        yield


def about(release: Release, **subjects: Any) -> Release:
    for name, subject in subjects.items():
        getattr(release.story, name).add(subject)
    return release


@pytest.fixture
def hidden(make_release: Build, correct: Callable[..., Edition]) -> dict[str, Release]:
    """Returns a release in each state that is not public; of each a topic and a person of its own."""
    made = {}
    for state in HIDDEN:
        for language in ("en", "ru"):
            release = make_release(state=state, language=language, title=f"The {WORD} {SECRET}")
            topic = make_topic(f"{WORD} {SECRET} topic {state} {language}")
            person = make_person(f"{WORD} {SECRET} person {state} {language}")
            made[f"{state} {language}"] = about(release, topics=topic, people=person)
    superseded = make_release(title=f"The {WORD} {SECRET}", slug="was-other")
    correct(superseded, title="Mended")
    made["superseded"] = superseded
    ahead = make_release(title="To be mended")
    correct(ahead, title=f"The {WORD} {SECRET}", at=timezone.now() + DAY)
    made["correction ahead"] = ahead
    return made


def test_what_is_not_public_is_found_by_no_word(client: Client, hidden: dict[str, Release]) -> None:
    for asked in (WORD, NEAR, f"-{WORD}x {WORD}", f'"the {WORD}"', "quokkaphon", "йгщллфзрщту"):
        for language in ("en", "ru", "kk"):
            response = client.get(f"/{language}/search/", {"q": asked})
            context = response.context
            assert context["count"] == 0
            assert (context["others"], context["subjects"], context["results"]) == ([], [], [])
            assert context["answer"].how == ""
            assert SECRET not in response.content.decode()
            feed = client.get(f"/{language}/search/feed.atom", {"q": asked}).content.decode()
            assert feed.count("<entry>") == 0
            assert SECRET not in feed


def test_its_topic_person_and_year_are_filters_of_nothing(client: Client, hidden: dict[str, Release]) -> None:
    for release in hidden.values():
        for kind, subjects in (("topic", release.story.topics), ("person", release.story.people)):
            for subject in subjects.all():
                html = client.get("/en/search/", {kind: subject.slug}).content.decode()
                assert '<data class="found" value="0">' in html
                assert str(subject.name()) not in html
    assert client.get("/en/search/", {"year": str(timezone.localdate().year)}).context["count"] == 2


def test_what_it_shares_with_what_is_public_is_not_counted(
    client: Client, make_release: Build, author: User, editor: User
) -> None:
    """The same words, topics and people; hidden are more than public ones, in this year and in others."""
    topic, other = make_topic("Rivers"), make_topic("Lakes")
    person, colleague = make_person("Aidana Sarsenova"), make_person("Nurlan Baibulin")
    public = [make_release(title=f"Budget {number}", at=timezone.now() - 400 * DAY) for number in range(2)]
    about(public[0], topics=topic, people=person)
    about(public[1], topics=other, people=colleague)
    make_release(title="Budget", language="ru", body="<p>Нет</p>")
    for state in HIDDEN:
        for language in ("en", "ru", "kk"):
            about(
                make_release(state=state, title=f"Budget {state}", language=language),
                topics=topic,
                people=person,
            )
    context = client.get("/en/search/", {"q": "budget"}).context
    assert context["count"] == 2
    assert [(each.words.text, each.count) for each in context["others"]] == [("Русский", 1)]
    told = {each.label: [(one.words.text, one.count) for one in each.choices] for each in context["filters"]}
    assert told == {
        "Topic": [("Rivers", 1), ("Lakes", 1)],
        "Person": [("Aidana Sarsenova", 1), ("Nurlan Baibulin", 1)],
    }


def test_when_its_moment_comes_the_same_row_answers(
    client: Client, make_release: Build, correct: Callable[..., Edition]
) -> None:
    now = timezone.now()
    person = make_person("Aidana Sarsenova")
    release = about(make_release(state="scheduled", title=f"The {WORD}", at=now + DAY), people=person)
    mended = make_release(title="The budget")
    correct(mended, title="The reservoir", at=now + DAY)
    before = list(SearchEntry.objects.order_by("pk").values())

    def found(asked: str) -> tuple[list[int], str, int]:
        context = client.get("/en/search/", {"q": asked}).context
        keys = [edition.release_id for edition in context["page"].editions] if context["page"] else []
        return keys, context["answer"].how, len(context["subjects"])

    with at(now + DAY - datetime.timedelta(microseconds=1)):
        assert found(WORD) == found(NEAR) == ([], "", 0)
        assert found("Sarsenova") == ([], "", 0)
        assert (found("budget"), found("reservoir")) == (([mended.pk], "", 0), ([], "", 0))
    with at(now + DAY):
        assert found(WORD) == ([release.pk], "", 0)
        assert found(NEAR) == ([release.pk], "spelling", 0)
        assert found("Sarsenova") == ([release.pk], "", 1)
        assert (found("budget"), found("reservoir")) == (([], "", 0), ([mended.pk], "", 0))
        assert client.get("/en/search/feed.atom", {"q": WORD}).content.decode().count("<entry>") == 1
    assert list(SearchEntry.objects.order_by("pk").values()) == before


def test_what_is_taken_back_answers_no_more_at_once(
    client: Client, make_release: Build, editor: User, chief: User
) -> None:
    withdrawn, removed = make_release(title=f"First {WORD}"), make_release(title=f"Second {WORD}")
    assert client.get("/en/search/", {"q": WORD}).context["count"] == 2
    publishing.withdraw(withdrawn, by=editor, reason="The figures were wrong.")
    assert client.get("/en/search/", {"q": WORD}).context["count"] == 1
    publishing.remove(removed, by=chief, reason="Published by mistake.")
    context = client.get("/en/search/", {"q": NEAR}).context
    assert (context["count"], context["answer"].how) == (0, "")
