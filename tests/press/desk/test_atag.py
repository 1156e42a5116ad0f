"""What the desk shows, brings and offers, where ATAG 2.0 asks it and no other test says so."""

import html
import re
from typing import Any

from django.conf import settings

from press import publishing
from press.models import Edition, ReleaseTemplate, User
from press.photographs.renditions import make_missing
from tests.factories import illustrate, photograph_file, signed_in
from tests.press.desk.forms import ADD, as_opened, page_of


def test_a_photograph_s_card_shows_it_with_its_alternative_text(author: User, make_release: Any) -> None:
    edition = make_release(state="draft").newest_edition()
    illustrate(edition, by=author, alternative_text="Deputies beside a filter basin")
    make_missing()
    page = signed_in(author).get(page_of(edition)).content.decode()
    assert re.search(r'<img class="thumb" src="[^"]+" alt="Deputies beside a filter basin"', page)


def test_the_officer_s_display_changes_nothing_of_the_text(author: User, make_release: Any) -> None:
    edition = make_release(state="draft", body="<p>As <strong>it</strong> stands.</p>").newest_edition()
    plain, large = signed_in(author), signed_in(author)
    large.cookies["display"] = "colours:yellow-on-black.letter-spacing:4.text-size:300"
    forms = [as_opened(desk.get(page_of(edition)).content.decode()) for desk in (plain, large)]
    for form in forms:
        form.pop("csrfmiddlewaretoken", None)
        form.pop("window", None)
    assert forms[0] == forms[1]
    before = edition.body
    assert large.post(page_of(edition), forms[1] | {"then": "save"}).status_code == 302
    edition.refresh_from_db()
    assert edition.body == before


def test_what_a_template_brings_is_checked_before_anything_is_typed(author: User) -> None:
    body = '<p>The plan is <a href="https://parliament.example/plan/">here</a>.</p>'
    template = ReleaseTemplate.objects.create(language="en", name="With a fault", title="[[Who]]", body=body)
    page = html.unescape(signed_in(author).get(ADD, {"template": template.pk}).content.decode())
    assert "does not say where the link leads" in page


def test_a_new_edition_begins_with_the_descriptions_of_the_one_before(
    author: User, editor: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    illustrate(edition, by=author, alternative_text="The deputies vote")
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)
    again: Edition = publishing.start_edition(edition.release, by=author)
    assert [each.alternative_text for each in again.illustrations.all()] == ["The deputies vote"]


def test_a_draft_s_preview_has_an_address_that_opens_wherever_its_officer_is_signed_in(
    author: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    page = signed_in(author).get(page_of(edition)).content.decode()
    (address,) = re.findall(r'<a href="([^"]+/preview/)">', page)
    another = signed_in(author).get(address)
    assert another.status_code == 200
    assert edition.title in another.content.decode()


def test_headings_come_before_bold_and_no_looks_are_offered() -> None:
    names = [name for group in settings.CKEDITOR_CONFIGS["default"]["toolbar"] for name in group]
    assert names.index("Format") < names.index("Bold")
    looks = {
        "Font",
        "FontSize",
        "TextColor",
        "BGColor",
        "JustifyCenter",
        "JustifyBlock",
        "Underline",
        "Styles",
    }
    assert not looks & set(names)


def test_no_alternative_text_is_made_of_a_file(author: User) -> None:
    file = photograph_file()
    file.name = "The chairman speaks.jpg"
    answer = signed_in(author).post("/admin/press/photograph/upload/", {"officer": author.pk, "file": file})
    assert "chairman" not in answer.content.decode()
    assert answer.json()["alternative_texts"] == {}
