"""The form post: what it changes, what it refuses, and where it goes back to."""

import re
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accessibility.preferences import COOKIE_AGE

pytestmark = pytest.mark.usefixtures("small_site")
DISPLAY = "/en/display/"


def test_a_choice_is_kept_for_a_year_and_the_answer_goes_back_to_the_control(client: Client) -> None:
    response = client.post(DISPLAY, {"colours": "white-on-black", "next": "/en/?q=1"})
    assert response.status_code == HTTPStatus.SEE_OTHER
    assert response["Location"] == "/en/?q=1#display-colours-white-on-black"
    cookie = response.cookies["display"]
    assert cookie.value == "colours:white-on-black"
    assert (cookie["max-age"], cookie["path"], cookie["samesite"]) == (COOKIE_AGE, "/", "Lax")
    assert (cookie["httponly"], cookie["secure"], cookie["domain"]) == (True, "", "")
    page = client.get(response["Location"]).content.decode()
    assert 'id="display-colours-white-on-black"' in page


@pytest.mark.parametrize("form", [{"colours": "dark"}, {"reset": "1"}, {"profile": "dyslexia"}])
def test_only_the_plain_forms_answer_has_the_browser_drop_the_pages_that_it_kept(
    client: Client, form: dict[str, str]
) -> None:
    assert client.post(DISPLAY, form).headers["Clear-Site-Data"] == '"cache"'
    by_script = client.post(DISPLAY, form, headers={"accept": "application/json"})
    refused = client.post(DISPLAY, {"colours": "own", "text": "white", "background": "white"})
    for answer in (by_script, refused, client.get(DISPLAY), client.get("/en/")):
        assert answer.has_header("Clear-Site-Data") is False


def test_on_https_the_cookie_is_secure(client: Client) -> None:
    response = client.post(DISPLAY, {"colours": "dark"}, secure=True)
    assert response.cookies["display"]["secure"] is True


def test_a_partial_post_changes_only_what_it_names(client: Client) -> None:
    client.post(DISPLAY, {"colours": "dark", "text-size": "150"})
    response = client.post(DISPLAY, {"letter-spacing": "3", "line-height": "99", "colour": "blue"})
    assert response.cookies["display"].value == "colours:dark.letter-spacing:3.text-size:150"
    assert response["Location"] == "/en/display/#display-letter-spacing-3"


def test_reset_clears_everything_in_one_action(client: Client) -> None:
    client.post(DISPLAY, {"colours": "own", "text": "black", "background": "yellow", "motion": "none"})
    response = client.post(DISPLAY, {"reset": "1", "next": "/en/"})
    assert response["Location"] == "/en/#display-reset"
    cookie = response.cookies["display"]
    assert (cookie.value, cookie["max-age"]) == ("", 0)


def test_a_profile_sets_what_it_says_and_nothing_of_what_was_before(client: Client) -> None:
    client.post(DISPLAY, {"images": "text", "typeface": "serif"})
    response = client.post(DISPLAY, {"profile": "dyslexia"})
    assert response.cookies["display"].value == (
        "colours:beige.letter-spacing:2.line-height:2.text-size:125.typeface:dyslexic"
    )
    assert response["Location"] == "/en/display/#display-saved"


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site", "origin": "http://testserver"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "http://elsewhere.example"}, False),
        ({"origin": "null"}, False),
        ({}, True),
    ],
)
def test_only_a_page_of_ours_or_a_text_browser_may_set(
    client: Client, headers: dict[str, str], taken: bool
) -> None:
    response = Client(enforce_csrf_checks=True).post(DISPLAY, {"colours": "dark"}, headers=headers)
    assert response.status_code == (HTTPStatus.SEE_OTHER if taken else HTTPStatus.FORBIDDEN)
    assert ("display" in response.cookies) is taken


def test_an_own_pair_is_kept_and_brings_its_stylesheet(client: Client) -> None:
    response = client.post(DISPLAY, {"colours": "own", "text": "#003", "background": "cream"})
    assert response.cookies["display"].value == "colours:own.own:000033-fffdd0"
    page = client.get("/en/").content.decode()
    assert '<html lang="en" data-colours="own">' in page
    (address,) = re.findall(r'href="(/display/own/[^"]+)"', page)
    assert address == "/display/own/000033-fffdd0.css"
    css = client.get(address).content.decode()
    assert "--text: #000033;" in css
    assert "--background: #fffdd0;" in css
    # It waits while another scheme is chosen.
    client.post(DISPLAY, {"colours": "dark"})
    back = client.post(DISPLAY, {"colours": "own"})
    assert back.cookies["display"].value == "colours:own.own:000033-fffdd0"


def test_a_colour_may_come_from_the_picker(client: Client) -> None:
    form = {"colours": "own", "text": "picked", "text-picked": "#112233", "background": "white"}
    assert client.post(DISPLAY, form).cookies["display"].value == "colours:own.own:112233-ffffff"


