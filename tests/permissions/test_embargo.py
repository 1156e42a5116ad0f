"""What is not public is nowhere, for whoever may not read it, and nobody can tell it from what never was."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponseBase

from press.languages import Language
from tests.canary import CANARY, SLUG, read
from tests.permissions.addresses import Address, Values, addresses, find_model
from tests.permissions.press_room import HIDDEN, STRANGERS, PressRoom
from tests.permissions.table import WHOLE
from tests.permissions.visitors import Visitors

pytestmark = pytest.mark.django_db
WITHOUT_RIGHT = (*STRANGERS, "staff")
JSON = {"accept": "application/json"}
# A withdrawn text stands at its own address, and its pictures with it; everywhere else it is as hidden.
_OWN_PAGES = ("press:release", "press:history", "photographs:")
NEVER = 987_654_321
ASKED: list[tuple[str, dict[str, str]]] = [("GET", {}), ("HEAD", {}), ("GET", JSON)]


def in_every_language(room: PressRoom) -> Iterator[Address]:
    for language in Language.values:
        for address in addresses(room, language):
            # Those outside of the languages are the same in each.
            if language == "en" or address.path.startswith(f"/{language}/"):
                yield address


@pytest.mark.parametrize("role", WITHOUT_RIGHT)
def test_no_address_tells_a_hidden_text_its_address_or_its_picture(
    role: str, press_room: PressRoom, visitors: Visitors
) -> None:
    told = []
    for number, address in enumerate(in_every_language(press_room)):
        for index, (method, headers) in enumerate(ASKED):
            # Whole with CI=true; else nobody asks for each page, and everybody for each in one of three ways.
            is_chosen = index == (number + WITHOUT_RIGHT.index(role)) % len(ASKED)
            if not (WHOLE or is_chosen or (role, index) == ("nobody", 0)):
                continue
            answer = visitors.ask(role, method, address.path, **headers)
            told += [f"{method} {address.path} as {role}: {words}" for words in _told(answer, address)]
    assert told == [], "\n".join(told)


def _told(answer: HttpResponseBase, address: Address) -> set[str]:
    """Returns what it says of hidden things: words, a picture, a slug that was not asked for."""
    is_its_own = address.label == "withdrawn" and address.name.startswith(_OWN_PAGES)
    states = HIDDEN if is_its_own else (*HIDDEN, "withdrawn")
    said = read(answer)
    found = {
        words
        for words in re.findall(rf"(?:{CANARY}|{SLUG}-)(?:{'|'.join(states)})", said)
        if words not in address.path
    }
    # The correction's first edition is public at the release's address.
    found.discard(f"{SLUG}-correction")
    is_picture = answer.headers.get("Content-Type", "").startswith("image/")
    if is_picture and address.name == "photographs:rendition" and address.label in HIDDEN:
        found.add("the picture")
    return found


def test_while_they_are_public_the_same_words_are_seen(press_room: PressRoom, visitors: Visitors) -> None:
    """The positive control: the live one says its words on the very pages that are searched above."""
    seen = {
        address.name
        for address in in_every_language(press_room)
        if f"{CANARY}live" in read(visitors.ask("nobody", "GET", address.path))
    }
    assert seen >= {
        "press:home",
        "press:releases",
        "press:release(pk,slug)",
        "press:history",
        "press:history-edition",
        "press:archive-year",
        "press:archive-month",
        "press:topics",
        "press:topic",
        "press:topic-feed",
        "press:person",
        "press:person-feed",
        "press:search",
        "press:search-feed",
        "press:feed-atom",
        "press:feed-rss",
        "press:feed-json",
    }


# Where something may be that nobody should tell from nothing: what the address is filled with, and what is
# put in its place that never was.
_UNBORN = ("draft", "submitted", "scheduled")
_HIDING: dict[str, tuple[tuple[str, ...], Values]] = {
    "press:release": (_UNBORN, {"pk": NEVER}),
    "press:history": (_UNBORN, {"pk": NEVER}),
    "press:history-edition": (_UNBORN, {"pk": NEVER}),
    "press:topic": ((*_UNBORN, "removed", "withdrawn"), {"slug": "never-was"}),
    "press:person": ((*_UNBORN, "removed", "withdrawn"), {"slug": "never-was"}),
    "press:topic-feed": ((*_UNBORN, "removed", "withdrawn"), {"slug": "never-was"}),
    "press:person-feed": ((*_UNBORN, "removed", "withdrawn"), {"slug": "never-was"}),
    "photographs:rendition": (HIDDEN, {"pk": NEVER}),
}
_OTHERS = ("HEAD", "OPTIONS", "POST")
# Told to every officer on the page of the accounts that wait for somebody to vouch for them.
_TOLD = ("admin:press_user_vouch", "")
# Of a release that is public, an edition in work.
_IN_WORK = ("press:history-edition", "second edition in work")


@pytest.mark.parametrize("role", WITHOUT_RIGHT)
def test_a_hidden_thing_answers_as_one_that_never_was(
    role: str, press_room: PressRoom, visitors: Visitors
) -> None:
    different = []
    for number, address in enumerate(addresses(press_room)):
        other = _never(address)
        if other is None:
            continue
        # Whole with CI=true; else two of the four for each.
        for method in ("GET", "HEAD", "OPTIONS", "POST") if WHOLE else ("GET", _OTHERS[number % 3]):
            found, never = (
                _answer(visitors.ask(role, method, asked.path, **JSON), asked) for asked in (address, other)
            )
            if names := sorted(name for name in found | never if found.get(name) != never.get(name)):
                told = {name: (found.get(name), never.get(name)) for name in names if name != "body"}
                different.append(f"{method} {address} as {role}: other {', '.join(names)}: {told}")
    assert different == [], "\n".join(different)


def _never(address: Address) -> Address | None:
    """Returns the address of what never was in place of a hidden thing; None where nothing is hidden."""
    labels, values = _HIDING.get(address.name.partition("(")[0], ((), {}))
    model = find_model(address.name, address.name)
    if (address.name, address.label) == _TOLD:
        return None
    if (address.name, address.label) == _IN_WORK:
        return _refilled(address, {"number": 99})
    if model and address.path.rpartition("?")[0] == "":
        return _refilled(address, dict.fromkeys(address.values, NEVER)) if address.values else None
    return _refilled(address, values) if address.label in labels else None


def _refilled(address: Address, values: Values) -> Address:
    path = address.path
    for name, value in values.items():
        path = re.sub(rf"(?<=/){re.escape(str(address.values[name]))}(?=[/-])", str(value), path)
    return Address(address.name, address.label, path, {**address.values, **values})


def _answer(answer: HttpResponseBase, asked: Address) -> dict[str, str]:
    """Returns status, headers, cookies and body by name, without what was asked for."""
    headers = {name: value for name, value in answer.headers.items() if name not in _OF_THE_MOMENT}
    said = {**headers, **{f"cookie {name}": "set" for name in answer.cookies}}
    said["body"] = read(answer).removeprefix(str(dict(answer.headers)))
    return {"status": str(answer.status_code)} | {
        name: _without_what_was_asked(text, asked) for name, text in said.items()
    }


# The hour; and the length, which counts the digits of the number: the body is compared itself.
_OF_THE_MOMENT = ("Expires", "Content-Length")


def _without_what_was_asked(text: str, asked: Address) -> str:
    """Returns the text without the numbers and slugs of the address, and without the token of a form."""
    for value in map(str, asked.values.values()):
        text = re.sub(rf"(?<=[/F]){re.escape(value)}(?=[/.-]|%2F)", "…", text)  # %2F is a slash
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
