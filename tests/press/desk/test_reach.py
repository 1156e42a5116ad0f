"""How far an author reaches at the desk: to drafts, never to what the public has or others handed over."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from press import publishing
from press.models import AuditEntry, Edition, Person, Photograph, Story, User
from tests.factories import illustrate, make_person, make_topic, photograph_file, signed_in
from tests.press.desk.forms import ADD, as_opened, in_days, page_of, rows, written


def opened(desk: Client, address: str, **part: str) -> dict[str, Any]:
    """Returns what a browser sends of the page's form as the officer opened it."""
    html = desk.get(address).content.decode()
    names = ("version", "story_version")
    found = {name: re.findall(rf'name="{name}" value="([^"]*)"', html) for name in names}
    return {name: unescape(values[0]) for name, values in found.items() if values} | part


def about(story: Story) -> tuple[list[str], list[str], bool]:
    story.refresh_from_db()
    topics, people = (related.values_list("slug", flat=True) for related in (story.topics, story.people))
    return list(topics), list(people), story.pinned_until is not None


@pytest.mark.parametrize("way", ["another language", "a correction", "a new language's first save"])
def test_an_author_puts_no_published_story_on_top_nor_under_a_topic_or_a_person(
    way: str, author: User, editor: User, make_release: Any
) -> None:
    live = make_release()
    forged = {
        "topics": [make_topic().pk],
        "people": [make_person().pk],
        "pinned_until": f"{in_days(400):%Y-%m-%dT%H:%M}",
    }
    if way == "a new language's first save":
        address, edition = f"{ADD}?story={live.story_id}", None
    else:
        edition = (
            publishing.start_edition(live, by=author)
            if way == "a correction"
            else make_release(state="draft", language="ru", title="Встреча", story=live.story).editions.get()
        )
        address = page_of(edition)
    desk = signed_in(author)
    assert "story_version" not in opened(desk, address)
    sent = written(edition, language="ru", **forged)
    answer = desk.post(address, sent)
    assert (answer.status_code, about(live.story)) == (302, ([], [], False))
    # A form that was opened while it was still a draft: told, and not done by half.
    answer = desk.post(
        page_of(edition or Edition.objects.latest("pk")),
        written(edition, language="ru", title="Другая", story_version="1", **forged)
        | ({} if edition else {"version": "1"}),
    )
    assert answer.status_code == 422
    assert "You had chosen: Topics: Elections; People: Maulen Ashimbayev; Keep on top" in unescape(
        answer.content.decode()
    )
    assert about(live.story) == ([], [], False)
    assert not Edition.objects.filter(title="Другая").exists()
    forged["verb"] = "about"
    assert desk.post(page_of(live.editions.get(number=1)), forged).status_code == 422
    assert about(live.story) == ([], [], False)
    page = page_of(live.editions.get(number=1))
    assert signed_in(editor).post(page, opened(signed_in(editor), page) | forged).status_code == 302
    assert about(live.story) == (["elections"], ["maulen-ashimbayev"], True)
    entry = AuditEntry.objects.get(verb="revise story", by=editor)
    audit = signed_in(editor).get(f"/admin/press/auditentry/{entry.pk}/change/").content.decode()
    moment = f"{in_days(400):%d.%m.%Y %H:%M}"
    assert "Topics: – → Elections; People: – → Maulen Ashimbayev; " in audit
    assert f"Keep on top of the home page until: – → {moment}" in audit


def test_an_author_adds_no_person_for_whom_there_would_be_a_public_page(author: User, editor: User) -> None:
    sent = {"name_kk": "А", "name_ru": "А", "name_en": "Anybody", "slug": "anybody"}
    assert signed_in(author).post("/admin/press/person/add/", sent).status_code == 403
    assert Person.objects.count() == 0
    signed_in(editor).post("/admin/press/person/add/", sent)
    assert Person.objects.get().slug == "anybody"


def test_of_two_editors_who_say_what_a_story_is_about_none_overwrites_the_other(
    editor: User, chief: User, make_release: Any
) -> None:
    elections, budget, person = make_topic(), make_topic("Budget"), make_person()
    edition = make_release().newest_edition()
    page, desk, other = page_of(edition), signed_in(editor), signed_in(chief)
    mine = opened(desk, page, verb="about")
    theirs = opened(other, page, verb="about")
    desk.post(page, mine | {"topics": [elections.pk]})
    answer = other.post(page, theirs | {"people": [person.pk], "topics": [budget.pk]})
    shown = unescape(answer.content.decode())
    assert (answer.status_code, about(edition.release.story)) == (422, (["elections"], [], False))
    assert "Editor changed this release after you opened it." in shown
    # Both topics stay: each was chosen by one of them.
    chosen = [
        re.search(rf'<input[^>]*value="{each.pk}"[^>]*checked', shown) is not None
        for each in (elections, budget)
    ]
    assert chosen == [True] * 2
    again = other.post(page, theirs | {"people": [person.pk]})
    shown = again.content.decode()
    # What the chief left as it was is now as the editor left it, beside what the chief chose.
    checked = [f'name="{name}" value="{one.pk}"' for name, one in (("topics", elections), ("people", person))]
    assert [re.search(rf"<input[^>]*{each}[^>]*checked", shown) is not None for each in checked] == [True] * 2
    sent = {
        "story_version": re.findall(r'name="story_version" value="([^"]*)"', shown)[0],
        "verb": "about",
        "topics": [elections.pk],
        "people": [person.pk],
    }
    assert other.post(page, sent).status_code == 302
    assert about(edition.release.story) == (["elections"], ["maulen-ashimbayev"], False)


