"""The sanitiser: what a text keeps, what it loses, and that nothing in it can run."""

import re

import html5lib
import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from press.richtext.sanitise import is_language_tag, plain_text, sanitise
from press.richtext.tables import framed
from press.text.characters import clean_text
from tests.press.text.hostile import GONE, TEXTS

KEPT = [
    '<p>Ол <span lang="ru" dir="ltr">«Единство»</span> деді.</p>',
    '<p lang="en">In English.</p>',
    "<h2>Heading</h2><h3>Lower</h3><h4>Lowest</h4>",
    '<ul><li>one</li></ul><ol start="3"><li>three</li></ol><dl><dt>term</dt><dd>meaning</dd></dl>',
    "<blockquote><p>«Quoted»</p></blockquote>",
    '<p><abbr title="Organization for Security and Co-operation in Europe">OSCE</abbr></p>',
    '<a href="https://example.org/" rel="noopener">site</a>',
    '<a href="mailto:press@example.org" rel="noopener">mail</a>',
    '<a href="tel:+77172747227" rel="noopener">74-72-27</a>',
    "<table><caption>Observers</caption><thead><tr><th>From</th></tr></thead></table>",
    '<table><tbody><tr><th scope="row" id="text-c">A</th><td headers="text-c">9</td></tr></tbody></table>',
    "<figure><blockquote><p>Words</p></blockquote><figcaption>Who said them</figcaption></figure>",
    '<section lang="kk-Cyrl-KZ"><h2 id="text-part">Part</h2></section>',
    '<p><a href="#text-part" rel="noopener">to the part</a></p>',
]


@pytest.mark.parametrize("text", KEPT)
def test_a_press_release_keeps_what_it_means(text: str) -> None:
    assert sanitise(text) == text


_CELL = '<tbody><tr><td><a href="/" rel="noopener">in</a></td></tr></tbody>'


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<h1>Title</h1>", "<h2>Title</h2>"),
        ("<H1 class=x>Title</H1 >", "<h2>Title</h2>"),
        ("<p><b>bold</b> <i>slanted</i></p>", "<p><strong>bold</strong> <em>slanted</em></p>"),
        ('<p style="color:red;text-align:justify"><font size="7" color="red">x</font></p>', "<p>x</p>"),
        ('<p class="MsoNormal" align="center">x</p>', "<p>x</p>"),
        ("<p><u>underlined</u></p>", "<p>underlined</p>"),
        ('<p>a<img src="https://elsewhere.example/x.jpg" alt="x">b</p>', "<p>ab</p>"),
        ('<p lang="not a language">x</p>', "<p>x</p>"),
        ('<p dir="sideways">x</p>', "<p>x</p>"),
        ('<h2 id="id_title">x</h2>', '<h2 id="text-id_title">x</h2>'),
        ('<h2 id="a">x</h2><h2 id="a">y</h2>', '<h2 id="text-a">x</h2><h2>y</h2>'),
        ('<a href="#part">x</a>', '<a href="#text-part" rel="noopener">x</a>'),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="#">x</a> <a href="">y</a> <a name="z">z</a>', "x y z"),
        ('<a id="a" lang="ru" hreflang="ru">Выборы</a>', '<span id="text-a" lang="ru">Выборы</span>'),
        ('<p>a<a href="/kk/"><img src="x.jpg"> </a>b</p>', "<p>a b</p>"),
        ('<a href="#"><table><td><a href="/">in</a></table>out</a>', f'<table>{_CELL}</table>out'),
        ('<a href="/kk/" target="_blank" rel="opener">x</a>', '<a href="/kk/" rel="noopener">x</a>'),
        ("<p>one</p><p>&nbsp;</p><p><br></p><p>two</p>", "<p>one</p><p>two</p>"),
        ("<p>x</p><script>alert(1)</script><style>p{}</style>", "<p>x</p>"),
        ("<p>x<!-- note --></p>", "<p>x</p>"),
        ('<th scope="everything">x</th>', "x"),
        ("<p>&nbsp;</p>", ""),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
    ],
)  # fmt: skip
def test_a_press_release_loses_what_it_does_not_need(sent: str, kept: str) -> None:
    assert sanitise(sent) == kept


def test_languages_of_parts_are_well_formed_tags() -> None:
    tags = ["kk", "ru", "en-GB", "kk-Cyrl-KZ", "x-house", "", "k", "kk_KZ", "kk ru"]
    assert [tag for tag in tags if is_language_tag(tag)] == ["kk", "ru", "en-GB", "kk-Cyrl-KZ"]


PAYLOADS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x",
    "<details open ontoggle=alert(1)>x</details>",
    "<p onmouseover=alert(1) style='background:url(javascript:alert(1))'>x",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>",
    "<blockquote cite='javascript:alert(1)'>x</blockquote><q cite=javascript:alert(1)>y</q>",
    "<input autofocus onfocus=alert(1)><video src=x onerror=alert(1)><audio src onerror=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<p id='__proto__'><a id=cookie name=cookie>x</a>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<h1<img src=x onerror=alert(1)>>x</h1>",
    "<b/onclick=alert(1)>x</b>",
    "\x00<script\x00>alert(1)</script>",
    "<plaintext><script>alert(1)</script>",
]  # fmt: skip

