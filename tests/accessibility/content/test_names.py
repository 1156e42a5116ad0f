"""A name is replaced by the house's spelling, and all around it stays: endings, capitals, marks, tags."""

import pytest

from accessibility.content import Content, Name, Role, Text, check, repaired

NAMES = [
    Name("ru", "Маулен Ашимбаев", ("Мәулен* Әшімбаев*", "Маулен* Ашымбаев*", "Ашымбаев*")),
    Name("ru", "Мажилис", ("Мажлис*", "Меджлис*"), is_proper=False),
    Name("ru", "пресс-релиз", ("пресс релиз*",), is_proper=False),
    Name("ru", "интернет", ("Интернет*",), is_proper=False),
    Name("ru", "партия «Ақ жол»", ("партия «Ак жол»",)),
    Name("ru", "Айгерим Сарсенова", ("Айгерім* Сәрсенов*", "Сәрсенов*")),
    Name("ru", "Мария", ("Марь*",)),
    Name("kk", "Абай", ("Абаи*",)),
    Name("kk", "Мәулен Әшімбаев", ("Маулен* Ашимбаев*",)),
    Name("en", "Organization for Security and Co-operation in Europe", ("OSCE",)),
    Name("en", "Law & Order Committee", ("Law and Order Committee",)),
]


def mended(source: str, language: str = "ru", *, is_html: bool = True) -> str:
    """Returns the text after every repair; what it still finds then cannot be repaired."""
    text = Text("body", source, language, Role.BODY, is_html)
    found = check(Content(language, [text], names=NAMES), only=["name-not-in-house-spelling"])
    return repaired(source, [edit for each in found if each.repair for edit in each.repair.edits])


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Слово Мәулену Әшімбаеву.", "Слово Маулену Ашимбаеву."),
        ("МАУЛЕН АШЫМБАЕВ выступил", "МАУЛЕН АШИМБАЕВ выступил"),
        ("Маулен АШЫМБАЕВ выступил", "Маулен АШИМБАЕВ выступил"),
        ("в Мажлисе и Меджлисом", "в Мажилисе и Мажилисом"),
        ("Пресс релизы вышли", "Пресс-релизы вышли"),
        ("Через Интернету. Интернет вырос", "Через интернету. Интернет вырос"),
        ('фракция: партия "Ак жол" и партия «Ак жол»', 'фракция: партия "Ақ жол" и партия «Ақ жол»'),
        ("<b>Мәулена</b>&nbsp;<i>Әшімбаева</i>", "<b>Маулена</b>&nbsp;<i>Ашимбаева</i>"),
        ('<span lang="kk">Маулен Ашимбаевтың</span> сөзі', '<span lang="kk">Мәулен Әшімбаевтың</span> сөзі'),
        ("Маулен Ашимбаевым, ашымбаев, Мажлисович-Мажлисов@x", None),
    ],
)
def test_the_repair_keeps_endings_capitals_marks_and_tags(written: str, wanted: str | None) -> None:
    if wanted is None:
        assert (
            mended("Маулен Ашимбаевым, ашымбаев, ПодМажлисом") == "Маулен Ашимбаевым, ашымбаев, ПодМажлисом"
        )
        return
    assert mended(f"<p>{written}</p>") == f"<p>{wanted}</p>"
    assert mended(mended(f"<p>{written}</p>")) == f"<p>{wanted}</p>"


def test_more_words_take_the_place_of_one_and_are_written_as_html_or_not() -> None:
    wanted = "observers of the Organization for Security and Co-operation in Europe"
    assert mended("observers of the OSCE", "en", is_html=False) == wanted
    assert mended("the Law and Order Committee", "en", is_html=False) == "the Law & Order Committee"
    assert mended("<p>the Law and Order Committee</p>", "en") == "<p>the Law &amp; Order Committee</p>"


def test_where_a_tag_stands_within_a_word_it_is_found_and_not_repaired() -> None:
    text = Text("body", "<p><b>М</b>ажлис собрался</p>", "ru", Role.BODY, is_html=True)
    (finding,) = check(Content("ru", [text], names=NAMES), only=["name-not-in-house-spelling"])
    assert (finding.quote, finding.repair) == ("Мажлис", None)


def test_a_register_of_a_thousand_names_with_whatever_in_them_fails_nowhere() -> None:
    names = [Name("ru", f"Имя{number}", (f"Имя{number}* (", "*", "", "[")) for number in range(1_000)]
    text = Text("body", "<p>Имя5ом ( сказал [ Имя7</p>", "ru", Role.BODY, is_html=True)
    found = check(Content("ru", [text], names=names), only=["name-not-in-house-spelling"])
    assert [each.quote for each in found] == ["Имя5ом (", "["]


def test_in_a_sentence_of_another_language_a_name_is_that_languages_and_ends_it() -> None:
    names = [Name("kk", "Мәжіліс", ("Мажилис*",))]
    foreign = "Депутаты Сената одобрили закон и направили его в Мажилис."
    source = f"<p>Отырыс өтті. {foreign} Мажилис қабылдады.</p>"
    content = Content("kk", [Text("body", source, "kk", Role.BODY, is_html=True)], names=names)
    found = check(content, only=["language-of-parts", "name-not-in-house-spelling"])
    assert [source[each.start : each.end] for each in found] == [foreign, "Мажилис"]
    assert found[1].start == source.rindex("Мажилис")
