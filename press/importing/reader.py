"""Reads a page of the previous site, saved as text, into its parts. Pure: no database, no clock.

The form of a page, from the top: the controls of the old site, at times two lines with the institution's
name, the title, `dd.mm.yyyy COUNT`, the paragraphs, the credit line in brackets, the share button's word.
"""

import datetime
import re
from dataclasses import dataclass

from press.text.characters import clean_text

BYTE_LIMIT = 1024 * 1024
# What the columns hold (press.models); a longer one is no title, but a page that was saved in pieces.
TITLE_LENGTH = 250
UNIT_LENGTH = 200
PHONE_LENGTH = 40
COURTESY_LENGTH = 200
COUNT_LIMIT = 2**31 - 1
# Nothing that this reader meets is older; before it clocks ran by each town's own noon.
FIRST_YEAR = 1925

_CONTROLS = {
    "site colour", "site color", "letter spacing", "text size",
    "цвет сайта", "расстояние между буквами", "размер текста",
    "сайттың түсі", "әріп аралығы", "мәтін өлшемі",
}  # fmt: skip
_SHARE = {"share", "share this", "поделиться", "бөлісу"}

_LOOKS_DATED = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}(?![0-9])")
_DATE_LINE = re.compile(
    r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})\s+([0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+)"
)
_COURTESY = re.compile(
    r"(?:^|[.;,]\s+)(?:courtesy of|photos?(?: by|:)|фото(?:сурет)?:|сурет(?:тер)?:)\s*(?P<courtesy>\S.*)$",
    re.IGNORECASE,
)
# Longer ones are text: the patterns above look at every place of a line.
_CREDIT_LINE_LENGTH = 600
_PHONE = re.compile(r"(?:^|,\s*)(?P<phone>\+?[0-9(][0-9()\s\u2010-\u2015-]{3,}[0-9])$")
# Tab and the ends of lines are layout; a database refuses the zero and no reader sees the others.
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Malformed(Exception):  # noqa: N818 - named as the officer would say it
    """The page is refused whole; `line` is counted from 1, None where it is about the whole file."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says, as printed. A paragraph is its lines: one that broke inside it stays a line."""

    title: str
    date: datetime.date
    count: int
    paragraphs: tuple[tuple[str, ...], ...]
    unit: str = ""
    phone: str = ""
    courtesy: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def parse_page(content: bytes) -> Page:
    """Returns the page's parts. Raises Malformed, with line and reason, and never anything else."""
    lines = _lines(content)
    start = _dated(lines)
    title = _title(lines[:start])
    date, count = _date_and_count(lines[start])
    rest = lines[start + 1 :]
    while rest and (not rest[-1].text or rest[-1].text.casefold() in _SHARE):
        rest.pop()
    unit = phone = courtesy = ""
    if rest and (credit := _credit(rest[-1])):
        unit, phone, courtesy = credit
        rest.pop()
    paragraphs = _paragraphs(rest)
    if not paragraphs:
        raise Malformed("there is no text under the date", lines[start].number)
    return Page(title.text, date, count, paragraphs, unit, phone, courtesy)


def _lines(content: bytes) -> list[_Line]:
    if len(content) > BYTE_LIMIT:
        raise Malformed(f"the file is larger than {BYTE_LIMIT // 1024} KB: no page is")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
        raise Malformed("the file is not UTF-8 text", place) from None
    numbered = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)
    lines = [_Line(number, line.strip()) for number, line in numbered]
    for line in lines:
        if _CONTROL_CHARACTER.search(line.text):
            raise Malformed("there is a control character in the text", line.number)
    # As the fields keep it: what is kept is compared with the page when it is imported again.
    return [_Line(line.number, clean_text(line.text).strip()) for line in lines]


def _dated(lines: list[_Line]) -> int:
    """Finds the line with date and count: by its whole form, else by a date at its beginning."""
    for is_dated in (_DATE_LINE.fullmatch, _LOOKS_DATED.match):
        for at, line in enumerate(lines):
            if is_dated(line.text):
                return at
    numbers = (line.number for line in lines if line.text and line.text.casefold() not in _CONTROLS)
    raise Malformed("no line holds a date and a count, for example 18.03.2023 146", next(numbers, 1))


def _title(above: list[_Line]) -> _Line:
    """Finds the title above the date: alone, or under two lines with the institution's name."""
    texts = [line for line in above if line.text]
    while texts and texts[0].text.casefold() in _CONTROLS:
        texts.pop(0)
    if not texts:
        raise Malformed("there is no title above the date", above[-1].number if above else 1)
    if len(texts) not in (1, 3):
        raise Malformed(
            f"{len(texts)} lines stand above the date: the title alone was expected, "
            "or two lines with the institution's name and the title",
            texts[0].number,
        )
    title = texts[-1]
    if len(title.text) > TITLE_LENGTH:
        raise Malformed(f"the title is longer than {TITLE_LENGTH} characters", title.number)
    return title


def _date_and_count(line: _Line) -> tuple[datetime.date, int]:
    match = _DATE_LINE.fullmatch(line.text)
    if match is None:
        raise Malformed("the date and the count are not written as 18.03.2023 146", line.number)
    day, month, year = (int(match[part]) for part in (1, 2, 3))
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        raise Malformed(f"there is no such date: {match[1]}.{match[2]}.{match[3]}", line.number) from None
    if year < FIRST_YEAR:
        raise Malformed(f"the year is before {FIRST_YEAR}", line.number)
    digits = re.sub(r"[^0-9]", "", match[4])
    if len(digits) > 10 or int(digits) > COUNT_LIMIT:
        raise Malformed("the count is too large", line.number)
    return date, int(digits)


def _credit(line: _Line) -> tuple[str, str, str] | None:
    """Returns unit, phone and courtesy; None for a last line that names neither a phone nor a courtesy."""
    if not (line.text.startswith("(") and line.text.endswith(")")) or len(line.text) > _CREDIT_LINE_LENGTH:
        return None
    inner = line.text[1:-1].strip()
    given = _COURTESY.search(inner)
    courtesy = given["courtesy"] if given else ""
    contact = (inner[: given.start()] if given else inner).strip(" .,;")
    called = _PHONE.search(contact)
    if not courtesy and not called:
        return None
    unit = contact[: called.start()].strip(" .,;") if called else contact
    number = called["phone"] if called else ""
    for text, limit, name in (
        (unit, UNIT_LENGTH, "unit"),
        (number, PHONE_LENGTH, "phone"),
        (courtesy, COURTESY_LENGTH, "courtesy"),
    ):
        if len(text) > limit:
            raise Malformed(f"the {name} in the credit line is longer than {limit} characters", line.number)
    return unit, number, courtesy


def _paragraphs(lines: list[_Line]) -> tuple[tuple[str, ...], ...]:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.text:
            paragraphs[-1].append(line.text)
        elif paragraphs[-1]:
            paragraphs.append([])
    return tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)