_pieces = st.sampled_from(
    [*PAYLOADS, *KEPT]
    + [f"<{slash}{tag}{rest}>" for tag in (
        "p", "h1", "b", "div", "table", "tr", "td", "a", "svg", "math", "style", "title", "select", "pre",
        "form", "ul", "li", "caption", "colgroup", "mglyph", "mtext", "annotation-xml", "foreignObject",
        "center",
    ) for slash in ("", "/") for rest in ("", " id=a", " lang=ru", " href='#a'", "/")]
    + ["<", ">", '"', "'", "&", "&lt;", "&#x3c;", "--", "<!--", "-->", " ", "\n", "\x00", "x", "&nbsp;"]
)  # fmt: skip
# No deadline: a busy machine is no fault of the sanitiser.
unhurried = settings(deadline=None)
markup = st.lists(_pieces | st.text(max_size=5), max_size=12).map("".join)


@unhurried
@given(TEXTS)
@example("\ud800")
def test_it_takes_any_character_and_leaves_none_that_no_text_may_hold(text: str) -> None:
    for sent in (text, f"<p>{text}</p>", f'<abbr title="{text}">{text}</abbr>'):
        cleaned, words = sanitise(sent), plain_text(sent)
        assert (clean_text(cleaned), clean_text(words)) == (cleaned, words)
        assert sanitise(cleaned) == cleaned


@unhurried
@given(st.lists(st.sampled_from(["<p>", '<a href="java', 'script:x">', "&#7;", *GONE.values()])).map("".join))
@example('<a href="java&#7;script:alert(1)">x</a>')
@example("<scr\ufffeipt>alert(1)</scr\ufffeipt>")
def test_nothing_runs_that_such_a_character_had_taken_apart(sent: str) -> None:
    _nothing_runs(sanitise(sent))


@unhurried
@given(markup)
@example("<p><p><p>")
def test_cleaning_twice_changes_nothing(sent: str) -> None:
    cleaned = sanitise(sent)
    assert sanitise(cleaned) == cleaned


@unhurried
@given(markup)
@example("<a href='#a'><table><td><a id=a><a href=javascript:x lang=ru>")
def test_every_link_leads_somewhere(sent: str) -> None:
    for link in html5lib.parseFragment(sanitise(sent), namespaceHTMLElements=False).iter("a"):
        assert link.attrib.get("href"), sanitise(sent)


@unhurried
@given(markup)
def test_another_parser_finds_nothing_that_runs(sent: str) -> None:
    _nothing_runs(sanitise(sent))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_known_payload_runs(payload: str) -> None:
    _nothing_runs(sanitise(payload))


@unhurried
@given(markup)
def test_plain_text_has_nomarkup_and_one_line(sent: str) -> None:
    text = plain_text(sanitise(sent))
    assert text == " ".join(text.split())
    assert "<script" not in sanitise(text)


def test_plain_text_puts_a_space_where_a_block_ends() -> None:
    assert plain_text("<h2>Title</h2><p>Fish &amp; chips<br>here</p><ul><li>a</li><li>b</li></ul>") == (
        "Title Fish & chips here a b"
    )
    assert plain_text("<p>in<strong>si</strong>de</p>") == "inside"


def test_a_long_text_is_cleaned_at_once() -> None:
    """Ten thousand open tags must not take quadratic time: a session's thread would stand still."""
    assert len(sanitise("<p>x</p>" * 10_000)) == 8 * 10_000


def test_every_table_but_none_within_another_has_a_frame_with_a_name() -> None:
    inner = "<table><caption>Inner</caption></table>"
    named = (
        f"<table><caption>Fish &amp; <em>chips</em></caption><tbody><tr><td>{inner}</td></tr></tbody></table>"
    )
    headed = "<table><thead><tr><th scope=col>Year</th><th>Men &amp; women</th></tr></thead></table>"
    text = sanitise(f"<p>a</p>{named}<table lang=ru><tbody><tr><td>1</td></tr></tbody></table>{headed}")
    with translation.override("en"):
        read = framed(text)
    assert re.findall(r'<section class="table" tabindex="0" aria-label="([^"]*)"><table', read) == [
        "Fish &amp; chips",
        "Table 2",
        "Table: Year, Men &amp; women",
    ]
    assert read.count("</table></section>") == 3
    assert re.sub(r"</?section[^>]*>", "", read) == text


RUNNING = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "img",
    "svg",
    "math",
    "form",
    "input",
    "base",
    "link",
}


def _nothing_runs(cleaned: str) -> None:
    for element in html5lib.parseFragment(cleaned, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            raise AssertionError(f"a comment survived in {cleaned!r}")
        assert element.tag not in RUNNING, cleaned
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on"), cleaned
            assert name not in {"style", "class", "srcdoc", "src", "action", "formaction"}, cleaned
            squeezed = "".join(value.split()).lower()
            assert not squeezed.startswith(("javascript:", "vbscript:", "data:")), cleaned
            if name == "id":
                assert value.startswith("text-"), cleaned
