"""`python -m benchmarks.answers`: asks the search's public page, in a process that knows the database.

Reads questions as JSON, and prints in their order with which stories the page answers.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple

from benchmarks.site import HOST
from tools.setting_up import Refusal

_RELEASE = re.compile(r"(?:https?://[^/]+)?/[a-z]{2}/releases/([0-9]+)[-/]")


class Answers(NamedTuple):
    """The numbers of the releases on a page of results, in their order, and how many it says were found."""

    releases: tuple[int, ...]
    found: int


def read_page(html: str) -> Answers:
    """Reads `<ol class="results">` and `<data class="found" value="…">`; without them all that main links."""
    page = _Page()
    page.feed(html)
    page.close()
    is_marked = page.has_list or page.found is not None
    releases = tuple(dict.fromkeys(page.listed if is_marked else page.linked))
    return Answers(releases, len(releases) if page.found is None else page.found)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.linked: list[int] = []  # anywhere in main
        self.listed: list[int] = []  # in the list of results
        self.found: int | None = None
        self.has_list = False
        self._is_main = False
        self._lists: list[bool] = []  # those that are open: of results, or another

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        classes = (named.get("class") or "").split()
        if tag == "main":
            self._is_main = True
        elif tag == "ol":
            self._lists.append("results" in classes)
            self.has_list |= "results" in classes
        elif tag == "data" and "found" in classes:
            self.found = int(named.get("value") or 0)
        elif tag == "a" and self._is_main and (release := _RELEASE.match(named.get("href") or "")):
            self.linked.append(int(release[1]))
            if any(self._lists):
                self.listed.append(int(release[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._is_main = False
        elif tag == "ol" and self._lists:
            self._lists.pop()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    print(json.dumps(list(_ask(json.load(sys.stdin)))))


def _ask(questions: list[dict[str, Any]]) -> Iterator[tuple[list[str], int]]:
    from django.test import Client

    from press.models import Release
    from press.sample.loading import KEY

    stories = {
        number: ((key or "").removeprefix(KEY), language)
        for number, key, language in Release.objects.values_list("pk", "story__import_key", "language")
    }
    numbers = {known: number for number, known in stories.items()}
    client = Client(SERVER_NAME=HOST)
    for question in questions:
        language, text = question["language"], question["text"]
        if "{number}" in text:
            text = text.format(number=numbers[question["expected"][0], language])
        response = client.get(f"/{language}/search/", {"q": text})
        if response.status_code != 200:
            raise Refusal(f"“{text}” was answered {response.status_code}.")
        releases, found = read_page(response.content.decode())
        yield [stories[number][0] for number in releases], found


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
