"""The photographs of an edition, and the words about them: set by verbs, with an actor and a trace."""

from collections.abc import Callable
from typing import Any

import pytest

from press import publishing
from press.models import Edition, Illustration, Photograph, Release, User
from press.publishing import IllustrationInput
from tests.factories import illustration_texts, photograph_file
from tests.press.publishing.effects import effects_on, entry

Build = Callable[..., Release]


@pytest.fixture
def draft(make_release: Build) -> Edition:
    return make_release(state="draft").editions.get()


def wanted(photograph: Photograph | None = None, colour: str = "", **texts: Any) -> IllustrationInput:
    file = photograph_file(colour) if colour else None
    return IllustrationInput(photograph, file, illustration_texts(**texts))


def shown(edition: Edition) -> list[tuple[Any, ...]]:
    return [
        (used.photograph, used.alternative_text, used.decorative, used.caption, used.order)
        for used in edition.illustrations.all()
    ]


def test_an_edition_has_the_illustrations_that_were_given_in_their_order_and_no_others(
    draft: Edition, author: User
) -> None:
    rows = [
        wanted(
            colour="navy", alternative_text="The hall", caption="On Monday", credit="N. B.", rights="Free"
        ),
        wanted(colour="teal", decorative=True),
    ]
    publishing.revise_illustrations(draft, rows, by=author)
    navy, teal = Photograph.objects.order_by("pk")
    assert shown(draft) == [(navy, "The hall", False, "On Monday", 0), (teal, "", True, "", 1)]
    assert (navy.credit_en, navy.credit_kk, navy.rights, navy.uploaded_by) == ("N. B.", "", "Free", author)
    assert navy.story == draft.release.story
    publishing.revise_illustrations(
        draft, [wanted(teal, alternative_text="Now described"), wanted(navy)], by=author
    )
    assert shown(draft) == [(teal, "Now described", False, "", 0), (navy, "", False, "", 1)]
    publishing.revise_illustrations(draft, [wanted(navy)], by=author)
    assert shown(draft) == [(navy, "", False, "", 0)]
    assert Photograph.objects.count() == 2


def test_a_photograph_that_is_given_twice_is_used_once_as_it_came_first(draft: Edition, author: User) -> None:
    rows = [
        wanted(colour="navy", caption="First"),
        wanted(colour="navy", caption="Again"),
        wanted(colour="teal", caption="Last"),
    ]
    publishing.revise_illustrations(draft, rows, by=author)
    assert [(used.caption, used.order) for used in draft.illustrations.all()] == [("First", 0), ("Last", 1)]


def credit_of(photograph: Photograph) -> tuple[str, ...]:
    photograph.refresh_from_db()
    return photograph.credit_kk, photograph.credit_ru, photograph.credit_en, photograph.rights


def test_the_credit_is_written_with_the_text_until_a_text_in_any_language_is_handed_over(
    make_release: Build, draft: Edition, author: User, editor: User
) -> None:
    publishing.revise_illustrations(draft, [wanted(colour="navy", alternative_text="A")], by=author)
    photograph = Photograph.objects.get()
    row = wanted(photograph, alternative_text="A", credit="N. Baibulin", rights="Free")
    publishing.revise_illustrations(draft, [row], by=author)
    assert credit_of(photograph) == ("", "", "N. Baibulin", "Free")
    russian = make_release(state="draft", language="ru", title="Встреча", story=draft.release.story)
    row = wanted(photograph, alternative_text="А", credit="Н. Байбулин", rights="Free")
    publishing.revise_illustrations(russian.editions.get(), [row], by=author)
    assert credit_of(photograph) == ("", "Н. Байбулин", "N. Baibulin", "Free")
    publishing.submit(draft, by=author)
    other = wanted(photograph, alternative_text="А", credit="Somebody else", rights="None")
    for approve in (False, True):
        if approve:
            publishing.approve(draft, by=editor)
        publishing.revise_illustrations(russian.editions.get(), [other], by=author)
        publishing.revise_illustrations(russian.editions.get(), [other], by=editor)
        assert credit_of(photograph) == ("", "Н. Байбулин", "N. Baibulin", "Free")
    second = publishing.start_edition(draft.release, by=author)
    publishing.revise_illustrations(second, [other], by=author)
    assert credit_of(photograph) == ("", "Н. Байбулин", "N. Baibulin", "Free")


@pytest.fixture
def published(draft: Edition, author: User, editor: User) -> Photograph:
    """A photograph on a live English page, credited to the wrong person, in English alone."""
    row = wanted(colour="navy", alternative_text="A hall", credit="N. Wrong", rights="Free")
    publishing.revise_illustrations(draft, [row], by=author)
    publishing.submit(draft, by=author)
    publishing.approve(draft, by=editor)
    return Photograph.objects.get()


def test_the_same_file_with_another_credit_is_refused_once_it_is_published(
    published: Photograph, draft: Edition, make_release: Build, author: User
) -> None:
    russian = make_release(state="draft", language="ru", title="Встреча", story=draft.release.story)
    edition = russian.editions.get()
    again = wanted(colour="navy", alternative_text="Зал", credit="Кто угодно")
    with pytest.raises(publishing.Refused) as refused:
        publishing.revise_illustrations(edition, [again], by=author)
    assert [problem.message for problem in refused.value.problems] == [
        "This photograph is published with the credit “N. Wrong”: an editor can correct it."
    ]
    assert credit_of(published) == ("", "", "N. Wrong", "Free")
    publishing.revise_illustrations(edition, [wanted(colour="navy", alternative_text="Зал")], by=author)
    assert [used.photograph for used in edition.illustrations.all()] == [published]


