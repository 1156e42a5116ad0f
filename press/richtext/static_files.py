"""Of the editor's 7,363 files only those that ours loads are found, collected and served.

What is not served cannot be attacked: no samples, no preview, no file manager's icons.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder

_SERVED = re.compile(
    r"ckeditor/(?:ckeditor-init\.js|fixups\.js|ckeditor/(?:"
    r"ckeditor\.js|LICENSE\.md|lang/(?:en|ru)\.js"
    r"|skins/moono-lisa/(?:(?:editor|dialog)(?:_gecko)?\.css|images/.*|icons(?:_hidpi)?\.png)"
    r"|plugins/(?:icons(?:_hidpi)?\.png|divarea/.*|dialog/styles/.*|tableselection/styles/.*|magicline/images/.*"
    r"|(?:link|table|tabletools|find|clipboard|a11yhelp)/dialogs/[\w]+\.js|a11yhelp/dialogs/lang/(?:en|ru)\.js"
    r"|(?:pastetools|pastefromword|pastefromgdocs|pastefromlibreoffice)/filter/.*)))"
)


def is_served(path: str) -> bool:
    """Returns whether a static file's path, relative to the static root, is one that the site hands out."""
    return not path.startswith("ckeditor/") or _SERVED.fullmatch(path) is not None


class EditorFilesFinder(AppDirectoriesFinder):
    """Stands in for Django's finder of applications' files."""

    def find_in_app(self, app: str, path: str) -> Any:
        return super().find_in_app(app, path) if is_served(path.replace("\\", "/")) else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path, storage in super().list(ignore_patterns or []):
            if is_served(path.replace("\\", "/")):
                yield path, storage
