"""The story's text in the other languages, beside the one that is written: what it is translated from.

Where the other text has changed since, its changed paragraphs are marked until the officer says that this
text says them too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from press.converters import parse_number
from press.models import Edition, EditionVersion, Story
from press.models.versions import Content
from press.publishing.versions import get_content
from press.richtext.comparison import Block, Comparison, compare_html, compare_texts
from press.richtext.skeleton import build_skeleton


@dataclass(frozen=True, slots=True)
class Source:
    """A text in another language, compared with what the translation says already, if it is one."""

    edition: Edition
    title: Comparison
    lead: Comparison
    blocks: list[Block]
    # Whether the translation was made from it; and whether the form says that it says all of this.
    is_translated: bool
    is_chosen: bool

    @property
    def value(self) -> str:
        """Returns which version it is, as the form sends it back."""
        return f"{self.edition.pk}.{self.edition.version}"

    @property
    def changed(self) -> int:
        """Returns how many of its parts say something else than the translation was made from."""
        of_fields = sum(each.is_changed for each in (self.title, self.lead))
        return of_fields + sum(block.is_changed for block in self.blocks)


def find_sources(edition: Edition | None, story: Story | None, sent: QueryDict | None) -> list[Source]:
    """Returns the story's texts in other languages; first what the text was made from, or may be.

    `sent`: the form as it is shown again. A new text is taken for a translation of the one that was first.
    """
    if story is None:
        return []
    said = edition.translated_from if edition else None
    own = edition.release_id if edition else None
    newest = [each for each in _find_newest(story) if each.release_id != own]
    chosen = {source.release_id for source, _ in read_sources(sent)} if sent is not None else set()
    if sent is None and edition is None and newest:
        chosen = {newest[0].release_id}
    sources = [_source(each, said, is_chosen=each.release_id in chosen) for each in newest]
    return sorted(sources, key=lambda source: not source.is_translated)


def begin_with_structure(story: Story | None, language: str) -> dict[str, str]:
    """Returns what a new text begins with: the structure of the one that was first, without its words."""
    original = next(iter(_find_newest(story)), None) if story else None
    body = build_skeleton(original.body, language) if original else ""
    return {"body": body} if body else {}


def _find_newest(story: Story) -> list[Edition]:
    """Returns the newest text in each of its languages, the one that was begun first at the beginning."""
    releases = story.releases.order_by("pk").prefetch_related("editions")
    return [newest for release in releases if (newest := release.newest_edition())]


def _source(newest: Edition, said: EditionVersion | None, *, is_chosen: bool) -> Source:
    now = get_content(newest)
    is_translated = said is not None and said.edition.release_id == newest.release_id
    before: Content = said.content if said is not None and is_translated else now
    return Source(
        edition=newest,
        title=compare_texts(before["title"], now["title"]),
        lead=compare_texts(before["lead"], now["lead"]),
        blocks=compare_html(before["body"], now["body"]).blocks,
        is_translated=is_translated,
        is_chosen=is_chosen,
    )


def read_sources(sent: QueryDict) -> Iterator[tuple[Edition, int]]:
    """Yields which texts, at which version, the sent form says that its text says too."""
    for value in sent.getlist("translated_from"):
        number, _, version = value.partition(".")
        source = Edition.objects.filter(pk=parse_number(number) or 0).select_related("release").first()
        if source and (at := parse_number(version)):
            yield source, at
