"""The release page of the real page, imported: what issue 2 says it must show."""

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Page, Response

from accessibility.typefaces import first_needed
from press.models import Edition, Illustration, Release, Story, User
from press.photographs.intake import create_photograph
from press.photographs.renditions import make_missing
from tests.browser.conftest import SCHEMES
from tests.processes import ROOT, Database, Server, environment

LANGUAGES = ("kk", "ru", "en")
SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; })
        .observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


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


@pytest.fixture
def illustrated(real: dict[str, str], author: User) -> dict[str, str]:
    """Returns the same addresses; the releases now show a photograph with all its renditions."""
    file = io.BytesIO()
    Image.effect_noise((1600, 1067), 60).save(file, "JPEG")
    photograph = create_photograph(file, story=Story.objects.get(), by=author)
    for edition in Edition.objects.all():
        Illustration.objects.create(edition=edition, photograph=photograph, alternative_text="A hall")
    make_missing()
    return real


@pytest.fixture
def production(illustrated: dict[str, str], tmp_path: Path, settings: Any) -> Iterator[Server]:
    """The server of production on that database: granian, the page cache, static files hashed and packed."""
    more = {
        "DATABASE_URL": Database(tmp_path).url,
        "DATA_DIR": str(tmp_path),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "STATIC_HASHED": "1",
        "STATIC_ROOT": str(tmp_path / "static"),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment(**more), check=True)
    server = Server(1, **more)
    server.wait_until_it_answers()
    yield server
    server.process.terminate()
    server.process.wait(30)


def answers_to(page: Page, address: str) -> list[Response]:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    return answers


def test_on_a_phone_home_and_release_weigh_little_and_what_they_share_is_kept(
    illustrated: dict[str, str], production: Server, reader: Callable[..., Page]
) -> None:
    kinds = {"document": "text", "stylesheet": "text", "script": "text", "font": "font", "image": "picture"}
    for language in LANGUAGES:
        for address in (f"/{language}/", illustrated[language]):
            page = reader(width=412, height=823, options={"device_scale_factor": 1.75})
            answers = answers_to(page, f"http://127.0.0.1:{production.port}{address}")
            weights = dict.fromkeys(kinds.values(), 0)
            for answer in answers:
                if kind := kinds.get(answer.request.resource_type):
                    weights[kind] += answer.request.sizes()["responseBodySize"]
            assert 0 < weights["text"] <= 40_000, weights
            assert 0 < weights["font"] <= 60_000, weights
            fonts = [answer for answer in answers if answer.request.resource_type == "font"]
            assert {re.sub(r"\.\w+\.", ".", Path(font.url).name) for font in fonts} == {
                Path(path).name for path in first_needed("golos")
            }
            # 380 of its pixels at a density of 1.75.
            assert [Path(answer.url).name for answer in answers if "/media/" in answer.url] == ["720.avif"]
            kept = [answer for answer in answers if "/static/" in answer.url]
            assert {answer.headers["cache-control"] for answer in kept} == {
                "max-age=315360000, public, immutable"
            }
            assert [answer.url for answer in kept if not re.search(r"\.[0-9a-f]{12}\.\w+$", answer.url)] == []
            assert page.evaluate(SHIFT) == 0


def test_it_asks_no_other_host_and_shifts_nothing(real: dict[str, str], reader: Callable[..., Page]) -> None:
    for width in (320, 768, 1440):
        page = reader(width=width)
        page.goto(real["kk"], wait_until="networkidle")
        assert (width, page.evaluate(SHIFT), page.complaints) == (width, 0, [])  # type: ignore[attr-defined]


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
