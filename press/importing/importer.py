"""Brings pages of the previous site into the press room: story, release, edition, contact, courtesy."""

import datetime
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from press import publishing
from press.importing.reader import BYTE_LIMIT, Malformed, Page, parse_page
from press.languages import Language
from press.models import Contact, Edition, Release, Story, User
from press.publishing.groups import AUTHOR
from press.richtext import plain_text

# The account that the audit names where no officer did it. It has no password: nobody signs in with it.
IMPORTER = "importer"

_NAME = re.compile(r"(?P<stem>.+?)(?:\.(?P<language>[a-z]{2,3}))?\.txt", re.IGNORECASE)
_PREFIX = re.compile(r"\+[0-9]{1,11}")
_STEM_LENGTH = 200


class Outcome(Enum):
    """What became of a file."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Imported:
    release: Release
    done: Outcome
    notices: tuple[str, ...] = ()


@transaction.atomic
def import_page(path: Path, *, by: User, language: str | None = None, dialling_prefix: str = "") -> Imported:
    """Imports one page whole, or raises Malformed and changes nothing.

    The language stands in the file's name (`….en.txt`), else in `language`; files of one stem are one
    story. A page imported before changes nothing: it is "unchanged", or refused where it says something
    else now. The phone is dialled as `dialling_prefix` and the printed digits, and never without one.
    """
    stem, language = _stem_and_language(path, language)
    if dialling_prefix and not _PREFIX.fullmatch(dialling_prefix):
        raise Malformed("the dialling prefix is not + and digits, for example +77172")
    try:
        with path.open("rb") as file:
            page = parse_page(file.read(BYTE_LIMIT + 1))
    except OSError as error:
        raise Malformed(f"the file cannot be read: {error.strerror}") from None
    at = timezone.make_aware(datetime.datetime.combine(page.date, datetime.time.min))
    if at > timezone.now():
        raise Malformed(f"the date lies ahead: {page.date:%d.%m.%Y}")
    known = Release.objects.filter(story__import_key=stem, language=language).first()
    if known and known.newest_edition():
        return Imported(known, _require_the_same(known, page, at))
    story, _ = Story.objects.get_or_create(import_key=stem)
    contact = _contact(page, language, dialling_prefix)
    try:
        edition = publishing.start_release(
            story=story,
            language=language,
            by=by,
            title=page.title,
            body=build_body(page),
            contact=contact,
            courtesy=page.courtesy,
        )
        publishing.import_published(edition, by=by, at=at, hour_known=False, previous_reads=page.count)
    except publishing.Refused as refused:
        reasons = [problem.message for problem in refused.problems] or [str(refused)]
        raise Malformed(" ".join(reasons)) from None
    return Imported(edition.release, Outcome.IMPORTED, _notices(page, contact))


def get_importer() -> User:
    """Returns the account that imports where no officer is named; makes it when it is missing."""
    user, made = User.objects.get_or_create(username=IMPORTER, defaults={"first_name": "Import"})
    if made:
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=AUTHOR))
    return user


def build_body(page: Page) -> str:
    """Returns the paragraphs as HTML, word for word; what was a line of its own stays one."""
    return "\n".join(f"<p>{'<br>'.join(map(escape, lines))}</p>" for lines in page.paragraphs)


def _stem_and_language(path: Path, language: str | None) -> tuple[str, str]:
    name = _NAME.fullmatch(path.name)
    if name is None:
        raise Malformed("the file's name does not end in .txt")
    stem, language = name["stem"], (name["language"] or language or "").lower()
    if not language:
        raise Malformed("the language stands neither in the file's name (….en.txt) nor in --language")
    if language not in Language.values:
        raise Malformed(f"the language is not one of {', '.join(Language.values)}: {language}")
    if len(stem) > _STEM_LENGTH:
        raise Malformed(f"the file's name is longer than {_STEM_LENGTH} characters")
    return stem, language


def _require_the_same(release: Release, page: Page, at: datetime.datetime) -> Outcome:
    """Compares with the first edition: what was corrected here since is no change of the page."""
    first: Edition | None = release.editions.order_by("number").first()
    differing = [
        name
        for name, here, there in (
            ("title", first and first.title, page.title),
            ("text", first and plain_text(first.body), plain_text(build_body(page))),
            ("courtesy", first and first.courtesy, page.courtesy),
            ("date", release.first_published_at, at),
            ("count", release.previous_reads, page.count),
        )
        if here != there
    ]
    if first and not all(part in first.credit_line for part in (page.unit, page.phone)):
        differing.append("credit line")
    if differing:
        raise Malformed(
            f"it was imported before with another {', '.join(differing)}; nothing was changed. "
            "Correct the release in the admin"
        )
    return Outcome.UNCHANGED


def _contact(page: Page, language: str, dialling_prefix: str) -> Contact | None:
    """Returns the contact with that phone, its unit filled in for this language; else a new one."""
    if not page.unit and not page.phone:
        return None
    field = f"unit_{language}"
    if page.phone:
        # One phone is one contact, whatever the language; unless it is called something else in this one.
        fitting = Contact.objects.filter(phone=page.phone, **{f"{field}__in": ["", page.unit]})
    else:
        fitting = Contact.objects.filter(phone="", **{field: page.unit})
    contact = fitting.order_by(f"-{field}", "pk").first() or Contact(phone=page.phone)
    # A page with a phone alone: the constraint asks for a unit in some language, so the phone names it.
    setattr(contact, field, getattr(contact, field) or page.unit or page.phone)
    contact.phone_dialled = contact.phone_dialled or dialled_phone(page.phone, dialling_prefix)
    contact.save()
    return contact


def dialled_phone(phone: str, prefix: str) -> str:
    """Returns the phone as dialled: `74-72-27` after `+77172` is `+77172747227`; "" where that is not sure.

    A phone printed with its + needs no prefix; the rest is never guessed (E.164: 7 to 15 digits).
    """
    digits = re.sub("[^0-9]", "", phone)
    whole = f"+{digits}" if phone.startswith("+") else f"{prefix}{digits}" if prefix and digits else ""
    return whole if re.fullmatch(r"\+[0-9]{7,15}", whole) else ""


def _notices(page: Page, contact: Contact | None) -> tuple[str, ...]:
    notices = []
    if page.courtesy:
        notices.append(f"credit without a photograph: {page.courtesy}")
    if contact and contact.phone and not contact.phone_dialled:
        notices.append(f"phone printed but not a link, for want of --dialling-prefix: {page.phone}")
    return tuple(notices)
