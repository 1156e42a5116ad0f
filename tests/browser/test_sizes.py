"""Photographs that are too large are said so beside their field, before they are sent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from press.models import Edition, Photograph, User
from tests.factories import photograph_file

MEGABYTE = 1024 * 1024


@pytest.fixture
def page(transactional_db: None, make_release: Any, author: User, reader: Callable[..., Page]) -> Page:
    edition: Edition = make_release(state="draft").newest_edition()
    page = reader()
    page.goto("/admin/")
    page.get_by_label("Username").fill(author.username)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"/admin/press/edition/{edition.pk}/change/")
    return page


@pytest.fixture
def photograph(tmp_path: Path) -> Callable[[float], Path]:
    """Returns a maker of files of so many megabytes; what follows the picture in them is nothing."""

    def make(megabytes: float) -> Path:
        path = tmp_path / f"{megabytes}.jpg"
        path.write_bytes(photograph_file(f"rgb(1, 2, {int(megabytes)})").read())
        with path.open("r+b") as file:
            file.truncate(int(megabytes * MEGABYTE))
        return path

    return make


def file_fields(page: Page) -> Any:
    return page.locator("#photograph-rows input[type=file]")


def choose(page: Page, *paths: Path) -> None:
    for number, path in enumerate(paths):
        if number:
            page.get_by_role("button", name="Add another photograph").click()
        file_fields(page).nth(number).set_input_files(path)


def test_one_that_is_too_large_is_named_and_not_sent_and_a_smaller_one_is(
    page: Page, photograph: Callable[[float], Path]
) -> None:
    choose(page, photograph(41))
    alert = page.locator("#photograph-rows").get_by_role("alert")
    expect(alert).to_have_text("The file is too large: at most 40 MB are taken.")
    field = file_fields(page).first
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()
    assert [page.locator(f"#{name}").inner_text() for name in described] == [
        "The file is too large: at most 40 MB are taken.",
        "JPEG, PNG, WebP or AVIF, as large as you have it, up to 40 MB.",
    ]
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.get_by_role("button", name="Save draft").click()
    expect(field).to_be_focused()
    assert sent == []
    field.set_input_files(photograph(3))
    expect(alert).to_have_count(0)
    assert field.get_attribute("aria-invalid") is None
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    assert Photograph.objects.count() == 1


def test_those_too_large_together_are_said_so_at_the_last_and_three_of_fourteen_are_sent(
    page: Page, photograph: Callable[[float], Path]
) -> None:
    choose(page, photograph(30), photograph(31), photograph(32))
    alert = page.locator("#photograph-rows").get_by_role("alert")
    expect(alert).to_have_text(
        "The photographs are too large to be sent at once: at most 80 MB together. "
        "Save some of them, then add the others."
    )
    page.get_by_role("button", name="Save draft").click()
    expect(file_fields(page).nth(2)).to_be_focused()
    for number, megabytes in enumerate((13, 14, 15)):
        file_fields(page).nth(number).set_input_files(photograph(megabytes))
    expect(alert).to_have_count(0)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    assert Photograph.objects.count() == 3


def test_the_sentence_is_in_the_officer_s_language(
    page: Page, author: User, photograph: Callable[[float], Path]
) -> None:
    User.objects.filter(pk=author.pk).update(interface_language="kk")
    page.reload()
    choose(page, photograph(41))
    expect(page.locator("#photograph-rows").get_by_role("alert")).to_have_text(
        "Файл тым үлкен: ең көбі 40 МБ қабылданады."
    )


def test_the_field_that_is_wrong_is_seen_to_have_the_focus_after_a_click(
    page: Page, photograph: Callable[[float], Path]
) -> None:
    choose(page, photograph(41))
    page.get_by_role("button", name="Save draft").click()
    expect(file_fields(page).first).to_be_focused()
    expect(file_fields(page).first).to_have_css("outline-style", "solid")
    error = page.locator("#photograph-rows").get_by_role("alert")
    expect(error).to_have_css("background-color", "rgba(0, 0, 0, 0)")
