"""Passages are found however they are typed, and gone from a text afterwards; what stands around is left."""

import re
from html import escape, unescape

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from press.richtext.passages import SHORT, black_out, black_out_html, removed_by_law
from press.richtext.sanitise import sanitise
from press.text.passages import (
    Fingerprints,
    Passages,
    _digest,
    find_passages,
    fold,
    read_letters,
    split_passages,
)

MARK = "[removed by law]"
NAME = Passages(["Aibek Ospanov"])


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Mr <em>Aibek</em>&nbsp;Os&shy;pa<strong>nov</strong>’s.</p>", f"<p>Mr <em>{MARK}</em>’s.</p>"),
        ("<p><em>He</em> <em>Aibek</em> <em>Ospanov</em>. Ok</p>", f"<p><em>He</em> <em>{MARK}</em>. Ok</p>"),
        ("<p>Mr <em>Aibek</em>\n<em>Ospanov</em> left</p>", f"<p>Mr <em>{MARK}</em> left</p>"),
        ("<p>Mr AIBEK</p>\n<p>Ospanov said.</p>", f"<p>Mr {MARK}</p>\n<p>{MARK} said.</p>"),
        ("<ul><li>Aibek</li><li>Ospanov, x</li></ul>", f"<ul><li>{MARK}</li><li>{MARK}, x</li></ul>"),
        ("<p>Aibek<br>Ospanov</p>", f"<p>{MARK}<br></p>"),
        ("<p>aibek\n  ospa\u00adnov &amp; co</p>", f"<p>{MARK} &amp; co</p>"),
        (
            ('<p><a href="https://x.example/aibek-ospanov?a=1" rel="noopener">He</a>, '
            '<abbr title="Mr Aibek &quot;Ospanov">O.</abbr></p>'),
            '<p>He, <abbr title="Mr Aibek &quot;Ospanov">O.</abbr></p>',
        ),
        (
            '<p><abbr title="Aibek Ospanov &amp; co">O.</abbr></p>',
            f'<p><abbr title="{MARK} &amp; co">O.</abbr></p>',
        ),
        (
            '<p><span lang="ru">Aibek Ospanov</span>, <span lang="fr">Aibek Ospanov</span></p>',
            ('<p><span lang="ru">[изъято по закону]</span>, '
            f'<span lang="fr"><span lang="en">{MARK}</span></span></p>'),
        ),
        ("<p>Aibek and Ospanov, Aibek Ospan</p>", "<p>Aibek and Ospanov, Aibek Ospan</p>"),
    ],
)  # fmt: skip
def test_of_html(html: str, expected: str) -> None:
    blackened, _found = black_out_html(html, NAME, "en")
    assert blackened == expected
    assert sanitise(blackened) == blackened


@pytest.mark.parametrize(
    ("address", "goes"),
    [
        ("https://x.example/ru/releases/41-o-daniyare-omarove/", True),
        ("https://x.example/?who=Daniyar_Omarov&amp;page=1", True),
        ("https://x.example/%D0%94%D0%B0%D0%BD%D0%B8%D1%8F%D1%80-%D0%9E%D0%BC%D0%B0%D1%80%D0%BE%D0%B2", True),
        ("https://x.example/daniyar/akhmet-omarov", False),
    ],
)
def test_a_link_whose_address_spells_the_words_loses_it_and_keeps_what_else_it_says(
    address: str, goes: bool
) -> None:
    html = f'<p>Он <a href="{address}" rel="noopener">был здесь</a>.</p>'
    words, spelled = Passages(["Данияр Омаров"]), Passages(["daniyar-omarov"])
    known = Fingerprints(words.fingerprints(), Fingerprints(spelled.fingerprints()))
    for finder in (Passages(["Данияр Омаров"], spelled), known):
        blackened, found = black_out_html(html, finder, "ru")
        assert (blackened, len(found)) == (("<p>Он был здесь.</p>", 1) if goes else (html, 0))


