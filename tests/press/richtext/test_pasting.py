"""What was copied in Word, LibreOffice and Google Docs: what went in and what came out is in documents/."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from press.richtext.blocks import split_blocks
from press.richtext.pasting import clean_pasted
from press.richtext.pasting.fragment import CHILD_LIMIT
from press.richtext.pasting.languages import could_be
from press.richtext.sanitise import plain_text, sanitise

DOCUMENTS = Path(__file__).parent / "documents"
# In which language the release is written into which each is pasted; and how many pictures it has.
COPIED = {
    "libreoffice/01-headings": ("ru", 0),
    "libreoffice/02-lists": ("en", 0),
    "libreoffice/03-table": ("kk", 0),
    "libreoffice/04-notes": ("ru", 0),
    "libreoffice/05-links": ("en", 0),
    "libreoffice/06-languages": ("kk", 0),
    "libreoffice/07-picture": ("en", 1),
    "libreoffice/08-looks": ("ru", 0),
    "libreoffice/09-box": ("kk", 0),
    "libreoffice/10-statement": ("ru", 0),
    "word/01-release": ("ru", 0),
    "word/02-table-and-notes": ("en", 0),
    "word/03-reviewed": ("kk", 1),
    "google/01-article": ("en", 0),
    "google/02-table": ("kk", 1),
    "google/03-words": ("en", 0),
    "google/04-bare-span": ("en", 0),
    "google/05-notes": ("en", 0),
}


def in_lines(html: str) -> str:
    return "\n".join(split_blocks(html)) + "\n"


def in_language(html: str, language: str) -> str:
    """The two words that are ours are in the language of the release."""
    with translation.override(language):
        for words in ("Notes", "Back to the text"):
            html = html.replace(f">{words}</", f">{gettext(words)}</")
    return html


@pytest.mark.parametrize("name", COPIED)
def test_what_is_pasted_keeps_its_meaning_and_loses_its_looks(name: str) -> None:
    language, pictures = COPIED[name]
    pasted = clean_pasted((DOCUMENTS / f"{name}.html").read_text(encoding="utf-8"), language)
    expected = in_language((DOCUMENTS / f"{name}.clean.html").read_text(encoding="utf-8"), language)
    assert (in_lines(pasted.html), pasted.pictures) == (expected, pictures)


def test_every_document_is_in_the_table() -> None:
    there = {
        str(each.relative_to(DOCUMENTS).with_suffix("")) for each in DOCUMENTS.glob("*/[0-9][0-9]-*.html")
    }
    assert {name for name in there if not name.endswith(".clean")} == set(COPIED)


@pytest.mark.parametrize(
    ("copied", "pasted"),
    [
        # Word marks what is typed with another keyboard; letters tell better.
        ('<p>Жаңа <span lang="en-US">заң</span></p>', "<p>Жаңа заң</p>"),
        ('<p>Жаңа <span lang="ru-RU">қаулы қабылдады</span></p>', "<p>Жаңа қаулы қабылдады</p>"),
        ('<p><span lang="en-US">12 300, </span>заң</p>', "<p>12 300, заң</p>"),
        ('<p lang="kk-KZ">Жаңа заң</p>', "<p>Жаңа заң</p>"),
        # The language of the whole counts only where all of it can be in it.
        ('<body lang="ru-RU"><p>Новый закон</p>', '<p><span dir="ltr" lang="ru">Новый закон</span></p>'),
        (
            '<body lang="ru-RU"><p>Новый закон</p><p>Қаулы қабылданды</p>',
            "<p>Новый закон</p><p>Қаулы қабылданды</p>",
        ),
        # One mark, around what is bold too.
        (
            '<p><span lang="en">the </span><b><span lang="en">new</span></b><span lang="en"> law</span></p>',
            '<p><span dir="ltr" lang="en">the <strong>new</strong> law</span></p>',
        ),
        (
            "<p>ол <span style='font-weight:bold'>жаңа</span><b> заң</b></p>",
            "<p>ол <strong>жаңа заң</strong></p>",
        ),
        ("<div>бір<div>екі</div>үш</div>", "<p>бір</p><p>екі</p><p>үш</p>"),
        ("сөз", "сөз"),
        ("<p>бір<br><br></p><p>&nbsp;</p><p><b> </b></p><p> екі</p>", "<p>бір</p><p>екі</p>"),
        ("<table><tr><td><h1>Бір</h1><p>екі</p></td></tr></table>", "<h2>Бір</h2><p>екі</p>"),
        ("<h4>а</h4><h6>ә</h6><h5>б</h5><h1>в</h1>", "<h2>а</h2><h3>ә</h3><h3>б</h3><h2>в</h2>"),
        ("<ol><li><h2>1. Бөлім</h2></li></ol>", "<h2>1. Бөлім</h2>"),
        # A link that leads nowhere is its words; one to a place of the text leads there.
        ('<p><a href="#_Toc1">бір</a> <a href="#b">екі</a></p><p id="b">үш</p>',
         '<p>бір <a href="#text-b" rel="noopener">екі</a></p><p id="text-b">үш</p>'),
        ('<p><a href="file:///C:/a.doc">бір</a> <a href="javascript:alert(1)">екі</a></p>', "<p>бір екі</p>"),
        ("<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>iv)</span>бір</p>",
         '<ol start="4" type="i"><li>бір</li></ol>'),
        ("<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>B.</span>бір</p>",
         '<ol start="2" type="A"><li>бір</li></ol>'),
    ],
)  # fmt: skip
def test_marks_of_other_programs_are_read(copied: str, pasted: str) -> None:
    assert clean_pasted(copied, "kk").html == pasted


def test_the_notes_of_two_texts_have_ids_of_their_own_and_the_heading_is_in_the_language_of_the_release() -> (
    None
):
    word = (DOCUMENTS / "word/02-table-and-notes.html").read_text(encoding="utf-8")
    google = (DOCUMENTS / "google/05-notes.html").read_text(encoding="utf-8")
    with translation.override("ru"):
        both = clean_pasted(word, "en").html + clean_pasted(google, "en").html
    assert sanitise(both) == both
    assert both.count('role="doc-noteref"') == both.count('role="doc-backlink"') == 3
    assert both.count("<h2>Notes</h2>") == 2


def test_our_words_in_the_notes_are_not_taken_for_the_language_of_the_document() -> None:
    note = '<p><a href="#r">1</a> Сноска</p>'
    copied = f'<body lang="ru"><p>Слова<a href="#n" id="r"><sup>1</sup></a></p><div id="n">{note}</div>'
    pasted = clean_pasted(copied, "kk").html
    assert pasted.count("<h2>Ескертпелер</h2>") == pasted.count(">Мәтінге оралу</a>") == 1
    assert re.findall('lang="ru">(.*?)<', pasted) == ["Слова", "Сноска"]


def test_what_was_pasted_may_be_pasted_again() -> None:
    for name, (language, _pictures) in COPIED.items():
        once = in_language((DOCUMENTS / f"{name}.clean.html").read_text(encoding="utf-8"), language)
        assert plain_text(clean_pasted(once, language).html) == plain_text(once)


def test_too_much_is_refused_before_it_is_slow() -> None:
    with pytest.raises(ValidationError, match="too much markup"), translation.override("en"):
        clean_pasted("<p>" + "a<br>" * CHILD_LIMIT + "</p>", "en")


@pytest.mark.parametrize(
    ("language", "text", "is_possible"),
    [
        ("ru", "Новый закон", True), ("ru", "Қаулы қабылданды", False), ("ru", "Nur Otan", False),
        ("en", "The law", True), ("en", "Закон", False), ("kk", "Заң", True), ("zh", "法律", True),
        ("ru", "Заседание партии Nur", True), ("en", "12 — 34", False), ("zh", "12", False),
    ],
)  # fmt: skip
def test_a_language_is_believed_where_the_letters_are_its_own(
    language: str, text: str, is_possible: bool
) -> None:
    assert could_be(language, text) is is_possible


_STYLES = st.sampled_from(
    ["", "font-weight:700", "font-weight:normal", "font-style:italic", "mso-list:l0 level2 lfo1",
     "mso-list:Ignore", "vertical-align:super", "text-decoration:line-through", "mso-element:footnote-list"]
)  # fmt: skip
_NAMES = st.sampled_from(
    ["p", "div", "span", "b", "i", "font", "ul", "ol", "li", "h1", "h5", "table", "tr", "td", "th", "thead",
     "a", "blockquote", "br", "sup", "center", "u", "o:p", "section", "caption", "pre", "dl", "dd"]
)  # fmt: skip
_WORDS = st.sampled_from(["закон", "law", "сөз", " ", "1.", "&nbsp;", "·", "<!--x-->", "\n"])


@st.composite
def _tag(draw: st.DrawFn) -> str:
    name = draw(_NAMES)
    attributes = draw(
        st.lists(
            st.one_of(
                _STYLES.map(lambda style: f' style="{style}"'),
                st.sampled_from(["ru", "en-US", "KZ", "?"]).map(lambda code: f' lang="{code}"'),
                st.sampled_from(["a", "b"]).map(lambda name: f' href="#{name}"'),
                st.sampled_from(["a", "b"]).map(lambda name: f' id="{name}"'),
                st.sampled_from(["MsoTitle", "MsoQuote", "MsoCaption"]).map(lambda each: f' class="{each}"'),
            ),
            max_size=3,
        )
    )
    return f"<{name}{''.join(attributes)}>"


_HTML = st.lists(st.one_of(_tag(), _NAMES.map(lambda name: f"</{name}>"), _WORDS), max_size=25).map("".join)


@given(_HTML)
def test_whatever_is_pasted_is_clean_text(html: str) -> None:
    pasted = clean_pasted(html, "kk").html
    assert sanitise(pasted) == pasted
    assert "style=" not in pasted


@given(st.text(max_size=200))
def test_no_words_at_all_fail(html: str) -> None:
    assert sanitise(clean_pasted(html, "en", takes_title=True).html) is not None


_SIMPLE = st.recursive(
    st.sampled_from(["закон", "law", "сөз", "слово"]).map(lambda word: f" {word} "),
    lambda inside: st.tuples(
        st.sampled_from(["p", "div", "span", "b", "i", "font", "blockquote", "h1", "h3", "u", "center"]),
        st.sampled_from(["", ' lang="ru"', ' lang="en"', ' style="font-weight:700"', ' style="color:red"']),
        st.lists(inside, max_size=4),
    ).map(lambda made: f"<{made[0]}{made[1]}>{''.join(made[2])}</{made[0]}>"),
    max_leaves=20,
)


@given(_SIMPLE)
def test_no_word_is_lost_or_moved(html: str) -> None:
    assert plain_text(clean_pasted(html, "kk").html) == plain_text(html)
