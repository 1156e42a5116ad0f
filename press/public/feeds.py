"""The newest releases of one language as Atom, RSS and JSON Feed, each with its whole text; of a topic and a
person as Atom.

Addresses are whole and come from SITE_URL, never from the request: no forged Host is repeated.
"""

import datetime
import json as json_format
import re
from typing import Any, cast

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from press.invalidation import names
from press.invalidation.dependencies import depend_on, reading
from press.listings.keyset import NEWEST_FIRST
from press.models import Edition, Person, Topic
from press.models.releases import EditionQuerySet
from press.photographs.pictures import prefetch_illustrations
from press.public.ai_use import describe_ai_use
from press.public.linked_data import find_shared_picture
from press.public.lists import list_of, live_here
from press.public.pages import public_page
from press.public.search import PARAMETERS, Asked, read_parameters
from press.search.answers import Asking, answer
from press.text.characters import clean_text, mark_unkept

FEED_SIZE = 50
# Fields that stand in an item in a place of their own, or do not belong there.
OWN_LINES = "title dateline lead body correction_note courtesy ai_use"

_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_OWN_ADDRESS = re.compile(r'(?<=\shref=")(?=/(?!/))')


def build_content(edition: Edition) -> str:
    """Returns all texts, the credit line and what is said of AI as HTML; the body was sanitised before."""
    lead = format_html("<p>{}</p>\n", edition.lead) if edition.lead else ""
    credit = format_html("\n<p>({})</p>", edition.credit_line) if edition.credit_line else ""
    # Not left out: `java\x01script:` is no address, and would become one.
    whole = _OWN_ADDRESS.sub(settings.SITE_URL, mark_unkept(edition.body))
    others = format_html_join("", "\n<p><b>{}:</b> {}</p>", edition.labelled_texts(OWN_LINES))
    ai_use = describe_ai_use(edition)
    said = format_html("\n<p>{}</p>", ai_use) if ai_use else ""
    return mark_safe(f"{lead}{whole}{others}{credit}{said}")  # noqa: S308 - see above


class CleanFeed(SyndicationFeed):
    """Cleans once more what it is given: what came into the database before its fields did would break it."""

    def latest_post_date(self) -> datetime.datetime:
        """Returns when the newest item changed; Django says now of a feed without any, each time."""
        return super().latest_post_date() if self.items else _NEVER

    def add_item(self, **item: Any) -> None:  # type: ignore[override]
        super().add_item(**{name: _clean(value) for name, value in item.items()})


