"""A full stop ends a sentence where it ends one."""

import pytest

from accessibility.content.sentences import find_sentences


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("ru", "Сенат собрался. Вопросов нет!", ["Сенат собрался.", "Вопросов нет!"]),
        ("ru", "Встреча в г. Астане, 2023 г. Сената.", ["Встреча в г. Астане, 2023 г. Сената."]),
        ("ru", "Школы, дороги и т.д. Сенат одобрил.", ["Школы, дороги и т.д.", "Сенат одобрил."]),
        ("ru", "«Мы за!» — сказал М.С. Ашимбаев. Все.", ["«Мы за!» — сказал М.С. Ашимбаев.", "Все."]),
        ("ru", "Рост 12.5 процента. Итог…\nДалее", ["Рост 12.5 процента.", "Итог…", "Далее"]),
        ("ru", "1. Закон о воде. 2. Закон о лесе.", ["1. Закон о воде.", "2. Закон о лесе."]),
        (
            "kk",
            "2023 ж. Сенат жиналды. Жол, су т.б. Бәрі қаралды.",
            ["2023 ж. Сенат жиналды.", "Жол, су т.б.", "Бәрі қаралды."],
        ),
        ("kk", "«Болды!», – деді М. Әшімбаев.", ["«Болды!», – деді М. Әшімбаев."]),
        ("en", "Mr. Omarov spoke. “Why?” Nobody knew.", ["Mr. Omarov spoke.", "“Why?”", "Nobody knew."]),
        ("en", "It rose in 2023. Then it fell to 1.5.", ["It rose in 2023.", "Then it fell to 1.5."]),
        ("en", "A heading\n\nThe text", ["A heading", "The text"]),
        ("en", " \n ", []),
    ],
)
def test_sentences(language: str, text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in find_sentences(text, language)] == sentences
