"""The place of what was measured: a page of docs/, where each command writes between its own marks."""

import re
from pathlib import Path

from tools.setting_up import ROOT, Refusal

DOCUMENT = ROOT / "docs" / "performance.md"


def write(name: str, text: str, page: Path | None = None) -> None:
    """Puts the text between the marks of that name; into docs/performance.md where no page is named."""
    page = page or DOCUMENT
    begin, end = f"<!-- {name}: written by the command -->", f"<!-- /{name} -->"
    document = page.read_text(encoding="utf-8")
    if begin not in document or end not in document:
        raise Refusal(f"{page.name} has no place for it: the marks {begin} and {end} are gone.")
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    page.write_text(between.sub(lambda _: f"{begin}\n{text}\n{end}", document), encoding="utf-8")
    print(f"Written into {page.relative_to(ROOT)}")
