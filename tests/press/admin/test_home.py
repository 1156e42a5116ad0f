"""The desk's first page: what waits for whoever is signed in, what goes out, what is open, what is read."""

import datetime
import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press import publishing
from press.desk.home import find_home
from press.desk.status import edition_status
from press.models import AuditEntry, CorrectionQuestion, DailyReads, Edition, Release, User
from press.reads.daily import count_by_day
from tests.factories import OF_THE_TESTS, make_officer, signed_in
from tests.press.admin.lists import find_listed

Build = Callable[..., Release]
# Ten o'clock in Astana.
MORNING = datetime.datetime(2026, 12, 3, 5, 0, tzinfo=datetime.UTC)


def words_of(html: str) -> str:
    return unescape(" ".join(re.sub("<[^>]*>", " ", html).split()))


def sections(desk: Client) -> dict[str, str]:
    """Returns the words of each section of the first page, by the heading's id."""
    page = desk.get("/admin/").content.decode()
    found = re.findall(r'<section class="home" aria-labelledby="([\w-]+)">(.*?)</section>', page, re.DOTALL)
    return {name: words_of(html) for name, html in found}


def texts_for(officer: User) -> dict[str, list[str]]:
    home = signed_in(officer).get("/admin/").context["home"]
    return {
        name: [edition.title for edition in getattr(home, name)]
        for name in ("to_confirm", "to_approve", "returned")
    }


def test_what_waits_is_what_this_officer_may_do_and_nothing_else(
    author: User, editor: User, chief: User, make_release: Build
) -> None:
    assert sections(signed_in(author))["for-you"] == "Waiting for you Nothing waits for you."
    make_release(state="submitted", title="In English")
    make_release(state="submitted", title="Орысша", language="ru")
    make_release(state="draft", title="Not handed over")
    make_release(state="live", title="Published")
    make_release(state="scheduled", title="Ahead")
    helped = publishing.start_release(language="en", by=editor, title="Editor's own", body="<p>Words.</p>")
    publishing.submit(helped, by=editor, override_reason=OF_THE_TESTS)
    returned = make_release(state="submitted", title="Sent back").newest_edition()
    publishing.send_back(returned, by=editor, note="Name the hall.")
    urgent = make_release(state="submitted", title="Earthquake").newest_edition()
    publishing.approve(urgent, by=chief, urgent_reason="It cannot wait.", override_reason=OF_THE_TESTS)
    # Whose account the editor has set up is the editor's own pair of eyes.
    tied = make_officer("tied", "author")
    tied.keyholders.add(editor)
    of_tied = publishing.start_release(language="en", by=tied, title="Of the tied", body="<p>Words.</p>")
    publishing.submit(of_tied, by=tied, override_reason=OF_THE_TESTS)
    make_officer("colleague", "author")
    reads_english = make_officer("reader", "editor", languages=["en"])

    nothing: dict[str, list[str]] = {"to_confirm": [], "to_approve": [], "returned": []}
    assert texts_for(author) == nothing | {"returned": ["Sent back"]}
    assert texts_for(editor) == nothing | {
        "to_confirm": ["Earthquake"], "to_approve": ["In English", "Орысша"],
    }  # fmt: skip
    assert texts_for(chief) == nothing | {
        "to_approve": ["In English", "Орысша", "Editor's own", "Of the tied"]
    }
    assert texts_for(reads_english) == nothing | {
        "to_confirm": ["Earthquake"], "to_approve": ["In English", "Editor's own", "Of the tied"],
    }  # fmt: skip
    words = sections(signed_in(editor))["for-you"]
    assert words.index("It cannot wait.") < words.index("Орысша Русский Submitted by: author")
    assert "To be mended: Name the hall." in sections(signed_in(author))["for-you"]
    publishing.confirm(urgent, by=editor)
    assert texts_for(reads_english)["to_confirm"] == []


def test_a_correction_waits_for_who_may_say_whether_it_applies_in_their_language(
    author: User, editor: User, make_release: Build, correct: Any
) -> None:
    kazakh = make_release(language="kk", title="Kazakh text")
    make_release(language="ru", story=kazakh.story, title="Russian text")
    correct(kazakh, title="Kazakh text, corrected")
    reads_english = make_officer("reader", "editor", languages=["en"])
    for officer, waits in ((author, False), (reads_english, False), (editor, True)):
        words = sections(signed_in(officer))["for-you"]
        assert ("Corrected in another language Russian text Русский" in words) == waits, officer
    assert "Does it apply here too?" in sections(signed_in(editor))["for-you"]
    publishing.answer_correction(CorrectionQuestion.objects.get(), by=editor, applies=True)
    for officer in (author, editor):  # whoever writes may make it now
        assert "It applies, and is still to be made." in sections(signed_in(officer))["for-you"]
    publishing.answer_correction(CorrectionQuestion.objects.get(), by=editor, applies=False)
    assert "Nothing waits for you." in sections(signed_in(editor))["for-you"]
    answers = AuditEntry.objects.filter(verb="answer correction").order_by("pk").values_list("pk", flat=True)
    for answer, said in zip(answers, ("It applies", "It does not apply"), strict=True):
        html = signed_in(editor).get(f"/admin/press/auditentry/{answer}/change/").content.decode()
        assert words_of(html).count(said) == 1


