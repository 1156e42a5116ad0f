"""After a repair the rule finds nothing more there, and the words are the same."""

from dataclasses import replace

import pytest

from accessibility.content import Content, Finding, Role, Text, check, repaired
from accessibility.content.markup import Markup
from tests.accessibility.content.reading import Case, build, load

RULES = ("all-capitals", "homoglyphs", "typography", "language-of-parts")
BREAKING = [case for case in load() if case.breaks and case.rule in RULES]


def name(case: Case) -> str:
    return f"{case.rule}-{case.language}-{str(case.entry)[:40]}"


def mended(content: Content, rule: str) -> Content:
    """Returns the content after each repair that the rule offers, one after another."""
    for _ in range(20):
        finding = next((each for each in check(content, only=[rule]) if each.repair), None)
        if finding is None:
            return content
        content = after(content, finding)
    raise AssertionError("a repair that repairs nothing")


def after(content: Content, finding: Finding) -> Content:
    assert finding.repair
    source = repaired(finding.text.source, finding.repair.edits)
    texts = [
        Text(text.name, source, text.language, text.role, text.is_html) if text is finding.text else text
        for text in content.texts
    ]
    return replace(content, texts=texts)


def once(rule: str, source: str, language: str, *, is_html: bool = True) -> str:
    """Returns the source after the repair of the one thing that the rule finds in it."""
    content = Content(language, [Text("body", source, language, Role.BODY, is_html)])
    (finding,) = check(content, only=[rule])
    return after(content, finding).texts[0].source


@pytest.mark.parametrize("case", BREAKING, ids=name)
def test_a_repair_ends_what_it_repairs(case: Case) -> None:
    content = build(case.language, case.entry)
    left = check(mended(content, case.rule), only=[case.rule])
    # A plain field has no place for a language.
    assert all(case.rule == "language-of-parts" and not finding.text.is_html for finding in left)


@pytest.mark.parametrize("case", [case for case in BREAKING if case.rule == "language-of-parts"], ids=name)
def test_to_mark_a_language_changes_no_word(case: Case) -> None:
    content = build(case.language, case.entry)
    for before, now in zip(content.texts, mended(content, case.rule).texts, strict=True):
        assert now.markup.root.words() == before.markup.root.words()


@pytest.mark.parametrize("case", [case for case in BREAKING if case.rule == "all-capitals"], ids=name)
def test_to_write_small_letters_changes_nothing_but_the_case(case: Case) -> None:
    content = build(case.language, case.entry)
    for before, now in zip(content.texts, mended(content, case.rule).texts, strict=True):
        assert now.source != before.source or not check(replace(content, texts=[before]), only=[case.rule])
        assert now.source.casefold() == before.source.casefold()


