"""Photographs at the desk."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from press import publishing
from press.models import Edition, Photograph, Release, User
from tests.factories import OF_THE_TESTS, illustrate, photograph_file, signed_in
from tests.press.desk.forms import ADD, page_of, rows, written


def test_errors_stand_beside_their_fields_and_typed_words_about_a_photograph_are_kept(author: User) -> None:
    sent = written(
        title="",
        publish_at="2024-02-29T23:30",
        **rows(
            {
                "file": SimpleUploadedFile("a.svg", b"<svg/>", "image/svg+xml"),
                "alternative_text": "Kept words",
            },
            {"alternative_text": "No file chosen"},
            {"file": photograph_file(), "decorative": "on", "alternative_text": "Both"},
        ),
    )
    answer = signed_in(author).post(ADD, sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert Edition.objects.count() == Photograph.objects.count() == 0
    assert sorted(answer.context["form"].errors) == ["publish_at", "title"]
    assert [sorted(row.errors) for row in answer.context["photographs"]] == [
        ["file"],
        ["file"],
        ["decorative"],
    ]
    assert "came twice or never" in shown
    assert "Kept words</textarea>" in shown
    assert "files again: a browser does not keep them." in shown


def test_a_draft_that_cannot_be_submitted_is_saved_and_says_why_beside_the_photographs(author: User) -> None:
    desk = signed_in(author)
    answer = desk.post(ADD, written(then="submit", **rows({"file": photograph_file()})), follow=True)
    edition = Edition.objects.get()
    assert edition.state == Edition.State.DRAFT
    assert edition.illustrations.count() == 1
    assert 'href="#id_photographs-0-alternative_text"' in answer.content.decode()


def test_photographs_are_described_again_exchanged_and_taken_out(author: User, make_release: Any) -> None:
    edition = make_release(state="draft").newest_edition()
    desk = signed_in(author)
    desk.post(
        page_of(edition),
        written(
            edition,
            **rows(
                {"file": photograph_file(), "alternative_text": "First"},
                {"file": photograph_file("red"), "alternative_text": "Second"},
            ),
        ),
    )
    edition.refresh_from_db()
    first, second = Photograph.objects.order_by("pk")
    desk.post(
        page_of(edition),
        written(
            edition,
            **rows(
                {"photograph": first.pk, "alternative_text": "First", "DELETE": "on"},
                {"photograph": second.pk, "alternative_text": "Described", "credit": "N. Baibulin"},
            ),
        ),
    )
    assert [(i.photograph, i.alternative_text) for i in edition.illustrations.all()] == [
        (second, "Described")
    ]
    second.refresh_from_db()
    assert second.credit_en == "N. Baibulin"


def test_another_story_s_photograph_cannot_be_taken_by_its_number(author: User, make_release: Any) -> None:
    desk = signed_in(author)
    desk.post(ADD, written(**rows({"file": photograph_file(), "alternative_text": "Theirs"})))
    stranger = Photograph.objects.get()
    edition = make_release(state="draft", title="Another story").newest_edition()
    desk.post(
        page_of(edition), written(edition, **rows({"photograph": stranger.pk, "alternative_text": "x"}))
    )
    assert edition.illustrations.count() == 0


def test_a_story_gets_its_next_language_with_its_photographs(author: User) -> None:
    desk = signed_in(author)
    desk.post(ADD, written(**rows({"file": photograph_file(), "alternative_text": "In English"})))
    first = Edition.objects.get()
    photograph = Photograph.objects.get()
    address = f"{ADD}?story={first.release.story_id}"
    offered = desk.get(address)
    assert [code for code, _name in offered.context["form"].fields["language"].choices] == ["kk", "ru"]
    assert [row.known for row in offered.context["photographs"]] == [photograph, None]
    assert offered.context["form"]["language"].value() == "kk"
    assert desk.get(f"{address}&language=ru").context["form"]["language"].value() == "ru"
    desk.post(
        address,
        written(
            language="ru",
            title="Встреча",
            **rows({"photograph": photograph.pk, "alternative_text": "По-русски"}),
        ),
    )
    second = Edition.objects.exclude(pk=first.pk).get()
    assert second.release.story == first.release.story
    assert [i.photograph for i in second.illustrations.all()] == [photograph]
    again = desk.post(address, written(language="ru"))
    assert again.status_code == 422


def test_no_more_new_photographs_are_read_at_once_than_a_request_should_take(author: User) -> None:
    def chosen(count: int) -> list[dict[str, Any]]:
        files = [photograph_file(f"#{20 * number:02x}4080") for number in range(count)]
        return [{"file": file, "decorative": "on"} for file in files]

    answer = signed_in(author).post(ADD, written(**rows(*chosen(11))))
    assert (answer.status_code, Edition.objects.count()) == (422, 0)
    assert "At most 10 new photographs are taken at once: save, then add" in answer.content.decode()
    signed_in(author).post(ADD, written(**rows(*chosen(10))))
    assert Photograph.objects.count() == 10


def test_photographs_too_large_together_are_refused_in_words_and_what_was_typed_is_kept(
    author: User, monkeypatch: Any
) -> None:
    file = photograph_file()
    assert file.size
    monkeypatch.setattr("press.desk.photograph_forms.BYTES_AT_ONCE", 2 * file.size - 1)
    sent = written(
        **rows({"file": file, "alternative_text": "A hall"}, {"file": photograph_file("red")}),
    )
    answer = signed_in(author).post(ADD, sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "The photographs are too large to be sent at once" in shown
    assert "A hall</textarea>" in shown
    assert Photograph.objects.count() == 0


@pytest.mark.parametrize(
    ("credit", "said"),
    [("", "photograph 1"), ("A. Serik", "photograph 1: A. Serik")],
)
def test_the_credit_to_be_corrected_is_named_where_there_is_one(
    make_release: Callable[..., Release], author: User, editor: User, credit: str, said: str
) -> None:
    edition = make_release(state="draft").editions.get()
    photograph = illustrate(edition, by=author).photograph
    Photograph.objects.filter(pk=photograph.pk).update(credit_en=credit)
    publishing.submit(edition, by=author, override_reason=OF_THE_TESTS)
    publishing.approve(edition, by=editor, override_reason=OF_THE_TESTS)
    page = signed_in(editor).get(page_of(edition)).content.decode()
    assert re.findall(r"<summary>Correct the credit of (.*?)</summary>", page) == [said]
