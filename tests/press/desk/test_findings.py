"""What the content rules find while one writes: beside its field, repaired, let stand, in the way or not."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accessibility.content import RULES
from press import publishing
from press.models import AuditEntry, Dismissal, Edition, Illustration, Release, User, WorkingCopy
from press.models.ai_use import AIUse
from press.publishing.content_rules import find_findings
from tests.factories import illustrate, photograph_file, signed_in
from tests.press.desk.forms import ADD, as_opened, page_of

Build = Callable[..., Release]
AUTOSAVE, REPAIR = "/admin/press/edition/autosave/", "/admin/press/edition/repair/"
JSON = {"HTTP_ACCEPT": "application/json"}
VAGUE = '<p>The order of the day is <a href="https://senate.example/agenda">here</a>.</p>'
FILE = '<p>See <a href="/about/">the page</a> and <a href="/report.pdf">the report</a>.</p>'


@pytest.fixture
def draft(make_release: Build) -> Edition:
    edition = make_release(state="draft", title="The Senate sits", body=VAGUE + FILE).editions.get()
    edition.ai_use = AIUse.NONE
    edition.save(update_fields=["ai_use"])
    return edition


def opened(desk: Client, address: str) -> dict[str, Any]:
    return as_opened(desk.get(address).content.decode())


def keys(edition: Edition) -> dict[str, str]:
    return {finding.rule.name: finding.key for finding in find_findings(edition).open}


def found(page: str) -> dict[str, str]:
    """Returns what the page says below its fields, by the severity that stands before it."""
    items = re.findall(r'<li class="finding".*?</p>', page, re.DOTALL)
    words = (" ".join(re.sub("<[^>]+>", " ", html.unescape(item)).split()) for item in items)
    return {said.partition(": ")[0]: said.partition(": ")[2] for said in words}


def described_by(page: str, field: str) -> list[str]:
    """Returns the ids of what is heard with a field."""
    (start,) = re.findall(rf'<[^>]* id="{field}"[^>]*>', page)
    return re.findall(r'aria-describedby="([^"]*)"', start)[0].split()


def test_a_page_says_below_the_field_what_the_rules_find_there(author: User, draft: Edition) -> None:
    page = signed_in(author).get(page_of(draft)).content.decode()
    below = page.split('<div class="findings" data-for="id_body">')[1].split('<div class="field')[0]
    assert found(below) == {
        "Error": "“here” does not say where the link leads. Make what it is about the link.",
        "Warning": "This link opens a file. Say its type and size behind it, for example: (PDF, 1.2 MB). "
        "the report",
    }
    # Who comes to write hears it, and that something is wrong.
    sentences = re.findall(r'<p id="(finding-[0-9a-f]{32}-words)">', below)
    assert len(sentences) == 2
    assert described_by(page, "id_body") == sentences
    assert re.findall(r'aria-invalid="true"[^>]* id="(\w+)"', page) == ["id_body"]
    assert "1 thing stands in the way of submitting it" in page
    assert "1 hint on the text" in page


def test_while_one_types_they_come_with_each_keeping(author: User) -> None:
    desk = signed_in(author)
    form = opened(desk, ADD) | {"language": "en", "title": "T", "body": VAGUE, "copy_number": "1"}
    told = desk.post(AUTOSAVE, form).json()
    assert set(told["findings"]) == {"id_body", "id_ai_use"}
    # Of what is not said there is no place in the text to be shown.
    assert ["show-place" in told["findings"][place] for place in ("id_body", "id_ai_use")] == [True, False]
    assert told["has_errors"] is True
    assert [point["place"].startswith("finding-") for point in told["open_points"]] == [True]
    form |= {"body": "<p>All is said.</p>", "ai_use": "none", "copy_number": "2"}
    told = desk.post(AUTOSAVE, form).json()
    assert (told["findings"], told["hints"], told["has_errors"]) == ({}, [], False)


def test_amid_the_typing_the_text_is_kept_and_not_checked(author: User) -> None:
    desk = signed_in(author)
    form = opened(desk, ADD) | {"language": "en", "title": "T", "body": VAGUE, "copy_number": "1"}
    told = desk.post(AUTOSAVE, form | {"typing": "1"}).json()
    assert told["message"].startswith("Saved at ")
    assert {"findings", "open_points", "hints"}.isdisjoint(told)
    copy = WorkingCopy.objects.get()
    assert (copy.title, "typing" in copy.fields) == ("T", False)


def test_of_a_text_that_was_never_saved_nothing_can_be_let_stand(author: User) -> None:
    desk = signed_in(author)
    form = opened(desk, ADD) | {"language": "en", "title": "T", "body": FILE, "copy_number": "1"}
    assert 'name="dismiss"' not in desk.post(AUTOSAVE, form).json()["findings"]["id_body"]


def test_an_error_stops_the_submission_and_nothing_changes(author: User, draft: Edition) -> None:
    with pytest.raises(publishing.Refused) as refused:
        publishing.submit(draft, by=author)
    assert [problem.message for problem in refused.value.problems] == [
        "“here” does not say where the link leads. Make what it is about the link."
    ]
    draft.refresh_from_db()
    assert draft.state == Edition.State.DRAFT
    assert not Dismissal.objects.exists()


def test_for_one_reason_all_errors_stand_and_it_is_recorded(
    author: User, editor: User, draft: Edition
) -> None:
    publishing.submit(draft, by=author, override_reason="The page has no other name.")
    draft.refresh_from_db()
    assert draft.state == Edition.State.SUBMITTED
    (dismissal,) = Dismissal.objects.all()
    assert (dismissal.rule, dismissal.reason, dismissal.dismissed_by) == (
        "vague-link",
        "The page has no other name.",
        author,
    )
    entry = AuditEntry.objects.get(verb=AuditEntry.Verb.DISMISS)
    assert (entry.by, entry.detail["rules"], entry.detail["reason"]) == (
        author,
        ["vague-link"],
        "The page has no other name.",
    )
    page = signed_in(editor).get(page_of(draft)).content.decode()
    assert "The page has no other name." in page
    assert found(page)["Error. Stands"].startswith("“here” does not say where the link leads.")
    (let_stand,) = re.findall(r'(?s)<li class="finding"[^>]* data-severity="dismissed".*?</li>', page)
    assert 'class="show-place"' in let_stand
    publishing.approve(draft, by=editor)
    assert draft.is_live()


def test_a_reason_does_not_stand_for_what_is_missing(author: User, draft: Edition) -> None:
    illustrate(draft, by=author, alternative_text="")
    with pytest.raises(publishing.Refused):
        publishing.submit(draft, by=author, override_reason="In a hurry.")
    assert not Dismissal.objects.exists()
    assert not AuditEntry.objects.filter(verb=AuditEntry.Verb.DISMISS).exists()


def test_the_approval_asks_again(
    author: User, editor: User, draft: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RULES["vague-link"]
    monkeypatch.delitem(RULES, "vague-link")  # as if it had been written since
    publishing.submit(draft, by=author)
    monkeypatch.setitem(RULES, "vague-link", rule)
    desk = signed_in(editor)
    form = {"verb": "approve", "version": Edition.objects.get().version}
    page = desk.post(page_of(draft), form)
    assert page.status_code == 422
    assert "This cannot be published yet." in page.content.decode()
    assert 'name="override_reason"' in page.content.decode()
    page = desk.post(page_of(draft), form | {"override_reason": "As agreed."})
    assert page.status_code == 302
    assert Edition.objects.get().is_live()
    assert Dismissal.objects.get().dismissed_by == editor


def test_what_is_imported_is_asked_only_for_what_no_text_can_be_without(author: User, draft: Edition) -> None:
    at = draft.created_at.replace(year=2020)
    publishing.import_published(draft, by=author, at=at)
    assert Edition.objects.get().is_live()


def test_a_warning_is_let_stand_until_its_words_change(author: User, draft: Edition) -> None:
    desk, key = signed_in(author), keys(draft)["file-without-type-or-size"]
    address = f"/admin/press/edition/{draft.pk}/dismiss/"
    form = opened(desk, page_of(draft))
    without = desk.post(address, form | {"dismiss": key}, **JSON)
    assert (without.status_code, without.json()["message"]) == (422, "Say why it may stand.")
    answer = desk.post(address, form | {"dismiss": key, f"reason-{key}": "It opens here."}, **JSON)
    assert (answer.status_code, answer.json()["message"]) == (200, "It stands, with your reason.")
    assert key not in keys(draft).values()
    page = desk.get(page_of(draft)).content.decode()
    assert "Stands:" in page
    assert "It opens here." in page
    # Where it stands and what is around it may change.
    draft.body = f"<p>Before it.</p>{FILE.replace('See', 'Do  see')}{VAGUE}"
    assert key not in keys(draft).values()
    draft.body = FILE.replace("the report", "the second report")
    assert "file-without-type-or-size" in keys(draft)


def test_it_is_raised_again_by_who_may_let_it_stand(author: User, draft: Edition) -> None:
    key = keys(draft)["file-without-type-or-size"]
    finding = next(each for each in find_findings(draft).open if each.key == key)
    publishing.dismiss(draft, finding, by=author, reason="It opens here.")
    address = f"/admin/press/edition/{draft.pk}/dismiss/"
    answer = signed_in(author).post(address, {"reopen": key}, **JSON)
    assert answer.json()["message"] == "It is open again."
    assert key in keys(draft).values()
    assert list(AuditEntry.objects.filter(verb="reopen").values_list("by", flat=True)) == [author.pk]


def test_an_error_is_not_let_stand_by_itself(author: User, draft: Edition) -> None:
    error = find_findings(draft).errors[0]
    with pytest.raises(publishing.Refused):
        publishing.dismiss(draft, error, by=author, reason="It is fine.")
    assert not Dismissal.objects.exists()


def test_who_may_not_change_the_text_lets_nothing_stand(author: User, editor: User, draft: Edition) -> None:
    publishing.submit(draft, by=author, override_reason="As agreed.")
    warning = next(iter(find_findings(draft).open))
    with pytest.raises(publishing.Refused):
        publishing.dismiss(draft, warning, by=author, reason="It is fine.")
    publishing.dismiss(draft, warning, by=editor, reason="It is fine.")
    assert find_findings(draft).open == []


def test_a_repair_changes_what_is_typed_and_saves_nothing(author: User, draft: Edition) -> None:
    desk = signed_in(author)
    form = opened(desk, page_of(draft)) | {"body": "<h2>Aims</h2><h4>First</h4><p>All is said.</p>"}
    told = desk.post(AUTOSAVE, form | {"copy_number": "1"}).json()["findings"]["id_body"]
    (key,) = re.findall(r'name="repair" value="([0-9a-f]+)"', told)
    answer = desk.post(REPAIR, form | {"repair": key}, **JSON).json()
    assert (answer["name"], answer["value"]) == ("body", "<h2>Aims</h2><h3>First</h3><p>All is said.</p>")
    assert answer["message"].startswith("Repaired: ")
    before = draft.body
    draft.refresh_from_db()
    assert draft.body == before


def test_without_a_script_the_form_comes_back_repaired_and_all_that_was_typed_in_it(
    author: User, draft: Edition
) -> None:
    desk = signed_in(author)
    typed = {"title": "Another title", "body": "<h2>Aims</h2><h4>First</h4><p>All is said.</p>"}
    form = opened(desk, page_of(draft)) | typed
    told = desk.post(AUTOSAVE, form | {"copy_number": "1"}).json()["findings"]["id_body"]
    (key,) = re.findall(r'name="repair" value="([0-9a-f]+)"', told)
    page = desk.post(REPAIR, form | {"repair": key}).content.decode()
    assert "&lt;h3&gt;First&lt;/h3&gt;" in page
    assert "Another title" in page
    assert re.search(r"Repaired: [^<]*\. It is not saved yet\.", page)
    draft.refresh_from_db()
    assert draft.title == "The Senate sits"


def address_of(page: str) -> str:
    """Returns where the page's form is sent to."""
    (address,) = re.findall(r'<form method="post" action="([^"]*)#report"[^>]* id="edition_form"', page)
    return html.unescape(address)


