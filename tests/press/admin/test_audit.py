"""Who did what with which account: the audit's own pages, and the way to them."""

import re

import pytest
from django.test import Client

from press import publishing
from press.models import AuditEntry, User
from tests.factories import signed_in
from tests.press.admin.officers import account_form, account_page, make_account, open_account, write
from tests.press.desk.forms import page_of


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


def test_every_field_of_an_account_stands_in_the_audit_with_what_it_was(chief: User, author: User) -> None:
    changed = {
        "username": "writer", "first_name": "Arman", "last_name": "Omarov", "email": "a@example.kz",
        "languages": ["kk"], "interface_language": "ru", "is_active": False,
    }  # fmt: skip
    assert changed.keys() == set(publishing.accounts.FIELDS)
    publishing.change_account(author, by=chief, **changed)
    page = signed_in(chief).get(f"/admin/press/auditentry/{AuditEntry.objects.latest('pk').pk - 1}/change/")
    for words in (
        "Email address: – → a@example.kz",
        "first name: – → Arman",
        "language of the admin: English → Русский",
        "last name: – → Omarov",
        "languages read: Қазақша, Русский, English → Қазақша",
        "active: Yes → No",
        "username: author → writer",
    ):
        assert words.lower() in page.content.decode().lower()


def test_who_takes_anothers_name_is_still_told_apart_in_the_audit(chief: User, editor: User) -> None:
    for name in ("Editor (demo)", ""):
        publishing.change_account(editor, by=chief, first_name=name)
        publishing.change_account(chief, by=chief, first_name=name)
    desk = signed_in(chief)
    desk.post(account_page(chief), account_form(chief, first_name="Editor (demo)"))
    edition = write(desk)
    who = {entry.who for entry in AuditEntry.objects.filter(release_number=edition.release_id)}
    assert who == {"Editor (demo) · chief"}
    assert "Editor (demo) · chief: began the text" in desk.get(page_of(edition)).content.decode()
    assert AuditEntry(by=editor).who == "editor"


def test_the_history_of_an_account_is_what_the_audit_says_of_it(desk: Client, author: User) -> None:
    made = make_account(desk, "new", "author", first_name="Arman")
    open_account(desk, made)
    history = f"/admin/press/user/{made.pk}/history/"
    assert history in desk.get(account_page(made)).content.decode()
    answer = desk.get(history, follow=True)
    found = [(entry.verb, entry.account) for entry in answer.context["cl"].result_list]
    assert found == [(verb, made) for verb in ("sign in", "set password", "issue link", "make account")]
    assert "Arman · new" in str(answer.context["cl"].filter_specs[1].lookup_choices)
    assert signed_in(author).get(history).status_code == 403
    entry = AuditEntry.objects.latest("pk")
    page = f"/admin/press/auditentry/{entry.pk}/change/"
    assert "/history/" not in desk.get(page).content.decode()
    assert desk.get(page.replace("change", "history"))["Location"] == page


def test_an_entry_leads_to_what_it_is_about_as_far_as_that_is_there_and_may_be_seen(
    desk: Client, chief: User, author: User
) -> None:
    made = make_account(desk, "new", "author")
    edition = publishing.start_release(language="en", by=author, title="Visit")
    gone = publishing.start_release(language="en", by=author, title="Gone")
    words = [f"Release {each.release_id}, edition 1" for each in (gone, edition)]
    gone.release.delete()
    page, link = page_of(edition), f'<a href="{page_of(edition)}">{words[1]}</a>'
    account = f'<a href="{account_page(made)}">Account of new</a>'
    entry = AuditEntry.objects.get(release_number=edition.release_id)
    assert link in desk.get(f"/admin/press/auditentry/{entry.pk}/change/").content.decode()
    assert signed_in(author).get(page).status_code == 200
    for officer, last in ((chief, account), (author, "Account of new")):
        listed = signed_in(officer).get("/admin/press/auditentry/").content.decode()
        subjects = re.findall(r'<td class="field-subject">(.*?)</td>', listed)
        assert [each for each in subjects if "new" in each or "Release" in each] == [words[0], link, last]


@pytest.mark.parametrize(
    ("asked", "titles"), [("", ["what", "when"]), ("?account=x", ["what", "account", "when"])]
)
def test_the_audit_is_narrowed_to_an_account_only_where_one_was_asked_for(
    desk: Client, asked: str, titles: list[str]
) -> None:
    changelist = desk.get(f"/admin/press/auditentry/{asked}").context["cl"]
    assert [str(each.title) for each in changelist.filter_specs] == titles
    assert changelist.result_count == (0 if asked else 1)