def test_what_goes_out_today_and_tomorrow_stands_by_the_hour_of_astana(
    editor: User, make_release: Build
) -> None:
    hour = datetime.timedelta(hours=1)
    for title, ahead in {
        "At noon": 2, "Before midnight": 13, "After midnight": 14, "Tomorrow's last": 37, "Too late": 38,
    }.items():  # fmt: skip
        make_release(state="draft", title=title)
        Edition.objects.filter(title=title).update(
            state="approved", submitted_at=MORNING, submitted_by=editor, approved_at=MORNING,
            approved_by=editor, live_from=MORNING + ahead * hour,
        )  # fmt: skip
    home = find_home(editor, 1, at=MORNING)
    assert words_of(render_to_string("admin/home/_going_out.html", {"home": home})) == (
        "Going out Today, 03.12.2026 12:00 At noon English 23:00 Before midnight English "
        "Tomorrow, 04.12.2026 00:00 After midnight English 23:00 Tomorrow's last English "
        "Hours are Astana time."
    )


def test_what_is_open_is_counted_and_each_count_leads_to_as_many_stories(
    author: User, editor: User, chief: User, make_release: Build, correct: Any
) -> None:
    desk = signed_in(editor)
    assert sections(desk)["open"] == "Open in the whole press room Nothing is open."
    for state, number in {"draft": 2, "submitted": 3, "scheduled": 1, "live": 1, "withdrawn": 1}.items():
        for copy in range(number):
            make_release(state=state, title=f"{state} {copy}")
    returned = make_release(state="submitted", title="returned").newest_edition()
    publishing.send_back(returned, by=editor, note="Mend it.")
    urgent = make_release(state="draft", title="urgent").newest_edition()
    publishing.approve(urgent, by=chief, urgent_reason="An earthquake.")
    counts = dict(desk.get("/admin/").context["home"].counts)
    assert counts == {"submitted": 3, "unconfirmed": 1, "returned": 1, "draft": 2, "scheduled": 1}
    for state, number in counts.items():
        link = f"/admin/press/edition/?standing={state.value}"
        assert desk.get("/admin/").content.decode().count(f'href="{link}"') == 1
        assert [edition_status(edition) for edition in find_listed(desk.get(link))] == [state] * number

    original = make_release(title="Original")
    for language in ("ru", "kk"):
        translation = make_release(story=original.story, language=language, title=language)
        newest = translation.newest_edition()
        publishing.note_source(newest, original.newest_edition(), original.newest_edition().version)
    assert "Translations older" not in sections(desk)["open"]
    correct(original, courtesy="N. Baibulin", minor=True, correction_note="")
    assert "Translations older" not in sections(desk)["open"]  # what is compared says the same
    correct(original, lead="Another figure.")
    assert sections(desk)["open"].endswith("Translations older than their original : 1")
    assert desk.get("/admin/press/edition/?standing=older").context["cl"].result_count == 1
    found = find_listed(desk.get("/admin/press/edition/?standing=older&editions=all"))
    assert sorted(edition.title for edition in found) == ["kk", "ru"]


def test_reads_are_a_chart_and_a_table_of_fourteen_days(editor: User, make_release: Build) -> None:
    desk = signed_in(editor)
    assert sections(desk)["reads"] == "Views in the last 14 days Nothing was read."
    today = timezone.localdate()
    for title, ago, reads in (("A", 0, 5), ("B", 0, 7), ("A", 13, 3), ("B", 14, 100), ("A", -1, 100)):
        release = Release.objects.filter(editions__title=title).first() or make_release(title=title)
        day = today - datetime.timedelta(days=ago)
        DailyReads.objects.create(release=release, day=day, reads=reads)
    by_day = count_by_day(14, today)
    assert (by_day[0], by_day[1][1], by_day[-1]) == ((today - datetime.timedelta(days=13), 3), 0, (today, 12))
    page = desk.get("/admin/").content.decode()
    heights = [int(height) for height in re.findall(r'<rect [^>]*height="(\d+)"', page)]
    assert heights == [25, *[0] * 12, 100]
    rows = re.findall(r'<th scope="row"><time [^>]*>([\d.]+)</time></th><td class="number">(\d+)</td>', page)
    assert rows == [(f"{day:%d.%m.%Y}", str(reads)) for day, reads in by_day]
    assert f"Together 15; most on {today:%d.%m.%Y} : 12." in sections(desk)["reads"]


def test_the_first_page_asks_as_often_for_many_as_for_few(
    author: User, editor: User, chief: User, make_release: Build
) -> None:
    desk = signed_in(editor)
    editor.keyholders.add(chief)

    def asked() -> int:
        author.keyholders.add(chief)  # each text of the author is a question of whose eyes look at it
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/admin/").status_code == 200
        return len(queries)

    def fill(name: str) -> None:
        author.keyholders.clear()
        for state in ("submitted", "scheduled"):
            make_release(
                state=state, title=f"{name} {state}", at=timezone.now() + datetime.timedelta(minutes=5)
            )
        own = publishing.start_release(language="en", by=editor, title=f"{name} own", body="<p>Words.</p>")
        publishing.submit(own, by=editor, override_reason=OF_THE_TESTS)
        publishing.send_back(own, by=chief, note="Mend it.")
        urgent = make_release(state="submitted", title=f"{name} urgent").newest_edition()
        publishing.approve(urgent, by=chief, urgent_reason="Now.", override_reason=OF_THE_TESTS)

    fill("one")
    asked()
    few = asked()
    fill("two")
    fill("three")
    assert asked() == few
    assert {name: len(titles) for name, titles in texts_for(editor).items()}["returned"] == 3
