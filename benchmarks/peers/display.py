"""What a site owner adds to a CMS for a display of each visitor's own: a context processor."""

import json
import os
from pathlib import Path

from django.utils.safestring import mark_safe

ATTRIBUTES = json.loads((Path(os.environ["BENCH"]) / "display.json").read_text())


def display(request):
    """The attributes of the root element, by the visitor's cookie."""
    return {"display": mark_safe(ATTRIBUTES.get(request.COOKIES.get("display", ""), ""))}
