"""What a screen reader says of the bar: the transcripts in heard/, and what it is told of a missing voice.

The virtual screen reader of Guidepup reads the page in the browser by the rules of ACCNAME and HTML-AAM. Of a
button it also says the value; no real one does. Where the bar changes on purpose, the transcript does too.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.browser.conftest import TOOLS, browser_type_launch_args, reader, server

__all__ = ["browser_type_launch_args", "reader", "server"]
pytestmark = pytest.mark.usefixtures("small_site")
HEARD = Path(__file__).resolve().parent / "heard"
Reader = Callable[..., Page]


@pytest.fixture(scope="module")
def screen_reader() -> str:
    path = TOOLS / "@guidepup" / "virtual-screen-reader" / "lib" / "esm" / "index.browser.js"
    if not path.exists():
        pytest.skip("the virtual screen reader is not there: `make test` installs it where npm is")
    # The page's policy lets no module be imported: its export becomes a property.
    module = path.read_text(encoding="utf-8")
    script, exports = re.subn(r"export\s*\{.*?([\w$]+) as virtual\};?", r"window.reader = \1;", module)
    assert exports == 1
    return f"(() => {{ {script}\n }})()"


def read_on(page: Page, last: str) -> list[str]:
    """Reads on, phrase by phrase, until one begins with `last`; returns what was said."""
    said = page.evaluate(
        """async last => {
            await window.reader.clearSpokenPhraseLog();
            for (let phrases = 0; phrases < 200; phrases += 1) {
                await window.reader.next();
                if ((await window.reader.lastSpokenPhrase()).startsWith(last)) break;
            }
            return window.reader.spokenPhraseLog();
        }""",
        last,
    )
    return list(said)


def begin(page: Page, screen_reader: str) -> None:
    page.evaluate(screen_reader)
    page.evaluate("window.reader.start({container: document.body})")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_bar_is_heard_as_written_down(reader: Reader, screen_reader: str, language: str) -> None:
    page = reader()
    page.goto(f"/{language}/")
    begin(page, screen_reader)
    heard = ["# The page is opened", *read_on(page, "end of region")]
    heard += ["# The fourth colour is pressed", *press(page, "#display-colours-white-on-black")]
    heard += ["# Everything is reset", *press(page, "#display-reset")]
    phone = reader(width=320, height=568)
    phone.goto(f"/{language}/")
    begin(phone, screen_reader)
    heard += ["# On a phone, folded", *read_on(phone, "end of region")]
    phone = reader(width=320, height=568, text_size="200", colours="white-on-black")
    phone.goto(f"/{language}/")
    begin(phone, screen_reader)
    heard += ["# Folded, with something set", *read_on(phone, "end of region")]
    expected = (HEARD / f"bar.{language}.txt").read_text(encoding="utf-8")
    assert "\n".join(heard) + "\n" == expected


def press(page: Page, control: str) -> list[str]:
    """Presses a control by the keyboard; returns what is said without being asked for."""
    page.evaluate("window.reader.clearSpokenPhraseLog()")
    page.locator(control).focus()
    page.keyboard.press("Space")
    said = page.evaluate(
        """async () => {
            let said = [];
            for (let frames = 0; frames < 600 && !said.some(one => one.startsWith("polite")); frames += 1) {
                await new Promise(requestAnimationFrame);
                said = await window.reader.spokenPhraseLog();
            }
            return said;
        }"""
    )
    return list(said)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ("қазақ дауысы жоқ", "бетте емес, құрылғыда", "eSpeak NG дауысы қазақша оқиды")),
        ("ru", ("нет казахского голоса", "причина в устройстве", "eSpeak NG для NVDA и Linux читает")),
        ("en", ("have no Kazakh voice", "comes from the device", "eSpeak NG voice for NVDA and Linux reads")),
    ],
)
def test_a_device_without_a_kazakh_voice_is_explained_on_the_page_of_settings(
    client: Client, language: str, words: tuple[str, ...]
) -> None:
    html = client.get(f"/{language}/display/").content.decode()
    section = html[html.index('<section aria-labelledby="display-voice"') :]
    section = section[: section.index("</section>")]
    assert [word for word in words if word not in section] == []