def _clean(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return clean_text(str(value)) if isinstance(value, str | Promise) else value


class AtomWithText(CleanFeed, Atom1Feed):
    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class RssWithText(CleanFeed, Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        attributes: dict[str, str] = super().rss_attributes()
        return {**attributes, "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        # A reader of RSS takes a description for HTML (RSS 2.0, elements of item).
        super().add_item_elements(handler, {**item, "description": escape(item["description"])})
        handler.addQuickElement("content:encoded", item["content"])


class JsonFeed(CleanFeed):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "description": self.feed["description"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"], "url": self.feed["author_link"]}],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json_format.dumps(feed, ensure_ascii=False, indent=1).encode(encoding))

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        written = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["description"],
            "content_html": item["content"],
            "image": item["image"],
            "date_published": item["pubdate"].isoformat(),
            "date_modified": item["updateddate"].isoformat(),
            "tags": list(item["categories"]),
            "language": self.feed["language"],
        }
        return {name: value for name, value in written.items() if value not in (None, [])}


class Newest(Feed):  # type: ignore[type-arg] # generic in the stubs alone
    item_guid_is_permalink = True

    def __init__(self, feed_type: type[SyndicationFeed], name: str) -> None:
        self.feed_type = feed_type
        self.name = name

    def title(self) -> str:
        name: str = settings.PRESS_ROOM["name"][get_language()]
        return name

    author_name = title

    def description(self) -> str:
        return gettext("The newest press releases, with their whole text.")

    subtitle = description

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('press:home')}"

    author_link = link

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse(f'press:{self.name}')}"

    feed_guid = feed_url

    def items(self) -> list[Edition]:
        depend_on([names.newest(get_language() or "")])
        return _select_newest(live_here())

    def item_title(self, item: Edition) -> str:
        return item.title

    def item_description(self, item: Edition) -> str:
        return item.description

    def item_link(self, item: Edition) -> str:
        return f"{settings.SITE_URL}{item.release.get_absolute_url()}"

    item_guid = item_link

    def item_pubdate(self, item: Edition) -> datetime.datetime | None:
        return _local(item.release.first_published_at)

    def item_updateddate(self, item: Edition) -> datetime.datetime | None:
        is_updated = item.number > 1 or item.expunged_at
        return _local(item.updated_at if is_updated else item.release.first_published_at)

    def item_categories(self, item: Edition) -> list[str]:
        return [topic.name().text for topic in item.release.story.topics.all()]

    def item_extra_kwargs(self, item: Edition) -> dict[str, Any]:
        picture = find_shared_picture(item.illustrations.all())
        return {"content": build_content(item), "image": picture.url if picture else None}


class NewestOf(Newest):
    """The newest of one topic or person; Http404 until something of it is live in the language."""

    def __init__(self, model: type[Topic | Person], name: str) -> None:
        super().__init__(AtomWithText, name)
        self.model = model

    def get_object(self, request: HttpRequest, slug: str) -> Topic | Person:
        with reading():
            subject: Any = get_object_or_404(self.model, slug=slug)
        depend_on([names.subject(self.name, subject.pk)])
        if not self._newest(subject, 1):
            raise Http404
        return cast("Topic | Person", subject)

    def _newest(self, subject: Topic | Person, limit: int) -> list[int]:
        """Returns the keys of its newest live releases."""
        query = list_of(self.name, subject, timezone.now())
        return [position.release for position in query.fetch(None, limit=limit)]

    def title(self, obj: Topic | Person) -> str:  # type: ignore[override]
        return f"{obj.name()} – {super().title()}"

    def link(self, obj: Topic | Person) -> str:  # type: ignore[override]
        return f"{settings.SITE_URL}{obj.get_absolute_url()}"

    def feed_url(self, obj: Topic | Person) -> str:  # type: ignore[override]
        return f"{settings.SITE_URL}{reverse(f'press:{self.name}-feed', args=[obj.slug])}"

    feed_guid = feed_url  # type: ignore[assignment]

    def items(self, obj: Topic | Person) -> list[Edition]:  # type: ignore[override]
        return _select_newest(live_here().filter(release__in=self._newest(obj, FEED_SIZE)))


class NewestFound(Newest):
    """The newest that a question finds, with its filters; one that finds nothing may find something later."""

    def __init__(self) -> None:
        super().__init__(AtomWithText, "search-feed")

    def get_object(self, request: HttpRequest) -> Asked:
        asked = read_parameters(request)
        if not asked.is_question:
            raise Http404
        return asked

    def title(self, obj: Asked) -> str:  # type: ignore[override]
        return f"{gettext('Search')}: {obj.label} – {super().title()}"

    def link(self, obj: Asked) -> str:  # type: ignore[override]
        return f"{settings.SITE_URL}{reverse('press:search')}{obj.address()}"

    def feed_url(self, obj: Asked) -> str:  # type: ignore[override]
        return f"{settings.SITE_URL}{reverse('press:search-feed')}{obj.address()}"

    feed_guid = feed_url  # type: ignore[assignment]

    def items(self, obj: Asked) -> list[Edition]:  # type: ignore[override]
        asking = Asking(get_language() or "", timezone.now(), obj.filters, by_date=True)
        newest = answer(obj.text, asking).query.fetch(None, limit=FEED_SIZE)
        return _select_newest(live_here().filter(release__in=[position.release for position in newest]))


def _select_newest(live: EditionQuerySet) -> list[Edition]:
    with reading():
        newest = list(
            live.select_related("release", "release__story")
            .prefetch_related("release__story__topics", prefetch_illustrations())
            .defer("search_text")
            .order_by(*NEWEST_FIRST)[:FEED_SIZE]
        )
    depend_on(names.of_cards(newest))
    return newest


def _local(at: datetime.datetime | None) -> datetime.datetime | None:
    """In the press room's own hours: in UTC a day of which no hour is known would be the day before."""
    return timezone.localtime(at) if at else None


def _view(feed: Newest, *parameters: str) -> Any:
    @public_page(*parameters)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        return feed(request, **named)

    return answer


atom = _view(Newest(AtomWithText, "feed-atom"))
rss = _view(Newest(RssWithText, "feed-rss"))
json = _view(Newest(JsonFeed, "feed-json"))
topic = _view(NewestOf(Topic, "topic"))
person = _view(NewestOf(Person, "person"))
search = _view(NewestFound(), *PARAMETERS)
