"""What changed between two editions of a release: each text, the credit line, the words of the photographs.

Whoever asks must have been shown both editions: nothing here asks who may read them.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from press.models import Edition, Illustration
from press.richtext.comparison import Block, Comparison, compare_html, compare_texts
from press.richtext.fields import RichTextField

# Said of the edition itself, and what its credit line says.
_NOT_COMPARED = {"correction_note", "courtesy"}


class Change(NamedTuple):
    """One part of a release that says something else now; `label` is in the language of the page.

    `is_line`: its words stand in no paragraph of their own.
    """

    label: str
    comparison: Comparison
    is_line: bool = True

    @property
    def parts(self) -> "list[Block | int]":
        """Returns the blocks that changed, and in the place of others how many stand there."""
        parts: list[Block | int] = []
        for block in self.comparison.blocks:
            if block.is_changed:
                parts.append(block)
            elif parts and isinstance(parts[-1], int):
                parts[-1] += 1
            else:
                parts.append(1)
        return parts


def compare_editions(
    before: Edition, after: Edition, illustrations: tuple[Sequence[Illustration], Sequence[Illustration]]
) -> list[Change]:
    """Returns the parts that differ, in the order of the page. `illustrations`: those of both, in order."""
    found = [*_compare_texts(before, after), *_compare_illustrations(*illustrations)]
    return [change for change in found if change.comparison.is_changed]


def _compare_texts(before: Edition, after: Edition) -> Iterator[Change]:
    for written in Edition.WRITTEN_FIELDS:
        field = Edition._meta.get_field(written.name)
        if written.name in _NOT_COMPARED or not (written.is_in_language or getattr(field, "choices", None)):
            continue
        label = capfirst(str(field.verbose_name))  # type: ignore[union-attr]
        if isinstance(field, RichTextField):
            yield Change(label, compare_html(*_both(before, after, written.name)), is_line=False)
        elif getattr(field, "choices", None):
            words = (str(display()) for display in _both(before, after, f"get_{written.name}_display"))
            yield Change(label, compare_texts(*words))
        else:
            yield Change(label, compare_texts(*_both(before, after, written.name)))
    yield Change(_("Credit line"), compare_texts(*_both(before, after, "credit_line")))


def _both(before: Edition, after: Edition, name: str) -> tuple[Any, Any]:
    return getattr(before, name), getattr(after, name)


def _compare_illustrations(before: Sequence[Illustration], after: Sequence[Illustration]) -> Iterator[Change]:
    """Yields for each photograph its words; a photograph that only one edition has, all of them."""
    old, new = ({each.photograph_id: _words(each) for each in side} for side in (before, after))
    for photograph in [*new, *(each for each in old if each not in new)]:
        yield Change(_("Photograph"), compare_texts(old.get(photograph, ""), new.get(photograph, "")))


def _words(illustration: Illustration) -> str:
    """Returns what the page says of a photograph, a line each."""
    alternative = _("Decorative") if illustration.decorative else illustration.alternative_text
    lines = [alternative, illustration.caption, illustration.photograph.credit().text]
    return "\n".join(filter(None, lines))
