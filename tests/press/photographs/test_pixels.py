"""What is left of a photograph: upright, in sRGB, and nothing but pixels."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from press.models import Story, User
from press.photographs.intake import create_photograph, validate_file
from press.photographs.reading import Unusable
from press.photographs.renditions import make_missing
from tests.press.photographs.files import (
    GPS_SECRET,
    pattern,
    pixels_of,
    saved,
    with_metadata,
)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_rendition_is_upright_and_says_nothing_but_pixels(
    format_: str, orientation: int, story: Story, author: User
) -> None:
    image = pattern(400, 200)
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)
    turned = image if undo is None else image.transpose(Image.Transpose(undo))
    file = saved(turned, format_, exif=with_metadata(orientation), quality=90)
    assert GPS_SECRET in file.getvalue()
    photograph = create_photograph(file, story=story, by=author)
    make_missing()
    assert (photograph.width, photograph.height) == (400, 200)
    made = list(photograph.renditions.all())
    assert {(r.format, r.width, r.height) for r in made} == {
        *(("jpeg", w, h) for w, h in [(400, 200)]),
        *((f, w, h) for f in ("webp", "avif") for w, h in [(360, 180), (400, 200)]),
    }
    for rendition in made:
        with rendition.file.open("rb") as opened:
            content = opened.read()
        assert GPS_SECRET not in content
        assert b"Baibulin" not in content
        picture = pixels_of(rendition)
        assert dict(picture.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment"} & picture.info.keys()
        red, _, blue = picture.convert("RGB").getpixel((10, 10))  # type: ignore[misc]
        assert red > 180 > blue


def test_comments_and_xmp_are_left_behind(story: Story, author: User) -> None:
    file = saved(pattern(400, 200), "JPEG", comment=GPS_SECRET, xmp=b"<x:xmpmeta>" + GPS_SECRET)
    photograph = create_photograph(file, story=story, by=author)
    make_missing()
    for rendition in photograph.renditions.all():
        with rendition.file.open("rb") as opened:
            assert GPS_SECRET not in opened.read()


def test_a_page_hidden_behind_the_picture_is_left_behind(story: Story, author: User) -> None:
    file = io.BytesIO(saved(pattern(400, 200), "JPEG").read() + b"<script>alert(1)</script>")
    photograph = create_photograph(file, story=story, by=author)
    with photograph.renditions.get().file.open("rb") as opened:
        assert b"<script>" not in opened.read()


def test_colours_of_another_profile_become_srgb(story: Story, author: User) -> None:
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A profile whose red is our blue: what was written red must be shown blue.
    swapped = plain.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    file = saved(Image.new("RGB", (400, 200), (250, 0, 0)), "JPEG", quality=95, icc_profile=swapped)
    red, _, blue = pixels_of(create_photograph(file, story=story, by=author).renditions.get()).getpixel(
        (9, 9)
    )
    assert (red < 30, blue > 220) == (True, True)


def test_a_profile_that_does_not_fit_is_no_reason_to_refuse(story: Story, author: User) -> None:
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (grey, b"not a profile"):
        file = saved(Image.new("RGB", (400, 200), (200, 120, 60)), "PNG", icc_profile=profile)
        pixel = pixels_of(create_photograph(file, story=story, by=author).renditions.get()).getpixel((9, 9))
        assert max(abs(a - b) for a, b in zip(pixel, (200, 120, 60), strict=True)) < 8


def test_a_picture_in_printing_colours_keeps_them(story: Story, author: User) -> None:
    file = saved(Image.new("RGB", (400, 200), (200, 120, 60)).convert("CMYK"), "JPEG", quality=95)
    pixel = pixels_of(create_photograph(file, story=story, by=author).renditions.get()).getpixel((9, 9))
    assert max(abs(a - b) for a, b in zip(pixel, (200, 120, 60), strict=True)) < 12


def test_a_phone_that_writes_two_pictures_in_one_file_is_taken_at_its_first(
    story: Story, author: User
) -> None:
    second = pattern(100, 50)
    file = saved(pattern(), "MPO", save_all=True, append_images=[second])
    assert create_photograph(file, story=story, by=author).width == 1600


@settings(deadline=None)
@given(
    st.sampled_from(
        [b"", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF\x99\0\0\0WEBPVP8 ", b"\0\0\0\x1cftypavif"]
    ),
    st.binary(max_size=300),
)
def test_whatever_bytes_come_there_is_a_word_for_them(beginning: bytes, rest: bytes) -> None:
    with pytest.raises(Unusable) as refused:
        validate_file(io.BytesIO(beginning + rest))
    assert refused.value.messages[0]


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF"]), st.data())
@settings(deadline=None, max_examples=150)
def test_a_damaged_photograph_is_taken_or_refused_but_breaks_nothing(
    format_: str, data: st.DataObject
) -> None:
    content = bytearray(saved(pattern(64, 48), format_, exif=with_metadata(6)).getvalue())
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unusable):
        validate_file(io.BytesIO(bytes(content)))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "I;16"])
def test_every_kind_of_png_becomes_a_plain_picture(mode: str, story: Story, author: User) -> None:
    if mode == "I;16":
        image = Image.new("I;16", (400, 200), 65535)
    elif mode in ("RGBA", "LA"):
        image = Image.new(mode, (400, 200))  # wholly transparent
    else:
        image = Image.new("RGB", (400, 200), "white").convert(mode)
    photograph = create_photograph(saved(image, "PNG"), story=story, by=author)
    colours = pixels_of(photograph.renditions.get()).getpixel((9, 9))
    assert colours == (255, 255, 255)
