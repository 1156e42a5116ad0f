"""Another language begins with the structure of the original, and goes out once every place is filled in."""

import re
from typing import Any

import pytest
from django.test import Client

from press import publishing
from press.models import Edition, ReleaseTemplate, User
from press.models.ai_use import AIUse
from press.publishing.content_rules import find_findings
from tests.factories import illustrate, signed_in, signed_in_with_second_factor
from tests.press.desk.forms import ADD, as_opened, page_of
from tests.press.desk.test_documents import docx

LIST, REPAIR = "/admin/press/edition/", "/admin/press/edition/repair/"
AUTOSAVE = "/admin/press/edition/autosave/"
BODY = (
    '<h2>Что решили</h2><p>Сенат одобрил <a href="https://senate.example/plan/">план</a>.</p>'
    "<ul><li>Вода</li><li>Дороги</li></ul>"
    '<table><caption>Голоса</caption><tbody><tr><th scope="row">За</th><td>46</td></tr></tbody></table>'
)
STRUCTURE = (
    "<h2>[[…]]</h2><p>[[…]] <a href=\"https://senate.example/plan/\" rel=\"noopener\">[[…]]</a></p>"
    "<ul><li>[[…]]</li><li>[[…]]</li></ul>"
    '<table><caption>[[…]]</caption><tbody><tr><th scope="row">[[…]]</th><td>46</td></tr></tbody></table>'
)  # fmt: skip
REFUSED = "Fill in what is still open, or delete it (text): [[…]]."


@pytest.fixture
def original(author: User) -> Edition:
    return publishing.start_release(
        language="ru", by=author, title="План воды", lead="Сенат решил.", body=BODY, ai_use=AIUse.NONE
    )


@pytest.fixture
def translation(author: User, original: Edition) -> Edition:
    return save(signed_in(author), original, title="Су жоспары")


def opened(desk: Client, original: Edition, query: str = "") -> dict[str, Any]:
    page = f"{ADD}?story={original.release.story_id}&language=kk{query}"
    return as_opened(desk.get(page).content.decode())


def save(desk: Client, original: Edition, **typed: Any) -> Edition:
    form = opened(desk, original) | {"then": "save", "ai_use": "none", **typed}
    assert desk.post(f"{ADD}?story={original.release.story_id}", form).status_code == 302
    return Edition.objects.get(release__language="kk")


def fill_in(html: str) -> str:
    """Returns the text as somebody writes it, each place with other words."""
    words = iter(["Не шешілді", "Сенат мақұлдаған", "су жоспары", "Су", "Жолдар", "Дауыстар", "Жақтап"])
    return re.sub(r"\[\[…\]\]", lambda _blank: next(words), html)


def test_an_author_adds_a_language_by_its_cell_fills_in_every_place_and_submits_it(
    author: User, original: Edition
) -> None:
    desk = signed_in(author)
    (cell,) = re.findall(rf'href="({ADD}\?story=\d+&amp;language=kk)"', desk.get(LIST).content.decode())
    page = desk.get(cell.replace("&amp;", "&")).content.decode()
    form = as_opened(page)
    assert (form["body"], form["title"], form.get("lead", [""])) == ([STRUCTURE], [""], [""])
    assert "The text begins with the headings, lists, tables and links of the original." in page
    typed = form | {"title": "Су жоспары", "ai_use": "none", "then": "submit"}
    desk.post(cell.replace("&amp;", "&"), typed | {"override_reason": "No time"})
    edition = Edition.objects.get(release__language="kk")
    assert (edition.state, edition.body) == (Edition.State.DRAFT, STRUCTURE)
    assert edition.translated_from is not None
    shown = desk.get(f"{page_of(edition)}?problems").content.decode()
    assert shown.count(REFUSED) == 3  # on top, above the text, in the bar
    filled = as_opened(shown) | {"body": fill_in(STRUCTURE), "then": "submit"}
    desk.post(page_of(edition), filled)
    edition.refresh_from_db()
    assert (edition.state, edition.body) == (Edition.State.SUBMITTED, fill_in(STRUCTURE))


