# ruff: noqa: E501
"""Makes the ten documents with LibreOffice: their .docx, and the HTML that it puts on the clipboard.

    python tests/press/richtext/documents/make.py

Run by hand, where `soffice` is; the tests read what it made. The texts are ours, and samples. What LibreOffice
puts on the clipboard as HTML is what its filter "HTML (StarWriter)" writes into a file.
"""

import base64
import struct
import subprocess
import tempfile
import zlib
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = "office style text table draw fo xlink dc svg loext meta"
SPACES = {
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
COUNTRIES = {"kk": "KZ", "ru": "RU", "en": "GB", "de": "DE"}


def p(*parts: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{"".join(parts)}</text:p>'


def h(level: int, *parts: str) -> str:
    return (
        f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{"".join(parts)}</text:h>'
    )


def run(style: str, words: str) -> str:
    return f'<text:span text:style-name="{style}">{words}</text:span>'


def a(address: str, words: str) -> str:
    return f'<text:a xlink:type="simple" xlink:href="{escape(address)}">{words}</text:a>'


def items(style: str, *each: str, start: str = "") -> str:
    """Each is what stands in an item: a paragraph, and perhaps a list."""
    inside = "".join(f"<text:list-item>{one}</text:list-item>" for one in each)
    return f'<text:list text:style-name="{style}"{start}>{inside}</text:list>'


def note(number: int, words: str, kind: str = "footnote") -> str:
    return (
        f'<text:note text:id="n{kind}{number}" text:note-class="{kind}"><text:note-citation>{number}'
        f"</text:note-citation><text:note-body>{p(words, style=kind.capitalize())}</text:note-body></text:note>"
    )


def cell(*blocks: str, style: str = "Table_20_Contents") -> str:
    inside = "".join(block if block.startswith("<text:p") else p(block, style=style) for block in blocks)
    return f'<table:table-cell office:value-type="string">{inside}</table:table-cell>'


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def table(name: str, columns: int, *rows: str, heading: str = "") -> str:
    top = f"<table:table-header-rows>{heading}</table:table-header-rows>" if heading else ""
    return (
        f'<table:table table:name="{name}"><table:table-column table:number-columns-repeated="{columns}"/>'
        f"{top}{''.join(rows)}</table:table>"
    )


def picture() -> str:
    """A blue square, 8 by 8."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x00\x5a\x9c" * 8) * 8
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return (
        '<draw:frame draw:name="Hall" text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image>'
        f"<office:binary-data>{base64.b64encode(png).decode()}</office:binary-data></draw:image>"
        "<svg:title>The hall of the Senate during the vote</svg:title></draw:frame>"
    )


def box(*blocks: str) -> str:
    return p(
        '<draw:frame draw:name="Box" text:anchor-type="paragraph" svg:width="8cm">'
        f'<draw:text-box fo:min-height="2cm">{"".join(blocks)}</draw:text-box></draw:frame>'
    )


STYLES = """
<style:style style:name="Bold" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-complex="bold"/></style:style>
<style:style style:name="Slanted" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="Underlined" style:family="text"><style:text-properties style:text-underline-style="solid"/></style:style>
<style:style style:name="Red" style:family="text"><style:text-properties fo:color="#c9211e" fo:font-size="16pt" style:font-name="Comic Sans MS"/></style:style>
<style:style style:name="Marked" style:family="text"><style:text-properties fo:background-color="#ffff00"/></style:style>
<style:style style:name="Raised" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="Centred" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="center" fo:margin-top="1cm"/><style:text-properties fo:color="#2a6099"/></style:style>
"""
LANGUAGES = "".join(
    f'<style:style style:name="In-{code}" style:family="text"><style:text-properties fo:language="{code}"'
    f' fo:country="{country}"/></style:style><style:style style:name="All-{code}" style:family="paragraph"'
    f' style:parent-style-name="Standard"><style:text-properties fo:language="{code}" fo:country="{country}"/>'
    "</style:style>"
    for code, country in COUNTRIES.items()
)
LISTS = (
    '<text:list-style style:name="Points">'
    + "".join(
        f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="•"><style:list-level-properties'
        f' text:space-before="{level}cm" text:min-label-width="0.5cm"/></text:list-level-style-bullet>'
        for level in (1, 2, 3)
    )
    + '</text:list-style><text:list-style style:name="Numbers">'
    + "".join(
        f'<text:list-level-style-number text:level="{level}" style:num-suffix="." style:num-format="1">'
        f'<style:list-level-properties text:space-before="{level}cm" text:min-label-width="0.5cm"/>'
        "</text:list-level-style-number>"
        for level in (1, 2, 3)
    )
    + "</text:list-style>"
)


HEADINGS = "".join(
    f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}"'
    f' style:family="paragraph" style:default-outline-level="{level}" style:class="text"/>'
    for level in (1, 2, 3)
)


def document(language: str, *blocks: str) -> str:
    spaces = "".join(
        f' xmlns:{name}="{SPACES.get(name, f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0")}"'
        for name in NAMES.split()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{spaces} office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>'
        '<style:default-style style:family="paragraph"><style:text-properties'
        f' fo:language="{language}" fo:country="{COUNTRIES[language]}"/></style:default-style>{HEADINGS}</office:styles>'
        f"<office:automatic-styles>{STYLES}{LANGUAGES}{LISTS}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(blocks)}</office:text></office:body></office:document>"
    )


DOCUMENTS = {
    "01-headings": document(
        "ru",
        p("Сенат рассмотрел проект бюджета", style="Title"),
        p("Депутаты обсудили ", run("Bold", "основные расходы"), " на ", run("Slanted", "три года"), "."),
        h(1, "Доходы"),
        p("Доходы вырастут на 7&#160;%."),
        h(3, "Налоги"),
        p("Ставки не меняются."),
        h(1, "Расходы"),
        h(2, "Образование"),
        p("Школам добавят 12 млрд тенге."),
    ),
    "02-lists": document(
        "en",
        p("The committee will look at:"),
        items(
            "Points",
            p("the budget") + items("Points", p("revenue"), p("expenses")),
            p("the water code"),
            p("two appointments"),
        ),
        p("The order of the day:"),
        items("Numbers", p("opening"), p("report") + items("Numbers", p("questions")), p("vote")),
    ),
    "03-table": document(
        "kk",
        p("Дауыс беру қорытындысы:"),
        table(
            "Votes",
            3,
            row(cell(run("Bold", "Алматы")), cell("12"), cell("1")),
            row(cell(run("Bold", "Шымкент")), cell("9"), cell("0")),
            heading=row(
                cell("Қала", style="Table_20_Heading"),
                cell("Қолдаған", style="Table_20_Heading"),
                cell("Қарсы", style="Table_20_Heading"),
            ),
        ),
        p("Отырыс 14:30-да аяқталды."),
    ),
    "04-notes": document(
        "ru",
        p("Закон принят", note(1, "В третьем чтении."), " и направлен Президенту."),
        p("Он вступит в силу через год", note(2, "За исключением статьи 5."), "."),
    ),
    "05-links": document(
        "en",
        p("Read the ", a("https://example.org/bills?id=7&page=2", "whole bill"), " on the site."),
        p(
            "Write to ",
            a("mailto:press@example.org", "the press service"),
            " or see ",
            a("https://example.org/", run("Bold", "the portal")),
            ".",
        ),
    ),
    "06-languages": document(
        "kk",
        p("Отырысқа Қазақстан мен Германия депутаттары қатысты."),
        p(run("In-ru", "Заседание прошло в Астане."), style="Standard"),
        p(
            "Төраға: «",
            run("In-en", "We are partners"),
            "» деді, қонақ «",
            run("In-de", "Danke"),
            "» деп жауап берді.",
        ),
        p("The whole paragraph is in English.", style="All-en"),
    ),
    "07-picture": document(
        "en",
        p("The Senate voted on Monday."),
        p(picture()),
        p("Photograph: the press service."),
    ),
    "08-looks": document(
        "ru",
        p("Объявление", style="Centred"),
        p(),
        p(
            run("Red", "Важно:"),
            " вход  по  ",
            run("Underlined", "пропускам"),
            run("Marked", " с 9 утра"),
            ".",
        ),
        p(),
        p(),
        p("Площадь зала 240 м", run("Raised", "2"), ".<text:line-break/>Мест: 180."),
    ),
    "09-box": document(
        "kk",
        p("Сенат жазғы сессияны жапты."),
        box(p("Сессия қорытындысы: 54 заң қабылданды.")),
        p("Келесі отырыс қыркүйекте өтеді."),
    ),
    "10-statement": document(
        "ru",
        '<text:tracked-changes><text:changed-region text:id="ct1"><text:deletion>'
        "<office:change-info><dc:creator>Officer</dc:creator><dc:date>2026-01-12T10:00:00</dc:date>"
        f"</office:change-info>{p('до согласования ')}</text:deletion></text:changed-region>"
        "</text:tracked-changes>",
        h(1, "Заявление"),
        p(
            "Председатель сказал",
            "<office:annotation><dc:creator>Officer</dc:creator>"
            f"<dc:date>2026-01-12T10:00:00</dc:date>{p('Проверить цитату!')}</office:annotation>",
            " ",
            '<text:change text:change-id="ct1"/>',
            "журналистам:",
        ),
        p("«Мы услышали каждого», — и добавил: “это главное”.", style="Quotations"),
        p("На вопросы ответит пресс-служба."),
    ),
}


def convert(made: Path, filter_name: str, into: Path) -> None:
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{made}/profile", "--headless", "--convert-to",
         filter_name, "--outdir", str(into), *map(str, sorted(made.glob("*.fodt")))],
        check=True,
    )  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        for name, content in DOCUMENTS.items():
            (made / f"{name}.fodt").write_text(content, encoding="utf-8")
        convert(made, "docx", HERE / "libreoffice")
        convert(made, "html:HTML (StarWriter):EmbedImages", HERE / "libreoffice")


if __name__ == "__main__":
    main()
