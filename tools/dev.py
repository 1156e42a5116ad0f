"""`make dev`: the demonstration for whoever changes it: what is saved is seen at the next request."""

import os

from tools.demonstration import HOST, demonstrate
from tools.setting_up import PYTHON

# Whatever `.env` says. Pages are made for each request, styles and scripts served from where they are.
DEVELOPMENT = {
    "DEBUG": "1",
    "STATIC_HASHED": "0",
    "PAGE_CACHE_BYTES": "0",
    "DJANGO_RUNSERVER_HIDE_WARNING": "true",
}


def main() -> int:
    """Serves until it is told to stop; the worker is not started anew when its code is saved."""
    os.environ |= DEVELOPMENT
    return demonstrate(lambda port: [PYTHON, "-m", "tools.reloading", f"{HOST}:{port}"])
