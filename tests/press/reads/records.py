"""What the tests of counting ask of logs and totals."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from press.models import ReadTotal, Release
from press.reads.log import unpack

MakeRelease = Any


def microseconds(moment: datetime.datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def logged() -> list[int]:
    """The release of every record in the logs, whether folded or not."""
    return [
        release
        for path in Path(settings.READ_LOG_DIR).glob("*.reads")
        for release, _ in unpack(path.read_bytes())[0]
    ]


def total(release: Release) -> int:
    return sum(ReadTotal.objects.filter(release=release).values_list("reads", flat=True))
