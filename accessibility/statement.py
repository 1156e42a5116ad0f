"""The accessibility statement, said once: the page shows it, and the tests hold the site to it.

What its texts are like only the site itself can count: it says so by `register_figures`.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Figures:
    """What the content rules (`accessibility.content`) find in the texts that are published.

    `commonest`: titles of rules in the active language, each with the number of places where it finds
    something. `undescribed_images` have no alternative text and are not said to be decorative.
    """

    published: int
    checked: int
    rules: int
    with_errors: int
    commonest: tuple[tuple[str, int], ...]
    undescribed_images: int
    # So many texts have errors that stand for a reason.
    with_errors_left: int = 0

    def describe(self) -> list[str]:
        """Returns the sentences of the statement, in the active language."""
        rules = ngettext(
            "A program checks what we publish by %(number)s rule, for example whether links say where they "
            "lead.",
            "A program checks what we publish by %(number)s rules, for example whether links say where they "
            "lead.",
            self.rules,
        )
        return [rules % {"number": self.rules}, self._describe_checked(), self._describe_errors()]

    def _describe_checked(self) -> str:
        if self.checked == self.published:
            return gettext("It has checked every published text: %(number)s.") % {
                "number": _grouped(self.checked)
            }
        sentence = gettext("So far it has checked %(checked)s of %(number)s published texts.")
        return sentence % {"checked": _grouped(self.checked), "number": _grouped(self.published)}

    def _describe_errors(self) -> str:
        if not self.with_errors and not self.with_errors_left:
            return gettext("No error is left in them.")
        told = []
        if self.with_errors:
            told.append(
                gettext("Texts with an error that is neither mended nor stands for a reason: %(number)s.")
                % {"number": _grouped(self.with_errors)}
            )
        if self.with_errors_left:
            told.append(
                gettext("Texts with an error that an editor let stand for a reason: %(number)s.")
                % {"number": _grouped(self.with_errors_left)}
            )
        return " ".join(told)

    def describe_images(self) -> str:
        """Returns how many pictures have no description."""
        if not self.undescribed_images:
            return gettext("At present each has one, or is said to be decorative.")
        return gettext("Without one at present: %(number)s.") % {"number": _grouped(self.undescribed_images)}


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


_find_figures: Callable[[], Figures | None] = lambda: None  # noqa: E731


def register_figures(find: Callable[[], Figures | None]) -> None:
    """Has the statement say what `find` returns each time it is shown; nothing where that is None."""
    global _find_figures
    _find_figures = find


def find_figures() -> Figures | None:
    return _find_figures()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the standard asks for and that is not there, and what helps meanwhile."""

    criterion: str
    what: str | Promise
    meanwhile: str | Promise
    # Whether the figures say how many pictures it is.
    is_of_images: bool = False


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
            is_of_images=True,
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
