"""What is said of artificial intelligence: at the desk, to readers, to machines, in the files."""

import html
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from accessibility.content import AIUse as AIUseOfTheRules
from press import publishing
from press.importing.importer import import_page
from press.models import AuditEntry, Edition, Illustration, Photograph, Release, Rendition, User
from press.models.ai_use import AIUse, PictureAIUse
from press.photographs.intake import create_photograph, create_upload
from press.photographs.marking import build_xmp
from press.photographs.renditions import make_missing, planned_renditions
from tests.conftest import SAMPLES
from tests.factories import illustrate, photograph_file, signed_in
from tests.press.desk.forms import ADD, as_opened, page_of, rows, written
from tests.press.desk.test_uploads import UPLOAD
from tests.press.photographs.files import pattern, saved

Build = Callable[..., Release]

TRANSLATED = "Translated by artificial intelligence and checked by the press service."
MADE = "Picture made by artificial intelligence and checked by the press service."
SCHEMA = "https://schema.org/{}DigitalSource"
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def file_that_says(source: str) -> SimpleUploadedFile:
    """Returns a JPEG whose XMP names that digital source type, as image generators write it."""
    packet = build_xmp(Photograph(ai_use="generated")).replace(
        f"{IPTC}trainedAlgorithmicMedia".encode(), source.encode()
    )
    return SimpleUploadedFile("a.jpg", saved(pattern(400, 200), "JPEG", xmp=packet).getvalue(), "image/jpeg")


def sources_of(photograph: Photograph) -> set[tuple[str, str]]:
    """Returns what each of its renditions says of its source, read back from the file."""
    said = set()
    for rendition in photograph.renditions.all():
        with rendition.file.open("rb") as file, Image.open(io.BytesIO(file.read())) as image:
            found = re.search(rb'DigitalSourceType="([^"]*)"', image.info.get("xmp", b""))
            said.add((rendition.format, found[1].decode() if found else ""))
    return said


def linked_data_of(page: str) -> dict[str, Any]:
    found = re.search('<script type="application/ld\\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(re.sub(r"<!--.*?-->|\\x00[^\\x00]*\\x00", "0", found[1]))
    return data


def publish(edition: Edition, author: User, editor: User) -> Edition:
    publishing.submit(edition, by=author)
    return publishing.approve(edition, by=editor)


# --- From the desk to the reader ---


def test_what_the_officer_says_at_the_desk_is_read_on_the_page_in_the_feed_and_by_machines(
    author: User, editor: User, client: Client
) -> None:
    picture = {
        "file": photograph_file(),
        "alternative_text": "A hall",
        "ai_use": "generated",
        "ai_checked": "on",
    }
    sent = written(ai_use="translated", ai_checked="on", **rows(picture), then="submit")
    assert signed_in(author).post(ADD, sent).status_code == 302
    edition = Edition.objects.get()
    assert (edition.ai_checked_by, edition.illustrations.get().photograph.ai_checked_by) == (author, author)
    frozen = signed_in(editor).get(page_of(edition)).content.decode()
    assert all(words in frozen for words in (TRANSLATED, MADE, "a part; checked by: author"))
    signed_in(editor).post(page_of(edition), {"verb": "approve", "version": edition.version})
    page = client.get(edition.release.get_absolute_url()).content.decode()
    article = page.partition("<article")[2].partition("</article>")[0]
    assert (article.count(TRANSLATED), article.count(MADE)) == (1, 1)
    assert "author" not in article
    data = linked_data_of(page)
    assert data["digitalSourceType"] == SCHEMA.format("TrainedAlgorithmicMedia")
    assert [image["digitalSourceType"] for image in data["image"]] == [
        SCHEMA.format("TrainedAlgorithmicMedia")
    ]
    for feed in ("atom", "rss", "json"):
        assert html.unescape(client.get(f"/en/feed.{feed}").content.decode()).count(TRANSLATED) == 1


@pytest.mark.parametrize("ai_use", ["", "none"])
def test_where_it_had_no_part_or_nobody_said_so_nothing_is_said(
    make_release: Build, author: User, editor: User, client: Client, ai_use: str
) -> None:
    edition = make_release(state="draft", ai_use=ai_use).editions.get()
    used = illustrate(edition, by=author)
    # Of an imported one nobody is asked.
    Photograph.objects.update(ai_use=ai_use, ai_use_is_asked=bool(ai_use))
    publish(edition, author, editor)
    make_missing()
    page = client.get(edition.release.get_absolute_url()).content.decode()
    assert ("artificial intelligence" in page, "igitalSource" in page) == (False, False)
    assert {source for _, source in sources_of(used.photograph)} == {""}
    with (
        used.photograph.renditions.filter(format="jpeg")[0].file.open("rb") as file,
        Image.open(file) as image,
    ):
        assert "xmp" not in image.info


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Мәтінді жасанды интеллект аударды, оны баспасөз қызметі тексерді."),
        ("ru", "Переведено искусственным интеллектом и проверено пресс-службой."),
        ("en", TRANSLATED),
    ],
)
def test_it_is_said_in_the_language_of_the_text_to_readers_and_to_whoever_approves_it(
    make_release: Build, author: User, editor: User, client: Client, language: str, sentence: str
) -> None:
    edition = make_release(
        state="submitted", language=language, ai_use="translated", ai_checked=True
    ).editions.get()
    assert sentence in signed_in(editor).get(page_of(edition)).content.decode()
    publishing.approve(edition, by=editor)
    assert sentence in client.get(edition.release.get_absolute_url()).content.decode()
    assert sentence in client.get(f"{edition.release.get_absolute_url()}history/1/").content.decode()


