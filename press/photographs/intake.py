"""Taking a photograph in: judged by its content, kept once a story, shown at once."""

import hashlib
from collections.abc import Mapping
from typing import IO, Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from press.models import Photograph, Story, User
from press.photographs.decoding import BYTE_LIMIT, Picture
from press.photographs.description import Description, describe_file
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
    words = {f"credit_{language}": name for language, name in (credit or {}).items()}
    photograph = Photograph(
        story=story, sha256=sha256, uploaded_by=by, rights=rights, ai_use_is_asked=True, **words
    )
    picture = _take_in(photograph, file)
    _describe(photograph, picture)
    try:
        _save(photograph, picture)
    except IntegrityError:
        # The same file, taken in by somebody else in the meantime; anything else raises again.
        return story.photographs.get(sha256=sha256)
    return photograph


@transaction.atomic
def create_upload(file: "IO[bytes] | File[Any]", *, by: User) -> tuple[Photograph, Description]:
    """Returns the file as a photograph of no story yet, its officer's alone, and what it says of itself.

    Raises as `create_photograph` does.
    """
    photograph = Photograph(sha256=_sha256(file), uploaded_by=by, ai_use_is_asked=True)
    picture = _take_in(photograph, file)
    description = _describe(photograph, picture)
    _save(photograph, picture)
    return photograph, description


def claim(upload: Photograph, story: Story) -> Photograph:
    """Returns the story's photograph of an upload: itself from now on, or the one of that file that is there.

    The upload is locked by whoever asks. Its files, where it goes, are left to `sweep`.
    """
    upload.story = story
    try:
        with transaction.atomic():
            upload.save(update_fields=["story"])
    except IntegrityError:
        known = story.photographs.get(sha256=upload.sha256)
        upload.delete()
        return known
    return upload


def _take_in(photograph: Photograph, file: "IO[bytes] | File[Any]") -> Picture:
    """Writes the file of a photograph that is not saved yet; returns what is seen on it."""
    stream = _stream(file)
    picture = read(stream, widest=AT_ONCE)
    stream.seek(0)
    photograph.width, photograph.height = picture.width, picture.height
    save_whole(photograph.original, random_name(_EXTENSIONS[picture.format]), File(stream))
    return picture


def _describe(photograph: Photograph, picture: Picture) -> Description:
    description = describe_file(picture.metadata)
    photograph.place, photograph.taken_on = description.place, description.taken_on
    photograph.digital_source = description.digital_source
    return description


def _save(photograph: Photograph, picture: Picture) -> None:
    """Saves the row with its first rendition; where that fails its file goes."""
    with (
        kept_only_if_it_holds(photograph.original.storage, photograph.original.name or ""),
        transaction.atomic(),
    ):
        photograph.save()
        make_first(photograph, picture)


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
