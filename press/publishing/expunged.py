"""What keeps expunged words from coming back, by their fingerprints alone: nobody has the words any more.

A form that was opened before does not know of it, and is sent with them; a text that is written since says
them as new, and is not published with them.
"""

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from press.converters import parse_number
from press.languages import CODES
from press.models import Edition, Illustration, Release, Story
from press.publishing.refusals import Problem
from press.publishing.story_texts import black_out_fields
from press.text.passages import Fingerprints, find_passages, read_letters

# A form by its fields, each with all of its values.
Sent = dict[str, list[str]]


def find_fingerprints(story: Story | None) -> Fingerprints:
    """Returns by what the words are known that were expunged from a story, and as addresses spell them."""
    if story is None or story.pk is None:
        return Fingerprints([])
    rows = list(story.expunctions.carried_out().values_list("fingerprints", "address_fingerprints"))
    spelled = Fingerprints(each for _words, addresses in rows for each in addresses)
    return Fingerprints((each for words, _addresses in rows for each in words), spelled)


def black_out_sent(sent: Sent, edition: Edition | None, story: Story | None) -> Sent:
    """Returns a form of the desk that was opened before words of its story were expunged, without them.

    Of one that was opened since the draft itself is returned as it is: what it says is new, and judged by
    `find_returning`. A note or a reason beside it is never judged, so it goes without the words in any case.
    """
    fingerprints = find_fingerprints(story)
    if not fingerprints:
        return sent
    is_older = _is_older(sent, edition, story)
    judged = sent if is_older else {name: values for name, values in sent.items() if not _is_of_draft(name)}
    language = edition.language if edition else "".join(sent.get("language", [])[:1])
    changed = sent | black_out_fields(judged, fingerprints, language if language in CODES else CODES[0])
    if is_older and "slug" in changed:  # nobody can tell what it is spelled of: as it stands, or made anew
        changed["slug"] = [edition.release.slug if edition else ""]
    return changed


def _is_older(sent: Sent, edition: Edition | None, story: Story | None) -> bool:
    """Another language, begun by who may not change what the story is about, does not say when: it may be."""
    if edition is None and "story_version" not in sent:
        return True
    rows = (("version", edition), ("story_version", story))
    return any(
        row is not None and (number := parse_number(value)) is not None and number < row.version
        for name, row in rows
        for value in sent.get(name, [])[:1]
    )


_OF_DRAFT = {field.name for field in Edition.WRITTEN_FIELDS} | {"slug"}


def _is_of_draft(name: str) -> bool:
    """Whether a field of a form is kept in the draft, or in a photograph of it."""
    return name in _OF_DRAFT or name.startswith("photographs-")


def find_returning(edition: Edition) -> list[Problem]:
    """Returns which texts of an edition say words that were expunged from its story."""
    story = edition.release.story
    fingerprints = find_fingerprints(story)
    if not fingerprints:
        return []
    problems = [
        Problem(field.name, _tell(Edition, field.name))
        for field in Edition.WRITTEN_FIELDS
        if field.is_in_language and _says(str(getattr(edition, field.name)), field.name, fingerprints)
    ]
    if fingerprints.spelled and find_passages(read_letters(edition.release.slug), fingerprints.spelled):
        problems.append(Problem("slug", _tell(Release, "slug")))
    for used in edition.illustrations.all():
        problems += [
            Problem("illustrations", _tell(Illustration, field.name), used.order, field.name)
            for field in Illustration.WRITTEN_FIELDS
            if field.is_in_language and _says(str(getattr(used, field.name)), field.name, fingerprints)
        ]
    return problems


def _tell(model: type[Model], name: str) -> str:
    label = capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    return _("%(field)s: words that were removed from this story by law stand here; take them out.") % {
        "field": label
    }


def _says(text: str, name: str, fingerprints: Fingerprints) -> bool:
    return black_out_fields({name: [text]}, fingerprints, CODES[0]) != {name: [text]}
