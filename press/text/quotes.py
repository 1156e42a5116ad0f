"""Where words that are quoted from a text stand in its source, whatever markup is between them."""

from accessibility.content import Text
from accessibility.content.markup import INLINE, Element, Markup, Words

# Where words stand in the source of their text: from and to.
Span = tuple[int, int]


def find_words(text: Text, words: str) -> Span | None:
    """Returns where these words, said in one line, stand in the text for the first time; None: nowhere."""
    letters = _read(text)
    found = "".join(letter for letter, _span in letters).find(words)
    if found == -1 or not words:
        return None
    return letters[found][1][0], letters[found + len(words) - 1][1][1]


def _read(text: Text) -> list[tuple[str, Span]]:
    """Returns each letter with its place; one space for whatever parts two words."""
    letters: list[tuple[str, Span]] = [(" ", (0, 0))]

    def add(letter: str, span: Span) -> None:
        letter = " " if letter.isspace() else letter
        if letter != " " or letters[-1][0] != " ":
            letters.append((letter, span))

    for node in Markup(text.source, text.language, is_html=text.is_html).nodes:
        if isinstance(node, Element):
            if node.name not in INLINE or node.name == "br":
                add(" ", (node.start, node.start))
            continue
        for number, letter in enumerate(node.text):
            add(letter, _place(node, number))
    return letters[1:]


def _place(run: Words, number: int) -> Span:
    if len(run.text) != run.end - run.start:  # a character reference
        return run.start, run.end
    return run.start + number, run.start + number + 1
