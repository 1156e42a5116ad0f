"""Texts as hypothesis makes them: markup and what is nearly markup, in three languages."""

from hypothesis import strategies as st

from accessibility.content import Content, Name, Role, Text

_WORDS = (
    "Сенат", "заң", "қабылдады", "өмір", "бар", "и", "в", "это", "закон", "the", "of", "members", "agreed",
    "ХХI",
    "Cенат", "Мәжiлiс", "ӛз", "ОБСЕ", "БЮДЖЕТ", "ТУРАЛЫ", "ЗАҢДЫ", "ПРИНЯЛ", "завтра", "ертең", "today",
    "18", "марта",
    "г.", "т.б.", "COVID-19-дан", "не\u0301", "İ", "ß", "ﬁ", "a\u00adb", "здесь", "фото", "word.pdf",
    "https://x.example/y",
)  # fmt: skip
_MARKS = (
    " ", "  ", "\n", "&nbsp;", ".", "! ", "? ", "… ", " - ", " -- ", "-", '"', "&quot;", "«", "»", "“",
    "”", "„", "(", ":",
    "&", "&amp", "&lt;", "&#1179;", "&#0;", "&#xD800;", "&Eacute;", "&notit;", "<", ">", "</", "<!", "<![",
    "<!--",
    "-->", "<?", "\x00", "\u2028", "\U0001f600",
)  # fmt: skip
_TAGS = (
    "p", "b", "em", "span", "a", "h2", "ul", "li", "table", "tr", "td", "th", "caption", "br", "img",
    "div", "code",
    "blockquote", "figure", "script", "style", "textarea", "title", "iframe", "video", "dl", "dt", "dd",
    "svg", "plaintext",
)  # fmt: skip
_ATTRIBUTES = (
    "", ' lang="kk"', ' lang="en"', ' lang=""', " lang=ru-KZ", ' href="#x"', ' href="http://[x"',
    ' id="x"', ' alt=""',
    ' alt="фото"', ' style="color:red"', " controls", ' src="a.jpg"', ' title="', " =", "/",
)  # fmt: skip
_pieces = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_MARKS),
    st.builds("<{}{}>".format, st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES)),
    st.builds("</{}>".format, st.sampled_from(_TAGS)),
    st.text(max_size=5),
)
markup = st.lists(_pieces, max_size=60).map("".join)
languages = st.sampled_from(["kk", "ru", "en", "kk-KZ", "de", ""])
contents = st.builds(
    lambda language, title, alternative, body: Content(
        language,
        [
            Text("title", title, language, Role.TITLE),
            Text("alternative-1", alternative, language, Role.ALTERNATIVE),
            Text("body", body, language, Role.BODY, is_html=True),
        ],
        names=[Name("ru", "Ашимбаев*", ("Сенат", "*", "")), Name("kk", "өмір бар", ())],
    ),
    languages,
    markup,
    markup,
    markup,
)
