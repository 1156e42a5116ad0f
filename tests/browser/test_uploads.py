"""Photographs, many at once: each uploaded when it is chosen, in its own card, in the officer's order."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from press import publishing
from press.models import Edition, Illustration, Photograph, Session, User
from tests.browser.test_autosave import doomed, wait_until_kept
from tests.browser.test_desk_by_keyboard import tab_to
from tests.browser.test_journey import sign_in
from tests.factories import illustrate, photograph_file

__all__ = ["doomed"]
ADD = "/admin/press/edition/add/"
COLOURS = ("navy", "red", "olive", "teal", "purple")
MEGABYTE = 1024 * 1024
WITHIN = 30_000  # milliseconds: what the server is too busy for is sent again
CLICKS = """() => {
    window.clicks = 0;
    addEventListener("click", event => { window.clicks += event.isTrusted && event.detail ? 1 : 0; }, true);
}"""


@pytest.fixture
def page(transactional_db: None, author: User, reader: Callable[..., Page]) -> Iterator[Page]:
    page = reader()
    # Asked for only when it is pressed for, it may come after the browser's own dialog has opened.
    page.on("filechooser", lambda _chooser: None)
    sign_in(page, author)
    page.goto(ADD)
    yield page
    if "/add/" in page.url:  # what is on its way must not meet the next test's database
        expect(page.locator("#edition_form[data-kept]")).to_be_attached(timeout=WITHIN)


@pytest.fixture
def photographs(tmp_path: Path) -> list[Path]:
    """Five files, each of another colour."""
    paths = [tmp_path / f"IMG_{number}.jpg" for number in range(len(COLOURS))]
    for path, colour in zip(paths, COLOURS, strict=True):
        path.write_bytes(photograph_file(colour).read())
    return paths


def choose(page: Page, *paths: Path) -> None:
    """Through the button, as an officer does."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose photographs").click()
    chooser.value.set_files(paths)


def cards(page: Page) -> Any:
    return page.locator("#photograph-rows > .photograph:not(.refused)")


def wait_for(page: Page, count: int) -> None:
    expect(page.locator("#photograph-rows .thumb")).to_have_count(count, timeout=WITHIN)


def describe(page: Page, *texts: str) -> None:
    for number, text in enumerate(texts):
        cards(page).nth(number).get_by_label("Alternative text").fill(text)


def write(page: Page) -> None:
    page.get_by_label("English").check()
    page.get_by_label("Title").fill("A meeting")
    page.locator(".cke_wysiwyg_div").click()
    page.keyboard.insert_text("They met.")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()


def wait_until_saved(page: Page) -> None:
    expect(page.get_by_text("The draft is saved.")).to_be_visible(timeout=WITHIN)


def saved_texts() -> list[str]:
    return list(Illustration.objects.order_by("order").values_list("alternative_text", flat=True))


def test_of_five_that_are_chosen_one_is_no_photograph_and_refuses_itself_alone(
    page: Page, photographs: list[Path], axe: Callable[..., list[str]]
) -> None:
    photographs[1].write_text("These are notes.")
    choose(page, *photographs)
    wait_for(page, 4)
    refused = page.locator(".photograph.refused")
    expect(refused.get_by_role("group")).to_have_count(0)
    expect(refused.locator("legend")).to_have_text("IMG_1.jpg")
    expect(refused.locator(".upload-why")).to_have_text(
        "This is not a photograph. Choose a JPEG, PNG, WebP or AVIF file."
    )
    expect(page.locator(".upload-count")).to_have_text(
        "Uploaded: 4 of 4 photographs. Not taken: 1. Each says why."
    )
    # What the rules find in each stands beside its own fields before anything is saved.
    second = page.locator(".photograph:not(.refused)").nth(1).get_by_label("Artificial intelligence")
    expect(second).to_have_accessible_description(re.compile("whether AI made or changed picture 2"))
    assert axe(page) == []
    describe(page, "One", "Two", "Three", "Four")
    write(page)
    save(page)
    wait_until_saved(page)
    assert saved_texts() == ["One", "Two", "Three", "Four"]
    story = Edition.objects.get().release.story
    assert [photograph.story for photograph in Photograph.objects.all()] == [story] * 4


def test_one_that_was_refused_is_tried_again_or_removed(page: Page, photographs: list[Path]) -> None:
    page.route("**/upload/", lambda route: route.fulfill(status=507, json={"message": "The disk is full."}))
    choose(page, *photographs[:2])
    refused = page.locator(".photograph.refused")
    expect(refused.locator(".upload-why")).to_have_text(["The disk is full."] * 2)
    page.unroute("**/upload/")
    refused.first.get_by_role("button", name="Try again").click()
    wait_for(page, 1)
    refused.get_by_role("button", name="Remove this one").click()
    expect(page.locator(".photograph")).to_have_count(1)
    expect(cards(page).get_by_label("Alternative text")).to_be_focused()
    expect(page.locator(".upload-count")).to_have_text("Uploaded: 1 of 1 photographs.")


