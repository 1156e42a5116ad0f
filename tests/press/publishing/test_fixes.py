"""Small things of what readers have: fixed at once, seen by a second person afterwards."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from press import publishing
from press.models import AuditEntry, Contact, Edition, Release, User
from press.publishing.versions import get_content
from tests.factories import illustrate, make_contact, photograph_file, signed_in
from tests.press.desk.forms import page_of, rows
from tests.press.publishing.effects import NOW

DAY = datetime.timedelta(days=1)
Clock = Callable[[datetime.datetime], None]


@pytest.fixture
def live(make_release: Callable[..., Release], author: User, editor: User, clock: Clock) -> Edition:
    """What readers have had for a day: a text with a photograph, by the author, approved by the editor."""
    edition = make_release(state="draft", title="Sitting of the Senate").editions.get()
    illustrate(edition, photograph_file(), by=author, alternative_text="A hal", caption="The hall")
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)
    clock(NOW + DAY)
    return edition


def the_photograph(edition: Edition) -> int:
    return edition.illustrations.get().photograph_id


def test_a_fix_is_the_next_edition_live_at_once_minor_and_waits_for_a_second_person(
    live: Edition, contact: Contact, editor: User, chief: User, clock: Clock
) -> None:
    before = get_content(live)
    words = {the_photograph(live): {"alternative_text": "A hall with deputies", "caption": "The Senate"}}
    fixed = publishing.fix(live, by=editor, courtesy="N. Baibulin", contact=contact, illustrations=words)
    assert (fixed.number, fixed.is_live(), fixed.minor, fixed.live_from) == (2, True, True, NOW + DAY)
    assert fixed.credit_line == "Press service, 74-72-27. Courtesy of N. Baibulin"
    after = get_content(fixed)
    photographs = [{**before["photographs"][0], **words[the_photograph(live)]}]
    assert after == {
        **before,
        "minor": True,
        "contact": contact.pk,
        "courtesy": "N. Baibulin",
        "photographs": photographs,
    }
    assert get_content(live) == before
    assert list(Edition.objects.unconfirmed()) == [fixed]
    entry = AuditEntry.objects.filter(verb="fix").get()
    assert (entry.by, entry.edition_number) == (editor, 2)
    assert entry.detail["fields"] == ["alternative_text", "caption", "contact", "courtesy"]
    with pytest.raises(publishing.Refused, match="You published or changed this text"):
        publishing.confirm(fixed, by=editor)
    publishing.confirm(fixed, by=chief)
    assert list(Edition.objects.unconfirmed()) == []
    clock(NOW + 2 * DAY)
    assert publishing.start_edition(live.release, by=editor).changed_by.count() == 0


def test_a_fix_of_what_nobody_has_confirmed_is_not_confirmed_by_who_wrote_or_published_that(
    make_release: Callable[..., Release], author: User, editor: User, chief: User, clock: Clock
) -> None:
    urgent = make_release(state="draft").editions.get()
    publishing.approve(urgent, by=chief, urgent_reason="Fire alarm")
    clock(NOW + DAY)
    fixed = publishing.fix(urgent, by=editor, courtesy="N. Baibulin")
    assert set(fixed.changed_by.all()) == {author, editor, chief}


def test_nothing_is_fixed_while_another_edition_is_in_work_or_ahead(
    live: Edition, author: User, editor: User
) -> None:
    draft = publishing.start_edition(live.release, by=author)
    with pytest.raises(publishing.Refused, match="Another edition of this release is already in work"):
        publishing.fix(live, by=editor, courtesy="N. Baibulin")
    publishing.revise(draft, by=author, minor=True)
    publishing.submit(draft, by=author)
    publishing.approve(draft, by=editor, live_from=NOW + 3 * DAY)
    with pytest.raises(publishing.Refused, match="An edition of this release is scheduled"):
        publishing.fix(live, by=editor, courtesy="N. Baibulin")
    assert (live.release.live_edition(), live.release.editions.count()) == (live, 2)


def test_a_fix_that_changes_nothing_or_says_nothing_publishes_nothing(live: Edition, editor: User) -> None:
    with pytest.raises(publishing.Refused, match="Nothing was changed"):
        publishing.fix(
            live, by=editor, courtesy="", illustrations={the_photograph(live): {"caption": "The hall"}}
        )
    with pytest.raises(publishing.Refused) as refused:
        publishing.fix(live, by=editor, illustrations={the_photograph(live): {"alternative_text": " "}})
    assert [problem.field for problem in refused.value.problems] == ["illustrations"]
    with pytest.raises(TypeError, match="no fix changes this: title"):
        publishing.fix(live, by=editor, title="Another")
    assert list(live.release.editions.all()) == [live]


def test_an_error_that_the_content_rules_find_stops_a_fix_unless_a_reason_is_given(
    live: Edition, editor: User
) -> None:
    words = {the_photograph(live): {"alternative_text": "DSC_0042.jpg"}}
    with pytest.raises(publishing.Refused, match="Mend what is found, or say why it stands"):
        publishing.fix(live, by=editor, illustrations=words)
    fixed = publishing.fix(live, by=editor, illustrations=words, override_reason="It shows a file's name.")
    assert fixed.is_live()


def test_what_was_checked_of_artificial_intelligence_stays_checked_by_whom_it_was(
    make_release: Callable[..., Release], author: User, editor: User, clock: Clock
) -> None:
    live = make_release(ai_use="translated", ai_checked=True).editions.get()
    clock(NOW + DAY)
    fixed = publishing.fix(live, by=editor, courtesy="N. Baibulin")
    assert (fixed.ai_checked, fixed.ai_checked_by) == (True, author)


def test_the_small_form_writes_these_fields_alone_and_readers_have_them_at_once(
    live: Edition, author: User, editor: User, chief: User, client: Client
) -> None:
    other = make_contact("Protocol", phone="74-00-00")
    page, summary = page_of(live), "Fix alternative texts, captions or the credit line"
    assert summary not in signed_in(author).get(page).content.decode()
    desk = signed_in(editor)
    assert summary in desk.get(page).content.decode()
    forged: dict[str, Any] = {"title": "Forged", "body": "<p>Forged</p>", "lead": "Forged", "slug": "forged"}
    words = {"photograph": the_photograph(live), "alternative_text": "A hall with deputies"}
    row = {**words, "credit": "Forged", "rights": "Forged", "caption": "The Senate", "ORDER": "7"}
    sent = {
        "verb": "fix",
        "version": live.version,
        "contact": other.pk,
        "courtesy": "N. Baibulin",
        **rows(row),
    }
    too_long = desk.post(page, {**sent, "courtesy": "x" * 201}).content.decode()
    assert ("x" * 201 in too_long, "A hall with deputies" in too_long) == (True, True)
    before = get_content(live)
    answer = desk.post(
        page, {**sent, **forged, "correction_note": "Forged", "publish_at": "2030-01-01T09:00"}
    )
    fixed = live.release.editions.get(number=2)
    assert answer["Location"] == page_of(fixed)
    shown = {"alternative_text": "A hall with deputies", "caption": "The Senate"}
    assert get_content(fixed) == {
        **before,
        "minor": True,
        "contact": other.pk,
        "courtesy": "N. Baibulin",
        "photographs": [{**before["photographs"][0], **shown}],
    }
    public = client.get(live.release.get_absolute_url()).content.decode()
    assert ("A hall with deputies" in public, "A hal&" in public, "Forged" in public) == (True, False, False)
    history = client.get(live.release.url("press:history")).content.decode()
    assert ("Minor change" in history, "fix" in history.lower().split("<main")[1]) == (True, False)
    assert "Confirm the fix" in signed_in(chief).get(page_of(fixed)).content.decode()
    signed_in(chief).post(page_of(fixed), {"verb": "confirm", "version": fixed.version})
    assert Edition.objects.get(pk=fixed.pk).confirmed_by == chief
    assert list(Edition.objects.unconfirmed()) == []


def test_what_was_typed_into_the_small_form_is_shown_when_another_edition_came_first(
    live: Edition, editor: User, correct: Callable[..., Edition]
) -> None:
    correct(live.release, title="Corrected")
    row = {"photograph": the_photograph(live), "alternative_text": "A hall with deputies"}
    page = signed_in(editor).post(page_of(live), {"verb": "fix", "version": live.version, **rows(row)})
    assert page.status_code == 422
    assert "Only the text that readers have is fixed." in page.content.decode()
    assert "A hall with deputies" in page.content.decode()