def test_a_repaired_text_that_is_no_draft_yet_is_saved_from_there_as_another_language_of_its_story(
    author: User, draft: Edition
) -> None:
    illustrate(draft, by=author)
    desk = signed_in(author)
    begun = opened(desk, f"{ADD}?story={draft.release.story_id}&language=ru")
    typed = begun | {"title": "Заседание", "body": "<h4>Первое</h4><p>Сенат заседал.</p>"}
    told = desk.post(AUTOSAVE, typed | {"copy_number": "1"}).json()["findings"]["id_body"]
    (key,) = re.findall(r'name="repair" value="([0-9a-f]+)"', told)
    page = desk.post(REPAIR, typed | {"repair": key}).content.decode()
    assert f'Another language of: <span lang="en">{draft.title} (English)</span>' in page
    assert "To be mended" not in page
    form = as_opened(page)
    assert (form["story"], form["language"]) == ([str(draft.release.story_id)], ["ru"])
    changed = {name for name in begun if form.get(name) != begun[name]}
    assert changed == {"title", "body", "csrfmiddlewaretoken"}
    saved = desk.post(address_of(page), form | {"then": "save"})
    edition = Edition.objects.get(release__language="ru")
    assert (saved.status_code, saved["Location"]) == (302, page_of(edition))
    assert edition.body == "<h2>Первое</h2><p>Сенат заседал.</p>"
    assert edition.release.story == draft.release.story
    assert edition.illustrations.count() == 1


