"""Words that may stand on no page, and whether an answer tells them."""

from typing import Any

from django.http import HttpResponseBase

from press import publishing
from press.models import Contact, Edition, Person, Topic, User
from tests.factories import illustrate, make_texts, photograph_file

CANARY = "canaryquokka"
# The address and the words that are searched for are asked for, so a page may repeat them: they are others.
SLUG = "quietaddress"
WORD = "parliamentarian"


def make_secret(
    *,
    by: User,
    topic: Topic,
    person: Person,
    contact: Contact | None = None,
    canary: str = CANARY,
    slug: str = SLUG,
    colour: str = "navy",
) -> Edition:
    """Returns a draft that says the canary in every field that a reader could see."""
    texts: dict[str, Any] = make_texts(f"The {WORD} {canary}")
    edition = publishing.start_release(language="en", by=by, slug=slug, contact=contact, **texts)
    edition.release.story.topics.add(topic)
    edition.release.story.people.add(person)
    illustrate_secretly(edition, by=by, canary=canary, colour=colour)
    return edition


def illustrate_secretly(edition: Edition, *, by: User, canary: str = CANARY, colour: str = "navy") -> None:
    """Adds a photograph whose name and words are the canary; each colour is another one."""
    file = photograph_file(colour, name=f"{canary}.jpg")
    illustrate(edition, file, by=by, alternative_text=f"Alt {canary}", caption=f"Caption {canary}")


def read(response: HttpResponseBase) -> str:
    """Returns all that an answer says: its headers and its body."""
    answer: Any = response
    body: bytes = answer.getvalue() if response.streaming else answer.content
    return str(dict(response.headers)) + body.decode("utf-8", "replace")
