"""Two people at one draft: what only one of them touched is kept, whoever saves last.

The form says on which version it was built, and what stood there is kept (press.publishing.versions). If
somebody else has saved meanwhile, each field that this officer left as it was takes the value that stands
now, of a text each paragraph, of the photographs each of their words; what both changed stays as typed, and
is named and compared.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from press.converters import parse_number
from press.desk.contents import Fields, as_sent, as_shown, read_content, say_value
from press.desk.ordering import put_in_order
from press.models.versions import Content
from press.richtext.comparison import Comparison, compare_html, compare_texts
from press.richtext.fields import RichTextFormField
from press.richtext.merging import merge_html

PHOTOGRAPHS = "photographs"
# What a form showed of which no version is kept.
_UNKNOWN = object()
_BETWEEN_TAGS = re.compile(r">\s+<")


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both changed: how the field is called, what the others saved beside what was typed.

    `language`: of its words, empty where they are those of the desk.
    """

    label: str
    language: str
    comparison: Comparison | None


@dataclass(slots=True)
class Merge:
    """What to show in the form, and what became of it."""

    shown: QueryDict
    changed_by_others: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def fields(self, form: forms.BaseForm, base: Content | None, now: Content) -> None:
        """Merges the fields of a form; where nobody knows what it showed, all that differs is a conflict."""
        fields = {name: field for name, field in form.fields.items() if name in now}
        before, current = as_shown(base or {}, fields), as_shown(now, fields)
        typed = read_content(self.shown, fields)
        for name in typed:
            value = self._value(fields[name], before.get(name, _UNKNOWN), typed[name], current[name])
            if value != typed[name]:
                self.shown.setlist(name, as_sent(value))

    def _value(self, field: forms.Field, before: Any, typed: Any, current: Any, label: str = "") -> Any:
        """Returns what to show of one field, and notes what became of it."""
        if _same(before, current):
            return typed
        label, language = label or capfirst(str(field.label)), field.widget.attrs.get("lang", "")
        if _same(typed, before) or _same(typed, current):
            if before is not _UNKNOWN:
                self._note(label)
            return current
        if isinstance(before, list) and isinstance(typed, list):
            self._note(label)
            return sorted({*typed, *current} - (set(before) - set(current)) - (set(before) - set(typed)))
        if isinstance(field, RichTextFormField) and before is not _UNKNOWN:
            merged = merge_html(before, typed, current)
            if not merged.has_conflict:
                self._note(label)
                return merged.html
            self.conflicts.append(Conflict(label, language, compare_html(current, merged.html)))
            return merged.html
        self.conflicts.append(Conflict(label, language, _compare(field, current, typed)))
        return typed

    def _note(self, label: str) -> None:
        if label not in self.changed_by_others:
            self.changed_by_others.append(label)

    # --- Photographs ---

    def photographs(self, row_form: forms.BaseForm, base: list[Content] | None, now: list[Content]) -> None:
        """Merges the rows of photographs, each by its words; a new file is this officer's own.

        Where nobody knows what the form showed, words that differ are a conflict, and no row is lost.
        """
        fields = {
            name: row_form.fields[name] for name in row_form.fields if name in _words_of(base or [], now)
        }
        before, current = ({each["photograph"]: each for each in rows} for rows in (base or [], now))
        if base is not None and before == current and list(before) == list(current):
            return
        rows = _Rows.read(self.shown, fields)
        typed = {row.photograph: row for row in rows.kept if row.photograph}
        label = _("Photographs")
        if base is not None:
            self._note(label)
        for key, row in typed.items():
            if key in current and (key in before or base is None):
                for name, value in read_content(row.sent, row.own(fields)).items():
                    of_row = f"{label}, {capfirst(str(fields[name].label))}"
                    was = before.get(key, {}).get(name, _UNKNOWN)
                    shown = self._value(fields[name], was, value, current[key][name], of_row)
                    row.sent.setlist(name, as_sent(shown))
            elif key in before and _same_words(before[key], read_content(row.sent, row.own(fields))):
                row.is_gone = True
        for key, words in current.items():
            if key not in typed and (key not in before or words != before[key]):
                rows.add(words, fields)
        in_order = [row.photograph for row in rows.kept if row.photograph in before and not row.is_gone]
        if in_order == [key for key in before if key in in_order]:
            rows.sort([*current])
        rows.write(self.shown)

    def sentences(self) -> list[str]:
        """Returns who changed what, for the officer."""
        sentences = []
        if self.changed_by_others:
            words = _("Changed meanwhile: %(fields)s. What you did not touch stands below as it is now.")
            sentences.append(words % {"fields": ", ".join(self.changed_by_others)})
        if self.conflicts:
            words = _("You both changed: %(fields)s. Below stands what you typed; saving puts it in place.")
            labels = dict.fromkeys(each.label for each in self.conflicts)
            sentences.append(words % {"fields": ", ".join(labels)})
        return sentences


