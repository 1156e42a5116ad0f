"""On paper every scheme is black on white."""

import io

import pypdfium2
from PIL import Image

from tests.browser.matrix.combinations import COLOURS, Combination
from tests.browser.matrix.examining import Reader, Readers

PRINTED = [Combination(page, colours) for page in ("release", "home") for colours in COLOURS]


def test_every_scheme_is_printed_black_on_white(readers: Readers) -> None:
    sheets = dict(zip(map(str, PRINTED), readers.each(printed, PRINTED), strict=True))
    assert {name for name, sheet in sheets.items() if not is_black_on_white(sheet)} == set()


def test_dark_boxes_on_a_dark_screen_would_be_seen() -> None:
    """The judge itself: white on black is not black on white."""
    dark = Image.new("RGB", (200, 300), "black")
    dark.paste("white", (20, 20, 60, 30))
    assert not is_black_on_white(dark)


def printed(reader: Reader, wanted: Combination) -> Image.Image:
    """Returns the first page of the PDF, at 72 dots an inch, without its photographs."""
    page = reader.open(wanted)
    page.evaluate("document.querySelectorAll('picture, img').forEach(picture => picture.remove())")
    pdf = pypdfium2.PdfDocument(io.BytesIO(page.pdf(print_background=True)))
    try:
        image: Image.Image = pdf[0].render(scale=1).to_pil().convert("RGB")
    finally:
        pdf.close()
    return image


def is_black_on_white(sheet: Image.Image) -> bool:
    """Whether most of it is white, and something is black."""
    shades = sheet.convert("L").histogram()
    whole = sheet.width * sheet.height
    return shades[255] / whole > 0.85 and sum(shades[:60]) / whole > 0.002
