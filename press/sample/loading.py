"""Loads the sample press room through the same verbs that officers use; what is there stays as it is.

A story is a file in `stories/`: when, views, state, topics, people, contact, picture, and a table for each
language. `date` alone: the hour is not known; `days_ago`, `hours_ago` and `in_days` count from the loading.
"""

import datetime
import io
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from PIL import Image

from press import publishing
from press.languages import Language
from press.models import (
    Contact,
    Edition,
    Illustration,
    Person,
    Photograph,
    RegisteredName,
    Story,
    Topic,
    User,
)
from press.models.ai_use import PictureAIUse
from press.photographs.intake import create_photograph
from press.sample import drawings
from press.sample.accounts import officers

HERE = Path(__file__).parent

# Every sample says that it is one, in lists and on its page.
MARKS = {"kk": "Үлгі мәтін.", "ru": "Текст-образец.", "en": "Sample text."}
CREDIT = {"kk": "Minber, үлгі сурет", "ru": "Minber, рисунок-образец", "en": "Minber, sample drawing"}

# Before the stem of its file: what the samples are known by when they are loaded again.
KEY = "sample-"


def load() -> list[Story]:
    """Loads the stories that are missing, and returns them."""
    by = officers()
    files = sorted((HERE / "stories").glob("*.toml"))
    there = set(Story.objects.filter(import_key__startswith=KEY).values_list("import_key", flat=True))
    missing = {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in files
        if f"{KEY}{path.stem}" not in there
    }
    if not missing:
        return []
    contacts = load_room()
    # The oldest first, so that numbers grow with time as they do in a press room that was always here.
    now = timezone.now()
    in_order = sorted(missing, key=lambda name: _moment(missing[name], now) or now)
    stories = [_load_story(name, missing[name], contacts, by, now) for name in in_order]
    for name, told in missing.items():
        for other in Story.objects.filter(
            import_key__in=[f"{KEY}{each}" for each in told.get("related", [])]
        ):
            Story.objects.get(import_key=f"{KEY}{name}").related.add(other)
    return stories


@transaction.atomic
def load_room() -> dict[str, Contact]:
    """Makes topics, people, contacts and names of the register, and returns the contacts by name.

    What is there already stays.
    """
    room = tomllib.loads((HERE / "room.toml").read_text(encoding="utf-8"))
    for slug, names in room["topics"].items():
        Topic.objects.get_or_create(slug=slug, defaults=by_language("name", names))
    for slug, person in room["people"].items():
        defaults = by_language("name", person["name"]) | by_language("position", person["position"])
        Person.objects.get_or_create(slug=slug, defaults=defaults)
    for name in room["names"].values():
        spellings = by_language("preferred", name["preferred"])
        variants = by_language("variants", {code: "\n".join(each) for code, each in name["variants"].items()})
        RegisteredName.objects.get_or_create(
            preferred_en=spellings["preferred_en"], defaults={**spellings, **variants, "kind": name["kind"]}
        )
    contacts = {}
    for name, contact in room["contacts"].items():
        units, hours = by_language("unit", contact.pop("unit")), by_language("hours", contact.pop("hours"))
        contacts[name], _made = Contact.objects.get_or_create(
            phone=contact.pop("phone"), unit_en=units["unit_en"], defaults={**units, **hours, **contact}
        )
    return contacts


def by_language(field: str, texts: dict[str, str]) -> dict[str, str]:
    """Returns the texts as fields of a model: `{"kk": …}` → `{"name_kk": …}`."""
    return {f"{field}_{language}": text for language, text in texts.items()}


