"""Every text of the corpora through the sanitiser."""

from press.richtext.sanitise import plain_text, sanitise
from tests.corpora.reading import markup, payloads, sample
from tests.corpora.shapes import unexpected_in_text


def test_cleaned_markup_holds_nothing_that_a_press_release_may_not_and_is_cleaned_once() -> None:
    found = []
    for text in sample(markup()):
        cleaned = sanitise(text)
        found += [(text, each) for each in unexpected_in_text(cleaned)]
        if sanitise(cleaned) != cleaned:
            found.append((text, f"not idempotent: {cleaned}"))
    assert found == []


def test_what_is_looked_for_is_in_the_markup_before_it_is_cleaned() -> None:
    offered = sample(payloads())
    assert sum(bool(unexpected_in_text(text)) for text in offered) > len(offered) // 5


def test_the_plain_text_of_markup_is_one_line_of_words() -> None:
    found = []
    for text in sample(markup()):
        plain = plain_text(sanitise(text))
        if plain != " ".join(plain.split()):
            found.append((text, plain))
    assert found == []