def test_no_reason_lets_a_text_out_with_a_place_that_is_not_filled_in(
    chief: User, author: User, translation: Edition
) -> None:
    almost = fill_in(STRUCTURE).replace("<li>Су</li>", "<li>[[…]]</li>")
    publishing.revise(translation, by=author, body=almost)
    reason = {"override_reason": "It must go out."}
    with pytest.raises(publishing.Refused) as submitting:
        publishing.submit(translation, by=author, **reason)
    with pytest.raises(publishing.Refused) as alone:
        publishing.approve(translation, by=chief, urgent_reason="Now.", **reason)
    for refused in (submitting, alone):
        assert [problem.message for problem in refused.value.problems] == [REFUSED]
    (finding,) = find_findings(translation).open
    with pytest.raises(publishing.Refused):
        publishing.dismiss(translation, finding, by=chief, reason="It stands.")
    publishing.revise(translation, by=author, body=fill_in(STRUCTURE))
    submitted = publishing.submit(translation, by=author)
    Edition.objects.filter(pk=submitted.pk).update(body=almost)
    with pytest.raises(publishing.Refused, match="cannot be published yet"):
        publishing.approve(Edition.objects.get(pk=submitted.pk), by=chief, **reason)
    assert translation.release.live_edition() is None


def told_below(page: str) -> str:
    return page.split('<div class="findings" data-for="id_body">')[1].split('<div class="field')[0]


def test_of_the_untouched_structure_it_is_told_once(author: User, original: Edition) -> None:
    desk = signed_in(author)
    begun = f"{ADD}?story={original.release.story_id}&language=kk"
    for page in (begun, page_of(save(desk, original, title="Су жоспары"))):
        below = told_below(desk.get(page).content.decode())
        assert re.findall(r"</strong> (.*?)</p>", below) == [
            "Nothing is filled in yet. Write in place of each [[…]], or delete it."
        ]
        assert 'class="repair"' not in below


def test_it_is_told_at_each_place_and_no_reason_is_asked_for(author: User, translation: Edition) -> None:
    publishing.revise(translation, by=author, body=STRUCTURE.replace("<p>[[…]]", "<p>Сенат", 1))
    desk = signed_in(author)
    page = desk.get(page_of(translation)).content.decode()
    below = told_below(page)
    sentences = [
        "Heading 1. This place is still to be filled in: write what belongs here, or delete it.",
        "Paragraph 1. This place is still to be filled in: write what belongs here, or delete it.",
        "List 1. 2 places are still to be filled in here: write what belongs there, or delete them.",
        "Table 1. 2 places are still to be filled in here: write what belongs there, or delete them.",
    ]
    assert [said.partition(" <q")[0] for said in re.findall(r"</strong> (.*?)</p>", below)] == sentences
    named = [sentences[0], "Сенат [[…]]", *sentences[2:]]
    repairs = re.findall(r'class="repair">Delete what is not filled in<span[^>]*>: (.*?)</span>', below)
    shows = re.findall(r'class="show-place" hidden>Show<span[^>]*>: (.*?)</span>', below)
    assert (repairs, shows) == (named, named)
    assert '<details class="override" hidden>' in page
    assert "Let it stand" not in below
    assert "1 thing stands in the way of submitting it" in page
    assert "hints on the text" not in page


def test_what_is_not_wanted_is_taken_away_by_one_press(author: User, translation: Edition) -> None:
    begun = STRUCTURE.replace("<p>[[…]]", "<p>Сенат", 1)
    publishing.revise(translation, by=author, body=begun)
    desk = signed_in(author)
    form = as_opened(desk.get(page_of(translation)).content.decode())
    _heading, _line, of_list, _table = find_findings(translation).open
    told = desk.post(REPAIR, form | {"repair": of_list.key}, HTTP_ACCEPT="application/json").json()
    assert told["value"] == begun.replace("<ul><li>[[…]]</li><li>[[…]]</li></ul>", "")


def test_a_place_of_a_photograph_s_words_is_asked_for_too(author: User, translation: Edition) -> None:
    publishing.revise(translation, by=author, body=fill_in(STRUCTURE))
    illustrate(translation, by=author, caption="[[Кім]] залда")
    problems = publishing.find_problems(Edition.objects.get(pk=translation.pk))
    assert [(each.field, each.part, each.message) for each in problems] == [
        (
            "illustrations",
            "caption",
            "Fill in what is still open, or delete it (Photograph 1: caption): [[Кім]].",
        )
    ]


