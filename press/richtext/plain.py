"""What is typed without the editor, which makes paragraphs: where JavaScript does not run."""

import re

_TAG = re.compile(r"<[a-zA-Z/!]")
_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


def add_paragraphs(text: str) -> str:
    """Returns text without a tag as HTML, its paragraphs parted by empty lines; HTML stays as it is."""
    if _TAG.search(text) or not text.strip():
        return text
    paragraphs = _BETWEEN.split(text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{paragraph.replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)