def test_two_languages_of_a_story_in_work_do_not_overwrite_what_it_is_about(
    author: User, editor: User, make_release: Any
) -> None:
    topic, person = make_topic(), make_person()
    english = make_release(state="draft").newest_edition()
    desk, other = signed_in(author), signed_in(editor)
    add = f"{ADD}?story={english.release.story_id}"
    mine, theirs = opened(desk, page_of(english)), opened(other, add)
    desk.post(page_of(english), written(english, **mine | {"topics": [topic.pk]}))
    answer = other.post(add, written(language="ru", title="Встреча", **theirs | {"people": [person.pk]}))
    shown = unescape(answer.content.decode())
    assert (answer.status_code, about(english.release.story)) == (422, (["elections"], [], False))
    assert "Changed meanwhile: Topics. What you did not touch stands below as it is now." in shown
    assert "Встреча</textarea>" in shown
    assert Edition.objects.count() == 1


CREDIT = {"credit_kk": "", "credit_ru": "", "credit_en": "", "rights": "", "ai_use": "none"}


def test_an_author_puts_no_words_on_a_live_page_as_a_photograph_s_credit(
    author: User, editor: User, client: Client, make_release: Any
) -> None:
    draft = make_release(state="draft").newest_edition()
    photograph = illustrate(draft, photograph_file(), by=author).photograph
    publishing.submit(draft, by=author)
    publishing.approve(draft, by=editor)
    live = draft.release
    russian = make_release(state="draft", language="ru", title="Встреча", story=live.story).newest_edition()
    desk = signed_in(author)
    typed = {"alternative_text": "Зал", "credit": "VOTE FOR NOBODY", "rights": "VOTE"}
    desk.post(page_of(russian), written(russian, **rows({"photograph": photograph.pk, **typed})))
    assert [used.alternative_text for used in russian.illustrations.all()] == ["Зал"]
    answer = desk.post(page_of(russian), written(russian, **rows({"file": photograph_file(), **typed})))
    assert answer.status_code == 422
    forged = {"verb": "correct-credit", "photograph": photograph.pk, "photograph_version": 1} | CREDIT
    for edition in (draft, russian):
        page = desk.post(page_of(edition), forged | {"credit_en": "VOTE FOR NOBODY"})
        assert page.status_code == 422
    assert "VOTE" not in client.get(live.get_absolute_url()).content.decode()
    assert Photograph.objects.filter(credit_kk="", credit_ru="", credit_en="", rights="").count() == 1


def test_an_editor_corrects_a_published_credit_and_readers_see_it_at_once(
    author: User, editor: User, chief: User, client: Client, make_release: Any
) -> None:
    draft = make_release(state="draft").newest_edition()
    wrong = {"file": photograph_file(), "alternative_text": "A hall", "credit": "N. Wrong"}
    signed_in(author).post(page_of(draft), written(draft, **rows(wrong)))
    draft.refresh_from_db()
    publishing.submit(draft, by=author)
    publishing.approve(draft, by=editor)
    photograph, page = Photograph.objects.get(), page_of(draft)
    assert 'value="correct-credit"' not in signed_in(author).get(page).content.decode()
    desk = signed_in(editor)
    assert 'value="correct-credit"' in desk.get(page).content.decode()
    sent = {
        "verb": "correct-credit",
        "photograph": photograph.pk,
        "photograph_version": photograph.version,
    } | CREDIT
    too_long = desk.post(page, sent | {"credit_en": "x" * 201})
    assert (too_long.status_code, "x" * 201 in too_long.content.decode()) == (422, True)
    assert desk.post(page, sent | {"credit_en": "N. Baibulin"}).status_code == 302
    html = client.get(draft.release.get_absolute_url()).content.decode()
    assert ("N. Baibulin" in html, "N. Wrong" in html) == (True, False)
    late = signed_in(chief).post(page, sent | {"credit_en": "Mine"})
    shown = unescape(late.content.decode())
    assert (late.status_code, "Now: N. Baibulin" in shown, 'value="Mine"' in shown) == (422, True, True)
    entry = AuditEntry.objects.get(verb="correct credit")
    audit = desk.get(f"/admin/press/auditentry/{entry.pk}/change/").content.decode()
    assert "Photographer in English: N. Wrong → N. Baibulin" in audit


