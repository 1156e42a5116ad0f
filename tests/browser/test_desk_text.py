"""A text looks on the desk as on its page: where it is approved, previewed and written."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from press import publishing
from press.models import Release, User
from tests.browser.test_journey import sign_in

BODY = (
    "<h2>Turnout</h2><p>Before.</p><table><caption>Votes by region</caption>"
    '<thead><tr><th scope="col">Region</th><th scope="col">Votes</th></tr></thead>'
    '<tbody><tr><th scope="row">Abai</th><td>10</td></tr><tr><th scope="row">Aktobe</th><td>12</td></tr>'
    "</tbody></table><ul><li>One</li></ul>"
)
# All that a style sheet of lists does to a table, and the mark of a list.
LOOKS = """text => {
    const names = ["h2", "p", "li", "table", "caption", "thead th", "tbody th", "td", "tr:nth-child(2)"];
    const properties = [
        "color", "background-color", "font-size", "font-weight", "font-variant-numeric", "line-height",
        "text-align", "text-transform", "vertical-align", "border-collapse", "list-style-type",
        "padding-top", "padding-right", "padding-bottom", "padding-left", "border-top-width",
        "border-left-width", "border-bottom-width", "border-bottom-style", "border-bottom-color",
    ];
    return names.flatMap(name => {
        const style = getComputedStyle(text.querySelector(name));
        return properties.map(property => `${name} { ${property}: ${style.getPropertyValue(property)} }`);
    });
}"""


def test_tables_and_lists_of_a_text_look_everywhere_as_on_its_page(
    transactional_db: None, make_release: Any, author: User, reader: Callable[..., Page]
) -> None:
    release: Release = make_release(body=BODY)
    live = release.newest_edition()
    draft = publishing.start_edition(release, by=author)
    page = reader()
    sign_in(page, author)
    looks = {}
    for where, address, text in (
        ("read", release.get_absolute_url(), ".text"),
        ("approved", f"/admin/press/edition/{live.pk}/change/", ".frozen .text"),
        ("previewed", f"/admin/press/edition/{draft.pk}/preview/", ".text"),
        ("written", f"/admin/press/edition/{draft.pk}/change/", ".cke_wysiwyg_div"),
    ):
        page.goto(address)
        shown = page.locator(text)
        expect(shown).to_contain_text("Votes by region")
        looks[where] = set(shown.evaluate(LOOKS))
    as_read = looks.pop("read")
    assert {where: look ^ as_read for where, look in looks.items() if look != as_read} == {}
