"""A release that says one text wherever an officer can write one, and every page that shows it."""

import re
from dataclasses import dataclass
from typing import Any

from press import publishing
from press.languages import Language
from press.models import Contact, Edition, Person, Topic, User
from press.models.stories import Named
from press.text.characters import is_blank
from tests.factories import illustrate, photograph_file
from tests.press.desk.forms import page_of, rows, written


@dataclass(frozen=True)
class Officers:
    author: User
    editor: User
    chief: User


@dataclass(frozen=True)
class Saying:
    """A release live in its second edition, with a third in work; its photograph, topic, person, contact."""

    text: str
    edition: Edition
    draft: Edition
    topic: Topic
    person: Person
    contact: Contact

    def pages(self, number: int) -> list[str]:
        """Returns the addresses at which this release is read or written; of the rarer ones one, in turn."""
        own, draft = self.edition.release.get_absolute_url(), page_of(self.draft)
        rarer = [
            f"{own}history/",
            self.topic.get_absolute_url(),
            self.person.get_absolute_url(),
            draft.replace("change", "preview"),
            *(f"/admin/press/{each._meta.model_name}/{each.pk}/change/" for each in
              (self.topic, self.person, self.contact)),
        ]  # fmt: skip
        return [own, f"{own}history/1/", page_of(self.edition), draft, rarer[number % len(rarer)]]


# The addresses at which many releases are read.
PUBLIC_LISTS = ["/en/", "/en/releases/", "/en/archive/", "/sitemap.xml"]
FEEDS = ["/en/feed.atom", "/en/feed.rss", "/en/feed.json"]
DESK_LISTS = [f"/admin/press/{name}/" for name in ("edition", "topic", "person", "contact", "auditentry")]


# A page puts each table into a frame of its own: here every text has one.
TABLE = "<table><tbody><tr><td>x</td></tr></tbody></table>"


def publish(text: str, number: int, by: Officers) -> Saying:
    """Returns a release that says the text in all its fields, in so much of it as each takes."""
    # With a blank, `[[…]]`, nothing goes out; to a script a space between two brackets is nothing.
    text = re.sub(r"\[(?=\[)", "[ ", text)
    topic, person = (_named(model, text, number) for model in (Topic, Person))
    contact = _contact(text)
    edition = publishing.start_release(
        language="en", by=by.author, slug=f"hostile-{number}", contact=contact, **_texts(text)
    )
    publishing.revise_story(
        edition, by=by.author, topics=[topic], people=[person], related=[], pinned_until=None
    )
    used = illustrate(
        edition, photograph_file(size=(8, 8)), by=by.author,
        alternative_text=_filled(text[:250]), caption=text[:500],
    )  # fmt: skip
    used.photograph.credit_en, used.photograph.rights = text[:200], text[:250]
    used.photograph.save()
    publishing.submit(edition, by=by.author, override_reason=_filled(text))
    publishing.send_back(edition, by=by.editor, note=_filled(text))
    publishing.submit(edition, by=by.author, override_reason=_filled(text))
    publishing.approve(edition, by=by.chief, urgent_reason=text, override_reason=_filled(text))
    second = publishing.start_edition(edition.release, by=by.author)
    publishing.revise(second, by=by.author, correction_note=_filled(text))
    publishing.submit(second, by=by.author, override_reason=_filled(text))
    publishing.approve(
        second, by=by.editor, override_reason=_filled(text)
    )  # what the chief published alone, and nobody confirmed
    third = publishing.start_edition(edition.release, by=by.author)
    second.refresh_from_db()
    return Saying(text, second, third, topic, person, contact)


def refused_form(text: str) -> dict[str, Any]:
    """Returns the desk's form with the text in every field and a photograph without its file: shown again."""
    texts = {name: value for name, value in _texts(text).items() if isinstance(value, str)}
    wrong = dict.fromkeys(("slug", "publish_at", "language", "base", "topics", "version"), text)
    photograph = dict.fromkeys(("alternative_text", "caption", "credit", "rights"), text)
    return written(
        **{
            **texts,
            "dateline": text,
            "courtesy": text,
            "title": (text * 251)[:300],
            **wrong,
            **rows(photograph),
        }
    )


def taken_down(saying: Saying, by: Officers, how: str) -> str:
    """Takes the release back for the text as a reason; returns its address."""
    release = saying.edition.release
    reason = _filled(saying.text)
    if how == "withdraw":
        publishing.withdraw(release, by=by.editor, reason=reason)
    else:
        publishing.remove(release, by=by.chief, reason=reason)
    return release.get_absolute_url()


def _texts(text: str) -> dict[str, Any]:
    title = " ".join(text.split())[:250].strip()
    return {
        "title": _filled(title), "body": f"{TABLE}{text}", "lead": _filled(text), "dateline": text[:120],
        "courtesy": text[:200],
    }  # fmt: skip


def _named(model: type[Named], text: str, number: int) -> Any:
    fields = [field.name for field in model._meta.fields if field.name.startswith(("name_", "position_"))]
    return model.objects.create(slug=f"hostile-{number}", **dict.fromkeys(fields, _filled(text[:200])))


def _contact(text: str) -> Contact:
    fields = {
        f"{name}_{language}": _filled(text[:200])
        for name in ("unit", "hours")
        for language in Language.values
    }
    return Contact.objects.create(phone=text[:40], email="press@example.org", on_duty=True, **fields)


def _filled(text: str) -> str:
    """What is required is more than what leaves no mark."""
    return "x" if is_blank(text) else text