def test_of_two_editors_who_correct_a_credit_the_second_keeps_what_the_first_corrected(
    author: User, editor: User, chief: User, make_release: Any
) -> None:
    draft = make_release(state="draft").newest_edition()
    photograph = illustrate(draft, by=author).photograph
    publishing.submit(draft, by=author)
    publishing.approve(draft, by=editor)
    page, desk, other = page_of(draft), signed_in(editor), signed_in(chief)

    def shown(html: str) -> dict[str, Any]:
        form = html[html.index('name="photograph_version"') :]
        version = re.findall(r'value="([^"]*)"', form)[0]
        return {"verb": "correct-credit", "photograph": photograph.pk, "photograph_version": version}

    opened = shown(other.get(page).content.decode()) | CREDIT
    desk.post(page, opened | {"credit_en": "N. Fixed"})
    answer = other.post(page, opened | {"credit_ru": "Н. Байбулин"})
    html = answer.content.decode()
    assert (answer.status_code, 'value="N. Fixed"' in html, 'value="Н. Байбулин"' in html) == (
        422,
        True,
        True,
    )
    assert "Changed meanwhile: Photographer in English." in html
    again = shown(html) | CREDIT | {"credit_en": "N. Fixed", "credit_ru": "Н. Байбулин"}
    assert other.post(page, again).status_code == 302
    photograph.refresh_from_db()
    assert (photograph.credit_en, photograph.credit_ru) == ("N. Fixed", "Н. Байбулин")


def test_a_photographer_typed_while_the_text_was_handed_over_elsewhere_is_told_not_dropped(
    author: User, make_release: Any
) -> None:
    english = make_release(state="draft").newest_edition()
    photograph = illustrate(english, by=author).photograph
    russian = make_release(state="draft", language="ru", title="Встреча", story=english.release.story)
    typed = {"photograph": photograph.pk, "alternative_text": "Зал", "credit": "Н. Байбулин"}
    publishing.submit(english, by=author)
    edition = russian.newest_edition()
    answer = signed_in(author).post(page_of(edition), written(edition, **rows(typed)), follow=True)
    assert "so this was not saved: Photographer: Н. Байбулин. An editor can" in answer.content.decode()
    assert [used.alternative_text for used in edition.illustrations.all()] == ["Зал"]


def test_a_long_text_that_was_saved_can_be_saved_again(author: User, make_release: Any) -> None:
    body = "".join(f"<p>{'ұзақ мәтін ' * 50}</p>" for _ in range(700))
    edition = make_release(state="draft", language="kk", body=body).newest_edition()
    desk = signed_in(author)
    sent = as_opened(desk.get(page_of(edition)).content.decode())
    answer = desk.post(page_of(edition), sent | {"lead": "Кіріспе.", "then": "save"})
    edition.refresh_from_db()
    assert (len(edition.body.encode()) > 700_000, answer.status_code, edition.lead) == (True, 302, "Кіріспе.")


def test_who_saves_a_text_that_was_sent_back_without_a_change_may_still_approve_it(
    author: User, editor: User, make_release: Any
) -> None:
    edition = make_release(
        state="draft", lead="One.\nTwo.", body="<h2>Part</h2>\n<ul><li>One<br>two</li></ul>"
    ).newest_edition()
    illustrate(edition, by=author)
    publishing.submit(edition, by=author)
    publishing.send_back(edition, by=editor, note="Mend the title.")
    desk, entries = signed_in(editor), AuditEntry.objects.count()
    sent = as_opened(desk.get(page_of(edition)).content.decode())
    # As browsers send it: every line ends with two characters.
    sent |= {
        "lead": "One.\r\nTwo.",
        "body": "<h2>Part</h2>\r\n<ul><li>One<br />two</li></ul>",
        "then": "save",
    }
    assert desk.post(page_of(edition), sent).status_code == 302
    edition.refresh_from_db()
    assert (list(edition.changed_by.all()), AuditEntry.objects.count()) == ([author], entries)
    assert edition.body == "<h2>Part</h2>\n<ul><li>One<br>two</li></ul>"
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)
    assert edition.is_live()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"body": "<p>The text of the  release!</p>"},
        {"slug": "another-address"},
        {"photographs-0-alternative_text": "Another hall"},
        {"photographs-0-caption": "A caption"},
        {"photographs-0-credit": "N. Baibulin"},
        {"photographs-0-DELETE": "on"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_who_changes_anything_of_a_text_that_was_sent_back_may_not_approve_it(
    change: dict[str, str], author: User, editor: User, make_release: Any
) -> None:
    edition = make_release(state="draft").newest_edition()
    illustrate(edition, by=author)
    publishing.submit(edition, by=author)
    publishing.send_back(edition, by=editor, note="Mend it.")
    sent = as_opened(signed_in(editor).get(page_of(edition)).content.decode())
    assert signed_in(editor).post(page_of(edition), sent | {"then": "save"} | change).status_code == 302
    edition.refresh_from_db()
    assert set(edition.changed_by.all()) == {author, editor}
    publishing.submit(edition, by=author)
    with pytest.raises(publishing.Refused, match="You changed this text"):
        publishing.approve(edition, by=editor)