@pytest.mark.parametrize("button", ["repair", "dismiss", "add-note"])
def test_a_button_that_answers_with_a_draft_s_form_leaves_its_buttons_as_they_are(
    author: User, draft: Edition, button: str
) -> None:
    desk = signed_in(author)
    form = opened(desk, page_of(draft)) | {"title": "Another title"}
    key, own = next(iter(keys(draft).values())), page_of(draft).removesuffix("change/")
    sent = {
        "repair": (REPAIR, {"repair": "0" * 32}),
        "dismiss": (f"{own}dismiss/", {"dismiss": key, f"reason-{key}": "It stands."}),
        "add-note": (f"{own}notes/", {"add-note": "", "new-note-": "", "note-place": ""}),
    }
    address, fields = sent[button]
    page = desk.post(address, form | fields).content.decode()
    answer = desk.post(address_of(page), as_opened(page) | {"then": "save"})
    draft.refresh_from_db()
    assert (answer.status_code, draft.title) == (302, "Another title")


def test_what_is_wrong_with_all_of_a_photograph_stands_in_the_list_of_what_is_to_be_mended(
    author: User, draft: Edition
) -> None:
    illustrate(draft, by=author)
    desk = signed_in(author)
    form = opened(desk, page_of(draft)) | {"photographs-0-photograph": "999"}
    page = desk.post(page_of(draft), form | {"then": "save"}).content.decode()
    box = page.split('<div class="errornote"')[1].split("</div>")[0]
    items = [" ".join(re.sub("<[^>]+>", "", item).split()) for item in re.findall("<li>.*?</li>", box)]
    assert items == ["Photograph: This photograph is no longer there."]
    assert re.findall('href="#([^"]+)"', box) == ["photographs"]


