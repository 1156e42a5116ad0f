"""Taking a photograph in: judged by its content, kept once a story, shown at once."""

import hashlib
from collections.abc import Mapping
from typing import IO, Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from press.models import Photograph, Story, User
from press.photographs.decoding import BYTE_LIMIT
from press.photographs.reading import Unusable, read
from press.photographs.renditions import AT_ONCE, kept_only_if_it_holds, make_first, random_name, save_whole

_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}


def validate_file(file: "IO[bytes] | File[Any]") -> None:
    """Raises Unusable, with a sentence for the officer, unless `create_photograph` would take the file.

    For a form's `clean`: decodes the whole picture, and leaves the file at its beginning.
    """
    _sha256(file)
    try:
        read(_stream(file), widest=AT_ONCE)
    finally:
        file.seek(0)


@transaction.atomic
def create_photograph(
    file: "IO[bytes] | File[Any]",
    *,
    story: Story,
    by: User | None,
    credit: Mapping[str, str] | None = None,
    rights: str = "",
) -> Photograph:
    """Returns the story's photograph made from the file; the one it already has, when it is the same file.

    `credit` names the photographer by language. Raises Unusable for what is not taken, OSError where it
    cannot be kept; then neither a row nor a file is left. A file whose transaction fails later is left to
    `sweep`.
    """
    sha256 = _sha256(file)
    if known := story.photographs.filter(sha256=sha256).first():
        return known
    stream = _stream(file)
    picture = read(stream, widest=AT_ONCE)
    stream.seek(0)
    photograph = Photograph(
        story=story,
        sha256=sha256,
        width=picture.width,
        height=picture.height,
        uploaded_by=by,
        rights=rights,
        **{f"credit_{language}": name for language, name in (credit or {}).items()},
    )
    save_whole(photograph.original, random_name(_EXTENSIONS[picture.format]), File(stream))
    with kept_only_if_it_holds(photograph.original.storage, photograph.original.name or ""):
        try:
            with transaction.atomic():
                photograph.save()
                make_first(photograph, picture)
        except IntegrityError:
            # The same file, taken in by somebody else in the meantime; anything else raises again.
            quicker = story.photographs.get(sha256=sha256)
            photograph.original.storage.delete(photograph.original.name or "")
            return quicker
    return photograph


def too_many_bytes() -> Unusable:
    """Returns what is said of a file over BYTE_LIMIT."""
    return Unusable("bytes", limit=BYTE_LIMIT // (1024 * 1024))


def _stream(file: "IO[bytes] | File[Any]") -> IO[bytes]:
    """Returns what Pillow can read: an upload's inner file, whose methods are whole."""
    inner = file.file if isinstance(file, File) else file
    assert inner is not None
    return inner


def _sha256(file: "IO[bytes] | File[Any]") -> str:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(1024 * 1024):
        size += len(chunk)
        if size > BYTE_LIMIT:
            raise too_many_bytes()
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
