"""The content rules: what a text needs so that everybody can read it. Pure functions; see README.md."""

from collections.abc import Iterable

from accessibility.content import rules  # noqa: F401  # each module enters its own
from accessibility.content.findings import RULES, Edit, Finding, Repair, Rule, Severity, find_all, repaired
from accessibility.content.texts import AIUse, Content, Image, Name, Role, Text

__all__ = [
    "RULES", "AIUse", "Content", "Edit", "Finding", "Image", "Name", "Repair", "Role", "Rule", "Severity",
    "Text", "check", "repaired",
]  # fmt: skip


def check(content: Content, only: Iterable[str] = ()) -> list[Finding]:
    """Returns what the rules find, the texts in their order and in each from its beginning.

    `only`: names of rules; all where it is empty.
    """
    names = set(only) or RULES.keys()
    order = {text.name: number for number, text in enumerate(content.texts)}
    found = find_all(content, (rule for name, rule in RULES.items() if name in names))
    return sorted(
        found, key=lambda each: (order.get(each.text.name, len(order)), each.start, each.rule.number)
    )