def test_of_a_file_that_is_no_longer_there_it_is_said_so(page: Page, photographs: list[Path]) -> None:
    page.route("**/upload/", lambda route: route.fulfill(status=507, json={"message": "The disk is full."}))
    choose(page, photographs[0])
    refused = page.locator(".photograph.refused")
    expect(refused.locator(".upload-why")).to_have_text("The disk is full.")
    page.unroute("**/upload/")
    photographs[0].unlink()
    refused.get_by_role("button", name="Try again").click()
    expect(refused.locator(".upload-why")).to_contain_text("it was moved or changed.")


def test_nothing_that_was_chosen_is_lost_to_an_error_elsewhere(page: Page, photographs: list[Path]) -> None:
    choose(page, *photographs[:3])
    wait_for(page, 3)
    describe(page, "One", "Two", "Three")
    cards(page).nth(2).get_by_role("button", name="Earlier").click()
    page.get_by_label("English").check()
    save(page)
    expect(page.get_by_role("heading", name="To be mended")).to_be_visible()
    wait_for(page, 3)
    expect(page.get_by_text("a browser does not keep them")).to_have_count(0)
    write(page)
    save(page)
    wait_until_saved(page)
    assert saved_texts() == ["One", "Three", "Two"]


def test_they_are_put_in_order_by_keys_by_number_and_by_dragging(page: Page, photographs: list[Path]) -> None:
    choose(page, *photographs[:4])
    wait_for(page, 4)
    describe(page, "One", "Two", "Three", "Four")
    later = cards(page).nth(0).get_by_role("button", name="Later")
    later.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".upload-status")).to_have_text("Photograph 2 of 4")
    expect(cards(page).nth(1).get_by_role("button", name="Later")).to_be_focused()
    page.keyboard.press("Space")
    expect(cards(page).nth(2).get_by_label("Alternative text")).to_have_value("One")
    position = cards(page).nth(3).get_by_label("Place in the order")
    position.fill("1")
    position.press("Enter")
    expect(cards(page).nth(0).get_by_label("Alternative text")).to_have_value("Four")
    expect(cards(page).nth(0).get_by_label("Place in the order")).to_be_focused()
    # Both in sight, or the page is scrolled while the button is down.
    cards(page).nth(2).locator(".thumb").scroll_into_view_if_needed()
    cards(page).nth(3).locator(".thumb").drag_to(cards(page).nth(2).locator(".thumb"))
    shown = [cards(page).nth(number).get_by_label("Alternative text").input_value() for number in range(4)]
    assert shown == ["Four", "Two", "One", "Three"]
    write(page)
    save(page)
    wait_until_saved(page)
    assert saved_texts() == shown


def test_the_place_that_a_number_names_is_left_by_tab_without_losing_the_focus(
    page: Page, photographs: list[Path]
) -> None:
    choose(page, *photographs[:3])
    wait_for(page, 3)
    cards(page).nth(2).get_by_label("Place in the order").fill("1")
    page.keyboard.press("Tab")
    expect(page.locator(".upload-status")).to_have_text("Photograph 1 of 3")
    expect(cards(page).nth(0).get_by_role("button", name="Earlier")).to_be_focused()


def test_a_browser_that_was_killed_finds_its_photographs_again(
    transactional_db: None,
    author: User,
    make_release: Any,
    doomed: tuple[Page, subprocess.Popen[str]],
    reader: Callable[..., Page],
    photographs: list[Path],
) -> None:
    edition = make_release(state="draft").newest_edition()
    address = f"/admin/press/edition/{edition.pk}/change/"
    page, process = doomed
    sign_in(page, author)
    page.goto(address)
    choose(page, *photographs[:2])
    wait_for(page, 2)
    wait_until_kept(page)
    os.killpg(process.pid, signal.SIGKILL)
    page = reader()
    sign_in(page, author)
    page.goto(address)
    page.locator(".copies summary").click()
    expect(page.locator(".copies")).to_contain_text("2 new photographs")
    page.get_by_role("link", name="Continue with it").click()
    wait_for(page, 2)
    describe(page, "One", "Two")
    save(page)
    wait_until_saved(page)
    assert saved_texts() == ["One", "Two"]


def test_without_a_connection_it_waits_says_so_and_goes_on(page: Page, photographs: list[Path]) -> None:
    expect(page.locator(".cke_wysiwyg_div")).to_be_visible()
    page.context.set_offline(True)
    choose(page, *photographs[:3])
    expect(page.locator(".upload-why").first).to_have_text(
        "No connection. It is sent as soon as there is one: leave this page open."
    )
    write(page)
    save(page)
    expect(page.locator(".upload-count")).to_have_text(
        "The release is saved as soon as the photographs are uploaded."
    )
    assert Photograph.objects.count() == 0
    page.context.set_offline(False)
    wait_until_saved(page)
    assert Illustration.objects.count() == 3


