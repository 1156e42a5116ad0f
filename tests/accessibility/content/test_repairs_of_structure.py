"""What a button repairs is repaired, says what it said before, and is what a release may hold."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest

from accessibility.content import RULES, Content, Finding, Repair, Text, check, repaired
from accessibility.content.rules import headings, images, imitations, looks, media, tables
from press.richtext.sanitise import sanitise
from tests.accessibility.content.reading import Case, build, load

MODULES = {module.__name__ for module in (headings, images, imitations, looks, media, tables)}
NAMES = {name for name, rule in RULES.items() if rule.find.__module__ in MODULES}
# Whose repair says that it takes words away: the marks of a list, "Photo:" before an alternative text.
DELETING = {"fake-list", "alternative-text-repeats"}
# Nobody but the author can say what the picture shows, what the frame holds or what is said in the film.
WITHOUT_REPAIR = {
    "alternative-text-missing", "alternative-text-is-a-file-name", "alternative-text-is-a-placeholder",
    "alternative-text-too-long", "frame-without-title", "video-without-captions",
}  # fmt: skip


class Found(NamedTuple):
    rule: str
    content: Content
    finding: Finding
    repair: Repair

    def with_source(self, source: str) -> Content:
        """Returns the content with another source in the text that is repaired, wherever it stands."""
        text = replace(self.finding.text, source=source)
        texts = [text if each.name == text.name else each for each in self.content.texts]
        pictures = [
            replace(each, alternative=text) if each.alternative.name == text.name else each
            for each in self.content.images
        ]
        return replace(self.content, texts=texts, images=pictures)


def of_breaks() -> Iterator[Found]:
    for case in load():
        if case.rule in NAMES and case.breaks:
            yield from found_in(case.rule, build(case.language, case.entry))


def of_sanitised() -> Iterator[Found]:
    for case in load():
        if case.rule in NAMES and case.breaks:
            yield from found_in(case.rule, sanitised(case))


def sanitised(case: Case) -> Content:
    content = build(case.language, case.entry)
    texts = [replace(text, source=sanitise(text.source)) if text.is_html else text for text in content.texts]
    return replace(content, texts=texts)


def found_in(rule: str, content: Content) -> Iterator[Found]:
    for finding in check(content, only=[rule]):
        if finding.repair is not None:
            yield Found(rule, content, finding, finding.repair)


def name(found: Found) -> str:
    return f"{found.rule}-{found.content.language}-{found.finding.quote[:40]}"


def counted(findings: Iterable[Finding]) -> "Counter[tuple[str, str]]":
    return Counter((finding.message, finding.quote) for finding in findings)


def letters(text: Text, source: str) -> str:
    return "".join(replace(text, source=source).markup.root.words().split())


def is_within(shorter: str, longer: str) -> bool:
    """Whether the characters of the one stand in the other, in their order."""
    rest = iter(longer)
    return all(each in rest for each in shorter)


BREAKS = list(of_breaks())


def test_every_rule_has_a_repair_where_a_program_can_know_it() -> None:
    assert {found.rule for found in BREAKS} == NAMES - WITHOUT_REPAIR


@pytest.mark.parametrize("found", BREAKS, ids=name)
def test_a_repair_repairs(found: Found) -> None:
    source = repaired(found.finding.text.source, found.repair.edits)
    before = counted(check(found.content, only=[found.rule]))
    after = counted(check(found.with_source(source), only=[found.rule]))
    this = (found.finding.message, found.finding.quote)
    assert after[this] < before[this], source
    assert after.total() < before.total(), source


@pytest.mark.parametrize("found", BREAKS, ids=name)
def test_a_repair_keeps_the_words(found: Found) -> None:
    text = found.finding.text
    before, after = (
        letters(text, source) for source in (text.source, repaired(text.source, found.repair.edits))
    )
    if found.rule in DELETING:
        assert is_within(after.casefold(), before.casefold())
        assert len(after) >= len(before) / 2
    else:
        assert after == before


@pytest.mark.parametrize("found", list(of_sanitised()), ids=name)
def test_what_is_repaired_is_still_what_a_release_may_hold(found: Found) -> None:
    source = repaired(found.finding.text.source, found.repair.edits)
    if found.finding.text.is_html:
        assert sanitise(source) == source


@pytest.mark.parametrize("found", BREAKS, ids=name)
def test_a_repair_breaks_no_other_rule(found: Found) -> None:
    before = {finding.rule.name for finding in check(found.content)}
    source = repaired(found.finding.text.source, found.repair.edits)
    assert {finding.rule.name for finding in check(found.with_source(source))} <= before


@pytest.mark.parametrize(
    ("rule", "source", "wanted"),
    [
        (
            "fake-list",
            '<p lang="ru">Закон вводит:<br>– квоты;<br><br>– штрафы.<br>Он принят.<br>Итог.</p>',
            (
                '<p lang="ru">Закон вводит:</p><ul lang="ru"><li>квоты;</li><li>штрафы.</li></ul>'
                '<p lang="ru">Он принят.<br>Итог.</p>'
            ),
        ),
        (
            "fake-list",
            "<div>• <b>квоты</b><br>• <b>штрафы</b></div>",
            "<div><ul><li><b>квоты</b></li><li><b>штрафы</b></li></ul></div>",
        ),
        (
            "fake-list",
            '<p>3) квоты;</p>\n<p id="a">4) штрафы.</p><p>5. Итог.</p>',
            '<ol start="3"><li>квоты;</li>\n<li id="a">штрафы.</li><li>Итог.</li></ol>',
        ),
        (
            "fake-heading",
            "<h3>Главное</h3><p><b>Сроки</b><p>С 1 января.</p>",
            "<h3>Главное</h3><h4>Сроки</h4><p>С 1 января.</p>",
        ),
        ("fake-heading", "<h1>А</h1><p><b>Сроки</b></p><p>В</p>", "<h1>А</h1><h3>Сроки</h3><p>В</p>"),
        (
            "heading-level-skipped",
            "<h2>А</h2><h4>Б</h4><h5>В</h5><h4>Г</h4><h2>Д</h2>",
            "<h2>А</h2><h3>Б</h3><h4>В</h4><h3>Г</h3><h2>Д</h2>",
        ),
        (
            "table-without-headers",
            "<table><tr><td><td><b>За</b><td colspan=2><b>Нет</b><tr><td>Б<td>1<td>2<td>3</table>",
            (
                '<table><tr><td><th scope="col"><b>За</b></th><th colspan=2 scope="colgroup"><b>Нет</b></th>'
                "<tr><td>Б<td>1<td>2<td>3</table>"
            ),
        ),
        (
            "looks-in-the-text",
            "<p style='color:red;width:50%' lang=kk>Заң</p>",
            '<p style="width: 50%" lang=kk>Заң</p>',
        ),
        (
            "spaced-words-and-runs",
            '<p lang="ru">Принят.<br><br>Он вступает в силу.</p>',
            '<p lang="ru">Принят.</p><p lang="ru">Он вступает в силу.</p>',
        ),
        (
            "spaced-words-and-runs",
            "<p>Сенат&nbsp;&nbsp;&nbsp;\n<br>Астана</p>",
            "<p>Сенат<br>Астана</p>",
        ),
        (
            "duplicate-ids",
            '<p id="a">А</p><p id="a-2">Б</p><p id="a"><a href="#a">В</a></p>',
            '<p id="a">А</p><p id="a-2">Б</p><p id="a-3"><a href="#a">В</a></p>',
        ),
        ("underline-that-is-no-link", "<p><u lang=kk>Заң</u></p>", "<p><span lang=kk>Заң</span></p>"),
    ],
)
def test_what_a_repair_writes(rule: str, source: str, wanted: str) -> None:
    (repair,) = (finding.repair for finding in check(build("ru", source), only=[rule]) if finding.repair)
    assert repaired(source, repair.edits) == wanted


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("heading-empty-or-too-long", '<h2 id="a"></h2><p>A link may lead to it.</p>'),
        ("fake-list", "<p><b>– квоты;<br>– штрафы.</b></p>"),
        ("spaced-words-and-runs", "<ul><li>Принят.<br><br>Он вступает в силу.</li></ul>"),
        ("heading-in-a-table", "<table><tr><td><table><tr><td>12</td></tr></table></td></tr></table>"),
        ("heading-in-a-table", "<table><tr><td><h3>Важно</h3><p>Приём до 12 марта.</p></td></tr></table>"),
    ],
)
def test_what_no_repair_can_know_is_left_to_the_author(rule: str, source: str) -> None:
    (finding,) = check(build("ru", source), only=[rule])
    assert finding.repair is None
