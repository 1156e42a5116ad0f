"""What public templates print: names, dates, counts, the page in other languages, share links."""

import datetime
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.defaultfilters import date as format_date
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

from press.languages import CODES, Language, Worded
from press.listings.keyset import Neighbour
from press.models import Contact, Edition, Person, Release, Topic
from press.public.ai_use import describe_ai_use
from press.public.errors import OUTAGE
from press.public.lists import find_duty
from press.reads import slots
from press.reversing import reverse_in
from press.richtext.tables import framed

register = template.Library()

_TAG = re.compile(r"<[^>]*>")  # of sanitised text: no other angle bracket is left in it

# Words a minute of calm reading on a screen, rounded down for long Kazakh words.
READING_SPEED = 160

# A day in words; Django's own English puts the month first, its Kazakh has no format.
# A day and its month, a year and its word are not torn apart.
DAY_IN_WORDS = {"kk": "Y\u00a0жылғы j\u00a0E, l", "ru": "j\u00a0E Y\u00a0г., l", "en": "l, j\u00a0F Y"}
MONTH_IN_WORDS = {"kk": "Y жылғы F", "ru": "F Y", "en": "F Y"}

_OF_A_CONTACT = [field.attname for field in Contact._meta.concrete_fields]


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One language of the site: this page in it (`same`), or the nearest that there is."""

    code: str
    name: str
    url: str
    same: bool
    current: bool


@dataclass(frozen=True, slots=True)
class ShareLink:
    name: str
    url: str


@register.simple_tag
def press_room() -> str:
    """Returns the name of the institution's press room in the active language."""
    return settings.PRESS_ROOM["name"][_language()]


@register.filter
def whole(address: str) -> str:
    """Returns an address of ours as the outside reads it: `/en/` → `https://press.example/en/`."""
    return f"{settings.SITE_URL}{address}"


@register.simple_tag(takes_context=True)
def duty_contact(context: dict[str, Any]) -> Contact | None:
    """Returns whom to call at any hour, for the foot of every page: `duty` of the view, where it asked.

    None where the database is gone; but a page of the press room, which is kept, is not rendered then.
    """
    if "duty" in context:
        contact: Contact | None = context["duty"]
        return contact
    try:
        return find_duty()
    except OUTAGE:
        if not context.get("nowhere") and _is_of_the_press_room(context):
            raise
        return None


def _is_of_the_press_room(context: dict[str, Any]) -> bool:
    address = getattr(context.get("request"), "resolver_match", None)
    return address is not None and address.app_name == "press"


@register.simple_tag
def phone(contact: Contact) -> SafeString:
    """Returns the phone as printed; a link only where it is known how it is dialled."""
    if contact.phone_dialled:
        return format_html('<a class="phone" href="tel:{}">{}</a>', contact.phone_dialled, contact.phone)
    return format_html('<span class="phone">{}</span>', contact.phone)


@register.simple_tag
def contact_details(contact: Contact) -> SafeString:
    """Returns whom to call: made once for the same words, since nearly every page has the same contact."""
    return _contact_details(get_language(), *(getattr(contact, name) for name in _OF_A_CONTACT))


@lru_cache(maxsize=64)
def _contact_details(language: str | None, *values: Any) -> SafeString:
    return render_to_string("press/_contact.html", {"contact": Contact(*values)})


@register.simple_tag(takes_context=True)
def section_links(context: dict[str, Any]) -> SafeString:
    """Returns the ways to the sections, that of the page (`section`) marked: itself, or where it belongs."""
    section, language = context.get("section", ""), _language()
    request = context.get("request")
    is_itself = section and request and request.path == reverse_in(language, f"press:{section}")
    return _section_links(language, section, "page" if is_itself else "true")


@lru_cache(maxsize=64)
def _section_links(language: str, section: str, current: str) -> SafeString:
    return render_to_string("press/_sections.html", {"section": section, "current": current})


@register.simple_tag
def linked(named: Topic | Person) -> SafeString:
    """Returns the link to a topic or person, in the language that its name is in."""
    name = named.name()
    return format_html('<a href="{}"{}>{}</a>', named.get_absolute_url(), _lang(name), name.text)


@register.simple_tag
def other_names(named: Topic | Person) -> list[Worded]:
    """Returns the names in the other languages, each that differs from the one of the page."""
    names = [named.name(code) for code in CODES if code != get_language()]
    return list({name.text: name for name in names if name.text != named.name().text}.values())