def test_what_is_no_longer_in_the_text_is_not_repaired(author: User, draft: Edition) -> None:
    desk = signed_in(author)
    form = opened(desk, page_of(draft))
    answer = desk.post(REPAIR, form | {"repair": "0" * 32}, **JSON)
    assert (answer.status_code, answer.json()) == (409, {"message": "This is no longer in the text."})


def test_a_finding_of_a_photograph_stands_below_its_field(author: User, draft: Edition) -> None:
    illustrate(draft, by=author, alternative_text="DSC_0042.jpg")
    page = signed_in(author).get(page_of(draft)).content.decode()
    below = page.split('data-for="id_photographs-0-alternative_text">')[1].split("</div>")[0]
    assert list(found(below)) == ["Error"]


def test_of_a_picture_that_was_handed_over_it_is_said_who_declares_the_use_of_ai(
    author: User, editor: User, draft: Edition, make_release: Build
) -> None:
    illustrate(draft, by=author)
    used = illustrate(draft, photograph_file(colour="red"), by=author, ai_use="", order=1)
    said = "Error: Nobody has said whether AI made or changed picture 2. Readers have a right to know."
    only_an_editor = "It was handed over with another text: only an editor can declare it."

    def below(officer: User) -> str:
        page = signed_in(officer).get(page_of(draft)).content.decode()
        return page.split('data-for="id_photographs-1-ai_use">')[1].split("</ul>")[0]

    assert " ".join(re.sub("<[^>]+>", " ", below(author)).split()).startswith(said)
    assert only_an_editor not in below(author)
    field, (sentence,) = "id_photographs-1-ai_use", re.findall(r'<p id="([^"]+-words)">', below(author))
    page = signed_in(author).get(page_of(draft)).content.decode()
    assert described_by(page, field) == [f"{field}_helptext", sentence]
    other = make_release(story=draft.release.story, language="ru").editions.get()
    Illustration.objects.create(edition=other, photograph=used.photograph, alternative_text="Зал")
    assert [only_an_editor in below(officer) for officer in (author, editor)] == [True, False]


def test_the_words_of_the_text_are_kept_nowhere_else(author: User, draft: Edition) -> None:
    """A dismissal says which rule, and by a digest which words."""
    publishing.submit(draft, by=author, override_reason="As agreed.")
    rows = [*Dismissal.objects.values(), *AuditEntry.objects.values("detail"), *WorkingCopy.objects.values()]
    assert "order of the day" not in str(rows)
    assert "here" not in str(rows)
