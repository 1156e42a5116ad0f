"""Two people at one draft: what only one of them touched is kept, whoever saves last.

The form carries what it showed when it was opened (`base`). If somebody else has saved meanwhile, each field
that this officer left as it was takes the value that stands now; what both changed stays as typed, and is
named.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

Values = dict[str, list[str]]

PHOTOGRAPHS = "photographs-"
_NOT_TYPED = {"version", "story_version", "photograph_version", "base"}
_BETWEEN_TAGS = re.compile(r">\s+<")


def values_untouched(form: forms.BaseForm, rows: Any = None) -> Values:
    """Returns what the form, with the rows of its photographs, would send if nobody touched it."""
    shown = [*form]
    if rows:
        shown += [*rows.management_form, *(field for row in rows for field in row)]
    return {
        field.html_name: _sent(field)
        for field in shown
        if not field.field.disabled and not isinstance(field.field, forms.FileField)
    }


def _sent(field: forms.BoundField) -> list[str]:
    value, widget = field.value(), field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    if isinstance(value, list | tuple | set):
        return sorted(str(one) for one in value)
    written = widget.format_value(value)
    if isinstance(written, list | tuple):
        return [str(one) for one in written if one not in (None, "")]
    return ["" if written is None else str(written)]


def write_base(values: Values) -> str:
    """Returns them for the form's hidden field. Letters stay: Cyrillic escaped is thrice as long."""
    return json.dumps(values, ensure_ascii=False)


def read_base(written: str) -> Values | None:
    """Reads what `write_base` wrote; None where it is not that."""
    try:
        base = json.loads(written)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(base, dict) and all(
        isinstance(values, list) and all(isinstance(value, str) for value in values)
        for values in base.values()
    )
    return base if fits else None


def merge(typed: QueryDict, base: Values, now: Values) -> tuple[QueryDict, set[str], set[str]]:
    """Returns what to show, the names that others changed, and those that both changed differently.

    All photographs together are one thing under the name "photographs": rows that somebody else added stand
    after the officer's own where both changed them.
    """
    shown = typed.copy()
    names = {name for name in (*base, *now) if not name.startswith(PHOTOGRAPHS)} - _NOT_TYPED
    changed_by_others, conflicts = set(), set()
    for name in names:
        before, current, mine = base.get(name, []), now.get(name, []), typed.getlist(name)
        if _same(before, current):
            continue
        changed_by_others.add(name)
        if _same(mine, before):
            shown.setlist(name, current)
        elif not _same(mine, current):
            conflicts.add(name)
    if not _same_photographs(base, now):
        changed_by_others.add("photographs")
        if _same_photographs(base, {name: typed.getlist(name) for name in typed}):
            for name in [name for name in shown if name.startswith(PHOTOGRAPHS)]:
                del shown[name]
            for name, values in _photographs(now).items():
                shown.setlist(name, values)
        else:
            conflicts.add("photographs")
            _append_rows(shown, base, now)
    return shown, changed_by_others, conflicts


def _same(one: Iterable[str], other: Iterable[str]) -> bool:
    return sorted(map(_plain, one)) == sorted(map(_plain, other))


def _plain(value: str) -> str:
    """An editor breaks lines between tags as it likes; browsers end every line with two characters."""
    return " ".join(_BETWEEN_TAGS.sub("><", value).split())


def _photographs(values: Mapping[str, list[str]]) -> Values:
    return {name: list(values[name]) for name in values if name.startswith(PHOTOGRAPHS)}


def _same_photographs(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> bool:
    values = [
        {name: sorted(map(_plain, texts)) for name, texts in _photographs(of).items() if any(texts)}
        for of in (one, other)
    ]
    return values[0] == values[1]


def _append_rows(shown: QueryDict, base: Values, now: Values) -> None:
    """Adds the rows of photographs that stand now and did neither stand before nor are among the typed."""
    number = f"{PHOTOGRAPHS}TOTAL_FORMS"
    known = {*_keys(base), *_keys({name: shown.getlist(name) for name in shown})}
    total = forms.IntegerField(required=False).clean(shown.get(number)) or 0  # as the rows' own form reads it
    for name, values in _photographs(now).items():
        if name.endswith("-photograph") and values != [""] and values[0] not in known:
            row = name.removesuffix("photograph")
            for field, texts in _photographs(now).items():
                if field.startswith(row):
                    shown.setlist(f"{PHOTOGRAPHS}{total}-{field.removeprefix(row)}", texts)
            total += 1
    shown[number] = str(total)


def _keys(values: Mapping[str, list[str]]) -> set[str]:
    return {each for name in values if name.endswith("-photograph") for each in values[name] if each}