@transaction.atomic
def _load_story(
    name: str, told: dict[str, Any], contacts: dict[str, Contact], by: dict[str, User], now: datetime.datetime
) -> Story:
    story = Story.objects.create(import_key=f"{KEY}{name}")
    story.topics.set(Topic.objects.filter(slug__in=told["topics"]))
    story.people.set(Person.objects.filter(slug__in=told.get("people", [])))
    if days := told.get("pinned_for_days"):
        story.pinned_until = now + datetime.timedelta(days=days)
        story.save(update_fields=["pinned_until"])
    photograph = _drawn(story, told["picture"]["drawing"], by["author"]) if "picture" in told else None
    for language in Language.values:
        if text := told.get(language):
            edition = publishing.start_release(
                story=story,
                language=language,
                by=by["author"],
                title=text["title"],
                dateline=text.get("dateline", ""),
                lead=f"{MARKS[language]} {text['lead']}",
                body=_first_body(text),
                contact=contacts.get(told.get("contact", "")),
                courtesy=text.get("courtesy", ""),
                ai_use=text.get("ai_use", ""),
                ai_checked="ai_use" in text,
            )
            if photograph:
                _illustrate(edition, photograph, told["picture"])
            _bring_to_its_state(edition, told, text, by, now)
    corrected = Edition.objects.filter(release__story=story, state=Edition.State.SUBMITTED)
    if editions := [(edition, None) for edition in corrected.select_related("release")]:
        publishing.approve_together(editions, by=by["editor"])
    return story


def _first_body(text: dict[str, Any]) -> str:
    """Returns the body as it was published first: where it was corrected since, still with the mistake."""
    body: str = text["body"]
    if correction := text.get("correction"):
        body = body.replace(correction["right"], correction["wrong"])
    return body


def _drawn(story: Story, drawing: str, author: User) -> Photograph:
    file = io.BytesIO()
    picture: Image.Image = drawings.DRAWINGS[drawing]()
    picture.save(file, "JPEG", quality=92)
    photograph = create_photograph(file, story=story, by=author, credit=CREDIT)
    photograph.ai_use = PictureAIUse.NONE
    photograph.save(update_fields=["ai_use"])
    return photograph


def _illustrate(edition: Edition, photograph: Photograph, picture: dict[str, Any]) -> None:
    Illustration.objects.create(
        edition=edition,
        photograph=photograph,
        alternative_text=picture["alternative_text"][edition.language],
        caption=picture.get("caption", {}).get(edition.language, ""),
    )


def _bring_to_its_state(
    edition: Edition, told: dict[str, Any], text: dict[str, Any], by: dict[str, User], now: datetime.datetime
) -> None:
    state, at = told.get("state", "live"), _moment(told, now)
    if state == "draft":
        return
    assert at is not None
    if state == "scheduled":
        publishing.submit(edition, by=by["author"])
        publishing.approve(edition, by=by["editor"], live_from=at)
        return
    publishing.import_published(
        edition,
        by=by["editor"],
        at=at,
        hour_known="date" not in told or "at" in told,
        previous_reads=told["views"],
    )
    if correction := text.get("correction"):
        later = publishing.start_edition(edition.release, by=by["author"])
        publishing.revise(later, by=by["author"], body=text["body"], correction_note=correction["note"])
        publishing.submit(later, by=by["author"])
    if state == "withdrawn":
        publishing.withdraw(edition.release, by=by["editor"], reason=text["withdrawal_reason"])
    if state == "removed":
        publishing.remove(edition.release, by=by["chief"], reason=text["removal_reason"])


def _moment(told: dict[str, Any], now: datetime.datetime) -> datetime.datetime | None:
    """Returns when the story is or was published, in the press room's time zone; None for a draft."""
    if "hours_ago" in told:
        return (now - datetime.timedelta(hours=told["hours_ago"])).replace(second=0, microsecond=0)
    hour = datetime.time.fromisoformat(told.get("at", "00:00"))
    if "date" in told:
        day = datetime.date.fromisoformat(told["date"])
    elif "days_ago" in told or "in_days" in told:
        days = told.get("in_days", 0) - told.get("days_ago", 0)
        day = timezone.localdate(now) + datetime.timedelta(days=days)
    else:
        return None
    return timezone.make_aware(datetime.datetime.combine(day, hour))