@register.simple_tag
def worded(words: Worded, element: str, kind: str) -> SafeString:
    """Returns the words in an element of that class, in their own language; nothing of none."""
    if not words.text:
        return SafeString("")
    return format_html('<{0} class="{1}"{2}>{3}</{0}>', element, kind, _lang(words), words.text)


def _lang(words: Worded) -> SafeString:
    """Returns the attribute, where the language is not that of the page (WCAG 3.1.2)."""
    return format_html(' lang="{}"', words.language) if words.language != get_language() else SafeString("")


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[LanguageLink]:
    """Returns the languages of the site in the house's order.

    A view whose page has another address in another language, or none, says so in `elsewhere`
    (language → address), and where it has none, which page comes nearest, in `nearest`; else that is the
    home page. For all other views the address differs in its prefix alone. Error pages say `nowhere`: they
    repeat no address, not even their own.
    """
    here = "" if context.get("nowhere") or "request" not in context else context["request"].path
    elsewhere: dict[str, str] | None = context.get("elsewhere")
    nearest: dict[str, str] = context.get("nearest", {})
    # A later page of a list is the same in no other language: the switch leads to the first one there.
    later = bool(here) and "before" in context["request"].GET
    links = []
    for code, name in Language.choices:
        current = code == _language()
        if current:
            address = (elsewhere or {}).get(code) or here  # with the question of a search
        elif not here or elsewhere is None:
            address = translate_url(here, code) if here else ""
        else:
            address = elsewhere.get(code, "")
        same = bool(address) and not later
        links.append(LanguageLink(code, name, address or nearest.get(code) or home(code), same, current))
    return links


@register.simple_tag
def home(language: str) -> str:
    return reverse_in(language, "press:home")


@register.simple_tag
def moment(release: Release) -> SafeString:
    """Returns when it was first published, as `<time>`: dd.mm.yyyy, and the hour where it is known."""
    published = release.first_published_at
    return instant(published, hour=release.hour_known) if published else SafeString("")


@register.simple_tag
def short_moment(release: Release) -> SafeString:
    """Returns the same for lists: without the words that say whose hour it is."""
    if not release.hour_known:
        return moment(release)
    local = timezone.localtime(release.first_published_at)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), f"{local:%d.%m.%Y %H:%M}"
    )


@register.simple_tag
def instant(at: datetime.datetime, *, hour: bool = True) -> SafeString:
    """Returns `<time>` with dd.mm.yyyy, and with the hour and the words that say whose hour it is."""
    local = timezone.localtime(at)
    if not hour:
        return format_html('<time datetime="{}">{}</time>', f"{local:%Y-%m-%d}", f"{local:%d.%m.%Y}")
    return format_html(
        '<time datetime="{}">{} <span class="hour">{} <span class="zone">{}</span></span></time>',
        local.isoformat(timespec="minutes"),
        f"{local:%d.%m.%Y}",
        f"{local:%H:%M}",
        gettext("Astana time"),
    )


@register.simple_tag
def hour(release: Release) -> SafeString:
    """Returns the hour alone, for lists whose heading is the day."""
    local = timezone.localtime(release.first_published_at)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), f"{local:%H:%M}")


@register.simple_tag
def short_day(at: datetime.datetime) -> SafeString:
    return instant(at, hour=False)


@register.simple_tag
def days(page: Neighbour) -> SafeString:
    """Returns from which day to which a page of a list reaches, the earlier first."""
    oldest, newest = short_day(page.oldest), short_day(page.newest)
    return oldest if oldest == newest else oldest + SafeString("–") + newest


@register.filter
def in_words(day: datetime.date) -> str:
    """Returns a day as a heading says it: "Saturday, 18 March 2023"."""
    return _dated(day, DAY_IN_WORDS)


@register.simple_tag
def month_address(day: datetime.datetime) -> str:
    """Returns the address of the archive's page of a moment's month."""
    local = timezone.localtime(day)
    return reverse_in(_language(), "press:archive-month", year=local.year, month=local.month)


@register.filter
def month_in_words(day: datetime.date) -> str:
    """Returns the month of a day: "March 2023"."""
    text = _dated(day, MONTH_IN_WORDS)
    return text[:1].upper() + text[1:]


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any]) -> str:
    """Returns the address of a page of a list, with the parameters that it knows."""
    request = context["request"]
    return f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path


@register.simple_tag
def releases_count(count: int) -> str:
    return ngettext("%(count)s release", "%(count)s releases", count) % {"count": _number(count)}


@register.simple_tag
def number(count: int) -> str:
    """Returns a number with its thousands apart, as the language does."""
    return _number(count)


