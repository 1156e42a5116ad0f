"""Every text of the corpora of HTML in Chromium: what runs there as it is, and that nothing runs here."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from press.models import User
from press.richtext.sanitise import sanitise
from tests.corpora.reading import markup, payloads, sample
from tests.corpora.saying import DESK_LISTS, PUBLIC_LISTS, Officers, publish
from tests.factories import signed_in

# As many frames at once as a tab of Chromium holds well.
AT_ONCE = 40
# In every frame, before anything of it: what payloads call to show that they run tells the page above.
BEACON = """(() => {
  if (window === top) window.ran = new Set();
  const tell = () => {
    let frame = window;
    while (frame.parent !== frame.top) frame = frame.parent;
    frame.top.ran?.add(frame === frame.top ? "page" : frame.name);
  };
  for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = tell;
  for (const name of ["log", "error", "warn", "info"]) console[name] = tell;
  Object.defineProperty(document, "vulnerable", {set: tell});
})()"""
# What a reader could do: everything is pointed at, pressed, entered and left.
TOUCH = """(root) => {
  for (const element of root.querySelectorAll("*")) {
    for (const name of ["mouseover", "mousemove", "mousedown", "mouseup", "mouseout", "click", "focus",
                        "blur", "keydown", "toggle", "error", "load", "scroll", "animationend"])
      element.dispatchEvent(new Event(name));
    if (/^javascript:/i.test(element.protocol)) element.click();
  }
}"""


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Page]:
    """A page without a policy, of no site: nothing outside of it is asked for."""
    context = browser.new_context()
    context.add_init_script(BEACON)
    context.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body="<body>"))
    yield context.new_page()
    context.close()


def run_each(page: Page, texts: list[str]) -> int:
    """Returns how many of the texts run a script, each in a frame of its own where scripts may run."""
    ran = 0
    for some in batched(texts, AT_ONCE):
        page.goto("https://payloads.example/")
        ran += page.evaluate(
            f"""async (texts) => {{
              window.ran = new Set();
              const touch = {TOUCH};
              await Promise.all(texts.map((text, number) => new Promise((done) => {{
                const frame = document.createElement("iframe");
                frame.name = String(number);
                frame.sandbox = "allow-scripts allow-same-origin";
                frame.onload = () => {{
                  try {{ touch(frame.contentDocument); }} catch {{}}
                  setTimeout(done, 50);
                }};
                setTimeout(done, 3000);
                frame.srcdoc = text;
                document.body.append(frame);
              }})));
              return window.ran.size;
            }}""",
            some,
        )
    return ran


def batched(texts: list[str], size: int) -> list[list[str]]:
    return [texts[at : at + size] for at in range(0, len(texts), size)]


def test_many_a_payload_runs_as_it_is_and_none_once_it_is_cleaned(open_page: Page) -> None:
    texts = sample(payloads(), every=16)
    assert run_each(open_page, texts) > len(texts) // 8
    assert run_each(open_page, [sanitise(text) for text in texts]) == 0


def test_no_markup_of_the_parsers_corpora_runs_once_it_is_cleaned(open_page: Page) -> None:
    texts = sample(markup())
    # Many in one frame: a cleaned text is whole and cannot reach into the next.
    joined = ["".join(f"<div>{sanitise(text)}</div>" for text in some) for some in batched(texts, 100)]
    assert run_each(open_page, joined) == 0


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    cookies = signed_in(user).cookies
    context.add_cookies(
        [{"name": name, "value": cookie.value, "url": address} for name, cookie in cookies.items()]
    )


def test_no_payload_runs_on_a_page_of_the_press_room(
    transactional_db: None, author: User, editor: User, chief: User, reader: Callable[..., Page]
) -> None:
    officers = Officers(author, editor, chief)
    texts = sample(payloads(), every=20)
    said = [publish("\n".join(some), number, officers) for number, some in enumerate(batched(texts, 20))]
    page = reader()
    page.context.add_init_script(BEACON)
    addresses = [address for number, one in enumerate(said) for address in one.pages(number)]
    found = []
    for address in [*PUBLIC_LISTS[:2], *addresses, *DESK_LISTS]:
        if address.startswith("/admin/") and not page.context.cookies():
            sign_in(page.context, author, page.url)
        page.goto(address)
        page.evaluate(f"({TOUCH})(document)")
        if page.evaluate("ran.size"):
            found.append(address)
    # A script that the policy alone has stopped is a complaint too.
    assert (found, page.complaints) == ([], [])  # type: ignore[attr-defined]
