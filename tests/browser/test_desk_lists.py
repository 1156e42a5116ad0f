"""The lists of the desk begin on the first screen, whatever stands above them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from press.languages import Language
from press.models import User
from tests.browser.test_journey import sign_in
from tests.factories import make_topic
from tests.press.findings import ERROR, WARNING

LISTS = (
    "press/edition/",
    "press/edition/?standing=live&release__language__exact=ru&order=oldest",
    "press/auditentry/",
    "press/auditentry/?verb=approve",
    "press/user/?is_active__exact=1",
)
BOTTOM = """() => document.querySelector("ul#result_list > li, #result_list tbody tr")
    .getBoundingClientRect().bottom"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_first_row_of_a_list_is_whole_on_the_first_screen(
    width: int,
    height: int,
    transactional_db: None,
    chief: User,
    make_release: Any,
    reader: Callable[..., Page],
) -> None:
    for number in range(3):
        ru = make_release(
            language="ru", title=f"Депутаты обсудили с наблюдателями подготовку выборов, {number}"
        )
        make_release(language="kk", title=f"Депутаттар сайлауды талқылады, {number}", story=ru.story)
        ru.story.topics.add(make_topic(f"Elections {number}"))
    page = reader(javascript=False, width=width, height=height)
    sign_in(page, chief)
    bottoms = {}
    for language in Language.values:
        User.objects.filter(pk=chief.pk).update(interface_language=language)
        for address in LISTS:
            page.goto(f"/admin/{address}")
            bottoms[language, address] = page.evaluate(BOTTOM)
    assert {where: bottom for where, bottom in bottoms.items() if bottom > height} == {}


@pytest.mark.parametrize("display", [{}, {"letter_spacing": "4", "word_spacing": "2"}])
def test_the_findings_by_rule_fit_a_phone_with_the_largest_letters(
    transactional_db: None,
    chief: User,
    make_release: Any,
    reader: Callable[..., Page],
    display: dict[str, str],
) -> None:
    make_release(body=WARNING)
    make_release(body=ERROR)
    page = reader(javascript=False, width=360, text_size="300", **display)
    sign_in(page, chief)
    widths = {}
    for language in Language.values:
        User.objects.filter(pk=chief.pk).update(interface_language=language)
        page.goto("/admin/press/editionfinding/")
        assert page.locator(".by-rule tbody tr").count() > 0
        widths[language] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(Language.values, 360)
