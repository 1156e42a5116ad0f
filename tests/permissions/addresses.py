"""Every address of the site, walked out of the URLconf; none is written by hand.

What stands for a parameter is said here in FILLINGS, for the admin's pages of one row in
`press_room.PressRoom.rows`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import LocalePrefixPattern, RegexPattern
from django.utils import timezone, translation

from tests.canary import SLUG, WORD
from tests.permissions.press_room import STATES, PressRoom, photographs

Values = dict[str, Any]


@dataclass(frozen=True)
class Pattern:
    """`name`: with its namespace, as `reverse` takes it; its route where it has no name.

    Where two have one name, its parameters stand behind it: `press:release(pk,slug)`.
    """

    name: str
    parts: tuple[Any, ...]

    @property
    def route(self) -> str:
        return _without_anchors("".join(map(str, self.parts)))

    @property
    def parameters(self) -> set[str]:
        found: set[str] = set()
        for part in self.parts:
            found |= set(part.converters)
            if isinstance(part, RegexPattern):
                found |= set(part.regex.groupindex) or ({"0"} if part.regex.groups else set())
        return found

    def path(self, values: Values) -> str:
        """Returns the address in the active language; AssertionError where another view would answer it."""
        path = "/" + "".join(_filled(part, values) for part in self.parts)
        match = resolve(path.partition("?")[0])
        assert _without_anchors(match.route) == self.route, (
            f"{path} is answered by {match.route}, not by {self.route}"
        )
        return path


@dataclass(frozen=True, eq=False)
class Address:
    """`label` says what it is filled with: the state of a release, the kind of a row."""

    name: str
    label: str
    path: str
    values: Values

    def __str__(self) -> str:
        return f"{self.name}[{self.label}]" if self.label else self.name


def walk(
    resolver: URLResolver | None = None, parts: tuple[Any, ...] = (), within: str = ""
) -> Iterator[Pattern]:
    """Goes through all patterns of the URLconf, those of included ones too."""
    for each in (resolver or get_resolver()).url_patterns:
        here = (*parts, each.pattern)
        if isinstance(each, URLPattern):
            route = _without_anchors("".join(map(str, here)))
            yield Pattern(f"{within}{each.name}" if each.name else route, here)
        else:
            yield from walk(each, here, f"{within}{each.namespace}:" if each.namespace else within)


def patterns() -> list[Pattern]:
    every = list(walk())
    named = Counter(pattern.name for pattern in every)
    return [
        pattern
        if named[pattern.name] == 1
        else replace(pattern, name=f"{pattern.name}({','.join(sorted(pattern.parameters))})")
        for pattern in every
    ]


@cache
def addresses(room: PressRoom, language: str = "en") -> list[Address]:
    """Returns every address filled with every row of the press room that it can show."""
    with translation.override(language):
        plain = [
            Address(pattern.name, label, pattern.path(values), values)
            for pattern in patterns()
            for label, values in (find_fillings(pattern, room) or {}).items()
        ]
    asked = [
        Address(address.name, label, f"{address.path}?{urlencode(values)}", {**address.values, **values})
        for address in plain
        if address.name in QUERIES
        for label, values in QUERIES[address.name](room).items()
    ]
    return plain + asked


def _without_anchors(route: str) -> str:
    """Django joins them with `^` in some places, and without in others."""
    return route.replace("^", "")


def _filled(part: Any, values: Values) -> str:
    if isinstance(part, LocalePrefixPattern):
        return part.language_prefix
    if isinstance(part, RegexPattern):
        text = str(part).removeprefix("^").removesuffix("$").replace("\\", "")
        text = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: str(values[found[1]]), text)
        return re.sub(r"\([^)]*\)", lambda _: str(values["0"]), text)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), str(part))


def find_fillings(pattern: Pattern, room: PressRoom) -> dict[str, Values] | None:
    """Returns what stands for its parameters, by label; None where nothing does."""
    if not pattern.parameters:
        return {"": {}}
    if build := FILLINGS.get(pattern.name.partition("(")[0]) or FILLINGS.get(pattern.name):
        return build(room)
    model = find_model(pattern.name, pattern.route)
    if model not in room.rows or len(pattern.parameters) != 1:
        return None
    (parameter,) = pattern.parameters
    return {label: {parameter: row.pk} for label, row in room.rows[model].items()}


def find_model(name: str, route: str = "") -> type[models.Model] | None:
    """Returns whose page of the admin it is; None where it is no model's."""
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        if name.startswith(f"admin:{label}_") or route.startswith(f"admin/{label.replace('_', '/')}/"):
            return model
    return None


# --- what stands for the parameters of what is no page of one row ---


def _release(room: PressRoom) -> dict[str, Values]:
    return {
        state: {"pk": edition.release_id, "slug": edition.release.slug, "number": 1}
        for state, edition in room.editions.items()
    }


def _history(room: PressRoom) -> dict[str, Values]:
    second = {"pk": room.editions["correction"].release_id, "slug": f"{SLUG}-correction", "number": 2}
    return {**_release(room), "second edition in work": second}


def _rendition(room: PressRoom) -> dict[str, Values]:
    """The newest photograph of each: of a correction, the one that the first edition had not."""
    newest = {state: photographs(edition)[-1] for state, edition in room.editions.items()}
    return {
        state: {"pk": photograph.pk, "width": photograph.renditions.all()[0].width, "ext": "jpg"}
        for state, photograph in newest.items()
    }


def _named(kind: str) -> Callable[[PressRoom], dict[str, Values]]:
    """Of each release a topic and a person of its own."""
    return lambda room: {state: {"slug": f"{kind}-{SLUG}-{state}"} for state in STATES}


def _month(room: PressRoom) -> dict[str, Values]:
    now = timezone.localtime()
    return {
        "": {"year": now.year, "month": now.month},
        "ahead": {"year": now.year + 1, "month": now.month},
    }


# What is asked of an address beside what stands in its path.
QUERIES: dict[str, Callable[[PressRoom], dict[str, Values]]] = {
    "admin:press_edition_add": lambda room: {
        "another language": {"story": room.editions["live"].release.story_id}
    },
    "admin:press_edition_preview_typed": lambda room: {
        "window": {"window": room.copy.window},
        "saved": {"window": "x" * 20, "edition": room.editions["draft"].pk},
    },
    "press:search": lambda room: {"asked": {"q": WORD}},
    "press:search-feed": lambda room: {"asked": {"q": WORD}},
}
FILLINGS: dict[str, Callable[[PressRoom], dict[str, Values]]] = {
    "admin:app_list": lambda room: {"": {"app_label": "press"}},
    "admin:press_edition_discard_copy": lambda room: {"": {"pk": room.copy.pk}},
    "admin:sign_in_link": lambda room: {
        "": {"uidb64": room.link.uid, "token": room.link.token},
        "made up": {"uidb64": room.link.uid, "token": "abc-0123456789abcdef"},
    },
    "admin/(?P<url>.*)$": lambda room: {"": {"url": "nowhere/"}},
    "reads:count": lambda room: {"": {"number": room.editions["live"].release_id}},
    "reads:pixel": lambda room: {"": {"number": room.editions["live"].release_id}},
    "photographs:rendition": _rendition,
    "display-own": lambda room: {"": {"0": "000000-ffffff"}},
    "press:release": _release,
    "press:history": _release,
    "press:history-edition": _history,
    "press:archive-year": _month,
    "press:archive-month": _month,
    "press:topic": _named("topic"),
    "press:topic-feed": _named("topic"),
    "press:person": _named("person"),
    "press:person-feed": _named("person"),
}
