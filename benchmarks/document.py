"""The place of what was measured: a page of docs/, where each command writes between its own marks."""

import re
from pathlib import Path

from tools.setting_up import ROOT, Refusal

DOCUMENT = ROOT / "docs" / "performance.md"


def write(name: str, text: str, path: Path | None = None) -> None:
    """Puts the text between the marks of that name; into docs/performance.md where no path is given."""
    path = path or DOCUMENT
    begin, end = f"<!-- {name}: written by the command -->", f"<!-- /{name} -->"
    document = path.read_text(encoding="utf-8")
    if begin not in document or end not in document:
        raise Refusal(f"{path.name} has no place for it: the marks {begin} and {end} are gone.")
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    path.write_text(between.sub(lambda _: f"{begin}\n{text}\n{end}", document), encoding="utf-8")
    print(f"Written into {path.relative_to(ROOT)}")
