"""What keeps expunged words from coming back, by their fingerprints alone: nobody has the words any more.

A form that was opened before does not know of it, and is sent with them; a text that is written since says
them as new, and is not published with them.
"""

import itertools

from django.utils.translation import gettext as _

from press.languages import CODES
from press.models import Edition, Illustration, Story
from press.publishing.refusals import Problem
from press.publishing.story_texts import black_out_fields
from press.text.passages import Fingerprints

# A form by its fields, each with all of its values.
Sent = dict[str, list[str]]


def find_fingerprints(story: Story | None) -> Fingerprints:
    """Returns by what the words are known that were expunged from a story."""
    if story is None or story.pk is None:
        return Fingerprints([])
    rows = story.expunctions.carried_out().values_list("fingerprints", flat=True)
    return Fingerprints(itertools.chain.from_iterable(rows))


def black_out_sent(sent: Sent, edition: Edition | None, story: Story | None) -> Sent:
    """Returns a form of the desk that was opened before words of its story were expunged, without them.

    One that was opened since is returned as it is: what it says is new, and judged by `find_returning`. What
    is written to a button is never a draft that somebody judges, so it goes without the words in any case.
    """
    if not (_is_older(sent, edition, story) or _is_button(sent)):
        return sent
    fingerprints = find_fingerprints(story)
    if not fingerprints:
        return sent
    language = edition.language if edition else "".join(sent.get("language", [])[:1])
    changed = black_out_fields(sent, fingerprints, language if language in CODES else CODES[0])
    if "slug" in changed:  # nobody can tell what it is spelled of: it is as it stands, or made anew
        changed["slug"] = [edition.release.slug if edition else ""]
    return changed


def _is_older(sent: Sent, edition: Edition | None, story: Story | None) -> bool:
    """Another language, begun by who may not change what the story is about, does not say when: it may be."""
    if edition is None and "story_version" not in sent:
        return True
    rows = (("version", edition), ("story_version", story))
    return any(
        row is not None and value.isdecimal() and int(value) < row.version
        for name, row in rows
        for value in sent.get(name, [])[:1]
    )


def _is_button(sent: Sent) -> bool:
    return "title" not in sent


def find_returning(edition: Edition) -> list[Problem]:
    """Returns which texts of an edition say words that were expunged from its story."""
    fingerprints = find_fingerprints(edition.release.story)
    if not fingerprints:
        return []
    sentence = _("By law, words of this text were removed from the story: take them out.")
    texts = {
        field.name: str(getattr(edition, field.name))
        for field in Edition.WRITTEN_FIELDS
        if field.is_in_language
    }
    said = [name for name, text in texts.items() if _says(text, name, fingerprints)]
    problems = [Problem(name, sentence) for name in said]
    for used in edition.illustrations.all():
        names = [field.name for field in Illustration.WRITTEN_FIELDS if field.is_in_language]
        problems += [
            Problem("illustrations", sentence, used.order, name)
            for name in names
            if _says(str(getattr(used, name)), name, fingerprints)
        ]
    return problems


def _says(text: str, name: str, fingerprints: Fingerprints) -> bool:
    return black_out_fields({name: [text]}, fingerprints, CODES[0]) != {name: [text]}
