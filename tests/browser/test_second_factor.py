"""An officer sets up the second factor, signs in with it, and loses the telephone; and passkeys."""

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from django_otp_webauthn.models import WebAuthnCredential
from playwright.sync_api import Page, expect

from press.models import AuthenticatorApp, User
from tests.browser.test_desk_by_keyboard import press, tab_to
from tests.browser.test_journey import sign_in
from tests.factories import code_of, code_of_key, make_app

SIGNED_IN = "Sections"


@pytest.fixture
def officer(transactional_db: None, settings: Any, editor: User) -> User:
    settings.SECOND_FACTOR = "editors"
    return editor


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def sign_out(page: Page) -> None:
    page.goto("/admin/")
    unfold(page)
    page.get_by_role("button", name="Sign out").click()


def secret_on(page: Page) -> str:
    """Returns the secret that the page shows, in hexadecimal digits."""
    return base64.b32decode(page.locator(".secret").inner_text().replace(" ", "")).hex()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_officer_sets_it_up_signs_in_with_a_code_and_with_a_recovery_code(
    officer: User, reader: Callable[..., Page], axe: Callable[..., list[str]], javascript: bool
) -> None:
    page = reader(javascript=javascript, width=1440 if javascript else 320)
    sign_in(page, officer)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up the second factor")
    expect(page.get_by_role("img", name="QR code for the app")).to_be_visible()
    page.get_by_label("The code that the app shows now").fill(code_of_key(secret_on(page)))
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    codes = page.locator(".recovery-codes code").all_inner_texts()
    if javascript:
        assert axe(page) == []
    else:  # the display's form leads back to the page
        unfold(page)
        page.locator("#display-letter-spacing-2").click()
        assert page.locator(".recovery-codes code").all_inner_texts() == codes
    page.get_by_role("button", name="I have kept the codes: go on").click()
    expect(page.get_by_role("link", name="Write a release")).to_be_visible()
    sign_out(page)

    sign_in(page, officer)
    expect(page.get_by_label("Code from the app")).to_be_focused()
    page.get_by_label("Code from the app").fill(code_of(AuthenticatorApp.objects.get()))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Write a release")).to_be_visible()
    sign_out(page)

    # The telephone is lost.
    sign_in(page, officer)
    page.get_by_text("The telephone is not here").click()
    page.get_by_label("Recovery code").fill(codes[0].lower())
    page.get_by_role("button", name="Use this recovery code").click()
    expect(page.get_by_text("You used a recovery code: 9 are left.")).to_be_visible()
    page.goto("/admin/second-factor/")
    page.get_by_text("Set up another app").click()
    page.get_by_label("The code that the app shows now").fill(code_of_key(secret_on(page)))
    page.get_by_role("button", name="Use this app").click()
    assert page.locator(".recovery-codes code").count() == 10
    assert page.complaints == []  # type: ignore[attr-defined]


def test_it_is_given_and_changed_by_the_keyboard_alone(officer: User, reader: Callable[..., Page]) -> None:
    app = make_app(officer)
    page = reader(javascript=False, width=320)
    sign_in(page, officer)
    expect(page.get_by_label("Code from the app")).to_be_focused()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The code is wrong, or was used before.")
    expect(page.get_by_label("Code from the app")).to_be_focused()
    AuthenticatorApp.objects.update(throttling_failure_count=0)
    page.keyboard.type(code_of(app))
    press(page)
    tab_to(page, "SUMMARY Menu")
    page.keyboard.press("Enter")
    tab_to(page, "A Second factor")
    press(page)
    tab_to(page, "BUTTON Make new recovery codes")
    press(page)
    assert page.locator(".recovery-codes code").count() == 10


# --- passkeys ---


def add_authenticator(page: Page) -> Any:
    """Gives the browser a passkey's device, as a laptop with a fingerprint reader has one."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    added = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, added["authenticatorId"]


def test_a_passkey_stands_in_for_the_code_after_the_password(
    officer: User, reader: Callable[..., Page]
) -> None:
    app = make_app(officer)
    page = reader()
    tools, authenticator = add_authenticator(page)
    sign_in(page, officer)
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    page.get_by_label("Code from the app").fill(code_of(app))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/admin/second-factor/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey is added")).to_be_visible()
    assert WebAuthnCredential.objects.get().user == officer
    expect(page.locator(".passkeys li")).to_contain_text("Chrome, Linux. Added on")
    # Of a device that has one it takes no second.
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("This device has one of your passkeys already.")
    expect(page.get_by_text("The passkey is added")).to_have_count(0)
    sign_out(page)

    sign_in(page, officer)
    with page.expect_request(lambda request: "passkey" in (request.post_data or "")) as sent:
        page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Write a release")).to_be_visible()
    sign_out(page)

    # What it said then answers no later question.
    said = parse_qs(sent.value.post_data)["passkey"][0]
    sign_in(page, officer)
    expect(page.get_by_role("button", name="Use a passkey")).to_be_visible()
    page.evaluate(
        """said => {
            const form = document.querySelector("[data-passkey]");
            form.elements.passkey.value = said;
            form.submit();
        }""",
        said,
    )
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not accepted.")
    page.get_by_role("button", name="Sign in as somebody else").click()

    # Another device's is refused; the code opens as before.
    tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})
    add_authenticator(page)
    sign_in(page, officer)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_have_text(
        "The passkey was not used. Try it once more, or give a code."
    )
    page.get_by_label("Code from the app").fill(code_of(app))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/admin/second-factor/")
    page.get_by_role("button", name="Remove the passkey of").click()
    expect(page.get_by_text("The passkey opens nothing any more.")).to_be_visible()
    assert WebAuthnCredential.objects.count() == 0
    assert page.complaints == []  # type: ignore[attr-defined]


def test_without_javascript_or_a_name_no_passkey_is_offered(
    officer: User, reader: Callable[..., Page]
) -> None:
    app = make_app(officer)
    page = reader(javascript=False)
    sign_in(page, officer)
    page.get_by_label("Code from the app").fill(code_of(app))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/admin/second-factor/")
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    expect(page.get_by_text("To add one, it takes a browser")).to_be_visible()
    [cookie] = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    numbered = page.url.replace("localhost", "127.0.0.1")
    page.context.add_cookies([{"name": "sessionid", "value": cookie["value"], "url": numbered}])
    page.goto(numbered)
    expect(page.get_by_text("Here none can be added")).to_be_visible()