@pytest.mark.parametrize(
    ("rule", "language", "before", "now"),
    [
        ("homoglyphs", "kk", "<p>Мәжiлiс</p>", "<p>Мәжіліс</p>"),
        ("homoglyphs", "ru", "<p>C<b>eнaт</b>ор</p>", "<p>С<b>енат</b>ор</p>"),
        ("homoglyphs", "en", "<p>Sеnate</p>", "<p>Senate</p>"),
        ("homoglyphs", "kk", "<p>ХХI ғасыр</p>", "<p>XXI ғасыр</p>"),
        ("homoglyphs", "ru", "<p>ТОO «Сенім»</p>", "<p>ТОО «Сенім»</p>"),
        ("homoglyphs", "ru", "<p>СOVID-19</p>", "<p>COVID-19</p>"),
        ("homoglyphs", "kk", "<p>ж&#601;не</p>", "<p>және</p>"),
        ("typography", "kk", "<p>Су - өмір</p>", "<p>Су – өмір</p>"),
        ("typography", "ru", "<p>Вода&nbsp;- жизнь</p>", "<p>Вода&nbsp;— жизнь</p>"),
        ("typography", "en", "<p>Water - life</p>", "<p>Water – life</p>"),
        ("typography", "kk", '<p>"Су" мен "Жер"</p>', "<p>«Су» мен «Жер»</p>"),
        ("typography", "ru", "<p>&quot;Вода&quot;</p>", "<p>«Вода»</p>"),
        (
            "typography",
            "ru",
            '<p>Сказал: "Закон "О воде" принят".</p>',
            "<p>Сказал: «Закон „О воде“ принят».</p>",
        ),
        ("typography", "ru", '<p>""О воде" принят"</p>', "<p>«„О воде“ принят»</p>"),
        ("typography", "kk", '<p>"Заң "Су туралы""</p>', "<p>«Заң “Су туралы”»</p>"),
        (
            "typography",
            "en",
            '<p>"The bill "On Water"", he said.</p>',
            "<p>“The bill ‘On Water’”, he said.</p>",
        ),
        ("typography", "kk", "<p>Ќазаќстанныѕ</p>", "<p>Қазақстанның</p>"),
        ("typography", "kk", "<p>тїсімдер</p>", "<p>түсімдер</p>"),
        ("typography", "kk", "<p>аумаєында</p>", "<p>аумағында</p>"),
        ("typography", "kk", "<p>ӛз</p>", "<p>өз</p>"),
        (
            "all-capitals",
            "kk",
            "<p>СЕНАТ СУ ТУРАЛЫ ЗАҢДЫ ҚАБЫЛДАДЫ</p>",
            "<p>Сенат су туралы заңды қабылдады</p>",
        ),
        (
            "all-capitals",
            "ru",
            "<p>ОБСЕ ПРИСЛАЛА НАБЛЮДАТЕЛЕЙ В КАЗАХСТАН. ВЫБОРЫ ОТКРЫТЫ!</p>",
            "<p>ОБСЕ прислала наблюдателей в Казахстан. Выборы открыты!</p>",
        ),
        (
            "all-capitals",
            "en",
            "<p>WE <b>CANNOT W</b>AIT&nbsp;LONGER</p>",
            "<p>We <b>cannot w</b>ait&nbsp;longer</p>",
        ),
        (
            "language-of-parts",
            "ru",
            "<p>Он сказал: «Су <b>бар</b> жерде өмір бар».</p>",
            '<p>Он сказал: «<span lang="kk">Су <b>бар</b> жерде өмір бар</span>».</p>',
        ),
        (
            "language-of-parts",
            "ru",
            "<p>Он: <em>We agree with</em> the members.</p>",
            '<p>Он: <span lang="en"><em>We agree with</em> the members.</span></p>',
        ),
        (
            "language-of-parts",
            "ru",
            "<p><em>Он: we agree</em> with the members</p>",
            '<p><em>Он: <span lang="en">we agree</span></em><span lang="en"> with the members</span></p>',
        ),
        (
            "language-of-parts",
            "ru",
            '<p>Он: <a href="/"><b>we</b></a><br>agree <i>with the</i> members</p>',
            '<p>Он: <span lang="en"><a href="/"><b>we</b></a><br>agree <i>with the</i> members</span></p>',
        ),
    ],
)
def test_what_a_repair_writes(rule: str, language: str, before: str, now: str) -> None:
    assert once(rule, before, language) == now


@pytest.mark.parametrize(
    ("rule", "language", "source"),
    [
        # Which of the marks opens and which closes is not told.
        ("typography", "ru", '<p>Закон "О воде принят.</p>'),
        ("typography", "en", '<p>The "Water "bill" passed.</p>'),
    ],
)
def test_no_repair_is_offered_where_it_is_not_told_what_is_right(
    rule: str, language: str, source: str
) -> None:
    (finding,) = check(
        Content(language, [Text("body", source, language, Role.BODY, is_html=True)]), only=[rule]
    )
    assert finding.repair is None


def test_a_plain_field_has_no_place_for_a_language() -> None:
    source = "Бүгін Сенат заңды қабылдады"
    (finding,) = check(Content("ru", [Text("title", source, "ru", Role.TITLE)]), only=["language-of-parts"])
    assert finding.repair is None


def test_what_is_marked_is_marked_whole() -> None:
    source = "<p>Гость: “We came early. We are grateful! Thank you.” Встреча окончена.</p>"
    marked = Markup(once("language-of-parts", source, "ru"), "ru")
    (span,) = marked.find("span")
    assert span.words() == "We came early. We are grateful! Thank you."


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ('Бюджет "Ауыл" пен "Қала" бағдарламаларына, одан соң "Су" жобасына бөлінді.', '"Ауыл"'),
        ('Программы ""О воде" и "О земле"" одобрены.', '""О воде"'),
        ('Экран "большой.', '"'),
    ],
)
def test_of_straight_marks_the_first_words_between_two_are_quoted_and_all_are_mended(
    source: str, quote: str
) -> None:
    content = Content("ru", [Text("lead", source, "ru", Role.LEAD)])
    (finding,) = check(content, only=["typography"])
    assert (finding.quote, source[finding.start : finding.end]) == (quote, quote)
    assert not finding.repair or '"' not in after(content, finding).texts[0].source
