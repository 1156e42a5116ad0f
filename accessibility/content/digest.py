"""Which rules these are, in a few letters: others have others, so that a caller knows what to check again."""

import hashlib
from pathlib import Path

_FOLDER = Path(__file__).parent


def _read_sources() -> bytes:
    """Returns the sources of the rules and their lists of words, each with its name."""
    files = sorted([*_FOLDER.rglob("*.py"), *_FOLDER.rglob("*.toml")])
    return b"\0".join(
        part for file in files for part in (str(file.relative_to(_FOLDER)).encode(), file.read_bytes())
    )


DIGEST = hashlib.sha256(_read_sources()).hexdigest()[:16]