@dataclass(slots=True)
class _Row:
    """A row of the photographs' forms as it was sent, its fields without their prefix."""

    sent: QueryDict
    is_gone: bool = False

    @property
    def photograph(self) -> int | None:
        return parse_number(self.sent.get("photograph", ""))

    def own(self, fields: Fields) -> Fields:
        """Returns the fields that it can change: what is fixed is not sent, an empty box is not either."""
        own = {"ai_checked"} if "ai_use" in self.sent else set()
        return {
            name: field
            for name, field in fields.items()
            if name in self.sent or name in own or name == "decorative"
        }


@dataclass(slots=True)
class _Rows:
    every: list[_Row]

    @classmethod
    def read(cls, sent: QueryDict, fields: Iterable[str]) -> "_Rows":
        total = forms.IntegerField(required=False, max_value=80).clean  # as the rows' own form reads it
        try:
            number = total(sent.get(f"{PHOTOGRAPHS}-TOTAL_FORMS", "")) or 0
        except forms.ValidationError:
            number = 0
        rows, places = [], []
        for place in range(number):
            row = QueryDict(mutable=True)
            for name in ("photograph", "DELETE", *fields):
                if values := sent.getlist(f"{PHOTOGRAPHS}-{place}-{name}"):
                    row.setlist(name, values)
            rows.append(_Row(row))
            places.append(parse_number(sent.get(f"{PHOTOGRAPHS}-{place}-ORDER", "")))
        return cls(put_in_order(rows, places))

    @property
    def kept(self) -> list[_Row]:
        return [row for row in self.every if "DELETE" not in row.sent]

    def add(self, words: Content, fields: Iterable[str]) -> None:
        row = QueryDict(mutable=True)
        for name in ("photograph", *fields):
            row.setlist(name, as_sent(words[name]))
        self.every.append(_Row(row))

    def sort(self, keys: list[int]) -> None:
        """Puts the known ones in that order; all others stay behind them."""
        place = {key: number for number, key in enumerate(keys)}
        self.every.sort(key=lambda row: place.get(row.photograph or 0, len(place)))

    def write(self, shown: QueryDict) -> None:
        for name in [name for name in shown if re.match(rf"{PHOTOGRAPHS}-\d", name)]:
            del shown[name]
        left = [row for row in self.every if not row.is_gone]
        for place, row in enumerate(left):
            for name, values in row.sent.lists():
                shown.setlist(f"{PHOTOGRAPHS}-{place}-{name}", values)
        shown[f"{PHOTOGRAPHS}-TOTAL_FORMS"] = str(len(left))


def _words_of(*rows: list[Content]) -> set[str]:
    return {name for each in rows for row in each for name in row} - {"photograph"}


def _same_words(kept: Content, typed: Content) -> bool:
    return all(_same(kept.get(name, value), value) for name, value in typed.items())


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return _plain(one) == _plain(other)
    return bool(one == other)


def _plain(text: str) -> str:
    """An editor breaks lines between tags as it likes."""
    return " ".join(_BETWEEN_TAGS.sub("><", text).split())


def _compare(field: forms.Field, current: Any, typed: Any) -> Comparison | None:
    if isinstance(current, bool):
        return None
    if isinstance(field, RichTextFormField):
        return compare_html(current, typed)
    return compare_texts(say_value(field, current), say_value(field, typed))
