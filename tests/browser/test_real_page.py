"""The release page of the real page, imported: what issue 2 says it must show."""

import gzip
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, Response

from press.models import Release

from .conftest import SCHEMES

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def real(samples: Path, transactional_db: None) -> dict[str, str]:
    """Returns the addresses of the imported page, by language."""
    files = sorted(str(path) for path in samples.glob("*.txt"))
    call_command("import_release", *files, "--dialling-prefix", "+77172", verbosity=0)
    return {release.language: release.get_absolute_url() for release in Release.objects.all()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_any_scheme(
    real: dict[str, str], reader: Callable[..., Page], axe: Callable[..., list[str]], language: str
) -> None:
    found = {}
    for scheme in SCHEMES:
        page = reader(colours=scheme)
        page.goto(real[language])
        found[scheme] = axe(page) + page.complaints  # type: ignore[attr-defined]
    assert found == {scheme: [] for scheme in SCHEMES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_weighs_less_than_100_kilobytes(
    real: dict[str, str], reader: Callable[..., Page], language: str
) -> None:
    page = reader()
    weights: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.request.method == "GET" and not response.url.startswith("data:"):
            body = response.body()
            # Fonts are compressed already; all else goes out as gzip at the heaviest.
            weights[response.url] = len(body if response.url.endswith(".woff2") else gzip.compress(body))

    page.on("response", weigh)
    page.goto(real[language], wait_until="networkidle")
    assert [url for url in weights if url.endswith(".woff2")] != []
    assert sum(weights.values()) < 100_000, weights


def test_it_asks_no_other_host_and_shifts_nothing(real: dict[str, str], reader: Callable[..., Page]) -> None:
    for width in (320, 768, 1440):
        page = reader(width=width)
        page.goto(real["kk"], wait_until="networkidle")
        shift = page.evaluate(
            """() => new Promise(done => {
                let sum = 0;
                new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; })
                    .observe({type: "layout-shift", buffered: true});
                requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
            })"""
        )
        assert (width, shift, page.complaints) == (width, 0, [])  # type: ignore[attr-defined]


def test_nothing_scrolls_sideways_at_320_pixels(real: dict[str, str], reader: Callable[..., Page]) -> None:
    widths = {}
    for display in (
        {},
        {"letter_spacing": "4", "word_spacing": "2", "line_height": "3"},
        {"text_size": "300"},
    ):
        page = reader(width=320, height=568, **display)
        for language in LANGUAGES:
            page.goto(real[language])
            widths[language, *display] = page.evaluate("document.documentElement.scrollWidth")
    assert set(widths.values()) == {320}, widths


def test_the_nu_html_checker_has_nothing_to_say(
    real: dict[str, str], client: Any, nu: Callable[[dict[str, str]], list[str]]
) -> None:
    pages = {language: client.get(address).content.decode() for language, address in real.items()}
    pages |= {
        f"{language}-{name}": client.get(f"/{language}/{name}/".replace("//", "/")).content.decode()
        for language in LANGUAGES
        for name in ("", "releases", "archive", "search", "display", "accessibility", "nowhere")
    }
    assert nu(pages) == []


def test_a_text_browser_reads_it_in_order(real: dict[str, str], live_server: Any) -> None:
    if not shutil.which("lynx"):
        pytest.skip("lynx is not there: `make test` installs it where it may")
    text = subprocess.run(
        ["lynx", "-dump", "-nolist", "-display_charset=utf-8", "-width=200", live_server.url + real["en"]],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    order = [
        "Maulen Ashimbaev met with OSCE observers",
        "18.03.2023",
        "146",
        "Chairman of the Senate of the Parliament Maulen Ashimbayev and a group of deputies",
        "Press service of the Senate",
        "74-72-27",
        "N. Baibulin",
        "Share",
    ]
    places = [text.find(words, text.find(order[0])) for words in order]
    assert places == sorted(places)
    assert -1 not in places