@pytest.mark.parametrize(
    ("address", "before", "words", "after"),
    [
        ("https://x.example/o.daniyar-omarov_bio?a=1", "https://x.example/o.", "daniyar-omarov", "_bio?a=1"),
        ("x/%D0%94%D0%B0%D0%BD%D0%B8%D1%8F%D1%80+Омаров/1", "x/", "Данияр+Омаров", "/1"),
    ],
)  # fmt: skip
def test_an_address_is_told_as_it_is_written(address: str, before: str, words: str, after: str) -> None:
    finder = Passages(["Данияр Омаров"], Passages(["daniyar-omarov"]))
    _blackened, (found,) = black_out_html(f'<p><a href="{address}">Он</a></p>', finder, "ru")
    assert (found.before, found.words, found.after) == (before, words, after)


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        ("«Алтын» — Семёнов", '"алтын" - семенов'),
        ("Ко\u0301сманов", "Косманов"),
        ("Мырзабай", "Мырзаба\u0438\u0306"),
        ("office", "o\ufb03ce"),
        ("O’Brien", "O'BRIEN"),
        ("a b c", "a\u00a0 b\u2009\n\tc"),
    ],
)
def test_two_spellings_are_one_where_a_reader_takes_them_for_one(passage: str, text: str) -> None:
    assert black_out(f"x {text} y", Passages([passage]), "en")[0] == f"x {MARK} y"
    fingerprints = Fingerprints(Passages([passage]).fingerprints())
    assert black_out(f"x {text} y", fingerprints, "en")[0] == f"x {MARK} y"


@pytest.mark.parametrize(
    ("passages", "text", "expected"),
    [
        (
            ["Данияр Омаров"],
            "Письмо Данияра Омарова: Данияр Омаров пришёл с Данияром\u00a0Омаровым.",
            f"Письмо {MARK}: {MARK} пришёл с {MARK}.",
        ),
        (["Данияр Омаров"], "Данияр Омаровтың үйі, Данияр Ахмет", f"{MARK} үйі, Данияр Ахмет"),
        (["Данияр Омаров", "Омаров"], "Встреча Данияра Омарова, Омаровой", f"Встреча {MARK}, {MARK}"),
        (["Омаров", "Данияр Омаров"], "Встреча Данияра Омарова", f"Встреча {MARK}"),
        (["Мария Достоевская"], "Марии Достоевской, Марией Достоевской", f"{MARK}, {MARK}"),
        (["Игорь Маяковский"], "Игоря Маяковского, Игорь Маяк", f"{MARK}, Игорь Маяк"),
        (["Павел Немец"], "Павла Немца, Павел Немец; Павл Немец", f"{MARK}, {MARK}; Павл Немец"),
        (["Козёл Чабанов"], "С Козлом Чабановым, о Козле", f"С {MARK}, о Козле"),
        (["Павел"], "Павел, Павла, Павлодар", f"{MARK}, Павла, Павлодар"),
        (["А. Омарова"], "Речь А. Омаровой и Аи Омаровой", f"Речь {MARK} и Аи Омаровой"),
        (["Мария"], "Мария, Марии", f"{MARK}, Марии"),
        (["No. 7-12"], "No. 7-12a, No. 7-123", f"{MARK}a, {MARK}3"),
    ],
)
def test_each_word_is_found_with_any_ending_which_goes_too(
    passages: list[str], text: str, expected: str
) -> None:
    sought = Passages(passages)
    for finder in (sought, Fingerprints(sought.fingerprints())):
        assert black_out(text, finder, "en")[0] == expected
        html = f"<p>{text.replace(' Ом', ' <em>Ом</em>')}</p>"
        assert len(find_passages(read_letters(text), finder)) == len(black_out_html(html, finder, "en")[1])


TYPED = st.tuples(
    st.sampled_from(["", "а", "па", "ива"]), st.sampled_from(["вел", "нец", "ок", "вал", "ле", "вень"])
).map("".join)
ENDING, FLEETING = re.compile("[аеоь]$"), re.compile("(?<=..[влцкн])[ео](?=[лцк]$)")


@settings(max_examples=500)
@given(TYPED, TYPED, st.data())
def test_no_word_is_found_that_does_not_begin_as_it_was_typed(
    first: str, second: str, data: st.DataObject
) -> None:
    """But for its last letter, and where another case leaves out a vowel both words without it."""
    stems = [ENDING.sub("", word) for word in (first, second)]
    without = [FLEETING.sub("", stem) for stem in stems]
    words = []
    for stem in stems:  # without one of its last letters, or with all
        gone = len(stem) - data.draw(st.integers(0, min(3, len(stem))))
        words.append(stem[:gone] + stem[gone + 1 :] + data.draw(st.sampled_from(["", "а", "ом"])))
    for each in find_passages(read_letters(" ".join(words)), Passages([f"{first} {second}"])):
        begun = list(zip(each.words.split(), stems, without, strict=True))
        assert all(word.startswith(stem) for word, stem, _way in begun) or all(
            word.startswith(way) for word, _stem, way in begun
        )