def test_one_that_was_signed_out_meanwhile_goes_on_after_signing_in_again(
    page: Page, author: User, photographs: list[Path]
) -> None:
    expect(page.locator(".cke_wysiwyg_div")).to_be_visible()
    Session.objects.all().delete()
    choose(page, *photographs[:2])
    expect(page.locator(".upload-why").first).to_contain_text("The server cannot take it just now.")
    expect(page.locator(".kept-visible")).to_contain_text("You were signed out.")
    other = page.context.new_page()
    sign_in(other, author)
    wait_for(page, 2)
    assert {photograph.uploaded_by for photograph in Photograph.objects.all()} == {author}


def test_the_same_photograph_is_not_put_in_twice(page: Page, photographs: list[Path]) -> None:
    choose(page, *photographs[:2])
    wait_for(page, 2)
    choose(page, photographs[1])
    expect(page.locator(".photograph.refused .upload-why")).to_have_text(
        "This photograph is here already: it is number 2. Remove this one."
    )


def test_one_that_is_too_large_is_said_so_and_not_sent(page: Page, photographs: list[Path]) -> None:
    with photographs[0].open("r+b") as file:
        file.truncate(41 * MEGABYTE)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    choose(page, *photographs[:2])
    wait_for(page, 1)
    expect(page.locator(".photograph.refused .upload-why")).to_have_text(
        "The file is too large: at most 40 MB are taken. Make it smaller, then choose it again."
    )
    assert len([url for url in sent if "upload" in url]) == 1


def test_the_keyboard_alone_is_enough(page: Page, photographs: list[Path]) -> None:
    write(page)
    tab_to(page, "BUTTON Choose photographs")
    expect(page.get_by_role("button", name="Choose photographs")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(photographs[:3])
    wait_for(page, 3)
    tab_to(page, "TEXTAREA Alternative text", at_most=5)
    for text in ("One", "Two", "Three"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    tab_to(page, "BUTTON Earlier", at_most=7)
    page.keyboard.press("Space")
    tab_to(page, "BUTTON Save draft")
    page.keyboard.press("Enter")
    wait_until_saved(page)
    assert saved_texts() == ["One", "Three", "Two"]


def test_all_are_described_and_credited_with_five_clicks_beside_the_typing(
    page: Page, photographs: list[Path]
) -> None:
    """The same with forty, each of eight megabytes: `python -m benchmarks.uploads`."""
    write(page)
    page.evaluate(CLICKS)
    choose(page, *photographs)
    wait_for(page, 5)
    cards(page).nth(0).get_by_label("Alternative text").click()
    for number in range(5):
        page.keyboard.type(f"What stands on photograph {number}")
        page.keyboard.press("Enter")
    page.get_by_role("group", name="The same for all").get_by_label("Photographer").click()
    page.keyboard.type("N. Baibulin")
    page.get_by_role("button", name="Fill in").click()
    clicks = page.evaluate("() => window.clicks")
    save(page)
    wait_until_saved(page)
    assert saved_texts() == [f"What stands on photograph {number}" for number in range(5)]
    assert {photograph.credit_en for photograph in Photograph.objects.all()} == {"N. Baibulin"}
    assert clicks + 1 == 5


def test_the_description_of_a_public_release_is_suggested_and_may_be_written_anew(
    page: Page, author: User, make_release: Any, photographs: list[Path]
) -> None:
    live = make_release().newest_edition()
    illustrate(live, photograph_file(COLOURS[0]), by=author, alternative_text="The deputies in the hall")
    write(page)
    choose(page, *photographs[:2])
    wait_for(page, 2)
    texts = cards(page).get_by_label("Alternative text")
    expect(texts.nth(0)).to_have_value("The deputies in the hall")
    expect(texts.nth(1)).to_have_value("")
    expect(cards(page).nth(0).locator(".suggested")).to_be_visible()
    expect(cards(page).nth(1).locator(".suggested")).to_be_hidden()
    describe(page, "The chairman votes", "A corridor")
    save(page)
    wait_until_saved(page)
    assert set(saved_texts()) == {"The deputies in the hall", "The chairman votes", "A corridor"}


def test_of_photographs_that_were_handed_over_none_is_offered_to_be_filled_in(
    page: Page, author: User, make_release: Any, photographs: list[Path]
) -> None:
    release = make_release(state="draft", language="ru")
    for colour in COLOURS[:2]:
        illustrate(release.newest_edition(), photograph_file(colour), by=author)
    address = f"{ADD}?story={release.story_id}&language=en"
    for_all = page.locator(".for-all")
    page.goto(address)
    wait_for(page, 2)
    expect(for_all).to_be_visible()
    publishing.submit(release.newest_edition(), by=author, override_reason="A text of the tests.")
    page.goto(address)
    wait_for(page, 2)
    expect(for_all).to_be_hidden()
    # Two new ones are.
    choose(page, *photographs[2:4])
    wait_for(page, 4)
    expect(for_all).to_be_visible()
