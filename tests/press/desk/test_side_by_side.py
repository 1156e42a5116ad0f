"""The page on which the languages of a story stand side by side, and what differs in them."""

import re

import html5lib
import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from press import publishing
from press.models import Edition, RegisteredName, Story, User
from tests.factories import make_officer, signed_in
from tests.press.desk.forms import page_of

BODIES = {
    "en": "<p>Maulen Ashimbayev met 42 guests of three parties.</p><p>Call +7 7172 74-72-27.</p>",
    "ru": "<p>Маулен Ашимбаев встретил 43 гостей 3 партий.</p><p>Звоните: 74-72-27.</p>",
    "kk": "<p>Төраға 3 партияның 42 қонағын қарсы алды.</p>",
}


def languages_of(edition: Edition) -> str:
    return reverse("admin:press_edition_languages", args=[edition.pk])


@pytest.fixture
def story(author: User) -> Story:
    RegisteredName.objects.create(
        preferred_en="Maulen Ashimbayev", preferred_ru="Маулен Ашимбаев", preferred_kk="Мәулен Әшімбаев"
    )
    story = publishing.start_release(language="en", by=author, title="One", body=BODIES["en"]).release.story
    for language, title in (("ru", "Раз"), ("kk", "Бір")):
        publishing.start_release(
            story=story, language=language, by=author, title=title, body=BODIES[language]
        )
    return story


def text_in(story: Story, language: str) -> Edition:
    return Edition.objects.get(release__story=story, release__language=language)


def words(element: object) -> str:
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]


def read_tables(desk: Client, address: str) -> dict[str, list[list[str]]]:
    """Returns the rows of each table of comparison by its caption: the row's header, then its cells."""
    page = html5lib.parse(desk.get(address).content.decode(), namespaceHTMLElements=False)
    return {
        words(table.find("caption")): [
            [words(row.find("th")), *map(without_language, row.findall("td"))]
            for row in table.findall("tbody/tr")
        ]
        for table in page.iterfind(".//table[@class='compared']")
    }


def without_language(cell: object) -> str:
    """On a telephone each cell names its language, for the eye alone."""
    return re.sub("^(Қазақша|Русский|English) ?", "", words(cell))


def test_what_only_some_languages_say_stands_first_with_the_words_that_say_so(
    author: User, story: Story
) -> None:
    tables = read_tables(signed_in(author), languages_of(text_in(story, "en")))
    assert tables["What differs"] == [
        ["Number", "42", "42", "✕ not in the Russian text"],
        ["Number", "✕ not in the English text", "✕ not in the Kazakh text", "43"],
        ["Telephone", "+7 7172 74-72-27", "✕ not in the Kazakh text", "74-72-27"],
        ["Name", "Maulen Ashimbayev", "✕ not in the Kazakh text", "Маулен Ашимбаев"],
        ["Paragraphs ≠ not the same number", "2", "1", "2"],
    ]
    assert tables["What is the same"] == [["Number", "three", "3", "3"]]


def test_every_cell_has_the_header_of_its_row_and_of_its_language(author: User, story: Story) -> None:
    page = signed_in(author).get(languages_of(text_in(story, "en"))).content.decode()
    head = page.partition("<thead")[2].partition("</thead>")[0]
    assert re.findall(r'<th scope="col"[^>]*?(?: lang="(\w+)")?>', head) == ["", "en", "kk", "ru"]
    rows = re.findall(r'<tr role="row"><th scope="(\w+)"', page.partition("<tbody")[2])
    assert set(rows) == {"row", "col"}


def test_in_the_texts_what_differs_is_marked_and_said_in_the_officers_language(
    author: User, story: Story
) -> None:
    page = signed_in(author).get(languages_of(text_in(story, "en"))).content.decode()
    marked = [re.sub("<[^>]*>", "", mark) for mark in re.findall("<mark>.*?</mark>", page, re.DOTALL)]
    assert marked == [
        "Maulen Ashimbayev (not in the Kazakh text)",
        "42 (not in the Russian text)",
        "42 (not in the Russian text)",
        "Маулен Ашимбаев (not in the Kazakh text)",
        "43 (only here)",
        "+7 7172 74-72-27 (not in the Kazakh text)",
        "74-72-27 (not in the Kazakh text)",
    ]
    assert page.count('<span class="lacking" lang="en">') == len(marked)


def test_the_paragraphs_stand_beside_each_other_each_in_its_language(author: User, story: Story) -> None:
    page = signed_in(author).get(languages_of(text_in(story, "en"))).content.decode()
    passages = re.findall(
        r'<div class="passage" data-field="body">(.*?)</div>\s*</div>\s*</div>', page, re.DOTALL
    )
    assert [re.findall('<div class="text" lang="(..)">', passage) for passage in passages] == [
        ["en", "kk", "ru"],
        ["en", "ru"],
    ]


def test_a_table_that_one_language_lacks_moves_no_paragraph_from_the_side_of_its_own(
    author: User, story: Story
) -> None:
    table = "<table><caption>Votes</caption><tbody><tr><th>A</th><td>B</td></tr></tbody></table>"
    english, russian = text_in(story, "en"), text_in(story, "ru")
    publishing.revise(english, by=author, body=f"<p>One.</p>{table}<p>Two.</p><h2>Then</h2><p>Three.</p>")
    publishing.revise(russian, by=author, body="<p>Раз.</p><p>Два.</p><h2>Затем</h2><p>Три.</p>")
    page = signed_in(author).get(languages_of(english)).content.decode()
    rows = page.partition('data-field="body"')[2].split('data-field="body"')
    beside = [re.findall(r'<div class="text" lang="(?:en|ru)"><\w+>([^<]*)<', row) for row in rows]
    assert beside == [["One.", "Раз."], [], ["Two.", "Два."], ["Then", "Затем"], ["Three.", "Три."]]