def test_one_may_begin_with_nothing_or_with_a_template_instead(author: User, original: Edition) -> None:
    desk = signed_in(author)
    page = desk.get(f"{ADD}?story={original.release.story_id}&language=kk").content.decode()
    story = original.release.story_id
    assert f'href="?story={story}&amp;language=kk&amp;empty">Begin with an empty text</a>' in page
    assert opened(desk, original, "&empty")["body"] == [""]
    template = ReleaseTemplate.objects.create(
        language="kk", name="Сапар туралы", body="<p>[[Кім]] барды.</p>"
    )
    query = f"&template={template.pk}"
    assert opened(desk, original, query)["body"] == ["<p>[[Кім]] барды.</p>"]
    told = desk.get(f"{ADD}?story={story}&language=kk{query}").content.decode()
    assert "Begin with an empty text" not in told


def test_of_an_original_without_a_text_nothing_is_carried(author: User) -> None:
    original = publishing.start_release(language="ru", by=author, title="Пусто")
    desk = signed_in(author)
    assert opened(desk, original)["body"] == [""]
    page = desk.get(f"{ADD}?story={original.release.story_id}&language=kk").content.decode()
    assert "Begin with an empty text" not in page


def test_a_third_language_has_the_structure_of_the_first(author: User, original: Edition) -> None:
    desk = signed_in(author)
    save(desk, original, title="Су", body="<p>Су.</p>")
    page = desk.get(f"{ADD}?story={original.release.story_id}&language=en").content.decode()
    assert as_opened(page)["body"] == [STRUCTURE]


def test_the_form_names_the_text_that_it_was_begun_from_and_its_language(
    author: User, original: Edition
) -> None:
    desk = signed_in(author)
    save(desk, original, title="Су жоспары", body="<p>Су.</p>")
    author.interface_language = "kk"
    author.save()
    page = desk.get(f"{ADD}?story={original.release.story_id}&language=en").content.decode()
    assert '<p class="note">Басқа тілде: <span lang="ru">План воды (Русский)</span></p>' in page


def test_a_translation_that_nobody_has_named_yet_is_told_by_its_language_and_story(
    author: User, original: Edition
) -> None:
    desk = signed_in(author)
    story = original.release.story_id
    for number, language in enumerate(("kk", "en")):
        page = desk.get(f"{ADD}?story={story}&language={language}").content.decode()
        window = f"{number}" * 20
        desk.post(AUTOSAVE, as_opened(page) | {"copy_number": "1", "window": window})
    named = [
        f'Text in {language} for: <span lang="ru">План воды</span>' for language in ("English", "Kazakh")
    ]
    first_page = desk.get("/admin/").content.decode()
    assert re.findall(r"copy=\d+\">(.*?)</a>", first_page) == named
    form = desk.get(f"{ADD}?story={story}").content.decode()
    assert re.findall(r"<strong>(Text in .*?)</strong>", form) == named


def test_a_draft_that_is_there_and_a_new_edition_are_left_as_they_are(
    author: User, editor: User, original: Edition, translation: Edition
) -> None:
    desk = signed_in(author)
    publishing.revise(translation, by=author, body="")
    assert as_opened(desk.get(page_of(translation)).content.decode())["body"] == [""]


def test_a_document_takes_the_place_of_what_nobody_has_filled_in_and_of_nothing_else(
    author: User, original: Edition
) -> None:
    desk = signed_in(author)
    page = f"{ADD}?story={original.release.story_id}"

    def taken_over(body: str) -> str:
        form = opened(desk, original) | {"body": body, "then": "document", "document": docx()}
        shown: str = as_opened(desk.post(page, form).content.decode())["body"][0]
        return shown

    begun = opened(desk, original)["body"][0]
    document = taken_over(begun.replace("><", ">\n<"))
    assert document == taken_over("")
    written = begun.replace("[[…]]", "Су", 1)
    assert taken_over(written) == f"{written}\n{document}"


def test_editors_are_not_told_of_a_template_s_blanks(editor: User) -> None:
    template = ReleaseTemplate.objects.create(
        language="ru", name="Встреча", title="Визит [[кого]]", body="<h2>[[О чём]]</h2><p>[[…]]</p>"
    )
    page = signed_in_with_second_factor(editor).get(ADD).content.decode()
    assert (
        f'?template={template.pk}">Встреча</a><' in page or f'?template={template.pk}">Встреча</a>,' in page
    )
