"""What a text begins with: kept by editors, chosen by officers, and no blank of it reaches a reader."""

import tomllib
from pathlib import Path

import pytest

from press import migrations, publishing
from press.desk.templates import check_template
from press.models import Edition, ReleaseTemplate, User
from press.richtext.sanitise import sanitise
from tests.factories import signed_in, signed_in_with_second_factor
from tests.press.desk.forms import ADD, as_opened

FIRST = Path(str(migrations.__file__)).with_name("0028_first_templates.toml")


@pytest.fixture
def template(db: None) -> ReleaseTemplate:
    return ReleaseTemplate.objects.create(
        language="ru",
        name="Встреча",
        title="Встреча с [[кем]]",
        lead="[[День]]",
        body="<p>[[О чём]] речь.</p>",
    )


def test_a_new_text_begins_with_it(author: User, template: ReleaseTemplate) -> None:
    desk = signed_in(author)
    page = desk.get(ADD).content.decode()
    assert f'<a href="?template={template.pk}">Встреча</a>' in page
    form = as_opened(desk.get(ADD, {"template": template.pk}).content.decode())
    assert (form["language"], form["title"], form["lead"]) == (["ru"], ["Встреча с [[кем]]"], ["[[День]]"])
    assert form["body"] == ["<p>[[О чём]] речь.</p>"]
    assert desk.get(ADD, {"template": 10**30}).status_code == 404


def test_in_a_story_it_is_offered_in_languages_that_have_no_text_yet(
    author: User, template: ReleaseTemplate
) -> None:
    english = ReleaseTemplate.objects.create(language="en", name="Meeting")
    edition = publishing.start_release(language="ru", by=author, title="Есть")
    page = signed_in(author).get(ADD, {"story": edition.release.story_id}).content.decode()
    assert f"?template={english.pk}&amp;story={edition.release.story_id}" in page
    assert f"?template={template.pk}" not in page


def test_what_it_left_open_cannot_be_submitted(author: User, template: ReleaseTemplate) -> None:
    desk = signed_in(author)
    page = f"{ADD}?template={template.pk}"
    desk.post(page, as_opened(desk.get(page).content.decode()) | {"lead": "[Один] день", "then": "submit"})
    edition = Edition.objects.get()
    assert edition.state == Edition.State.DRAFT
    with pytest.raises(publishing.Refused) as refused:
        publishing.submit(edition, by=author)
    assert [(each.field, each.message.rpartition(": ")[2]) for each in refused.value.problems] == [
        ("title", "[[кем]]."),
        ("body", "[[О чём]]."),
    ]
    publishing.revise(edition, by=author, title="Встреча с нами", body="<p>О воде речь.</p>")
    assert publishing.submit(edition, by=author).state == Edition.State.SUBMITTED


def test_editors_keep_them_in_the_editor_itself(editor: User, template: ReleaseTemplate) -> None:
    desk = signed_in_with_second_factor(editor)
    page = f"/admin/press/releasetemplate/{template.pk}/change/"
    opened = desk.get(page)
    assert "style-src-attr 'unsafe-inline'" in opened["Content-Security-Policy"]
    form = as_opened(opened.content.decode())
    desk.post(page, form | {"body": '<p onclick="x()">[[Что]]</p>', "title": ""})
    template.refresh_from_db()
    assert (template.title, template.body) == ("", "<p>[[Что]]</p>")


def test_a_press_room_begins_with_four_in_each_language_as_the_sanitiser_leaves_them() -> None:
    told = tomllib.loads(FIRST.read_text(encoding="utf-8"))["templates"]
    assert [sum(each["language"] == code for each in told) for code in ("kk", "ru", "en")] == [4, 4, 4]
    for each in told:
        assert sanitise(each["body"].strip()) == each["body"].strip()
        assert ReleaseTemplate(**each).clean_fields() is None


def test_who_chooses_one_is_told_of_its_faults_and_who_saves_it_which_they_are(
    editor: User, template: ReleaseTemplate
) -> None:
    desk = signed_in_with_second_factor(editor)
    body = '<p>[[О чём]]: <a href="https://parliament.example/plan/">здесь</a></p>'
    form = {"language": "ru", "name": "Встреча", "title": "Встреча", "lead": "", "body": body}
    saved = desk.post(f"/admin/press/releasetemplate/{template.pk}/change/", form, follow=True)
    assert "здесь" in "".join(str(message) for message in saved.context["messages"])
    sound = ReleaseTemplate.objects.create(language="ru", name="Поездка", title="Поездка [[кого]]")
    page = desk.get(ADD).content.decode()
    assert (
        f'?template={template.pk}">Встреча</a> <span class="quiet" lang="{editor.interface_language}">('
        in page
    )
    assert f'?template={sound.pk}">Поездка</a><' in page or f'?template={sound.pk}">Поездка</a>,' in page


def test_the_templates_that_the_press_room_begins_with_have_no_fault() -> None:
    """As the migration makes them; a test before this one may have emptied the tables."""
    told = tomllib.loads(FIRST.read_text(encoding="utf-8"))["templates"]
    kept = [ReleaseTemplate(**each) for each in told]
    assert {each.language for each in kept} == {"kk", "ru", "en"}
    assert [finding.message for each in kept for finding in check_template(each)] == []
