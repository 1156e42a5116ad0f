"""How many Kazakh words a second the search stems: `python -m benchmarks.stems [text …]`.

Without texts: those of the sample press room.
"""

import re
import sys
import time
import tomllib
from pathlib import Path

from press.search.kazakh import stems
from tools.setting_up import ROOT

PASSES = 5


def main(texts: list[str]) -> None:
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower())]
    different = list(dict.fromkeys(words))
    print(f"{len(words):,} words, {len(different):,} different")
    _tell("each different word once", different, passes=1)
    _tell("the text from its beginning", words, passes=1)
    _tell(f"the text {PASSES} times over", words, passes=PASSES)


def _tell(what: str, words: list[str], passes: int) -> None:
    stems.cache_clear()
    began = time.process_time()
    for _ in range(passes):
        for word in words:
            stems(word)
    print(f"{what}: {len(words) * passes / (time.process_time() - began):,.0f} words a second")


def _sample_texts() -> list[str]:
    stories = sorted((ROOT / "press" / "sample" / "stories").glob("*.toml"))
    editions = [tomllib.loads(story.read_text(encoding="utf-8")).get("kk", {}) for story in stories]
    parts = (edition.get(part, "") for edition in editions for part in ("title", "lead", "body"))
    return [re.sub("<[^>]+>", " ", part) for part in parts]


if __name__ == "__main__":
    main([Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]] or _sample_texts())
