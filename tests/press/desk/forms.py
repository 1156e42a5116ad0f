"""The desk's forms as a browser sends them."""

import datetime
from typing import Any

import html5lib
from django.urls import reverse
from django.utils import timezone

from press.models import Edition

ADD = "/admin/press/edition/add/"


def rows(*photographs: dict[str, Any]) -> dict[str, Any]:
    """Returns the photographs' part of the form as a browser sends it."""
    known = sum("photograph" in one for one in photographs)
    sent: dict[str, Any] = {
        "photographs-TOTAL_FORMS": str(len(photographs)),
        "photographs-INITIAL_FORMS": str(known),
        "photographs-MIN_NUM_FORMS": "0",
        "photographs-MAX_NUM_FORMS": "60",
    }
    for number, one in enumerate(photographs):
        told = {"ai_use": "none", **one}
        sent |= {f"photographs-{number}-{name}": value for name, value in told.items()}
    return sent


def written(edition: Edition | None = None, **changes: Any) -> dict[str, Any]:
    """Returns the form of a release as a browser sends it, with the edition's own values where it has one."""
    sent: dict[str, Any] = {
        "language": "en",
        "title": "Chairman met with observers",
        "body": "<p>The text of the release.</p>",
        **rows(),
        "then": "save",
    }
    if edition:
        sent |= {
            "title": edition.title,
            "body": edition.body,
            "slug": edition.release.slug,
            "version": edition.version,
        }
    return {**sent, **changes}


def in_days(days: int) -> datetime.datetime:
    """Returns nine o'clock in Astana on a day ahead; `f"{…:%Y-%m-%dT%H:%M}"` is what a browser sends."""
    return (timezone.localtime() + datetime.timedelta(days=days)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )


def page_of(edition: Edition) -> str:
    return reverse("admin:press_edition_change", args=[edition.pk])


def as_opened(html: str, *, having: str = "title") -> dict[str, Any]:
    """Returns what a browser sends of the form with a field of that name, if nobody touches it."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    (form,) = [each for each in page.iter("form") if any(one.get("name") == having for one in each.iter())]
    sent: dict[str, list[str]] = {}
    templates = {one for template in form.iter("template") for one in template.iter()}
    for field in form.iter():
        if field.tag not in ("input", "textarea", "select") or field in templates:
            continue
        if field.get("disabled") is not None or not (name := field.get("name")):
            continue
        if field.tag == "select":
            values = [
                option.get("value", "") for option in field.iter("option") if option.get("selected") == ""
            ]
        elif field.tag == "textarea":
            values = [(field.text or "").removeprefix("\n")]
        elif field.get("type") in ("checkbox", "radio"):
            values = [field.get("value", "on")] if field.get("checked") is not None else []
        else:
            values = [] if field.get("type") == "file" else [field.get("value", "")]
        if values:
            sent.setdefault(name, []).extend(values)
    return sent
