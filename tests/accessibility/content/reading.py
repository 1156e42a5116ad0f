"""The texts that break a rule and those that nearly do, as they stand in `cases/<rule>.toml`.

Under each language `breaks` and `misses`: an entry is the HTML of a body, or a table of what there is beside
it (KEYS). At the top `applies` names the languages where the rule has not all three.
"""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from accessibility.content import AIUse, Content, Image, Name, Role, Text

CASES = Path(__file__).parent / "cases"
LANGUAGES = ("kk", "ru", "en")


class Case(NamedTuple):
    rule: str
    language: str
    entry: Any
    breaks: bool


def load() -> list[Case]:
    return [
        Case(path.stem, language, entry, kind == "breaks")
        for path in sorted(CASES.glob("*.toml"))
        for language, kinds in tomllib.loads(path.read_text(encoding="utf-8")).items()
        if language in LANGUAGES
        for kind, entries in kinds.items()
        for entry in entries
    ]


def languages_of(rule: str) -> tuple[str, ...]:
    said = tomllib.loads((CASES / f"{rule}.toml").read_text(encoding="utf-8"))
    return tuple(said.get("applies", LANGUAGES))


def build(language: str, entry: Any) -> Content:
    """Returns what an entry says as the content that is checked.

    `body` (HTML), `title`, `lead`, `note`; of one picture `alternative`, `caption`, `decorative`, `file`,
    `ai`, `source`; `ai_use` of the text; `names`: preferred spelling → its variants; `translations`: language
    → entry.
    """
    told: dict[str, Any] = {"body": entry} if isinstance(entry, str) else entry
    texts = [
        Text(name, told[name], language, role, is_html=name == "body")
        for name, role in (
            ("title", Role.TITLE),
            ("lead", Role.LEAD),
            ("body", Role.BODY),
            ("note", Role.OTHER),
        )
        if name in told
    ]
    images = []
    if told.keys() & {"alternative", "caption", "decorative", "file", "ai", "source"}:
        alternative = Text("alternative-1", told.get("alternative", ""), language, Role.ALTERNATIVE)
        caption = Text("caption-1", told.get("caption", ""), language, Role.CAPTION)
        texts += [alternative, caption]
        images.append(
            Image(
                "image-1",
                alternative,
                caption,
                is_decorative=told.get("decorative", False),
                file_name=told.get("file", ""),
                ai_use=AIUse(told["ai"]) if "ai" in told else None,
                digital_source=told.get("source", ""),
            )
        )
    return Content(
        language,
        texts,
        images,
        names=[Name(language, kept, tuple(variants)) for kept, variants in told.get("names", {}).items()],
        translations=[build(other, said) for other, said in told.get("translations", {}).items()],
        ai_use=AIUse(told["ai_use"]) if "ai_use" in told else None,
    )
