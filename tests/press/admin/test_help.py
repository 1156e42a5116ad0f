"""The help at the desk: an index, a tutorial, examples, and every button explained, in each language.

ATAG 2.0: A.4.2.1, A.4.2.2, B.3.1.1, B.3.1.2, B.4.2.1 to B.4.2.4.
"""

import re
from pathlib import Path

import html5lib
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from accessibility.content import RULES, Content, Role, Text, check
from press.desk.buttons import BUTTONS
from press.languages import Language
from press.models import ReleaseTemplate, User
from tests.factories import signed_in

HELP = "/admin/help/"
LANGUAGES = list(Language.values)
# WCAG 2.0's criteria of the levels A and AA that the text of a release, or a photograph of it, can miss: it
# holds no sound, video, form or script, and its looks are the site's.
OF_TEXTS = (
    "1.1.1", "1.2", "1.3.1", "1.3.2", "1.3.3", "1.4.1", "1.4.3", "1.4.5", "2.4.2", "2.4.4", "2.4.6", "3.1.1",
    "3.1.2", "3.2.4", "4.1.1", "4.1.2",
)  # fmt: skip


def open_help(author: User, language: str) -> str:
    author.interface_language = language
    author.save()
    answer = signed_in(author).get(HELP)
    assert answer.status_code == 200
    return str(answer.content.decode())


def guide_of(page: str) -> str:
    return page.partition('<div class="text guide">')[2].partition("</main>")[0]


def test_every_page_of_the_desk_leads_to_it(author: User) -> None:
    assert f'<a href="{HELP}">Help</a>' in signed_in(author).get("/admin/press/edition/add/").content.decode()
    assert Client().get(HELP).status_code == 302


def test_it_has_the_same_parts_in_each_language(author: User) -> None:
    guides = [guide_of(open_help(author, language)) for language in LANGUAGES]
    for pattern in (
        r' id="([^"]+)"',
        r' data-explains="([^"]+)"',
        r"\((?:WCAG )?(\d\.\d[^)]*)\)",
        r"<(h\d|li|tr|dt)\b",
    ):
        first, *others = (sorted(re.findall(pattern, guide)) for guide in guides)
        assert first
        assert [first] * len(others) == others, pattern


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_index_leads_to_each_part_of_it(author: User, language: str) -> None:
    guide = guide_of(open_help(author, language))
    index = guide.partition("</nav>")[0]
    targets = set(re.findall(r'href="#([^"]+)"', guide))
    assert targets <= set(re.findall(r' id="([^"]+)"', guide))
    of_accessible_texts = {
        "first", "alternative", "headings", "links", "tables", "language", "findings", "repair", "stand",
        "yourself", "structure", "photographs", "again", "pasting", "templates", "preview",
    }  # fmt: skip
    assert of_accessible_texts <= set(re.findall(r'href="#([^"]+)"', index))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_of_the_editor_and_of_a_release_is_explained(author: User, language: str) -> None:
    guide = guide_of(open_help(author, language))
    explained = {name for names in re.findall(r'data-explains="([^"]+)"', guide) for name in names.split()}
    toolbar = {name for group in settings.CKEDITOR_CONFIGS["default"]["toolbar"] for name in group}
    assert toolbar | set(BUTTONS) == explained


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_a_person_can_judge_stands_beside_how_one_decides(author: User, language: str) -> None:
    table = guide_of(open_help(author, language)).partition('id="yourself"')[2].partition("</table>")[0]
    heads = re.findall(r'<th scope="row">[^<]*\(([^)]*)\)</th><td>', table)
    assert tuple(number for head in heads for number in re.findall(r"\d\.\d(?:\.\d)?", head)) == OF_TEXTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_own_examples_are_models(author: User, language: str) -> None:
    guide = guide_of(open_help(author, language))
    found = check(Content(language, [Text("body", guide, language, Role.BODY, is_html=True)]))
    # What a release says in its lead, this page says by its index.
    assert [
        (finding.rule.name, finding.quote)
        for finding in found
        if finding.rule.name != "no-summary-of-a-long-text"
    ] == []
    tree = html5lib.parse(guide, namespaceHTMLElements=False)
    for table in tree.iter("table"):
        assert table.find("caption") is not None
        assert all(cell.get("scope") for cell in table.iter("th"))
    foreign = "ru" if language == "kk" else "kk"
    assert f'<span lang="{foreign}">' in guide


def test_the_tutorial_names_what_the_desk_has(author: User) -> None:
    """Its words are those of the catalogue; each stands on the page on which one writes."""
    steps = guide_of(open_help(author, "en")).partition('id="first"')[2].partition("</ol>")[0]
    ReleaseTemplate.objects.create(language="en", name="Speech")
    page = signed_in(author).get("/admin/press/edition/add/").content.decode()
    named = re.findall(r"<b>([^<]+)</b>", steps)
    of_the_editor = {
        "Heading",
        "Paragraph or heading",
        "Link",
        "Show",
        "Write a release",
        "Language of a part",
    }
    assert {name for name in named if name not in page} <= of_the_editor
    assert len(named) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_editor_is_told(author: User, language: str) -> None:
    keys = guide_of(open_help(author, language)).partition('id="keys"')[2].partition("</table>")[0]
    for key in ("Ctrl+S", "Alt+F10", "Alt+F11", "Alt+0", "Ctrl+B", "Ctrl+I", "Ctrl+K", "Ctrl+Z", "Ctrl+Y",
                "Shift+F10", "Ctrl+Shift+V", "Shift+Enter", "Shift+Tab", "Esc"):  # fmt: skip
        assert key in keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_looked_for_is_listed_rule_by_rule(author: User, language: str) -> None:
    guide = guide_of(open_help(author, language))
    with translation.override(language):
        assert re.findall(r'<li data-rule="([^"]+)">', guide) == list(
            dict(sorted(RULES.items(), key=lambda pair: pair[1].number))
        )
        assert all(str(escape(rule.title)) in guide for rule in RULES.values())


def test_the_pictures_of_the_guide_are_described() -> None:
    guide = (Path(settings.BASE_DIR) / "docs" / "editing.md").read_text(encoding="utf-8")
    descriptions = re.findall(r"!\[([^\]]*)\]\(pictures/", guide)
    assert descriptions
    assert all(len(words.split()) > 3 for words in descriptions)
