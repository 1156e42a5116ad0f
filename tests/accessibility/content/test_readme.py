"""The README names every rule as it is, and its example runs."""

import re
from pathlib import Path

from django.utils import translation

import accessibility.content
from accessibility.content import RULES

README = (Path(accessibility.content.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_its_table_has_every_rule_with_its_title_and_severity() -> None:
    rows = re.findall(r"^\| (\d+) \| `([a-z-]+)` \| (.+) \| (\w+) \|$", README, re.MULTILINE)
    known = sorted(RULES.values(), key=lambda rule: rule.number)
    with translation.override("en"):
        assert rows == [
            (str(rule.number), rule.name, str(rule.title), rule.severity.name.lower()) for rule in known
        ]
    assert [rule.number for rule in known] == list(range(1, 38))


def test_its_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    found: dict[str, object] = {}
    exec(example, found)  # noqa: S102 - our own README
    assert found["finding"].rule.name == "vague-link"  # type: ignore[attr-defined]