@pytest.mark.parametrize("items", ["<p>1. Раз.</p><p>2. Два.</p>", "<p>- раз;</p><p>- два.</p>"])
def test_a_list_that_is_typed_stands_beside_a_list_and_what_follows_beside_its_like(
    author: User, story: Story, items: str
) -> None:
    english, russian = text_in(story, "en"), text_in(story, "ru")
    body = "<p>Aims:</p><ul><li>One.</li><li>Two.</li></ul><p>Then.</p><p>At last.</p>"
    publishing.revise(english, by=author, body=body)
    publishing.revise(russian, by=author, body=f"<p>Цели:</p>{items}<p>Затем.</p><p>Наконец.</p>")
    page = signed_in(author).get(languages_of(english)).content.decode()
    rows = page.partition('data-field="body"')[2].split('data-field="body"')
    beside = [re.findall(r'<div class="text" lang="(?:en|ru)">(.*?)</div>', row, re.DOTALL) for row in rows]
    assert beside == [
        ["<p>Aims:</p>", "<p>Цели:</p>"],
        ["<ul><li>One.</li><li>Two.</li></ul>", items],
        ["<p>Then.</p>", "<p>Затем.</p>"],
        ["<p>At last.</p>", "<p>Наконец.</p>"],
    ]


def test_what_a_text_says_is_words_of_the_page_and_never_its_markup(author: User, story: Story) -> None:
    edition = text_in(story, "en")
    publishing.revise(edition, by=author, title="<b>77</b> & more", courtesy="<i>78</i>")
    page = signed_in(author).get(languages_of(edition)).content.decode()
    assert [part for part in ("<b>", "<i>") if part in page] == []
    assert "&lt;b&gt;<mark>77 " in page


def test_beside_a_text_stands_what_is_in_work_or_on_request_what_readers_have(
    author: User, editor: User, story: Story
) -> None:
    live = text_in(story, "ru")
    publishing.submit(live, by=author)
    publishing.approve(live, by=editor)
    draft = publishing.start_edition(live.release, by=author)
    publishing.revise(draft, by=author, body=BODIES["ru"].replace("43", "44"))
    desk, address = signed_in(author), languages_of(text_in(story, "en"))
    in_work, public = (read_tables(desk, page)["What differs"] for page in (address, f"{address}?public"))
    assert in_work[1] == ["Number", "✕ not in the English text", "✕ not in the Kazakh text", "44"]
    # Of Kazakh readers have nothing.
    assert public[1] == ["Number", "✕ not in the English text", "43"]


def test_a_text_alone_says_that_there_is_nothing_to_compare(author: User) -> None:
    edition = publishing.start_release(language="en", by=author, title="Alone")
    desk = signed_in(author)
    assert "There is no text in another language to compare with." in (
        desk.get(languages_of(edition)).content.decode()
    )
    assert languages_of(edition) not in desk.get(page_of(edition)).content.decode()


def test_the_page_of_a_text_leads_there_from_its_languages_and_from_the_finding(
    author: User, editor: User, story: Story
) -> None:
    edition, desk = text_in(story, "en"), signed_in(author)
    links = re.findall(
        f'<a href="{languages_of(edition)}[^"]*">', desk.get(page_of(edition)).content.decode()
    )
    assert len(links) > 1
    publishing.submit(edition, by=author)
    frozen = signed_in(editor).get(page_of(edition)).content.decode()
    assert frozen.count(f'<a href="{languages_of(edition)}">') > 1


def test_a_removed_text_and_a_discarded_one_are_compared_with_none(
    author: User, editor: User, chief: User, story: Story
) -> None:
    russian, kazakh = text_in(story, "ru"), text_in(story, "kk")
    publishing.submit(russian, by=author)
    publishing.approve(russian, by=editor)
    publishing.remove(russian.release, by=chief, reason="By mistake.")
    publishing.discard(kazakh, by=author)
    desk = signed_in(author)
    assert read_tables(desk, languages_of(text_in(story, "en"))) == {}
    assert desk.get(languages_of(kazakh)).status_code == 404


def test_who_may_read_no_edition_is_shown_none(story: Story) -> None:
    visitor = make_officer("visitor", "author")
    visitor.groups.clear()
    edition = text_in(story, "en")
    assert signed_in(visitor).get(languages_of(edition)).status_code == 403
    visitor.user_permissions.add(Permission.objects.get(codename="view_edition"))
    assert signed_in(User.objects.get(pk=visitor.pk)).get(languages_of(edition)).status_code == 200


def test_the_numbers_of_notes_and_the_ways_back_from_them_are_no_links(author: User, story: Story) -> None:
    link = '<p><a href="https://senate.example/">Сенат</a></p>'
    notes = (
        '<p>Су<a id="text-r" href="#text-n" role="doc-noteref">1</a></p><section role="doc-endnotes">'
        '<h2>Ескертпелер</h2><ol><li id="text-n">Көл. <a href="#text-r" role="doc-backlink">Мәтінге оралу</a>'
        "</li></ol></section>"
    )
    for language, body in (("kk", link + notes), ("ru", link + notes), ("en", link)):
        publishing.revise(text_in(story, language), by=author, body=body)
    tables = read_tables(signed_in(author), languages_of(text_in(story, "kk")))
    assert [row for table in tables.values() for row in table if row[0] == "Links"] == [
        ["Links", "1", "1", "1"]
    ]
