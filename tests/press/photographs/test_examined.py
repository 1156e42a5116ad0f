"""What is taken in and what is refused, each with its own word."""

import io
import struct
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from press.models import Photograph, Story, User
from press.photographs.decoding import BYTE_LIMIT, Unusable
from press.photographs.intake import create_photograph, validate_file
from tests.press.photographs.files import files_under, pattern, png_of, saved


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_four_formats_are_taken_whatever_the_file_is_called(
    format_: str, story: Story, author: User
) -> None:
    upload = SimpleUploadedFile("notes.txt", saved(pattern(), format_).read(), content_type="text/plain")
    photograph = create_photograph(
        upload, story=story, by=author, credit={"en": "N. Baibulin"}, rights="Free."
    )
    assert (photograph.width, photograph.height, photograph.rights) == (1600, 1067, "Free.")
    assert photograph.credit("en").text == "N. Baibulin"
    assert [(r.format, r.width, r.height) for r in photograph.renditions.all()] == [("jpeg", 1280, 854)]


def heic() -> io.BytesIO:
    return io.BytesIO(struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + bytes(500))


REFUSED = {
    "heic": (heic, "heic", "HEIC"),
    "svg": (lambda: io.BytesIO(b'<?xml version="1.0"?><svg viewBox="0 0 9 9"/>'), "svg", "SVG"),
    "svg with a mark": (lambda: io.BytesIO(b"\xef\xbb\xbf\n<svg onload='alert(1)'></svg>"), "svg", "SVG"),
    "gif": (lambda: saved(pattern(9, 9), "GIF"), "format", "GIF"),
    "tiff": (lambda: saved(pattern(9, 9), "TIFF"), "format", "TIFF"),
    "bmp": (lambda: saved(pattern(9, 9), "BMP"), "format", "BMP"),
    "html": (lambda: io.BytesIO(b"<!doctype html><script>alert(1)</script>"), "not a photograph", "JPEG"),
    "pdf": (lambda: io.BytesIO(b"%PDF-1.7\n"), "not a photograph", "JPEG"),
    "empty": (lambda: io.BytesIO(b""), "not a photograph", "JPEG"),
    "html after a png's beginning": (
        lambda: io.BytesIO(b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"), "damaged", "damaged",
    ),
    "bomb of 169 megapixels": (lambda: png_of(13_000, 13_000), "pixels", "megapixels"),
    "bomb of 3,600 megapixels": (lambda: png_of(60_000, 60_000), "pixels", "megapixels"),
    "41 megapixels that need their whole bitmap": (lambda: png_of(6_400, 6_406), "pixels", "megapixels"),
    "a side too long": (lambda: png_of(20_000, 100), "side", "16383"),
    "truncated jpeg": (lambda: io.BytesIO(saved(pattern(), "JPEG").read()[:-900]), "damaged", "damaged"),
    "truncated webp": (lambda: io.BytesIO(saved(pattern(), "WEBP").read()[:-300]), "damaged", "damaged"),
    "truncated png": (lambda: io.BytesIO(saved(pattern(), "PNG").read()[:-900]), "damaged", "damaged"),
    "truncated avif": (lambda: io.BytesIO(saved(pattern(), "AVIF").read()[:-300]), "damaged", "damaged"),
    "too many bytes": (
        lambda: io.BytesIO(saved(pattern(9, 9), "JPEG").read() + bytes(BYTE_LIMIT)), "bytes", "40 MB",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_all_else_is_refused_with_its_own_word_and_leaves_nothing(
    name: str, story: Story, author: User, settings: Any
) -> None:
    make, code, word = REFUSED[name]
    for refuse in (validate_file, lambda file: create_photograph(file, story=story, by=author)):
        with pytest.raises(Unusable) as refused:
            refuse(make())
        assert refused.value.code == code
        assert word in refused.value.messages[0]
    assert Photograph.objects.count() == 0
    assert files_under(settings.MEDIA_ROOT) == []


def test_a_progressive_jpeg_with_far_too_many_scans_is_refused() -> None:
    content = saved(pattern(64, 64), "JPEG", progressive=True).read()
    scan = content[content.index(b"\xff\xda") : -2]
    with pytest.raises(Unusable):
        validate_file(io.BytesIO(content[:-2] + scan * 20 + b"\xff\xd9"))


def test_examining_leaves_the_file_ready_to_be_taken_in(story: Story, author: User) -> None:
    upload = SimpleUploadedFile("a.jpg", saved(pattern(), "JPEG").read())
    validate_file(upload)
    assert create_photograph(upload, story=story, by=author).original.size == upload.size
