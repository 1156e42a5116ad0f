"""A photograph is taken in when it is chosen, and belongs to its officer until a text takes it."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from press import publishing
from press.desk.uploads import delete_old_uploads
from press.models import (
    AuditEntry,
    Edition,
    EditionVersion,
    Generation,
    Illustration,
    Photograph,
    User,
    WorkingCopy,
)
from press.photographs.intake import create_upload
from press.photographs.renditions import make_missing
from press.publishing.illustrations import IllustrationInput
from tests.factories import illustrate, illustration_texts, make_officer, photograph_file, signed_in
from tests.press.desk.forms import ADD, page_of, rows, written

UPLOAD = "/admin/press/photograph/upload/"


def upload(desk: Client, officer: User, file: Any = None) -> Any:
    return desk.post(UPLOAD, {"officer": officer.pk, "file": file or photograph_file()})


def take(officer: User, colour: str = "navy") -> Photograph:
    return create_upload(photograph_file(colour), by=officer)[0]


def test_it_is_answered_with_what_the_page_shows_and_nothing_else_is_written(author: User) -> None:
    before = list(Generation.objects.values())
    answer = upload(signed_in(author), author)
    photograph = Photograph.objects.get()
    assert answer.json() == {
        "photograph": photograph.pk,
        "sha256": photograph.sha256,
        "thumbnail": f"/media/{photograph.pk}/640.jpg",
        "width": 640,
        "height": 480,
        "caption": "",
        "credit": "",
        "taken": "",
        "ai_use": "",
        "said_by_file": "",
        "alternative_texts": {},
    }
    assert (photograph.story, photograph.uploaded_by) == (None, author)
    written_beside = (Edition, EditionVersion, Illustration)
    assert [model.objects.count() for model in written_beside] == [0, 0, 0]
    assert AuditEntry.objects.filter(verb="revise").count() == 0
    assert list(Generation.objects.values()) == before


def test_of_a_file_that_a_public_release_shows_its_descriptions_are_suggested_by_language(
    author: User, make_release: Any
) -> None:
    for state, language, words in (
        ("live", "ru", "Зал заседаний"),
        ("draft", "kk", "Әлі жарияланбаған"),
        ("withdrawn", "en", "A hall that was taken back"),
    ):
        edition = make_release(state=state, language=language).newest_edition()
        illustrate(edition, photograph_file("maroon"), by=author, alternative_text=words)
    told = upload(signed_in(author), author, photograph_file("maroon")).json()
    assert told["alternative_texts"] == {"ru": "Зал заседаний"}
    assert upload(signed_in(author), author, photograph_file("teal")).json()["alternative_texts"] == {}


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (
            SimpleUploadedFile("hall.jpg", b"These are notes.", "image/jpeg"),
            "This is not a photograph. Choose a JPEG, PNG, WebP or AVIF file.",
        ),
        (
            SimpleUploadedFile("hall.jpg", photograph_file().read()[:600], "image/jpeg"),
            "The photograph cannot be read to its end: the file is damaged. Choose another copy.",
        ),
        (
            SimpleUploadedFile("hall.jpg", b"GIF89a", "image/jpeg"),
            "GIF files are not taken. Save it as JPEG and choose it again.",
        ),
        ("", "The file did not arrive. Choose it again."),
    ],
)
def test_one_that_is_not_taken_says_why_and_what_to_do(author: User, file: Any, sentence: str) -> None:
    answer = signed_in(author).post(UPLOAD, {"officer": author.pk, "file": file})
    assert (answer.status_code, answer.json()) == (422, {"message": sentence})
    assert Photograph.objects.count() == 0


def test_while_others_are_read_it_is_to_be_sent_again(author: User, monkeypatch: Any) -> None:
    from press.photographs.reading import Unusable

    def busy(*_: Any, **__: Any) -> Any:
        raise Unusable("busy")

    monkeypatch.setattr("press.photographs.intake.read", busy)
    assert upload(signed_in(author), author).status_code == 503
    assert Photograph.objects.count() == 0


def test_on_a_full_disk_the_officer_is_told(author: User, monkeypatch: Any) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("press.photographs.intake.save_whole", full)
    answer = upload(signed_in(author), author)
    assert (answer.status_code, "disk may be full" in answer.json()["message"]) == (507, True)
    assert Photograph.objects.count() == 0


def test_who_may_not_write_uploads_nothing_and_nobody_uploads_for_another(author: User, editor: User) -> None:
    reader = User.objects.create_user("staff", is_staff=True)
    assert upload(signed_in(reader), reader).status_code == 403
    assert upload(signed_in(author), editor).status_code == 403
    assert upload(Client(), author).status_code == 302
    with_a_token_asked_for = Client(enforce_csrf_checks=True)
    with_a_token_asked_for.force_login(author)
    assert upload(with_a_token_asked_for, author).status_code == 403
    assert Photograph.objects.count() == 0


def test_the_release_that_is_saved_takes_them_in_the_order_of_their_numbers(author: User) -> None:
    first, second, third = take(author), take(author, "red"), take(author, "olive")
    sent = rows(
        {"photograph": first.pk, "alternative_text": "First", "ORDER": 3, "credit": "N. Baibulin"},
        {"photograph": second.pk, "alternative_text": "Second", "ORDER": 1},
        {"photograph": third.pk, "alternative_text": "Third", "ORDER": 2},
    )
    signed_in(author).post(ADD, written(**sent))
    edition = Edition.objects.get()
    assert [used.photograph for used in edition.illustrations.all()] == [second, third, first]
    assert {photograph.story for photograph in Photograph.objects.all()} == {edition.release.story}
    first.refresh_from_db()
    assert first.credit_en == "N. Baibulin"


def test_forty_are_saved_at_once(author: User) -> None:
    uploads = [take(author, f"rgb({6 * number}, 0, 99)") for number in range(40)]
    sent = rows(*({"photograph": each.pk, "alternative_text": f"Number {each.pk}"} for each in uploads))
    signed_in(author).post(ADD, written(**sent))
    assert [used.photograph for used in Illustration.objects.order_by("order")] == uploads


def test_a_form_that_comes_back_has_them_still(author: User) -> None:
    photograph = take(author)
    sent = rows({"photograph": photograph.pk, "alternative_text": "A hall"})
    answer = signed_in(author).post(ADD, written(title="", **sent))
    (row,) = answer.context["photographs"]
    assert (answer.status_code, row.known, row.errors) == (422, photograph, {})
    assert f"/media/{photograph.pk}/640.jpg" in answer.content.decode()
    assert "files again" not in answer.content.decode()


def test_nobody_else_sees_an_upload_or_puts_it_into_a_text(
    author: User, editor: User, make_release: Any
) -> None:
    photograph = take(author)
    make_missing()
    pictures = [f"/media/{photograph.pk}/640.{extension}" for extension in ("jpg", "webp", "avif")]
    superuser = User.objects.create_superuser("superuser", interface_language="en")
    others = [signed_in(each) for each in (make_officer("colleague", "author"), editor, superuser)]
    assert {there.get(picture).status_code for there in [*others, Client()] for picture in pictures} == {404}
    assert [signed_in(author).get(picture).status_code for picture in pictures] == [200, 200, 200]

    edition = make_release(state="draft").newest_edition()
    row = rows({"photograph": photograph.pk, "alternative_text": "Theirs"})
    for there in others:
        new, old = there.post(ADD, written(**row)), there.post(page_of(edition), written(edition, **row))
        assert (new.status_code, old.status_code) == (422, 422)
        assert "This photograph is no longer there." in old.content.decode()
        assert f"/media/{photograph.pk}/" not in old.content.decode()
    photograph.refresh_from_db()
    assert (photograph.story, Illustration.objects.count()) == (None, 0)


def test_the_verb_takes_nobody_else_s_upload_either(author: User, editor: User, make_release: Any) -> None:
    edition = make_release(state="draft").newest_edition()
    wanted = IllustrationInput(take(author), None, illustration_texts(alternative_text="Theirs"))
    with pytest.raises(publishing.Refused):
        publishing.revise_illustrations(edition, [wanted], by=editor)
    publishing.revise_illustrations(edition, [wanted], by=author)
    assert [used.alternative_text for used in edition.illustrations.all()] == ["Theirs"]


def test_a_text_took_it_meanwhile(author: User, make_release: Any) -> None:
    photograph = take(author)
    first, second = (make_release(state="draft", title=title).newest_edition() for title in ("One", "Two"))
    row = rows({"photograph": photograph.pk, "alternative_text": "A hall"})
    desk = signed_in(author)
    desk.post(page_of(first), written(first, **row))
    answer = desk.post(page_of(second), written(second, **row))
    assert (answer.status_code, second.illustrations.count()) == (422, 0)
    assert [used.edition for used in Illustration.objects.all()] == [first]


def test_of_a_file_that_the_story_has_there_stays_one(author: User, make_release: Any) -> None:
    edition = make_release(state="draft").newest_edition()
    there = illustrate(edition, by=author).photograph
    again = take(author)
    sent = rows({"photograph": again.pk, "alternative_text": "The same"})
    signed_in(author).post(page_of(edition), written(edition, **sent))
    assert [used.photograph for used in edition.illustrations.all()] == [there]
    assert list(Photograph.objects.all()) == [there]


def test_another_officer_s_work_and_an_upload_are_put_together(
    author: User, editor: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    photograph = take(author)
    form = written(edition, **rows({"photograph": photograph.pk, "alternative_text": "A hall"}))
    signed_in(editor).post(page_of(edition), written(edition, lead="Their lead"))
    desk = signed_in(author)
    answer = desk.post(page_of(edition), form)
    assert [row.known for row in answer.context["photographs"]] == [photograph]
    assert answer.context["form"]["lead"].value() == "Their lead"


def test_what_no_text_took_goes_after_thirty_days_unless_a_working_copy_names_it(
    author: User, make_release: Any
) -> None:
    named, unnamed, young = take(author), take(author, "red"), take(author, "olive")
    edition = make_release(state="draft").newest_edition()
    taken = illustrate(edition, photograph_file("teal"), by=author).photograph
    fields = {"photographs-0-photograph": [str(named.pk)], "photographs-0-caption": [str(unnamed.pk)]}
    WorkingCopy.objects.create(officer=author, window="w" * 20, number=1, fields=fields)
    month_ago = timezone.now() - datetime.timedelta(days=30)
    Photograph.objects.exclude(pk=young.pk).update(uploaded_at=month_ago)
    assert delete_old_uploads() == 1
    assert set(Photograph.objects.all()) == {named, young, taken}


def test_the_database_holds_that_an_upload_has_its_officer(author: User) -> None:
    photograph = take(author)
    with pytest.raises(IntegrityError):
        Photograph.objects.filter(pk=photograph.pk).update(uploaded_by=None)