@register.simple_tag
def found_count(count: int, question: str, is_exact: bool = True) -> str:
    """Returns how many were found; where they are too many to be counted, about how many."""
    values = {"count": _number(count), "asked": question}
    if not is_exact:
        return gettext("About %(count)s releases were found for “%(asked)s”.") % values
    if not question:
        return ngettext("%(count)s release was found.", "%(count)s releases were found.", count) % values
    return (
        ngettext(
            "%(count)s release was found for “%(asked)s”.",
            "%(count)s releases were found for “%(asked)s”.",
            count,
        )
        % values
    )


@register.simple_tag
def views(release: Release) -> SafeString:
    """Returns the place of the count with its label; the number for machines in `value`."""
    return mark_safe(slots.mark(release, _language()))  # noqa: S308 - letters and digits


@register.simple_tag
def text_of(edition: Edition) -> SafeString:
    """Returns the text as it is read on a page: sanitised when it was saved, its tables in frames."""
    return mark_safe(framed(edition.body))  # noqa: S308 - RichTextField


@register.filter
def in_frames(html: SafeString) -> SafeString:
    """Returns sanitised html with its tables in frames, as `text_of` does."""
    return mark_safe(framed(html))  # noqa: S308 - as clean as before


@register.simple_tag
def other_texts(edition: Edition, without: str) -> SafeString:
    """Returns the texts but for those named, which the template has lines for, each under its label."""
    return format_html_join(
        "\n", '<p class="other"><b lang="{}">{}:</b> {}</p>',
        ((get_language(), label, text) for label, text in edition.labelled_texts(without)),
    )  # fmt: skip


@register.simple_tag
def ai_use(edition: Edition) -> SafeString:
    """Returns what readers are told of artificial intelligence in the text; nothing where it had no part."""
    sentence = describe_ai_use(edition)
    return format_html('<p class="ai-use">{}</p>', sentence) if sentence else SafeString("")


@register.simple_tag
def reading_time(edition: Edition) -> str:
    """Returns "2 minutes to read", at least one."""
    words = len(f"{edition.lead} {_TAG.sub(' ', edition.body)}".split())
    minutes = max(1, ceil(words / READING_SPEED))
    return ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", minutes) % {
        "minutes": minutes
    }


@register.simple_tag
def share_links(address: str, title: str) -> list[ShareLink]:
    """Returns the networks' own share addresses: plain links, so that nobody is followed before a click."""
    url, text = quote(address, safe=""), quote(title, safe="")
    both = quote(f"{title}\n{address}", safe="")
    return [
        ShareLink("Telegram", f"https://t.me/share/url?url={url}&text={text}"),
        ShareLink("WhatsApp", f"https://wa.me/?text={both}"),
        ShareLink("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}"),
        ShareLink("X", f"https://x.com/intent/post?url={url}&text={text}"),
        ShareLink(pgettext("social network", "VK"), f"https://vk.com/share.php?url={url}&title={text}"),
        ShareLink(gettext("E-mail"), f"mailto:?subject={text}&body={both}"),
    ]


@register.simple_tag(takes_context=True)
def mistake_link(context: dict[str, Any], edition: Edition, address: str) -> str:
    """Returns a mail that already says which edition of which page it is about.

    It goes to the release's contact, else to the duty officer, else to the press room; "" where none of them
    has an e-mail.
    """
    contacts = (edition.contact, context.get("duty"))
    email = next((one.email for one in contacts if one and one.email), settings.PRESS_ROOM_EMAIL)
    if not email:
        return ""
    subject = gettext("A mistake in a release: %(title)s") % {"title": edition.title}
    body = gettext("Address: %(address)s\nEdition: %(number)s\n\nWhat is wrong:\n") % {
        "address": address,
        "number": edition.number,
    }
    return f"mailto:{email}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


@register.filter
def og_locale(language: str) -> str:
    """Returns a language as Open Graph writes it, with the country."""
    return {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}[language]


@register.simple_tag
def linked_data(value: dict[str, Any]) -> SafeString:
    """Returns a JSON-LD block. It is data, not script: the policy `script-src 'self'` lets it stand.

    `<`, `>` and `&` are escaped as JSON does it, so that no title can close the element.
    """
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def _number(count: int) -> str:
    return number_format(count, use_l10n=True, force_grouping=True)


def _language() -> str:
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in CODES else settings.LANGUAGE_CODE


def _dated(day: datetime.date, formats: dict[str, str]) -> str:
    language = _language()
    text = format_date(day, formats[language])
    # Within a date Kazakh and Russian write months and weekdays small; Django's catalogues do not.
    return text if language == "en" else text.lower()
