"""The content rules (accessibility.content) on an edition: what they find, and what was let stand."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import timezone

from accessibility.content import AIUse, Content, Finding, Image, Role, Severity, Text, check
from accessibility.content.rules.blanks import BLANK_LEFT_OPEN
from press.models import Dismissal, Edition, Illustration, Release
from press.models.ai_use import DeclaresAIUse
from press.models.written_fields import WrittenField
from press.publishing.refusals import Problem
from press.publishing.register import get_names
from press.richtext.fields import RichTextField
from press.richtext.limits import is_too_complex

# `validation` asks it of every photograph, and nobody may let it stand.
_ASKED_ELSEWHERE = {"alternative-text-missing"}
_ROLES = {
    "title": Role.TITLE,
    "lead": Role.LEAD,
    "body": Role.BODY,
    "alternative_text": Role.ALTERNATIVE,
    "caption": Role.CAPTION,
    "correction_note": Role.NOTE,
}
_OF_A_PHOTOGRAPH = re.compile(r"photograph-(\d+)-(\w+)")


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules find in an edition; beside what was let stand, who did and why."""

    open: list[Finding]
    dismissed: list[tuple[Finding, Dismissal]]

    @property
    def errors(self) -> list[Finding]:
        """Returns those that stop a text unless somebody says why they stand: for a blank nobody may."""
        return [
            finding
            for finding in self.open
            if finding.severity == Severity.ERROR and finding.rule.name != BLANK_LEFT_OPEN
        ]

    @property
    def hints(self) -> list[Finding]:
        """Returns those that stop nothing."""
        return [finding for finding in self.open if finding.severity != Severity.ERROR]


def find_findings(edition: Edition) -> Findings:
    found = find_every(build_content(edition))
    rows = Dismissal.objects.filter(release=edition.release_id).select_related("dismissed_by")
    dismissals = {row.key: row for row in rows} if found else {}
    return Findings(
        [finding for finding in found if finding.key not in dismissals],
        [(finding, dismissals[finding.key]) for finding in found if finding.key in dismissals],
    )


def find_every(content: Content) -> list[Finding]:
    """Returns what the rules find, whether somebody let it stand or not."""
    return [finding for finding in check(content) if finding.rule.name not in _ASKED_ELSEWHERE]


def find_blanks(edition: Edition) -> list[Finding]:
    """Returns what is still to be filled in, whatever anybody let stand."""
    return check(build_alone(edition), [BLANK_LEFT_OPEN])


def build_content(edition: Edition) -> Content:
    """Returns the edition as the rules read it, with its other languages beside it."""
    translations = [build_named(other) for other in _find_translations(edition)]
    return replace(build_named(edition), translations=translations)


def build_named(edition: Edition) -> Content:
    """Returns the edition with the names that the house writes in its language."""
    return replace(build_alone(edition), names=get_names(edition.language))


def build_alone(edition: Edition) -> Content:
    """Returns the same without what stands elsewhere: its other languages, the register of names."""
    language = edition.language
    texts = [_read(edition, field, field.name, language) for field in _in_language(Edition.WRITTEN_FIELDS)]
    images = []
    for illustration in edition.illustrations.all():
        photograph = illustration.photograph
        words = {
            field.name: _read(
                illustration, field, f"photograph-{illustration.photograph_id}-{field.name}", language
            )
            for field in _in_language(Illustration.WRITTEN_FIELDS)
        }
        texts += words.values()
        images.append(
            Image(
                f"photograph-{illustration.photograph_id}",
                words["alternative_text"],
                words["caption"],
                is_decorative=illustration.decorative,
                file_name=Path(photograph.original.name or "").name,
                ai_use=_declared(photograph),
                digital_source=photograph.digital_source,
            )
        )
    is_redacted = edition.expunged_at is not None
    return Content(language, texts, images, ai_use=_declared(edition), is_redacted=is_redacted)


def _declared(row: DeclaresAIUse) -> AIUse | None:
    """Returns what is declared; of what is typed and no choice, that nobody has said."""
    is_choice = row.ai_use in list(AIUse)
    return (AIUse(row.ai_use) if is_choice else AIUse.UNDECLARED) if row.ai_use_is_asked else None


def _in_language(fields: Iterable[WrittenField]) -> Iterator[WrittenField]:
    return (field for field in fields if field.is_in_language)


def _read(row: Edition | Illustration, field: WrittenField, name: str, language: str) -> Text:
    kept = row._meta.get_field(field.name)
    is_html = isinstance(kept, RichTextField)
    role = _ROLES.get(field.name, Role.OTHER)
    source = str(getattr(row, field.name))
    # What is typed may be what no text can be: it is refused when it is saved.
    longest = getattr(kept, "max_length", None)
    is_refused = is_too_complex(source) if is_html else longest is not None and len(source) > longest
    source = "" if is_refused else source
    return Text(name, source, language, role, is_html=is_html)


def _find_translations(edition: Edition) -> Iterator[Edition]:
    """Yields the newest edition of the story in each of its other languages.

    Beside an approved one what the public reads when it reads that: else its findings, which are counted on a
    public page, would tell of a text that is not.
    """
    if edition.state == Edition.State.APPROVED:
        at = public_moment(edition)
        live = Edition.objects.live(at).filter(release__story=edition.release.story_id)
        others = live.exclude(release=edition.release_id).select_related("release")
        yield from others.order_by("release__language")
        return
    releases = Release.objects.filter(story=edition.release.story_id).exclude(pk=edition.release_id)
    for release in releases.order_by("language"):
        if other := release.newest_edition():
            yield other


def public_moment(edition: Edition) -> datetime.datetime:
    """Returns the moment at which an approved edition is read: now, or from when on it will be."""
    now = timezone.now()
    return max(now, edition.live_from or now)


# --- For the form ---


def describe(edition: Edition, findings: Iterable[Finding]) -> list[Problem]:
    """Returns each finding with the field of the form that it is about."""
    orders = {each.photograph_id: each.order for each in edition.illustrations.all()}
    problems = []
    for finding in findings:
        named = _OF_A_PHOTOGRAPH.fullmatch(finding.text.name)
        field = named[2] if named else finding.text.name
        # It has a field of its own, and no words that could be shown.
        field = "ai_use" if finding.rule.name == "ai-use-not-declared" else field
        if named:
            place = ("illustrations", finding.message, orders[int(named[1])], field)
            problems.append(Problem(*place, finding=finding))
        else:
            problems.append(Problem(field, finding.message, finding=finding))
    return problems
