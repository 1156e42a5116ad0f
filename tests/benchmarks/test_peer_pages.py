"""The page that the peers hand out too: the benchmark knows how a release's page is built."""

from collections.abc import Callable

from django.test import Client

from benchmarks.peer_pages import parts_of
from press import publishing
from press.models import Release, User
from tests.factories import illustrate


def test_the_parts_of_a_release_s_page_are_found(
    client: Client, make_release: Callable[..., Release], author: User, editor: User
) -> None:
    release = make_release(title="Asked", language="en", body="<p>A text.</p>", state="draft")
    edition = release.editions.get()
    illustrate(edition, by=author)
    publishing.submit(edition, by=author, override_reason="A test.")
    publishing.approve(edition, by=editor, override_reason="A test.")
    parts = parts_of(client.get(release.get_absolute_url()).content.decode())
    assert {name: parts[name].strip() for name in ("title", "body", "named", "between")} == {
        "title": "Asked",
        "body": "<p>A text.</p>",
        "named": "<title>Asked – Press room of the Parliament</title>",
        "between": "</head>\n<body>",
    }
    assert "display.js" in parts["looks"]