def test_a_correction_says_it_too_and_a_correction_of_what_was_said_is_seen(
    make_release: Build, author: User, editor: User, client: Client
) -> None:
    first = make_release(ai_use="translated", ai_checked=True).editions.get()
    second = publishing.start_edition(first.release, by=author)
    assert (second.ai_use, second.ai_checked, second.ai_checked_by) == ("translated", False, None)
    publishing.revise(second, by=author, ai_use="none", minor=True)
    publish(second, author, editor)
    assert TRANSLATED not in client.get(first.release.get_absolute_url()).content.decode()


# --- Who checked it ---


def test_nothing_of_it_is_published_unchecked_and_the_page_says_what_is_missing(
    author: User, chief: User
) -> None:
    desk = signed_in(author)
    picture = {"file": photograph_file(), "alternative_text": "A hall", "ai_use": "assisted"}
    answer = desk.post(ADD, written(ai_use="generated", **rows(picture), then="submit"), follow=True)
    edition = Edition.objects.get()
    assert edition.state == Edition.State.DRAFT
    shown = answer.content.decode()
    assert '<a href="#id_ai_checked">Artificial intelligence had a part in this text' in shown
    assert "Artificial intelligence had a part in photograph 1" in shown
    with pytest.raises(publishing.Refused):
        publishing.approve(edition, by=chief, urgent_reason="Now")


def test_who_said_that_it_is_checked_is_named_until_something_else_is_said(
    make_release: Build, author: User, editor: User
) -> None:
    edition = make_release(state="draft").editions.get()
    checkers = []
    for by, said in (
        (author, {"ai_use": "assisted", "ai_checked": True}),
        (editor, {"title": "Another title", "ai_use": "assisted", "ai_checked": True}),
        (editor, {"ai_use": "generated", "ai_checked": True}),
        (author, {"ai_use": "none", "ai_checked": True}),
    ):
        publishing.revise(edition, by=by, **said)
        checkers.append((edition.ai_checked, edition.ai_checked_by))
    assert checkers == [(True, author), (True, author), (True, editor), (False, None)]


