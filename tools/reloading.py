"""Run in .venv by `dev`: Django's runserver, which also forgets what a process makes of templates once."""

import os
import sys

from django.core.management import execute_from_command_line
from django.utils.autoreload import StatReloader, file_changed

OURS = {"accessibility", "config", "press"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    StatReloader.SLEEP_TIME = 0.3  # type: ignore[assignment]  # seconds; they need not be whole
    file_changed.connect(forget)
    execute_from_command_line(["manage.py", "runserver", *sys.argv[1:]])


def forget(**_: object) -> None:
    """Empties every `lru_cache` of our modules: the bar and its messages are made once for each choice.

    Django itself loads a changed template or catalogue anew, and starts anew for a module.
    """
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in OURS:
            for kept in vars(module).values():
                if callable(getattr(kept, "cache_clear", None)):
                    kept.cache_clear()


if __name__ == "__main__":
    main()