def test_a_picker_that_was_used_counts_though_the_list_still_names_a_colour(client: Client) -> None:
    form = {"colours": "own", "text": "black", "text-picked": "#112233", "text-shown": "#000000"}
    form |= {"background": "white", "background-picked": "#ffffff", "background-shown": "#ffffff"}
    assert client.post(DISPLAY, form).cookies["display"].value == "colours:own.own:112233-ffffff"
    untouched = form | {"text-picked": "#000000"}
    assert client.post(DISPLAY, untouched).cookies["display"].value == "colours:own.own:000000-ffffff"


def test_a_page_may_ask_what_is_chosen_now(client: Client) -> None:
    client.post(DISPLAY, {"colours": "blue"})
    answer = client.get(DISPLAY, headers={"accept": "application/json"})
    assert answer.json()["attributes"] == {"data-colours": "blue"}
    assert (answer.json()["message"], "no-store" in answer["Cache-Control"]) == ("", True)


@pytest.mark.parametrize(
    "form",
    [
        {"colours": "own", "text": "#777777", "background": "#ffffff"},
        {"colours": "own", "text": "#777777", "background": "#ffffff", "text-size": "200"},
        {"text": "white", "background": "white"},
        {"colours": "own", "text": "reddish", "background": "white"},
        {"colours": "own", "text": "black"},
        {"colours": "own"},
    ],
)
def test_a_pair_that_cannot_be_read_is_refused_and_sets_nothing(client: Client, form: dict[str, str]) -> None:
    response = client.post(DISPLAY, form)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert response.cookies == {}
    html = response.content.decode()
    assert "<title>Error: Display settings</title>" in html
    # The summary stands first and can take the focus; each field that is wrong is led to, and says what is.
    main = html.split('<main id="text">')[1]
    summary = '<div class="display-refused" id="display-refused" role="alert" tabindex="-1"'
    assert main.index(summary) < main.index("<h1")
    wrong = re.findall(
        r'<select id="([^"]+)"[^>]*aria-describedby="display-own-error [^>]*aria-invalid="true"', html
    )
    assert {f"#{field}" for field in wrong} >= set(
        re.findall(r'href="(#display-own-(?:text|background))"', html)
    )
    assert len(wrong) > 0
    assert html.count('id="display-own-error"') == 1
    # Nor is it said to have been kept, where no stylesheet hides that.
    assert 'id="display-saved"' not in html


def test_a_refused_pair_is_shown_as_typed_with_the_nearest_that_passes(client: Client) -> None:
    html = client.post(DISPLAY, {"colours": "own", "text": "#777777", "background": "white"}).content.decode()
    assert "their contrast is 4.5 to 1" in html
    assert 'type="color" value="#777777"' in html
    assert '<option value="white" selected>' in html
    form = dict(re.findall(r'name="(colours|text|background)" value="([^"]+)"', html.split("</form>")[1]))
    assert form == {"colours": "own", "text": "#595959", "background": "#ffffff"}
    assert client.post(DISPLAY, form).cookies["display"].value == "colours:own.own:595959-ffffff"


def test_a_refused_pair_is_refused_wherever_it_was_to_go_next(client: Client) -> None:
    typed = {"colours": "own", "text": "#777777", "background": "white"}
    ways = {"/en/display/?next=/kk/": "/kk/", "http://[": "", "http://[2001:cdba/?next=/kk/#x": "/kk/"}
    for way, back in ways.items():
        answer = client.post(DISPLAY, {**typed, "next": way})
        assert (answer.status_code, answer.context["next"]) == (422, back)


def test_the_stylesheet_of_a_pair_that_cannot_be_read_does_not_exist(client: Client) -> None:
    assert client.get("/display/own/777777-ffffff.css").status_code == HTTPStatus.NOT_FOUND


# The fixture only sets settings, which are the same for every example.
@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "/",
                "\\",
                "//",
                "http:",
                "https:",
                "elsewhere.example",
                "testserver",
                "@",
                ":80",
                "?",
                "#",
                "\t",
                "\n",
                " ",
                "..",
                "javascript:",
                "%2f",
            ]
        )
    ).map("".join)
)
@example("//elsewhere.example/")
@example("/\\elsewhere.example")
@example("https://testserver//elsewhere.example")
@example("http://testserver@elsewhere.example/")
@example("///elsewhere.example")
@example("/\t/elsewhere.example")
def test_next_never_leaves_the_host(wanted: str) -> None:
    response = Client().post(DISPLAY, {"colours": "dark", "next": wanted})
    assert response.status_code == HTTPStatus.SEE_OTHER
    goes_to = urlsplit(urljoin("http://testserver/en/display/", response["Location"].replace("\\", "/")))
    assert (goes_to.scheme, goes_to.netloc) == ("http", "testserver")


def test_a_change_by_script_is_answered_with_what_to_change(client: Client) -> None:
    response = client.post(
        "/ru/display/", {"colours": "white-on-black"}, headers={"accept": "application/json"}
    )
    answer = response.json()
    assert response.cookies["display"].value == "colours:white-on-black"
    assert answer["attributes"] == {"data-colours": "white-on-black"}
    assert answer["values"]["colours"] == "white-on-black"
    assert answer["message"] == "Цвет сайта: белым по чёрному"
    assert answer["reload"] is False
