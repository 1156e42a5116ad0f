"""The value object: whatever comes in, valid preferences come out, in one spelling."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from accessibility.own_colours import Pair, read_colour
from accessibility.preferences import CHOICES, Preferences

channel = st.integers(0, 255)
colour = st.builds("#{:02x}{:02x}{:02x}".format, channel, channel, channel)
pair = st.builds(Pair, colour, colour)
preferences = st.builds(
    Preferences,
    own=st.none() | pair | st.just(Pair("#000000", "#ffff00")),
    **{name.replace("-", "_"): st.sampled_from(values) for name, values in CHOICES.items()},
)
almost_a_token = st.lists(
    st.sampled_from(
        [f"{name}:{value}" for name, values in CHOICES.items() for value in (*values, "none of these")]
        + ["own:000000-ffffff", "own:777777-888888", "own:#00000-ffffff", "own:", ":", "colours", ""]
    )
).map(".".join)


def test_the_choices_are_the_fields() -> None:
    names = {name.replace("-", "_") for name in CHOICES} | {"own"}
    assert {field.name for field in fields(Preferences)} == names
    assert Preferences().chosen() == {}


@given(preferences)
def test_what_is_written_is_read_back(chosen: Preferences) -> None:
    assert Preferences.from_token(chosen.token()) == chosen


@given(st.text() | almost_a_token)
def test_any_token_gives_preferences_that_are_written_in_one_way(token: str) -> None:
    read = Preferences.from_token(token)
    assert Preferences.from_token(read.token()).token() == read.token()
    assert all(read.value(name) in values for name, values in CHOICES.items())
    assert read.colours != "own" or (read.own is not None and read.own.is_readable())


@given(st.binary())
def test_any_bytes_in_the_cookie_header_are_read_without_an_error(raw: bytes) -> None:
    assert isinstance(Preferences.from_cookies(raw.decode("latin-1")), Preferences)
    assert isinstance(Preferences.from_cookies("display=" + raw.decode("latin-1")), Preferences)


def test_the_cookie_is_found_where_two_headers_were_joined_without_a_space() -> None:
    assert Preferences.from_cookies("sessionid=1;display=colours:dark;x=y").colours == "dark"
    assert Preferences.from_cookies("xdisplay=colours:dark") == Preferences()


def test_attributes_say_only_what_is_not_the_default() -> None:
    assert Preferences().attributes() == ""
    assert (
        Preferences(colours="white-on-black", letter_spacing="2").attributes()
        == ' data-colours="white-on-black" data-letter-spacing="2"'
    )


def test_a_change_keeps_what_it_does_not_name_and_an_own_pair_waits_its_turn() -> None:
    own = Preferences(colours="own", own=Pair("#000000", "#ffff00"), text_size="150")
    away = own.changed({"colours": "dark", "letter-spacing": "9"})
    assert (away.colours, away.letter_spacing, away.text_size) == ("dark", "0", "150")
    assert away.changed({"colours": "own"}) == own


def test_only_images_replaced_by_text_make_another_copy_of_a_page() -> None:
    assert {value: Preferences(images=value).page_variant() for value in CHOICES["images"]} == {
        "shown": "shown",
        "grey": "shown",
        "text": "text",
    }


def test_colours_are_read_by_name_and_by_digits() -> None:
    written = ["black", "#FFF", "ffff00", " #9dd1ff ", "", "#12345", "red;", "#ggg"]
    read = ["#000000", "#ffffff", "#ffff00", "#9dd1ff", None, None, None, None]
    assert [read_colour(each) for each in written] == read


@given(colour, colour)
def test_the_pair_offered_instead_can_be_read(text: str, background: str) -> None:
    asked = Pair(text, background)
    offered = asked.nearest_readable()
    assert offered.is_readable()
    if asked.is_readable():
        assert offered == asked
