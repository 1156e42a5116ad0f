"""Photographs: what is taken in and what is refused, what readers get of it, and until when."""

import contextlib
import datetime
import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from press import workflow
from press.illustrations import renditions
from press.illustrations.decoding import BYTE_LIMIT, Unusable
from press.illustrations.intake import examine, take_in
from press.illustrations.orphans import sweep
from press.illustrations.pictures import prefetched
from press.illustrations.renditions import make_missing, wanted
from press.models import Edition, Illustration, Photograph, Release, Rendition, Story, User

pytestmark = pytest.mark.django_db

GPS_SECRET = b"51.1282N-GPS-SECRET"


def pattern(width: int = 1600, height: int = 1067) -> Image.Image:
    """A picture whose top left quarter is red: its orientation can be seen."""
    image = Image.new("RGB", (width, height), (40, 90, 160))
    image.paste((220, 30, 30), (0, 0, width // 2, height // 2))
    return image


def saved(image: Image.Image, format_: str, **options: Any) -> io.BytesIO:
    out = io.BytesIO()
    image.save(out, format_, **options)
    out.seek(0)
    return out


def with_metadata(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "N. Baibulin"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 7.0, 41.0), 29: GPS_SECRET.decode()})
    return exif


def png_of(width: int, height: int) -> io.BytesIO:
    """A valid PNG of any size in a few kilobytes: every row is zeros."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * min(height, 100), 9)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


@pytest.fixture
def story(db: None) -> Story:
    return Story.objects.create()


@pytest.fixture(autouse=True)
def no_photograph_is_on_the_waiting_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "_failed", {})


def files_under(folder: Any) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def pixels_of(rendition: Rendition) -> Image.Image:
    with rendition.file.open("rb") as file, Image.open(file) as image:
        image.load()
        return image.copy()


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_four_formats_are_taken_whatever_the_file_is_called(
    format_: str, story: Story, author: User
) -> None:
    upload = SimpleUploadedFile("notes.txt", saved(pattern(), format_).read(), content_type="text/plain")
    photograph = take_in(upload, story=story, by=author, credit={"en": "N. Baibulin"}, rights="Free.")
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
    for refuse in (examine, lambda file: take_in(file, story=story, by=author)):
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
        examine(io.BytesIO(content[:-2] + scan * 20 + b"\xff\xd9"))


def test_examining_leaves_the_file_ready_to_be_taken_in(story: Story, author: User) -> None:
    upload = SimpleUploadedFile("a.jpg", saved(pattern(), "JPEG").read())
    examine(upload)
    assert take_in(upload, story=story, by=author).original.size == upload.size


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
    photograph = take_in(file, story=story, by=author)
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
    photograph = take_in(file, story=story, by=author)
    make_missing()
    for rendition in photograph.renditions.all():
        with rendition.file.open("rb") as opened:
            assert GPS_SECRET not in opened.read()


def test_a_page_hidden_behind_the_picture_is_left_behind(story: Story, author: User) -> None:
    file = io.BytesIO(saved(pattern(400, 200), "JPEG").read() + b"<script>alert(1)</script>")
    photograph = take_in(file, story=story, by=author)
    with photograph.renditions.get().file.open("rb") as opened:
        assert b"<script>" not in opened.read()


def test_colours_of_another_profile_become_srgb(story: Story, author: User) -> None:
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A profile whose red is our blue: what was written red must be shown blue.
    swapped = plain.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    file = saved(Image.new("RGB", (400, 200), (250, 0, 0)), "JPEG", quality=95, icc_profile=swapped)
    red, _, blue = pixels_of(take_in(file, story=story, by=author).renditions.get()).getpixel((9, 9))
    assert (red < 30, blue > 220) == (True, True)


def test_a_profile_that_does_not_fit_is_no_reason_to_refuse(story: Story, author: User) -> None:
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (grey, b"not a profile"):
        file = saved(Image.new("RGB", (400, 200), (200, 120, 60)), "PNG", icc_profile=profile)
        pixel = pixels_of(take_in(file, story=story, by=author).renditions.get()).getpixel((9, 9))
        assert max(abs(a - b) for a, b in zip(pixel, (200, 120, 60), strict=True)) < 8


def test_a_picture_in_printing_colours_keeps_them(story: Story, author: User) -> None:
    file = saved(Image.new("RGB", (400, 200), (200, 120, 60)).convert("CMYK"), "JPEG", quality=95)
    pixel = pixels_of(take_in(file, story=story, by=author).renditions.get()).getpixel((9, 9))
    assert max(abs(a - b) for a, b in zip(pixel, (200, 120, 60), strict=True)) < 12


def test_a_phone_that_writes_two_pictures_in_one_file_is_taken_at_its_first(
    story: Story, author: User
) -> None:
    second = pattern(100, 50)
    file = saved(pattern(), "MPO", save_all=True, append_images=[second])
    assert take_in(file, story=story, by=author).width == 1600


@given(
    st.sampled_from(
        [b"", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF\x99\0\0\0WEBPVP8 ", b"\0\0\0\x1cftypavif"]
    ),
    st.binary(max_size=300),
)
def test_whatever_bytes_come_there_is_a_word_for_them(beginning: bytes, rest: bytes) -> None:
    with pytest.raises(Unusable) as refused:
        examine(io.BytesIO(beginning + rest))
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
        examine(io.BytesIO(bytes(content)))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "I;16"])
def test_every_kind_of_png_becomes_a_plain_picture(mode: str, story: Story, author: User) -> None:
    if mode == "I;16":
        image = Image.new("I;16", (400, 200), 65535)
    elif mode in ("RGBA", "LA"):
        image = Image.new(mode, (400, 200))  # wholly transparent
    else:
        image = Image.new("RGB", (400, 200), "white").convert(mode)
    photograph = take_in(saved(image, "PNG"), story=story, by=author)
    colours = pixels_of(photograph.renditions.get()).getpixel((9, 9))
    assert colours == (255, 255, 255)


def test_the_same_file_again_is_the_same_photograph_of_a_story(
    story: Story, author: User, settings: Any
) -> None:
    first = take_in(saved(pattern(), "JPEG"), story=story, by=author)
    before = files_under(settings.MEDIA_ROOT)
    assert take_in(saved(pattern(), "JPEG"), story=story, by=author) == first
    assert files_under(settings.MEDIA_ROOT) == before
    assert take_in(saved(pattern(), "JPEG"), story=Story.objects.create(), by=author) != first


def test_names_of_files_tell_nothing(story: Story, author: User) -> None:
    upload = SimpleUploadedFile("budget-2027-secret.jpg", saved(pattern(), "JPEG").read())
    photograph = take_in(upload, story=story, by=author)
    names = [photograph.original.name, photograph.renditions.get().file.name]
    assert [len(Path(name).stem) for name in names] == [30, 30]
    assert not any("budget" in name for name in names)


def test_a_failure_while_taking_in_leaves_no_file(
    story: Story, author: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("press.illustrations.intake.make_first", fail)
    with pytest.raises(RuntimeError):
        take_in(saved(pattern(), "JPEG"), story=story, by=author)
    assert files_under(settings.MEDIA_ROOT) == []
    assert Photograph.objects.count() == 0


def test_what_a_later_failure_leaves_is_swept_once_it_is_old(
    story: Story, author: User, settings: Any
) -> None:
    kept = take_in(saved(pattern(400, 200), "JPEG"), story=story, by=author)
    with pytest.raises(RuntimeError), transaction.atomic():
        take_in(saved(pattern(), "JPEG"), story=story, by=author)
        raise RuntimeError
    assert len(files_under(settings.MEDIA_ROOT)) == 4
    assert sweep() == 0
    assert sweep(older_than=-datetime.timedelta(seconds=5)) == 2
    names = {kept.original.name, kept.renditions.get().file.name}
    assert {str(path.relative_to(settings.MEDIA_ROOT)) for path in files_under(settings.MEDIA_ROOT)} == names


def test_renditions_are_never_wider_than_the_photograph() -> None:
    assert [max(width for _, width in wanted(each)) for each in (5000, 1500, 700, 40)] == [
        1920,
        1500,
        700,
        40,
    ]


def test_making_what_is_missing_twice_changes_nothing(story: Story, author: User, settings: Any) -> None:
    photograph = take_in(saved(pattern(2000, 1000), "JPEG"), story=story, by=author)
    assert make_missing() == len(wanted(2000)) - 1
    files = files_under(settings.MEDIA_ROOT)
    assert make_missing() == 0
    assert files_under(settings.MEDIA_ROOT) == files
    assert {(r.format, r.width) for r in photograph.renditions.all()} == set(wanted(2000))


def test_a_worker_killed_in_between_is_taken_up_where_it_stopped(
    story: Story, author: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    photograph = take_in(saved(pattern(), "JPEG"), story=story, by=author)
    encode = renditions.encode

    def killed(pixels: Image.Image, format_: str) -> bytes:
        if format_ == Rendition.Format.AVIF:
            raise KeyboardInterrupt
        return encode(pixels, format_)

    monkeypatch.setattr(renditions, "encode", killed)
    with pytest.raises(KeyboardInterrupt):
        make_missing()
    there = photograph.renditions.count()
    assert 1 < there < len(wanted(1600))
    monkeypatch.setattr(renditions, "encode", encode)
    assert make_missing() == len(wanted(1600)) - there
    assert len(files_under(settings.MEDIA_ROOT)) == 1 + len(wanted(1600))


def test_what_two_workers_made_is_kept_once(
    story: Story, author: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    photograph = take_in(saved(pattern(400, 200), "JPEG"), story=story, by=author)
    encode = renditions.encode
    others: list[str] = []

    def overtaken(pixels: Image.Image, format_: str) -> bytes:
        if not others:
            others.append(format_)
            make_missing()
        return encode(pixels, format_)

    monkeypatch.setattr(renditions, "encode", overtaken)
    make_missing()
    assert {(r.format, r.width) for r in photograph.renditions.all()} == set(wanted(400))
    assert len(files_under(settings.MEDIA_ROOT)) == 1 + len(wanted(400))


def test_a_lost_file_does_not_hold_up_the_others(story: Story, author: User, caplog: Any) -> None:
    complete = take_in(saved(pattern(400, 200), "JPEG"), story=story, by=author)
    lost = take_in(saved(pattern(401, 200), "JPEG"), story=story, by=author)
    lost.original.storage.delete(lost.original.name)
    assert make_missing(1) == 0
    assert make_missing(1) == len(wanted(400)) - 1
    assert complete.renditions.count() == len(wanted(400))
    assert f"no renditions of photograph {lost.pk}" in caplog.text


# Where they lie


class Bucket(InMemoryStorage):
    """A storage like S3: names alone, no folders and no paths; says which files were fetched."""

    fetched: ClassVar[list[str]] = []

    def exists(self, name: str) -> bool:
        return super().exists(name) and "." in name

    def _open(self, name: str, mode: str = "rb") -> Any:
        self.fetched.append(name)
        return super()._open(name, mode)  # type: ignore[misc]


@pytest.fixture
def bucket(settings: Any) -> Any:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.Bucket"}}
    Bucket.fetched.clear()
    return default_storage


def test_photographs_may_lie_where_there_are_neither_folders_nor_paths(
    bucket: Any, illustrated: Callable[..., Illustration], client: Client, settings: Any
) -> None:
    used = illustrated("live")
    assert make_missing() == len(wanted(400)) - 1
    answer = client.get(address_of(used))
    assert Image.open(io.BytesIO(answer.content)).size == (400, 200)
    head = client.head(address_of(used))
    assert head.headers["Content-Length"] == str(len(answer.content))
    assert client.get(address_of(illustrated("scheduled"))).status_code == 404
    with pytest.raises(RuntimeError), transaction.atomic():
        take_in(saved(pattern(), "JPEG"), story=used.photograph.story, by=None)
        raise RuntimeError
    assert sweep(older_than=-datetime.timedelta(seconds=5)) == 2
    assert client.get(address_of(used)).content == answer.content
    assert files_under(settings.MEDIA_ROOT) == []


def test_what_the_browser_has_already_is_not_fetched(
    bucket: Any, illustrated: Callable[..., Illustration], client: Client
) -> None:
    used = illustrated("live")
    etag = client.get(address_of(used)).headers["ETag"]
    Bucket.fetched.clear()
    assert client.get(address_of(used), headers={"if-none-match": etag}).status_code == 304
    assert Bucket.fetched == []


def test_a_command_sweeps(story: Story, author: User, settings: Any) -> None:
    take_in(saved(pattern(400, 200), "JPEG"), story=story, by=author)
    old = settings.MEDIA_ROOT / "renditions" / "ab" / "left.jpg"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_bytes(b"left")
    os.utime(old, (0, 0))
    out = io.StringIO()
    call_command("sweep_photographs", stdout=out)
    assert out.getvalue() == "1 files deleted\n"
    assert len(files_under(settings.MEDIA_ROOT)) == 2


# Who may see it


@pytest.fixture
def illustrated(make_release: Callable[..., Release], author: User) -> Callable[..., Illustration]:
    """Returns a builder: a release in any state whose first edition shows a photograph."""

    def build(state: str) -> Illustration:
        release = make_release(state="draft")
        edition = release.editions.get()
        photograph = take_in(saved(pattern(400, 200), "JPEG"), story=release.story, by=author)
        used = Illustration.objects.create(
            edition=edition, photograph=photograph, alternative_text="A table", caption="The talks"
        )
        _bring_to(state, edition)
        return used

    return build


def _bring_to(state: str, edition: Edition) -> None:
    officers = {user.username: user for user in User.objects.all()}
    if state == "draft":
        return
    workflow.submit(edition, by=officers["author"])
    if state == "submitted":
        return
    ahead = timezone.now() + datetime.timedelta(days=1) if state == "scheduled" else None
    workflow.approve(edition, by=officers["editor"], live_from=ahead)
    if state == "withdrawn":
        workflow.withdraw(edition.release, by=officers["editor"], reason="Wrong figures.")
    if state == "removed":
        workflow.remove(edition.release, by=officers["chief"], reason="By mistake.")


def address_of(used: Illustration) -> str:
    return reverse("illustrations:rendition", kwargs={"pk": used.photograph_id, "width": 400, "ext": "jpg"})


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("draft", 404),
        ("submitted", 404),
        ("scheduled", 404),
        ("live", 200),
        ("withdrawn", 200),
        ("removed", 404),
    ],
)
def test_a_photograph_is_as_public_as_its_text(
    state: str, status: int, illustrated: Callable[..., Illustration], client: Client
) -> None:
    assert client.get(address_of(illustrated(state))).status_code == status


def test_a_photograph_left_out_of_a_correction_stays_with_the_history(
    illustrated: Callable[..., Illustration], client: Client, author: User, editor: User
) -> None:
    used = illustrated("live")
    edition = workflow.start_edition(used.edition.release, by=author)
    edition.illustrations.all().delete()
    other = take_in(saved(pattern(402, 200), "JPEG"), story=used.photograph.story, by=author)
    Illustration.objects.create(edition=edition, photograph=other, decorative=True)
    assert client.get(f"/media/{other.pk}/402.jpg").status_code == 404
    workflow.revise(edition, by=author, minor=True)
    workflow.submit(edition, by=author)
    workflow.approve(edition, by=editor)
    assert client.get(f"/media/{other.pk}/402.jpg").status_code == 200
    assert client.get(address_of(used)).status_code == 200


def test_a_public_picture_is_asked_for_again_each_time_and_runs_nothing(
    illustrated: Callable[..., Illustration], client: Client
) -> None:
    used = illustrated("live")
    answer = client.get(address_of(used))
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(answer.content)).size == (400, 200)
    etag = answer.headers["ETag"]
    assert etag.startswith('"')
    again = client.get(address_of(used), headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    head = client.head(address_of(used))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(answer.content))
    assert client.post(address_of(used)).status_code == 405


def test_staff_see_what_is_not_public_and_nobody_stores_it(
    illustrated: Callable[..., Illustration], client: Client, author: User
) -> None:
    used = illustrated("draft")
    client.force_login(author)
    answer = client.get(address_of(used))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer.headers
    author.groups.clear()
    assert client.get(address_of(used)).status_code == 404
    author.is_staff = False
    author.is_superuser = True
    author.save()
    assert client.get(address_of(used)).status_code == 404


def test_a_reader_opens_no_session(
    illustrated: Callable[..., Illustration], client: Client, django_assert_num_queries: Any
) -> None:
    public, hidden = address_of(illustrated("live")), address_of(illustrated("draft"))
    client.cookies["sessionid"] = "somebodys"
    with django_assert_num_queries(1):
        assert "Cookie" not in client.get(public).headers.get("Vary", "")
    del client.cookies["sessionid"]
    with django_assert_num_queries(1):
        answer = client.get(hidden)
    # Django adds it when somebody looked into the session.
    assert (answer.status_code, "Cookie" in answer.headers.get("Vary", "")) == (404, False)


def test_what_does_not_exist_looks_like_what_is_not_public(
    illustrated: Callable[..., Illustration], client: Client
) -> None:
    used = illustrated("draft")
    hidden = client.get(address_of(used))
    for path in ("999999/400.jpg", f"{used.photograph_id}/401.jpg", f"{used.photograph_id}/400.gif"):
        missing = client.get(f"/media/{path}")
        assert (missing.status_code, missing.content) == (404, hidden.content)
        assert missing.headers["Cache-Control"] == "no-store"
    assert client.get(f"/media/{used.photograph.original.name}").status_code == 404


def test_a_proxy_is_told_the_file_and_sends_it_itself(
    illustrated: Callable[..., Illustration], client: Client, settings: Any
) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/protected/"
    used = illustrated("live")
    answer = client.get(address_of(used))
    name = used.photograph.renditions.get().file.name
    assert (answer.headers["X-Accel-Redirect"], answer.content) == (f"/protected/{name}", b"")
    assert answer.headers["Content-Type"] == "image/jpeg"


# On the page


def shown(template: str, used: Illustration, cookie: str = "") -> str:
    request = RequestFactory(HTTP_COOKIE=cookie).get("/")
    with translation.override("en"):
        return Template("{% load pictures %}" + template).render(Context({"request": request, "used": used}))


def test_a_picture_offers_only_what_exists_and_keeps_its_place(
    illustrated: Callable[..., Illustration],
) -> None:
    used = illustrated("live")
    at_once = shown("{% picture used %}", used)
    assert "<source" not in at_once
    assert f'src="{address_of(used)}"' in at_once
    assert 'width="400" height="200" alt="A table"' in at_once
    assert 'loading="lazy"' in at_once
    make_missing()
    used.refresh_from_db()
    complete = shown("{% picture used sizes='50vw' priority=True %}", used)
    media = f"/media/{used.photograph_id}"
    assert f'type="image/avif" srcset="{media}/360.avif 360w, {media}/400.avif 400w" sizes="50vw"' in complete
    assert complete.index("image/avif") < complete.index("image/webp") < complete.index("<img")
    assert 'fetchpriority="high"' in complete
    assert "lazy" not in complete


def test_a_figure_says_the_caption_and_whose_photograph_it_is(
    illustrated: Callable[..., Illustration],
) -> None:
    used = illustrated("live")
    Photograph.objects.update(credit_ru="Н. Байбулин <b>")
    used.refresh_from_db()
    figure = shown("{% figure used %}", used)
    assert '<span class="caption">The talks</span>' in figure
    assert 'Photo: <span lang="ru">Н. Байбулин &lt;b&gt;</span>' in figure


def test_texts_for_pictures_are_texts_and_decorative_ones_are_nothing(
    illustrated: Callable[..., Illustration],
) -> None:
    used = illustrated("live")
    text = shown("{% figure used %}", used, cookie="display=images:text")
    assert "Photograph: A table" in text
    assert "<img" not in text
    used.alternative_text, used.decorative = "", True
    assert shown("{% figure used %}", used, cookie="display=images:text").strip() == ""
    assert 'alt=""' in shown("{% figure used %}", used)


def test_a_list_of_pictures_asks_as_often_as_one(
    illustrated: Callable[..., Illustration], django_assert_num_queries: Any
) -> None:
    for _ in range(4):
        illustrated("live")
    with django_assert_num_queries(3):
        editions = list(Edition.objects.live().prefetch_related(prefetched()))
        page = Template(
            "{% load pictures %}{% for e in editions %}{% picture e.illustrations.all.0 %}{% endfor %}"
        ).render(Context({"editions": editions}))
    assert page.count("<img") == 4
