"""Texts that break two of the content rules (the fixture `two_rules`), and what is found in them."""

import datetime

import pytest

from accessibility.content import Finding
from press.models import Release
from press.publishing import site_findings
from press.publishing.content_rules import find_findings

KNOWN = {"bare-address", "vague-link"}
ADDRESS = "https://parliament.example/what/nobody/reads/out/letter/by/letter"
# A warning: an address that is read out letter by letter.
WARNING = f"<p>See {ADDRESS}</p>"
# An error: nobody may publish it, but an importer, who brings in what is long public.
ERROR = '<p>The report is <a href="https://parliament.example/">here</a>.</p>'
LONG_AGO = datetime.datetime(2025, 3, 1, 9, tzinfo=datetime.UTC)


def find_one(release: Release, rule: str = "bare-address") -> Finding:
    """Returns what that rule finds in what is public of the release."""
    edition = release.live_edition()
    assert edition is not None
    return next(finding for finding in find_findings(edition).open if finding.rule.name == rule)


def other_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the rules be others from now on, that find the same."""
    monkeypatch.setattr(site_findings, "RULES", "f" * 16)