def test_an_editor_corrects_a_published_credit_with_a_trace_and_an_author_does_not(
    published: Photograph, draft: Edition, author: User, editor: User, chief: User
) -> None:
    words = {"credit_kk": "", "credit_ru": "Н. Байбулин", "credit_en": "N. Baibulin", "rights": "Free"}
    with pytest.raises(publishing.Refused, match="Your account does not have the right"):
        publishing.correct_credit(draft, published, by=author, **words)
    assert credit_of(published) == ("", "", "N. Wrong", "Free")
    version = published.version
    with effects_on(draft) as changed:
        publishing.correct_credit(draft, published, by=editor, version=version, **words)
    assert credit_of(published) == ("", "Н. Байбулин", "N. Baibulin", "Free")
    changes = {"credit_ru": ["", "Н. Байбулин"], "credit_en": ["N. Wrong", "N. Baibulin"]}
    detail = {"photograph": published.pk, "photograph_version": version + 1, "changes": changes}
    assert changed.entries == [entry("correct credit", editor, draft, **detail)]
    assert changed.edition == {}
    with effects_on(draft) as changed:
        publishing.correct_credit(draft, published, by=chief, version=version, **words)
    assert changed.entries == []  # nothing is other than before
    with pytest.raises(publishing.Outdated, match="editor changed this release after you opened it"):
        publishing.correct_credit(draft, published, by=chief, version=version, **words | {"rights": "None"})
    assert credit_of(published) == ("", "Н. Байбулин", "N. Baibulin", "Free")


def test_a_credit_is_corrected_only_where_the_photograph_is_published_with_the_text(
    published: Photograph, draft: Edition, make_release: Build, author: User, editor: User
) -> None:
    other = make_release(state="draft", title="Another story").editions.get()
    publishing.revise_illustrations(other, [wanted(colour="teal", alternative_text="B")], by=author)
    in_work = Photograph.objects.exclude(pk=published.pk).get()
    for edition, photograph in ((other, published), (other, in_work), (draft, in_work)):
        with pytest.raises(publishing.Refused):
            publishing.correct_credit(edition, photograph, by=editor, credit_en="Mine")
    assert [each.credit_en for each in Photograph.objects.order_by("pk")] == ["N. Wrong", ""]


def test_whoever_changes_photographs_or_their_words_is_an_author_and_who_changes_nothing_is_not(
    draft: Edition, author: User, editor: User
) -> None:
    rows = [wanted(colour="navy", alternative_text="A"), wanted(colour="teal", alternative_text="B")]
    publishing.revise_illustrations(draft, rows, by=author)
    navy, teal = Photograph.objects.order_by("pk")
    usual = {"alternative_text": "A"}, {"alternative_text": "B"}

    def changes(*rows: IllustrationInput) -> bool:
        draft.changed_by.set([author])
        version = Edition.objects.get(pk=draft.pk).version
        publishing.revise_illustrations(draft, rows, by=editor)
        became = draft.changed_by.filter(pk=editor.pk).exists()
        assert became == (Edition.objects.get(pk=draft.pk).version > version)
        return became

    assert not changes(wanted(navy, **usual[0]), wanted(teal, **usual[1]))
    assert changes(wanted(teal, **usual[1]), wanted(navy, **usual[0]))
    assert changes(wanted(teal, **usual[1]), wanted(navy, alternative_text="A hall"))
    assert changes(wanted(teal, decorative=True), wanted(navy, alternative_text="A hall"))
    assert changes(wanted(teal, decorative=True, caption="C"), wanted(navy, alternative_text="A hall"))
    last = {"alternative_text": "A hall"}
    assert changes(wanted(teal, decorative=True, caption="C"), wanted(navy, **last, credit="N. B."))
    last["credit"] = "N. B."
    assert changes(wanted(teal, decorative=True, caption="C"), wanted(navy, **last, rights="Free"))
    last["rights"] = "Free"
    assert not changes(wanted(teal, decorative=True, caption="C"), wanted(navy, **last))
    assert changes(wanted(navy, **last))
    assert changes(wanted(navy, **last), wanted(colour="red", alternative_text="D"))


def test_the_words_about_a_photograph_are_a_change_of_every_draft_that_shows_it(
    make_release: Build, draft: Edition, author: User, editor: User
) -> None:
    publishing.revise_illustrations(draft, [wanted(colour="navy", alternative_text="A")], by=author)
    photograph = Photograph.objects.get()
    russian = make_release(state="draft", language="ru", title="Встреча", story=draft.release.story)
    row = wanted(photograph, alternative_text="А")
    publishing.revise_illustrations(russian.editions.get(), [row], by=author)
    with effects_on(draft) as changed:
        row = wanted(photograph, alternative_text="А", credit="Н. Байбулин")
        publishing.revise_illustrations(russian.editions.get(), [row], by=editor)
    assert changed.edition == {"version": 3, "changed_by": ["author", "editor"]}
    mine = entry("revise", editor, russian.editions.get(), fields=["illustrations"])
    assert changed.entries == [mine, entry("revise", editor, draft, fields=["illustrations"])]
    publishing.submit(draft, by=author)
    with pytest.raises(publishing.Refused, match="You changed this text"):
        publishing.approve(draft, by=editor)


def test_the_photographs_of_what_is_no_draft_stand_as_they_are(
    make_release: Build, draft: Edition, author: User
) -> None:
    publishing.revise_illustrations(draft, [wanted(colour="navy", alternative_text="A")], by=author)
    publishing.submit(draft, by=author)
    with pytest.raises(publishing.Refused, match="This release is now “Submitted”"):
        publishing.revise_illustrations(draft, [], by=author)
    assert Illustration.objects.filter(edition=draft).count() == 1
