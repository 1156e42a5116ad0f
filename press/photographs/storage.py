"""The folder of photographs: who on the machine may read what of it."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

# As `Photograph.original` names it. A proxy of another account hands out the renditions beside it; what lies
# here, the unpublished too and all its metadata, nobody but the server reads.
_ORIGINALS = "originals"


class PhotographStorage(FileSystemStorage):
    """MEDIA_ROOT, whose originals open for the server's own account alone, whatever the umask."""

    def _save(self, name: str, content: Any) -> str:
        if name.startswith(f"{_ORIGINALS}/"):
            self._close_originals()
        saved: str = super()._save(name, content)  # type: ignore[misc]
        return saved

    def _close_originals(self) -> None:
        folder = Path(self.path(_ORIGINALS))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(PermissionError):  # another account's folder is that one's to close
            folder.chmod(0o700)
