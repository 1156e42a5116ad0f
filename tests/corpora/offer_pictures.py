"""`python -m tests.corpora.offer_pictures MEGABYTES`: offers the files named on stdin to the press room.

Run as a process of its own, with so much memory and no more, so that one that dies is seen. For each file a
line of JSON: what became of it, `refused` with its code, `taken` with what its renditions still say, or
`raised`; and the most memory that the process has needed so far, in MiB.
"""

import io
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "of the test",
    "DATABASE_URL": "sqlite://:memory:",
}
# What Pillow reads out of a file that is not pixels.
METADATA = {"exif", "xmp", "icc_profile", "comment", "photoshop", "XML:com.adobe.xmp"}


def main(megabytes: str) -> None:
    import django

    django.setup()
    limit = int(megabytes) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for line in sys.stdin:
        said = {"name": line.rstrip("\n"), **_offer(Path(line.rstrip("\n"))), "peak": _peak()}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


def _offer(path: Path) -> dict[str, Any]:
    from press.photographs.decoding import Refused, decode
    from press.photographs.intake import validate_file
    from press.photographs.reading import Unusable
    from press.photographs.renditions import WIDEST

    try:
        with path.open("rb") as file:
            picture = decode(file, widest=WIDEST)
            validate_file(file)
    except (Refused, Unusable) as refused:
        return {"refused": refused.code}
    except BaseException as error:
        return {"raised": repr(error)}
    return {"taken": _still_said(picture.pixels)}


def _still_said(pixels: Any) -> list[str]:
    """Returns what the renditions made of these pixels say besides pixels."""
    from PIL import Image

    from press.models import Rendition
    from press.photographs.renditions import encode

    said: set[str] = set()
    for format_ in Rendition.Format.values:
        with Image.open(io.BytesIO(encode(pixels, format_))) as made:
            said |= METADATA & made.info.keys() | {str(tag) for tag in made.getexif()}
    return sorted(said)


def _peak() -> int:
    """Of this process alone: `ru_maxrss` would begin with that of the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
