"""What a file says of itself is read, whoever wrote it, and never in the way."""

import datetime
import io
import struct
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from press.models import Photograph, Story, User
from press.photographs.decoding import decode
from press.photographs.description import Description, describe_file
from press.photographs.intake import create_photograph
from tests.factories import signed_in
from tests.press.desk.test_uploads import UPLOAD
from tests.press.photographs.files import pattern, saved, with_metadata

RDF = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
XMP = f"""{RDF}<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    photoshop:City="Астана" photoshop:Country="Қазақстан" photoshop:DateCreated="2023-03-18T10:00:00+06:00"
    Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture">
  <dc:description><rdf:Alt><rdf:li xml:lang="kk">Кездесу</rdf:li>
    <rdf:li xml:lang="x-default">Встреча
      с наблюдателями</rdf:li></rdf:Alt></dc:description>
  <dc:creator><rdf:Seq><rdf:li>Н. Байбулин</rdf:li><rdf:li>А. Сейтова</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def iptc(*records: tuple[int, int, bytes]) -> bytes:
    """Returns a JPEG with these records of IPTC-IIM, as Photoshop keeps them."""
    block = b"".join(struct.pack(">BBBH", 0x1C, *key, len(value)) + value for *key, value in records)
    resource = b"8BIM" + struct.pack(">H2xI", 0x0404, len(block)) + block + b"\0" * (len(block) % 2)
    segment = b"Photoshop 3.0\0" + resource
    jpeg = saved(pattern(60, 40), "JPEG").getvalue()
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def described(file: bytes) -> Description:
    return describe_file(decode(io.BytesIO(file), widest=100).metadata)


def of_iptc(text: bytes, *more: tuple[int, int, bytes]) -> str:
    return described(iptc(*more, (2, 120, text))).caption


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_xmp_is_read_from_each_format(format_: str) -> None:
    if format_ == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP)
        file = saved(pattern(60, 40), format_, pnginfo=info)
    else:
        file = saved(pattern(60, 40), format_, xmp=XMP.encode())
    assert described(file.getvalue()) == Description(
        caption="Встреча с наблюдателями",
        credit="Н. Байбулин, А. Сейтова",
        place="Астана, Қазақстан",
        taken_on=datetime.date(2023, 3, 18),
        digital_source="digitalCapture",
    )


def test_iptc_is_read_where_there_is_no_xmp() -> None:
    file = iptc(
        (1, 90, b"\x1b%G"),
        (2, 55, b"20230318"),
        (2, 80, "Н. Байбулин".encode()),
        (2, 90, "Астана".encode()),
        (2, 110, b"Press service"),
        (2, 120, "Кездесу".encode()),
    )
    assert described(file) == Description(
        caption="Кездесу", credit="Н. Байбулин", place="Астана", taken_on=datetime.date(2023, 3, 18)
    )


def test_the_camera_s_date_and_artist_are_the_last_that_is_asked() -> None:
    exif = with_metadata()
    exif.get_ifd(0x8769)[0x9003] = "2023:03:18 09:41:00"
    file = saved(pattern(60, 40), "JPEG", exif=exif)
    assert described(file.getvalue()) == Description(
        credit="N. Baibulin", taken_on=datetime.date(2023, 3, 18)
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Кездесу, Ғ".encode(), "Кездесу, Ғ"),
        ("Встреча с наблюдателями".encode("cp1251"), "Встреча с наблюдателями"),
        ("Une réunion à Genève".encode("cp1252"), "Une réunion à Genève"),
        (b"A\x00 meeting\x07 \x1b of\r\ntwo", "A meeting of two"),
        (b"\x00\x01", ""),
    ],
)
def test_the_characters_are_found_out(written: bytes, read: str) -> None:
    assert of_iptc(written) == read


def test_what_says_utf_8_is_read_so_though_a_byte_of_it_be_wrong() -> None:
    assert of_iptc("Кез".encode() + b"\xff", (1, 90, b"\x1b%G")) == "Кез\ufffd"


@pytest.mark.parametrize(
    "packet",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + XMP.replace("Астана", "&b;"),
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + XMP.replace("Астана", "&a;"),
        XMP[:-30],
        "",
    ],
    ids=["entities", "another file", "cut off", "empty"],
)
def test_xml_that_is_dangerous_or_broken_says_nothing(packet: str) -> None:
    file = saved(pattern(60, 40), "JPEG", xmp=packet.encode())
    assert described(file.getvalue()) == Description()


@given(
    st.binary(max_size=400), st.sampled_from(["xmp", "iptc 2:120", "iptc 2:55", "iptc 1:90", "exif 36867"])
)
def test_whatever_stands_there_a_description_comes_of_it(written: bytes, name: str) -> None:
    metadata = {"iptc 2:80": "N. Baibulin", name: written.decode("latin-1")}
    assert describe_file(metadata).credit == "N. Baibulin"


@settings(max_examples=50)
@given(st.data())
def test_a_photograph_is_taken_though_what_it_says_is_damaged(data: Any) -> None:
    file = iptc((2, 120, b"A meeting"), (2, 80, b"N. Baibulin"))
    end = file.index(b"\xff\xe0")
    place = data.draw(st.integers(6, end - 1))
    damaged = file[:place] + data.draw(st.binary(min_size=1, max_size=1)) + file[place + 1 :]
    picture = decode(io.BytesIO(damaged), widest=100)
    describe_file(picture.metadata)
    assert picture.width == 60


def test_nothing_of_it_is_cut_and_a_place_that_does_not_fit_is_none() -> None:
    said = described(iptc((2, 120, b"x" * 2000), (2, 90, b"y" * 201)))
    assert (said.caption, said.place) == ("x" * 2000, "")


def test_the_officer_finds_it_in_the_fields_and_the_photograph_keeps_place_and_day(author: User) -> None:
    file = SimpleUploadedFile("hall.jpg", saved(pattern(60, 40), "JPEG", xmp=XMP.encode()).getvalue())
    told = signed_in(author).post(UPLOAD, {"officer": author.pk, "file": file}).json()
    assert (told["caption"], told["credit"], told["taken"]) == (
        "Встреча с наблюдателями",
        "Н. Байбулин, А. Сейтова",
        "Астана, Қазақстан, 18.03.2023",
    )
    photograph = Photograph.objects.get()
    assert (photograph.place, photograph.taken_on) == ("Астана, Қазақстан", datetime.date(2023, 3, 18))
    # What stands in a text an officer has seen: by itself it goes into no field that readers see.
    assert photograph.credit_ru == ""


def test_it_goes_out_with_no_rendition(story: Story, author: User) -> None:
    photograph = create_photograph(saved(pattern(60, 40), "JPEG", xmp=XMP.encode()), story=story, by=author)
    with photograph.renditions.get().file.open("rb") as file:
        assert "Байбулин".encode() not in file.read()
    assert photograph.place == "Астана, Қазақстан"
