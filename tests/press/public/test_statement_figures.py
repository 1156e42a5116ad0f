"""The public accessibility statement says what the rules find in what is public, and in nothing else."""

import datetime
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection
from django.test import Client

from press import publishing
from press.models import ContentCheck, Release, User
from press.publishing import site_findings
from tests.canary import CANARY
from tests.factories import illustrate, signed_in
from tests.press.findings import ERROR, LONG_AGO, WARNING, find_one, other_rules

pytestmark = pytest.mark.usefixtures("two_rules")
Build = Callable[..., Release]
HEADING = "How the published texts are checked"


def read(language: str = "en") -> str:
    return Client().get(f"/{language}/accessibility/").content.decode()


def test_the_statement_says_how_many_texts_were_checked_and_what_was_found(make_release: Build) -> None:
    make_release(body=WARNING)
    make_release(body=WARNING, title="Another")
    make_release(body=ERROR, at=LONG_AGO)
    page = read()
    assert "A program checks what we publish by" in page
    assert "It has checked every published text: 3." in page
    assert "Texts with an error that is neither mended nor stands for a reason: 1." in page
    assert "<li>A long address in the text: 2</li>" in page
    assert "<li>A link that does not say where it leads: 1</li>" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Жарияланған мәтіннің бәрі тексерілді: 2."),
        ("ru", "Проверены все опубликованные тексты: 2."),
    ],
)
def test_it_says_so_in_every_language(make_release: Build, language: str, words: str) -> None:
    make_release(body=WARNING)
    make_release(body=WARNING, title="Another")
    assert words in read(language)


def test_it_says_nothing_where_nothing_was_checked_yet(make_release: Build) -> None:
    assert HEADING not in read()
    make_release(body=WARNING)
    assert HEADING in read()
    ContentCheck.objects.update(rules="")
    assert HEADING not in read()


def test_while_new_rules_are_at_work_it_says_how_far_they_are(
    make_release: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        make_release(body=WARNING, title=f"Text {number}")
    other_rules(monkeypatch)
    site_findings.update_outdated(1)
    page = read()
    assert "So far it has checked 1 of 2 published texts." in page
    assert "<li>A long address in the text: 1</li>" in page


@pytest.mark.parametrize("state", ["draft", "submitted", "scheduled", "withdrawn", "removed"])
def test_what_is_not_public_is_in_no_figure(make_release: Build, state: str) -> None:
    make_release(title="Public")
    before = read()
    make_release(state=state, title=CANARY, body=f"<p>{CANARY} https://{CANARY}.example/{'x' * 40}</p>")
    after = read()
    assert CANARY not in after
    assert after == before


def test_what_is_let_stand_is_in_no_figure(make_release: Build, editor: User) -> None:
    release = make_release(body=WARNING)
    publishing.dismiss(release.editions.get(), find_one(release), by=editor, reason="It is printed so.")
    assert "A long address in the text" not in read()


def test_it_says_how_many_photographs_have_no_description(make_release: Build, author: User) -> None:
    edition = make_release(state="live").editions.get()
    assert "At present each has one, or is said to be decorative." in read()
    illustrate(edition, by=author, alternative_text="")
    assert "Without one at present: 1." in read()


def test_it_is_read_when_the_database_is_gone(make_release: Build) -> None:
    make_release(body=WARNING)

    def gone(*_: object) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(gone):
        answer = Client().get("/en/accessibility/")
    assert (answer.status_code, HEADING in answer.content.decode()) == (200, False)


def test_the_figures_are_asked_in_few_questions(
    make_release: Build, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    at = datetime.timedelta(days=1)
    for number in range(3):
        make_release(body=WARNING, title=f"Text {number}", at=LONG_AGO + number * at)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        read()


def test_errors_that_an_editor_let_stand_are_counted_and_listed_by_themselves(
    make_release: Build, editor: User
) -> None:
    make_release(body=ERROR, title="Handed over with its error")
    page = read()
    assert "Texts with an error that an editor let stand for a reason: 1." in page
    assert "neither mended" not in page
    desk = signed_in(editor)
    lists = [
        desk.get(f"/admin/press/editionfinding/{query}").content.decode()
        for query in ("", "?state=let-stand")
    ]
    assert ["Handed over with its error" in shown for shown in lists] == [False, True]
