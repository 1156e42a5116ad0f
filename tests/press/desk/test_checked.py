"""What the content rules find stands beside its field and in a list, also without a script. ATAG 2.0, B.3."""

import re
from typing import Any

import html5lib
import pytest

from press import publishing
from press.models import Edition, User
from press.publishing.content_rules import find_findings
from tests.factories import signed_in
from tests.press.desk.forms import as_opened, page_of

BODY = '<p>The plan is <a href="https://parliament.example/plan/">here</a>.</p>'


@pytest.fixture
def draft(make_release: Any) -> Edition:
    edition: Edition = make_release(state="draft", body=BODY, ai_use="none").newest_edition()
    return edition


def test_each_finding_names_the_place_that_it_is_about_for_programs_too(author: User, draft: Edition) -> None:
    tree = html5lib.parse(signed_in(author).get(page_of(draft)).content.decode(), namespaceHTMLElements=False)
    lists = [each for each in tree.iter() if each.get("class") == "findings"]
    (field,) = [each for each in lists if each.get("data-for") == "id_body"]
    (finding,) = [each for each in field.iter("li") if each.get("class") == "finding"]
    assert (finding.get("data-severity"), finding.get("data-number")) == ("error", "0")
    assert finding.get("data-tag") or finding.get("data-words")
    (around,) = [each for each in tree.iter("div") if field in list(each)]
    assert any(each.get("id") == "id_body" for each in around.iter("textarea"))


def test_all_that_is_found_is_listed_and_counted_and_each_leads_to_its_field(
    author: User, draft: Edition
) -> None:
    page = signed_in(author).get(page_of(draft)).content.decode()
    bar = page.partition('<div class="bar">')[2].partition('<div class="bar-buttons">')[0]
    assert "1 thing stands in the way of submitting it" in bar
    (anchor,) = re.findall(r'<li><a href="#([^"]+)">[^<]*does not say where the link leads', bar)
    assert f'id="{anchor}"' in page


def test_it_is_checked_again_where_it_is_handed_over_and_nothing_turns_that_off(
    author: User, draft: Edition
) -> None:
    desk = signed_in(author)
    form = as_opened(desk.get(page_of(draft)).content.decode()) | {"then": "submit"}
    said = desk.post(page_of(draft), form, follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.state == Edition.State.DRAFT
    assert "does not say where the link leads" in said
    with pytest.raises(publishing.Refused):
        publishing.submit(draft, by=author)
    publishing.submit(draft, by=author, override_reason="The page is not there yet.")


def test_what_was_let_stand_is_raised_again(author: User, make_release: Any) -> None:
    address = "https://parliament.example/a/very/long/address/of/a/document/of/the/parliament/"
    draft = make_release(state="draft", body=f"<p>See {address}</p>", ai_use="none").newest_edition()
    (finding,) = find_findings(draft).open
    publishing.dismiss(draft, finding, by=author, reason="The address is what it is about.")
    assert find_findings(draft).open == []
    publishing.reopen(draft, finding.key, by=author)
    assert [each.key for each in find_findings(draft).open] == [finding.key]
