"""A text that a parser would choke on is refused before it meets one; the longest honest one is not."""

from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from django.utils.translation import override
from hypothesis import given

from press import publishing
from press.models import Edition, Release, User
from press.richtext import limits
from press.richtext.limits import TooComplex, validate_complexity
from press.richtext.sanitise import _DROPPED_WHOLE, sanitise
from tests.factories import signed_in
from tests.press.desk.forms import page_of, written
from tests.press.richtext.test_sanitise import markup, unhurried

# Sixty different formats that nobody closes: a parser opens them anew in each paragraph.
FORMATS = "".join(f'<b lang="en-{number:08}">' for number in range(60))
CHOKING = {
    "open elements": "<div>" * 40_000,
    "open lists": "<ul><li>" * 25_000,
    "open elements, one format closed in each": "<b><div></b>" * 20_000,
    "open elements, ended in a cell that does not end them": "<div><table><td></div></td></table>" * 20_000,
    "open elements, ended in a comment": "<div><!-- </div> -->" * 20_000,
    "open elements, ended in a value": "<div><br title='</div>'>" * 20_000,
    "open elements, begun after a value that never was": "<br a'><div>'><br b'>" * 20_000,
    "open elements, ended in a title": f"<title><br a='</title>{'<div>' * 40_000}'>",
    "open elements, ended in a drawing": "<div><svg><![CDATA[ ></svg></div> ]]></svg>" * 20_000,
    "open elements, ended by a letter that only looks alike": "<div><x\u212a></xk></div>" * 20_000,
    "formats opened anew": f"<p>{FORMATS}</p>{'<p>x</p>' * 10_000}",
    "words that no table holds": "<table>" + "x<br>" * 40_000,
    "signs": "&" * 200_000,
    "no-break spaces": "x\u00a0" * 20_000 + "слово " * 50_000,
    "signs in paragraphs that are left out": "x&<p>&nbsp;</p>" * 11_000 + "слово " * 60_000,
    "brackets": ">" * 700_000,
    "attributes": "<p " + " ".join(f"a{number}" for number in range(100_000)) + ">x</p>",
    "letters": "a" * 800_000,
    "tags": "<p>x</p>" * 20_000,
}
CELL = "<td><p>1&nbsp;000&nbsp;000 тенге</p></td>"
PARAGRAPH = (
    "<p>— Сессия аясында <strong>маңызды</strong> мәселелер <em>талқыланды</em>, «А&nbsp;&amp;&nbsp;Б» ЖШС, "
    '<a href="https://example.kz/?a=1&amp;b=2" rel="noopener">құжат</a>.</p>'
)
HONEST = {
    "200,000 letters in two thousand paragraphs": f"{PARAGRAPH[:-4]}{'сөз ' * 7}</p>" * 2_000,
    "200,000 letters in one paragraph": f"<p>{'Сөздер, сөздер. ' * 12_500}</p>",
    "a table of two thousand cells": f"<table><tbody>{f'<tr>{CELL * 10}</tr>' * 200}</tbody></table>",
    "thirty lists in each other": "<ul><li>x" * 15 + "</li></ul>" * 15,
    "paragraphs and cells that nobody closed": "<p>One<p>Two" * 300 + "<ul>" + "<li>x" * 300 + "</ul>",
}


@pytest.mark.parametrize("kind", CHOKING)
def test_what_a_parser_would_choke_on_never_meets_one(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nh3.clean", _not_to_be_called)
    with pytest.raises(TooComplex):
        sanitise(CHOKING[kind])


def _not_to_be_called(*args: Any, **options: Any) -> str:
    raise AssertionError("a parser met it")


@pytest.mark.parametrize("kind", HONEST)
def test_the_longest_honest_text_is_taken(kind: str) -> None:
    once = sanitise(HONEST[kind])
    assert sanitise(once) == once


@unhurried
@given(markup)
def test_no_parser_holds_more_open_than_was_counted(sent: str) -> None:
    """A row stands in a body of a table that nobody wrote: two elements more for each; and one is void."""
    counted = 0
    tally = limits._Tally()
    for _text, token in limits._tokens(sent.encode(errors="surrogatepass")):
        if token is not None:
            tally.add_token(token)
        counted = max(counted, len(tally.opened))
    assert _depth(html5lib.parseFragment(sent, namespaceHTMLElements=False)) <= 3 * counted + 1


def _depth(element: Any) -> int:
    return max((1 + _depth(child) for child in element), default=0)


def test_whatever_is_dropped_with_its_words_is_read_by_other_rules() -> None:
    assert {name.encode() for name in _DROPPED_WHOLE} <= limits._READ_BY_OTHER_RULES


@pytest.mark.parametrize(("language", "begins"), [("kk", "Мәтін"), ("ru", "Текст"), ("en", "The text")])
def test_the_officer_hears_in_their_language_what_is_too_much(language: str, begins: str) -> None:
    with pytest.raises(TooComplex) as refused, override(language):
        validate_complexity("x" * 1_000_000)
    assert refused.value.messages[0].startswith(begins)


def test_a_verb_refuses_it_and_says_which_field_it_is(
    make_release: Callable[..., Release], author: User
) -> None:
    edition = make_release(state="draft").editions.get()
    with pytest.raises(publishing.Refused) as refused:
        publishing.revise(edition, by=author, body=CHOKING["open elements"])
    assert [problem.field for problem in refused.value.problems] == ["body"]
    assert Edition.objects.get().body == "<p>The text of the release.</p>"


@pytest.mark.one_database
def test_the_form_shows_it_again_with_the_sentence(
    make_release: Callable[..., Release], author: User
) -> None:
    client, edition = signed_in(author), make_release(state="draft").editions.get()
    answer = client.post(page_of(edition), written(edition, body=CHOKING["open lists"]))
    assert answer.status_code == 422
    assert "The markup of the text is nested too deeply" in answer.content.decode()
    assert answer.context["form"]["body"].value() == CHOKING["open lists"]
    assert Edition.objects.get().version == 1


def test_what_was_typed_into_a_frozen_edition_is_shown_as_it_was_typed(
    make_release: Callable[..., Release], author: User
) -> None:
    edition = make_release(state="submitted").editions.get()
    answer = signed_in(author).post(page_of(edition), written(edition, body=CHOKING["open lists"]))
    assert answer.status_code == 422
    assert "&lt;ul&gt;&lt;li&gt;" * 100 in answer.content.decode()


@pytest.mark.one_database
def test_two_officers_at_one_draft_hear_it_too(
    make_release: Callable[..., Release], author: User, editor: User
) -> None:
    edition = make_release(state="draft").editions.get()
    publishing.revise(edition, by=editor, title="Another")
    for body in (CHOKING["attributes"], "<p>Mine.</p>"):
        answer = signed_in(author).post(
            page_of(edition), written(edition, version="1", body=body, base="[" * 100_000)
        )
        assert answer.status_code == 422