def test_the_database_holds_that_what_is_checked_was_checked_by_someone(
    make_release: Build, author: User, editor: User
) -> None:
    edition = make_release(state="draft", ai_use="assisted").editions.get()
    photograph = illustrate(edition, by=author).photograph
    for row in (edition, photograph):
        for said in (
            {"ai_checked": True},
            {"ai_checked_by": editor},
            {"ai_use": "none", "ai_checked": True, "ai_checked_by": editor},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                type(row)._default_manager.filter(pk=row.pk).update(**said)


# --- Of whom it is asked ---


def test_it_is_asked_of_what_is_made_in_the_desk_and_not_of_what_was_imported(
    author: User, make_release: Build
) -> None:
    made = make_release(state="draft").editions.get()
    imported = import_page(SAMPLES / "senate-2023-03-18-osce.en.txt", by=author).release.editions.get()
    assert (made.ai_use_is_asked, imported.ai_use_is_asked, imported.ai_use) == (True, False, "")
    # A correction of it is mostly the imported text still.
    assert not publishing.start_edition(imported.release, by=author).ai_use_is_asked
    assert create_upload(photograph_file(), by=author)[0].ai_use_is_asked
    assert create_photograph(photograph_file(), story=made.release.story, by=author).ai_use_is_asked
    assert not Edition().ai_use_is_asked


# --- Photographs ---


@pytest.mark.parametrize(
    ("source", "kept", "ai_use"),
    [
        (f"{IPTC}trainedAlgorithmicMedia", "trainedAlgorithmicMedia", "generated"),
        ("https://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
         "compositeWithTrainedAlgorithmicMedia", "assisted"),
        ("digsrctype:compositeSynthetic", "compositeSynthetic", "assisted"),
        (f"{IPTC}digitalCapture", "digitalCapture", ""),
        ("javascript:alert(1)", "", ""),
        (f"{IPTC}{'x' * 61}", "", ""),
    ],
)  # fmt: skip
def test_a_file_that_says_what_made_it_is_noticed(author: User, source: str, kept: str, ai_use: str) -> None:
    sent = {"officer": author.pk, "file": file_that_says(source)}
    told = signed_in(author).post(UPLOAD, sent).json()
    photograph = Photograph.objects.get()
    assert (photograph.digital_source, told["ai_use"], bool(told["said_by_file"])) == (
        kept,
        ai_use,
        bool(ai_use),
    )
    assert photograph.ai_use == ""  # that is the officer's to say


def test_the_card_of_such_a_photograph_says_so_without_a_script_too(author: User) -> None:
    file = {"file": file_that_says(f"{IPTC}trainedAlgorithmicMedia"), "alternative_text": "A hall"}
    page = signed_in(author).post(ADD, written(**rows(file)), follow=True).content.decode()
    assert "Its file says of artificial intelligence: It made the picture." in page


def test_each_rendition_says_it_in_its_metadata_and_is_made_anew_where_it_is_said_later(
    make_release: Build, author: User, editor: User, client: Client
) -> None:
    edition = make_release(state="draft").editions.get()
    used = illustrate(edition, saved(pattern(400, 200), "JPEG"), by=author)
    publish(edition, author, editor)
    make_missing()
    photograph = used.photograph
    address = f"/media/{photograph.pk}/400.jpg"
    before, page = client.get(address), edition.release.get_absolute_url()
    assert MADE not in client.get(page).content.decode()
    signed_in(editor).post(
        page_of(edition),
        {
            "verb": "correct-credit",
            "photograph": photograph.pk,
            "photograph_version": 1,
            "ai_use": "generated",
            "ai_checked": "on",
        },
    )
    assert MADE in client.get(page).content.decode()
    assert make_missing() == len(planned_renditions(400))
    every = {(format_, f"{IPTC}trainedAlgorithmicMedia") for format_ in Rendition.Format.values}
    assert sources_of(photograph) == every
    after = client.get(address)
    assert after["ETag"] != before["ETag"]
    assert client.get(address, HTTP_IF_NONE_MATCH=before["ETag"]).status_code == 200
    assert make_missing() == 0
    publishing.correct_credit(edition, photograph, by=editor, ai_use="none")
    make_missing()
    assert {source for _, source in sources_of(photograph)} == {""}


def test_a_correction_of_it_stands_in_the_audit_in_words(
    make_release: Build, author: User, editor: User, chief: User
) -> None:
    edition = make_release(state="draft").editions.get()
    photograph = illustrate(edition, by=author).photograph
    publish(edition, author, editor)
    publishing.correct_credit(edition, photograph, by=editor, ai_use="generated", ai_checked=True)
    entry = AuditEntry.objects.get(verb=AuditEntry.Verb.CORRECT_CREDIT)
    assert entry.detail["changes"] == {"ai_use": ["none", "generated"], "ai_checked": [False, True]}
    page = signed_in(chief).get(f"/admin/press/auditentry/{entry.pk}/change/").content.decode()
    assert "Artificial intelligence in this picture: Not used → It made the picture; " in page
    assert "Checked by a person: no → yes" in page


def test_every_picture_that_it_had_a_part_in_is_named_to_machines(
    make_release: Build, author: User, editor: User, client: Client
) -> None:
    edition = make_release(state="draft").editions.get()
    uses = [
        illustrate(edition, photograph_file(each), by=author, order=n)
        for n, each in enumerate(("navy", "teal", "red"))
    ]
    third = uses[2].photograph
    Photograph.objects.filter(pk=third.pk).update(ai_use="assisted", ai_checked=True, ai_checked_by=author)
    publish(edition, author, editor)
    images = linked_data_of(client.get(edition.release.get_absolute_url()).content.decode())["image"]
    assert images[0].endswith(f"/media/{uses[0].photograph_id}/640.jpg")
    assert [image["digitalSourceType"] for image in images[1:]] == [
        SCHEMA.format("CompositeWithTrainedAlgorithmicMedia")
    ]


# --- The desk ---


def test_the_form_shows_what_was_said_and_saves_it_again_untouched(author: User) -> None:
    desk = signed_in(author)
    picture = {
        "file": photograph_file(),
        "alternative_text": "A hall",
        "ai_use": "assisted",
        "ai_checked": "on",
    }
    desk.post(ADD, written(ai_use="generated", ai_checked="on", **rows(picture)))
    edition = Edition.objects.get()
    opened = desk.get(page_of(edition)).content.decode()
    assert opened.count("author has said so.") == 2
    version = edition.version
    desk.post(page_of(edition), {**as_opened(opened), "then": "save"})
    edition.refresh_from_db()
    photograph = Photograph.objects.get()
    assert (edition.version, edition.ai_use, edition.ai_checked_by) == (version, "generated", author)
    assert (photograph.ai_use, photograph.ai_checked_by) == ("assisted", author)


def test_nothing_is_chosen_for_the_officer(author: User) -> None:
    opened = as_opened(signed_in(author).get(ADD).content.decode())
    assert (opened["ai_use"], "ai_checked" in opened) == ([""], False)


def test_another_language_of_the_story_begins_with_what_was_said_of_its_photographs(
    make_release: Build, author: User
) -> None:
    edition = make_release(state="draft", ai_use="generated", ai_checked=True).editions.get()
    illustrate(edition, by=author)
    Photograph.objects.update(ai_use="generated", ai_checked=True, ai_checked_by=author)
    address = f"{ADD}?story={edition.release.story_id}&language=kk"
    opened = as_opened(signed_in(author).get(address).content.decode())
    assert opened["ai_use"] == [""]
    assert (opened["photographs-0-ai_use"], opened["photographs-0-ai_checked"]) == (["generated"], ["on"])


def test_two_officers_who_say_different_things_see_both_in_words(
    make_release: Build, author: User, editor: User
) -> None:
    edition = make_release(state="draft").editions.get()
    stale = as_opened(signed_in(author).get(page_of(edition)).content.decode())
    publishing.revise(edition, by=editor, ai_use="translated")
    answer = signed_in(author).post(page_of(edition), {**stale, "ai_use": "none", "then": "save"})
    shown = re.sub("<[^>]*>", "", answer.content.decode())
    assert answer.status_code == 422
    assert "It translated the text" in shown
    assert "You both changed: Artificial intelligence in this text." in shown


def test_the_preview_says_it_before_it_is_checked(author: User) -> None:
    sent = written(officer=author.pk, ai_use="generated", edition="", story="")
    page = signed_in(author).post("/admin/press/edition/typed/", sent).content.decode()
    assert "Written by artificial intelligence." in page


def test_a_photograph_that_was_handed_over_meanwhile_keeps_what_was_said_and_the_officer_is_told(
    make_release: Build, author: User, editor: User
) -> None:
    first = make_release(state="draft").editions.get()
    photograph = illustrate(first, by=author).photograph
    second = make_release(state="draft", story=first.release.story, language="kk").editions.get()
    Illustration.objects.create(edition=second, photograph=photograph, alternative_text="Зал")
    opened = as_opened(signed_in(author).get(page_of(second)).content.decode())
    publish(first, author, editor)
    sent = {**opened, "photographs-0-ai_use": "generated", "photographs-0-ai_checked": "on", "then": "save"}
    answer = signed_in(author).post(page_of(second), sent, follow=True).content.decode()
    photograph.refresh_from_db()
    assert photograph.ai_use == "none"
    assert "Artificial intelligence in this picture: It made the picture" in answer


def test_the_rules_and_the_press_room_mean_the_same() -> None:
    assert {"", *AIUse.values} == {str(each) for each in AIUseOfTheRules}
    assert set(PictureAIUse.values) < set(AIUse.values)