def test_what_was_known_by_its_length_before_endings_were_found_is_known_still() -> None:
    (one,) = Passages(["Оспанов"]).fingerprints()
    assert black_out("Айбек Оспановты", Fingerprints([one]), "en")[0] == f"Айбек {MARK}"
    of_before = [len("данияр омаров"), _digest("данияр омаров")]
    assert black_out("Данияр Омаров, x", Fingerprints([of_before]), "en")[0] == f"{MARK}, x"


def test_a_field_without_room_for_more_words_gets_fewer() -> None:
    assert black_out("abc, ABC, " + "x" * 10, Passages(["abc"]), "en", 20) == (
        f"{SHORT}, {SHORT}, " + "x" * 10,
        find_passages(read_letters("abc, ABC, " + "x" * 10), Passages(["abc"])),
    )


def test_what_is_told_of_a_place_is_what_stands_around_it() -> None:
    (found,) = find_passages(read_letters(f"{'a' * 100} Aibek  OSPANOV {'b' * 100}"), NAME)
    assert (found.words, found.before, found.after) == (
        "Aibek  OSPANOV", f"…{'a' * 69} ", f" {'b' * 69}…",
    )  # fmt: skip


def test_passages_are_parted_by_empty_lines() -> None:
    assert split_passages("One\n two \r\n\r\n \nthree\n\nOne two\n") == ["One two", "three"]


# Letters of ours, and what a text has between them.
WORDS = st.text(st.sampled_from("abcабвқӘéЁ  \u00a0\u00ad«»-’&<"), min_size=1, max_size=12)
INLINE = st.sampled_from(["em", "strong", 'span lang="ru"', "sub"])
RUN = st.recursive(
    WORDS.map(escape),
    lambda run: st.tuples(INLINE, st.lists(run, min_size=1, max_size=3)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0].split()[0]}>"
    ),
    max_leaves=5,
)
BLOCK = st.tuples(st.sampled_from(["p", "h2", "blockquote"]), st.lists(RUN, min_size=1, max_size=4)).map(
    lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
)


@given(st.lists(BLOCK, min_size=1, max_size=4).map("".join).map(sanitise), st.data())
def test_a_passage_cut_at_random_is_gone_and_what_stands_around_is_untouched(
    html: str, data: st.DataObject
) -> None:
    read = _read(html)
    start = data.draw(st.integers(0, len(read)))
    passage = read[start : start + data.draw(st.integers(3, 12))]
    folded = fold(passage)
    assume(len(folded) > 2 and any(map(str.isalnum, folded)))
    assume(not any(folded in fold(removed_by_law(language)) for language in ("kk", "ru", "en")))
    for finder in (Passages([passage]), Fingerprints(Passages([passage]).fingerprints())):
        blackened, found = black_out_html(html, finder, "en")
        assert found
        assert sanitise(blackened) == blackened
        without = _without_marks(blackened)
        assert folded not in fold(_read(blackened))
        # Each letter that was not in a place is there, in its order, and no other.
        gone = [False] * len(html)
        for each in found:
            gone[each.start : each.end] = [True] * (each.end - each.start)
        left = "".join(letter if not gone[at] else "" for at, letter in enumerate(html))
        assert _letters(without) == _letters(left)


def _read(html: str) -> str:
    """Returns what a reader reads: blocks parted."""
    text = html
    for tag in ("p", "h2", "blockquote"):
        text = text.replace(f"</{tag}>", " ").replace(f"<{tag}>", " ")
    return unescape(_untagged(text))


def _untagged(html: str) -> str:
    parts = html.split("<")
    return parts[0] + "".join(part.partition(">")[2] for part in parts[1:])


def _without_marks(html: str) -> str:
    for language in ("kk", "ru", "en"):
        html = html.replace(removed_by_law(language), "")
    return html


def _letters(html: str) -> list[str]:
    return [letter for letter in unescape(_untagged(html)) if letter.isalnum()]
