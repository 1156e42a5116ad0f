"""The list of what the rules find in what is public, and what is done about it where the text stands."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from press import publishing
from press.models import Dismissal, EditionFinding, Release, User
from tests.factories import make_officer, signed_in
from tests.press.desk.forms import page_of
from tests.press.findings import ERROR, LONG_AGO, WARNING, find_one

pytestmark = pytest.mark.usefixtures("two_rules")
Build = Callable[..., Release]
LIST = "/admin/press/editionfinding/"


@pytest.fixture
def desk(editor: User) -> Client:
    return signed_in(editor)


def titles(answer: Any) -> list[str]:
    return [finding.edition.title for finding in answer.context["cl"].result_list]


def test_an_editor_is_led_to_it_from_the_first_page(desk: Client, make_release: Build) -> None:
    assert "Errors in published texts" not in desk.get("/admin/").content.decode()
    make_release(body=ERROR, at=LONG_AGO)
    page = desk.get("/admin/").content.decode()
    assert f'<a href="{LIST}?severity=3">Errors in published texts</a>: <strong>1</strong>' in page
    assert f'<a href="{LIST}">Open findings</a>' in page


def test_it_lists_what_is_open_the_gravest_first_and_counts_it_by_rule(
    desk: Client, make_release: Build
) -> None:
    make_release(title="Warned of", body=2 * WARNING)
    make_release(title="Wrong", body=ERROR, at=LONG_AGO)
    make_release(title="Ahead", body=WARNING, state="scheduled")
    answer = desk.get(LIST)
    assert titles(answer) == ["Wrong", "Warned of", "Warned of"]
    counted = [(count.title, severity, count.number) for count, severity in answer.context["counts"]]
    assert counted == [
        ("A link that does not say where it leads", "Error", 1),
        ("A long address in the text", "Warning", 2),
    ]
    # Who hears the links one by one tells them apart.
    links = re.findall(r'<a href="[^"]*/change/#finding-.*?</a>', answer.content.decode())
    assert [re.sub("<[^>]+>", "", link) for link in links] == [
        "Wrong: A link that does not say where it leads, 1",
        "Warned of: A long address in the text, 1",
        "Warned of: A long address in the text, 2",
    ]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("severity=3", ["Қате"]),
        ("rule=bare-address", ["Russian", "English"]),
        ("edition__release__language__exact=ru", ["Russian"]),
        ("officer={editor}", ["Қате"]),
        ("age=today", ["Қате", "English"]),
        ("age=month", ["Қате", "English"]),
        ("age=older", ["Russian"]),
        ("q=english", ["English"]),
        ("q=қате", ["Қате"]),
        ("q=unicorn", []),
        ("severity=9", []),
        ("officer=x", []),
        ("age=x&rule=x", []),
    ],
)
def test_it_is_narrowed_by_rule_language_officer_age_and_title(
    desk: Client, editor: User, make_release: Build, question: str, found: list[str]
) -> None:
    make_release(title="Қате", language="kk", body=ERROR, at=LONG_AGO)
    make_release(title="Russian", language="ru", body=WARNING)
    make_release(title="English", language="en", body=WARNING)
    old = timezone.now() - datetime.timedelta(days=40)
    EditionFinding.objects.filter(edition__title="Russian").update(found_at=old)
    assert titles(desk.get(f"{LIST}?{question.format(editor=editor.pk)}")) == found


def test_who_may_not_see_texts_may_not_see_it(make_release: Build) -> None:
    make_release(body=WARNING)
    finding = EditionFinding.objects.get()
    staff = signed_in(User.objects.create_user("nothing", is_staff=True, interface_language="en"))
    for page in (LIST, f"{LIST}{finding.pk}/change/", f"{LIST}0/change/"):
        assert staff.get(page).status_code == 403, page
    assert "Open findings" not in staff.get("/admin/").content.decode()


def test_it_asks_the_database_as_often_for_many_as_for_one(desk: Client, make_release: Build) -> None:
    make_release(body=WARNING)
    desk.get(LIST)
    with CaptureQueriesContext(connection) as for_one:
        desk.get(LIST)
    for number in range(4):
        make_release(title=f"Text {number}", body=WARNING, language=["kk", "ru"][number % 2])
    with CaptureQueriesContext(connection) as for_five:
        desk.get(LIST)
    assert len(for_five) == len(for_one)


# --- Where the text stands ---


@pytest.fixture
def wrong(make_release: Build) -> Release:
    return make_release(title="Wrong", body=ERROR, at=LONG_AGO)


def sent_with(page: str, key: str, **typed: str) -> tuple[str, dict[str, str]]:
    """Returns where the form of that finding is sent, and what, as a browser without a script does it."""
    form = next(each for each in re.findall(r"(?s)<form.*?</form>", page) if f'value="{key}"' in each)
    button = re.search(rf'<button name="(\w+)" value="{key}"', form)
    address = re.search(r'action="([^"#]*)', form)
    assert button and address
    names = re.findall(r'<input type="text" id="[^"]*" name="([^"]*)"', form)
    return address[1], {button[1]: key, **dict.fromkeys(names, typed.get("reason", ""))}


def test_each_row_leads_to_its_finding_on_the_page_of_the_text(desk: Client, wrong: Release) -> None:
    edition, key = wrong.editions.get(), find_one(wrong, "vague-link").key
    place = f"{page_of(edition)}#finding-{key}"
    assert f'<a href="{place}">' in desk.get(LIST).content.decode()
    finding = EditionFinding.objects.get(key=key)
    by_number = desk.get(reverse("admin:press_editionfinding_change", args=[finding.pk]))
    assert by_number["Location"] == place
    assert f'id="finding-{key}"' in desk.get(page_of(edition)).content.decode()


def test_an_editor_lets_an_error_stand_and_raises_it_again_without_a_script(
    desk: Client, wrong: Release
) -> None:
    edition, key = wrong.editions.get(), find_one(wrong, "vague-link").key
    page = desk.get(page_of(edition)).content.decode()
    answer = desk.post(*sent_with(page, key, reason="Its target is gone."), follow=True)
    assert answer.redirect_chain == [(page_of(edition), 302)]
    said = answer.content.decode()
    assert "It stands, with your reason." in said
    assert "editor: Its target is gone." in said
    assert titles(desk.get(LIST)) == []
    answer = desk.post(*sent_with(said, key), follow=True)
    assert "It is open again." in answer.content.decode()
    assert titles(desk.get(LIST)) == ["Wrong"]


def test_without_a_reason_it_does_not_stand(desk: Client, wrong: Release) -> None:
    edition, key = wrong.editions.get(), find_one(wrong, "vague-link").key
    page = desk.get(page_of(edition)).content.decode()
    answer = desk.post(*sent_with(page, key, reason=" "), follow=True)
    assert "Say why it may stand." in answer.content.decode()
    assert not Dismissal.objects.exists()


def test_a_reason_that_was_typed_outlives_the_session(wrong: Release, editor: User) -> None:
    desk = signed_in(editor)
    edition, key = wrong.editions.get(), find_one(wrong, "vague-link").key
    address, form = sent_with(desk.get(page_of(edition)).content.decode(), key, reason="Its target is gone.")
    desk.logout()
    asked = desk.post(address, form)
    kept = asked.context["kept"].written()
    known = {"username": "editor", "password": "correct horse battery", "kept": kept}
    page = desk.post(address, known).content.decode()
    assert 'value="Its target is gone."' in page
    assert "this was not done: press the button again" in page
    assert not Dismissal.objects.exists()


def test_an_author_sees_what_is_found_in_a_public_text_and_lets_nothing_stand(
    wrong: Release, author: User
) -> None:
    edition, key = wrong.editions.get(), find_one(wrong, "vague-link").key
    desk = signed_in(author)
    page = desk.get(page_of(edition)).content.decode()
    assert f'id="finding-{key}"' in page
    assert 'name="dismiss"' not in page
    address = reverse("admin:press_edition_dismiss", args=[edition.pk])
    desk.post(address, {"dismiss": key, f"reason-{key}": "I like it."})
    assert not Dismissal.objects.exists()


def test_who_judges_a_text_lets_a_hint_stand_and_no_single_error(make_release: Build) -> None:
    edition = make_release(state="draft", body=WARNING + ERROR).editions.get()
    author = User.objects.get(username="author")
    publishing.submit(edition, by=author, override_reason="It is quoted.")
    Dismissal.objects.all().delete()
    desk = signed_in(make_officer("second", "editor"))
    page = desk.get(page_of(edition)).content.decode()
    assert page.count('name="dismiss"') == page.count('data-severity="warning"') >= 1
