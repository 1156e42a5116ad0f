"""The page that the peers hand out too: the benchmark knows how a release's page is built."""

from collections.abc import Callable

import pytest
from django.test import Client

from benchmarks.peer_pages import parts_of, template
from press import publishing
from press.models import Edition, Release, User
from tests.factories import illustrate


@pytest.mark.parametrize(
    ("site", "title"),
    [
        ("django", "{{ title }}</h1>"),
        ("wagtail", "{{ page.title }}</h1>"),
        ("cms", '{% page_attribute "page_title" %}</h1>'),
    ],
)
def test_a_release_s_page_becomes_a_template_of_each_peer(
    client: Client, make_release: Callable[..., Release], author: User, editor: User, site: str, title: str
) -> None:
    release = make_release(title="Asked", language="en", body="<p>A text.</p>", state="draft")
    edition: Edition = release.editions.get()
    illustrate(edition, by=author)
    publishing.submit(edition, by=author, override_reason="A test.")
    publishing.approve(edition, by=editor, override_reason="A test.")
    page = client.get(release.get_absolute_url()).content.decode()
    parts = parts_of(page)
    assert (parts["title"], parts["body"].strip()) == ("Asked", "<p>A text.</p>")
    written = template(site, page)
    assert title in written
    assert parts["named"].strip() == "<title>Asked – Press room of the Parliament</title>"
    assert "display.js" in written
