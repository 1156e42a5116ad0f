"""What a reader meets on the public pages, as the browser shows it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from press.models import Release

TABLE = """<table><caption>Spending, billion tenge</caption>
<thead><tr><th scope="col">Purpose</th><th scope="col">First</th><th scope="col">Second</th></tr></thead>
<tbody><tr><th scope="row">Water management</th><td>60</td><td>70</td></tr></tbody></table>"""  # fmt: skip

# Each word of a selector's text, with the number of lines that it stands on.
BROKEN_WORDS = """selector => {
    const broken = [];
    for (const element of document.querySelectorAll(selector)) {
        const text = element.firstChild;
        for (const word of text.data.matchAll(/\\p{L}+/gu)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (range.getClientRects().length > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""


@pytest.mark.parametrize(("width", "size"), [(320, "100"), (320, "200"), (320, "300"), (1440, "100")])
def test_a_table_breaks_no_word_and_scrolls_in_a_frame_that_the_keyboard_reaches(
    reader: Callable[..., Page], make_release: Callable[..., Release], width: int, size: str
) -> None:
    release = make_release(body=f"<p>Before.</p>{TABLE}<p>After.</p>")
    page = reader(width=width, height=568, text_size=size)
    page.goto(release.get_absolute_url())
    assert page.evaluate(BROKEN_WORDS, ".text th, .text td, .text caption") == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    frame = page.get_by_role("region", name="Spending, billion tenge")
    frame.focus()
    expect(frame).to_be_focused()
    far = frame.evaluate("frame => frame.scrollWidth - frame.clientWidth")
    assert (far > 0) == (size != "100")
    for _ in range(far // 40 + 1):
        page.keyboard.press("ArrowRight")
    expect(frame.get_by_role("cell").last).to_be_in_viewport(ratio=1)
    # What the table is about stays in sight.
    caption = frame.locator("caption").bounding_box()
    assert caption
    assert caption["x"] >= 0
    assert caption["x"] + caption["width"] <= width
