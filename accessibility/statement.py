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
            _("Ask for one at the address below; the text of the release can be read without them."),
        ),
        Gap(
            "4.1.2",
            _("The editor in which the staff write meets the newer rules only in part."),
            _("Readers never meet it. Staff can write in its source view, which is a plain text field."),
        ),
    ),
    tested_on=datetime.date(2026, 11, 23),
    tested_how=(
        _("every colour scheme, by computing the contrast of each pair of its colours"),
        _("pages in Chromium with axe-core 4.14, at 320, 768 and 1440 pixels"),
        _("by keyboard alone, without JavaScript, and with text at 300 %"),
    ),
    answer_within_days=15,
)
