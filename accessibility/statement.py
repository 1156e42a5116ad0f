"""The accessibility statement, said once: the page shows it, and the tests hold the site to it."""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the standard asks for and that is not there, and what helps meanwhile."""

    criterion: str
    what: str | Promise
    meanwhile: str | Promise


@dataclass(frozen=True, slots=True)
class Statement:
    """`conforms` is whole only where no gap is left; a test says so."""

    standards: tuple[str, ...]
    level: str
    gaps: tuple[Gap, ...]
    tested_on: datetime.date
    tested_how: tuple[str | Promise, ...]
    answer_within_days: int

    @property
    def conforms(self) -> bool:
        return not self.gaps


STATEMENT = Statement(
    standards=("WCAG 2.2", "EN 301 549 V3.2.1"),
    level="AA",
    gaps=(
        Gap(
            "1.1.1",
            _("Photographs brought over from the earlier site may have no description yet."),
            _("Ask us for one; the text of the release can be read without them."),
        ),
        Gap(
            "4.1.2",
            _("The editor in which the staff write meets the newer rules only in part."),
            _("Readers never meet it. Staff can write in its source view, which is a plain text field."),
        ),
    ),
    tested_on=datetime.date(2026, 11, 24),
    tested_how=(
        _("every colour scheme, by computing the contrast of each pair of its colours"),
        _("every kind of page in every colour scheme, with the widest spacing and with text at 300 %"),
        _("with and without JavaScript, 320 and 1440 pixels wide, by axe-core 4.14 and IBM's engine"),
        _("by keyboard alone, printed, and as a screen reader says it in three languages"),
    ),
    answer_within_days=15,
)
