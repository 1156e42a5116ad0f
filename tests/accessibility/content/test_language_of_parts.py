"""What stops a publication must be sure: a sentence in another language, and no name."""

import pytest
from django.utils import translation

from accessibility.content import Content, Finding, Role, Severity, Text, check


def found(source: str, language: str) -> list[Finding]:
    text = Text("body", source, language, Role.BODY, is_html=True)
    return check(Content(language, [text]), only=["language-of-parts"])


@pytest.mark.parametrize(
    ("language", "source", "severity"),
    [
        ("ru", "<p>Бүгін палата екі заң жобасын мақұлдады.</p>", Severity.ERROR),
        ("ru", "<p>Он сказал: “We are grateful for the welcome in your country.”</p>", Severity.ERROR),
        ("ru", "<p>Он сказал: «Су бар жерде өмір бар» — и сел.</p>", Severity.WARNING),
        ("ru", "<p>Открылся «құрылтай» общин.</p>", Severity.WARNING),
        ("ru", "<p>Правило all we can do is wait не годится.</p>", Severity.WARNING),
        ("kk", "<p>Мы благодарим депутатов за поддержку и ждём ответа.</p>", Severity.ERROR),
        ("kk", "<p>Қонақ: “We are grateful for the welcome here.”</p>", Severity.ERROR),
        ("en", "<p>Палата одобрила законопроект, который ждали все.</p>", Severity.ERROR),
        ("en", "<p>The word құрылтай is old.</p>", Severity.WARNING),
    ],
)
def test_only_a_sentence_stops_a_publication(language: str, source: str, severity: Severity) -> None:
    assert [finding.severity for finding in found(source, language)] == [severity]


@pytest.mark.parametrize(
    ("language", "source", "told"),
    [
        ("en", "<p>Бүгін палата екі заң жобасын мақұлдады.</p>", "Kazakh"),
        ("en", "<p>Палата одобрила законопроект, который ждали все.</p>", "Russian"),
        # A name in Kazakh letters makes no Kazakh of a Russian sentence.
        ("en", "<p>Мәулен Әшімбаев принял послов, которые прибыли в Астану.</p>", "Russian"),
        ("ru", "<p>Гость: the deputies agreed with the speaker.</p>", "English"),
    ],
)
def test_which_language_it_is(language: str, source: str, told: str) -> None:
    with translation.override("en"):
        (finding,) = found(source, language)
    assert f"are {told}" in finding.message


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("ru", "<p>Er sprach über die Rolle der Abgeordneten und das Parlament.</p>"),
        ("ru", "<p>Qazaqstan Respublikasynyń Parlamenti men Senaty.</p>"),
        ("ru", "<p>Вице-спикер Київської міської ради, її голова і всі.</p>"),
        ("en", "<p>They spoke of маслихат and акимат, each with a глоссарий.</p>"),
        ("de", "<p>Сенат принял закон, который ждали все.</p>"),
        ("kk-Latn", "<p>Сенат принял закон, который ждали все.</p>"),
        ("ru", "<p>Оператор: <code>select all of the rows from senate</code></p>"),
    ],
)
def test_nothing_is_said_where_it_cannot_be_told(language: str, source: str) -> None:
    assert found(source, language) == []
