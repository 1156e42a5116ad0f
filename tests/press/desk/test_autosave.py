"""What is typed and not saved: kept for who typed it, offered again, seen by nobody else, gone in time."""

import datetime
import os
import re
from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from press import publishing
from press.desk import autosave
from press.desk.autosave import MOST, delete_old_copies, new_window
from press.desk.fields import format_moment
from press.invalidation import generation
from press.models import AuditEntry, Edition, EditionVersion, Release, User, WorkingCopy
from tests.factories import make_officer, signed_in
from tests.permissions.database import undone
from tests.press.desk.forms import ADD, as_opened, page_of
from tests.press.richtext.marks import bare_marks

Build = Callable[..., Release]
AUTOSAVE = "/admin/press/edition/autosave/"


def opened(desk: Client, address: str) -> dict[str, Any]:
    return as_opened(desk.get(address).content.decode())


def keep(desk: Client, form: dict[str, Any], **typed: Any) -> Any:
    """Sends what stands in a window, as its script does: the number counts on."""
    form["copy_number"] = [str(int(form["copy_number"][0]) + 1)]
    return desk.post(AUTOSAVE, form | typed)


def test_it_is_kept_offered_and_put_into_the_form_and_saving_lets_go_of_it(
    author: User, make_release: Build
) -> None:
    edition = make_release(state="draft", lead="A lead.").editions.get()
    desk, page = signed_in(author), page_of(edition)
    answer = keep(desk, opened(desk, page), lead="Typed, \x00not saved.")
    assert answer.json()["message"].startswith("Saved at ")
    shown = desk.get(page).content.decode()
    assert "<del>A lead.</del>" in bare_marks(shown)
    assert "<ins>Typed, not saved.</ins>" in bare_marks(shown)
    copy = WorkingCopy.objects.get()
    assert f'href="?copy={copy.pk}"' in shown
    form = opened(desk, f"{page}?copy={copy.pk}")
    assert form["lead"] == ["Typed, not saved."]
    edition.refresh_from_db()
    assert (edition.lead, edition.version, list(edition.changed_by.all())) == ("A lead.", 1, [author])
    assert desk.post(page, form | {"then": "save"}).status_code == 302
    copy.refresh_from_db()
    assert (copy.fields, copy.closed_at is not None) == ({}, True)
    assert "copy=" not in desk.get(page).content.decode()
    edition.refresh_from_db()
    assert edition.lead == "Typed, not saved."


def test_it_makes_nobody_an_author_and_neither_history_nor_readers_pages_know_of_it(
    author: User, editor: User, make_release: Build
) -> None:
    edition = make_release(state="draft").editions.get()
    publishing.submit(edition, by=author)
    publishing.send_back(edition, by=editor, note="Mend it.")
    desk = signed_in(editor)
    form = opened(desk, page_of(edition))
    before = (AuditEntry.objects.count(), EditionVersion.objects.count(), generation.fetch())
    for number in range(5):
        assert keep(desk, form, title=f"Typed {number}").status_code == 200
    after = (AuditEntry.objects.count(), EditionVersion.objects.count(), generation.fetch())
    assert (after, list(edition.changed_by.all())) == (before, [author])
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)


def test_nobody_else_sees_it_not_even_by_its_number(
    author: User, editor: User, chief: User, make_release: Build
) -> None:
    edition = make_release(state="draft").editions.get()
    superuser = make_officer("root", "chief editor", is_superuser=True)
    desk, page = signed_in(author), page_of(edition)
    keep(desk, opened(desk, page), title="Of nobody's business")
    copy = WorkingCopy.objects.get()
    for other in map(signed_in, (editor, chief, superuser)):
        for address in (page, ADD, "/admin/", "/admin/press/edition/", "/admin/press/auditentry/"):
            assert "nobody" not in other.get(address).content.decode()
        assert other.get(f"{page}?copy={copy.pk}").status_code == 404
        assert other.get(f"{ADD}?copy={copy.pk}").status_code == 404
        assert other.post(f"/admin/press/edition/unsaved/{copy.pk}/discard/").status_code == 404
    copy.refresh_from_db()
    assert (copy.closed_at, copy.fields["title"]) == (None, ["Of nobody's business"])
    # Nor does another officer's window write into it, whatever it says.
    other = signed_in(editor)
    form = opened(other, page) | {"window": copy.window, "copy_number": ["7"], "officer": author.pk}
    assert other.post(AUTOSAVE, form).status_code == 403
    assert WorkingCopy.objects.count() == 1


def test_of_too_many_it_says_so_and_which_are_the_oldest_and_the_first_page_has_them(
    author: User, editor: User
) -> None:
    for number in range(MOST):
        fields = {"title": [f"Typed {number}"], "body": [""]}
        WorkingCopy.objects.create(officer=author, window=f"window{number:016}", number=1, fields=fields)
    desk, form = signed_in(author), opened(signed_in(author), ADD)
    answer = keep(desk, form, title="One more")
    assert (answer.status_code, answer.json()["page"]) == (422, "/admin/")
    assert re.findall(r"(Typed \d+) \(", answer.json()["message"]) == ["Typed 0"]
    page = desk.get("/admin/").content.decode()
    assert "Nothing more is kept until you delete some of these, the oldest" in page
    oldest = WorkingCopy.objects.get(window=f"window{0:016}")
    assert page.count(f"/admin/press/edition/unsaved/{oldest.pk}/discard/") == 1
    desk.post(f"/admin/press/edition/unsaved/{oldest.pk}/discard/")
    assert keep(desk, form, title="One more").status_code == 200
    assert keep(signed_in(editor), opened(signed_in(editor), ADD), title="Theirs").status_code == 200
    assert "Nothing more is kept" not in signed_in(editor).get("/admin/").content.decode()


def test_the_oldest_of_too_many_is_told_from_another_text_of_its_title(
    author: User, make_release: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "MOST", 1)
    edition = make_release(state="draft", language="ru", title="Of the story").editions.get()
    desk, story = signed_in(author), edition.release.story
    of_edition = f"Русский · Release {edition.release_id}, edition 1"
    places = {
        page_of(edition): of_edition,
        f"{ADD}?story={story.pk}": "Қазақша · Of the story",
        ADD: "English",
    }
    languages = dict(zip(places, ("ru", "kk", "en"), strict=True))
    for address, place in places.items():
        WorkingCopy.objects.all().delete()
        keep(desk, opened(desk, address), title="Typed", language=languages[address])
        moment = format_moment(WorkingCopy.objects.get().saved_at)
        told = keep(desk, opened(desk, ADD), title="One more").json()["message"]
        assert told.endswith(f"the oldest: Typed ({place} · {moment}).")


def test_of_several_unsaved_texts_each_button_says_which_it_is_of(author: User, make_release: Build) -> None:
    edition = make_release(state="draft", title="Title").editions.get()
    desk = signed_in(author)
    for hour, title in ((8, "Typed"), (9, "Typed"), (10, "Otherwise")):
        keep(desk, opened(desk, page_of(edition)), title=title)
        at = datetime.datetime(2026, 11, 20, hour, tzinfo=timezone.get_current_timezone())
        WorkingCopy.objects.filter(pk=WorkingCopy.objects.latest("pk").pk).update(saved_at=at)
    for address in ("/admin/", page_of(edition)):
        page = desk.get(address).content.decode()
        buttons = re.findall(r"<button>(Delete it.*?)</button>", page)
        assert [re.sub("<.*?>", "", button) for button in buttons] == [
            "Delete it: Otherwise, 20.11.2026 10:00",
            "Delete it: Typed, 20.11.2026 09:00",
            "Delete it: Typed, 20.11.2026 08:00",
        ]


def test_what_is_on_another_page_is_not_there(author: User, make_release: Build) -> None:
    one, two = (make_release(state="draft", title=title).editions.get() for title in ("One", "Two"))
    desk = signed_in(author)
    keep(desk, opened(desk, page_of(one)), title="Typed")
    copy = WorkingCopy.objects.get()
    assert [desk.get(f"{page}?copy={copy.pk}").status_code for page in (page_of(two), ADD)] == [404, 404]


def test_a_text_that_was_never_saved_is_kept_too_and_in_its_own_place(
    author: User, make_release: Build
) -> None:
    story = make_release(state="draft").story
    desk = signed_in(author)
    new, language = opened(desk, ADD), opened(desk, f"{ADD}?story={story.pk}")
    keep(desk, new, title="A new text", language="kk")
    keep(desk, language, title="Another language", language="ru")
    assert "A new text" in desk.get("/admin/").content.decode()
    for address, there, elsewhere in (
        (ADD, "A new text", "Another language"),
        (f"{ADD}?story={story.pk}", "Another language", "A new text"),
    ):
        shown = desk.get(address).content.decode()
        assert (there in shown, elsewhere in shown) == (True, False)
    copy = WorkingCopy.objects.get(story=None)
    assert opened(desk, f"{ADD}?copy={copy.pk}")["title"] == ["A new text"]
    assert Edition.objects.count() == 1


def test_what_comes_late_is_older_and_what_comes_after_saving_goes_on_under_another_name(
    author: User, make_release: Build
) -> None:
    edition = make_release(state="draft").editions.get()
    desk, page = signed_in(author), page_of(edition)
    form = opened(desk, page)
    assert desk.post(AUTOSAVE, form | {"copy_number": "2", "title": "Newer"}).status_code == 200
    late = desk.post(AUTOSAVE, form | {"copy_number": "1", "title": "Older"})
    assert (late.status_code, WorkingCopy.objects.get().fields["title"]) == (409, ["Newer"])
    desk.post(page, form | {"title": "Newer", "then": "save"})
    after = desk.post(AUTOSAVE, form | {"copy_number": "3", "title": "Typed after going back"})
    assert (after.status_code, WorkingCopy.objects.get().fields) == (409, {})
    form |= {"window": after.json()["window"], "copy_number": "1", "title": "Typed after going back"}
    assert desk.post(AUTOSAVE, form).status_code == 200
    assert WorkingCopy.objects.get(closed_at=None).fields["title"] == ["Typed after going back"]


@pytest.mark.parametrize("way", ["typed in", "saved"])
def test_who_goes_on_in_another_window_loses_nothing_that_was_typed_in_the_first_one_since(
    author: User, make_release: Build, way: str
) -> None:
    edition = make_release(state="draft").editions.get()
    desk, page = signed_in(author), page_of(edition)
    first = opened(desk, page)
    keep(desk, first, title="Begun")
    second = opened(desk, f"{page}?copy={WorkingCopy.objects.get().pk}")
    keep(desk, first, title="Begun, and gone on with")
    if way == "saved":
        assert desk.post(page, second | {"title": "Begun elsewhere", "then": "save"}).status_code == 302
    else:
        keep(desk, second, title="Begun elsewhere")
    (copy,) = WorkingCopy.objects.filter(window=first["window"][0])
    assert (copy.closed_at, copy.fields["title"]) == (None, ["Begun, and gone on with"])


@pytest.mark.parametrize(("first", "status"), [("1", 200), ("3", 409)])
def test_of_two_requests_of_one_window_at_once_the_newer_is_kept(
    author: User, make_release: Build, monkeypatch: pytest.MonkeyPatch, first: str, status: int
) -> None:
    """A page that is left sends its last words while others are on their way."""
    desk = signed_in(author)
    form = opened(desk, page_of(make_release(state="draft").editions.get()))
    begin = transaction.atomic

    def begin_after_the_other() -> Any:
        monkeypatch.undo()
        desk.post(AUTOSAVE, form | {"copy_number": first, "title": f"Number {first}"})
        return begin()

    monkeypatch.setattr(autosave, "transaction", SimpleNamespace(atomic=begin_after_the_other))
    answer = desk.post(AUTOSAVE, form | {"copy_number": "2", "title": "Number 2"})
    newest = max("2", first)
    assert (answer.status_code, WorkingCopy.objects.get().fields["title"]) == (status, [f"Number {newest}"])


def test_what_was_on_its_way_while_a_window_was_saved_that_had_kept_nothing_is_not_offered(
    author: User, make_release: Build
) -> None:
    edition = make_release(state="draft").editions.get()
    desk, page = signed_in(author), page_of(edition)
    form = opened(desk, page)
    assert desk.post(page, form | {"title": "Saved at once", "then": "save"}).status_code == 302
    late = desk.post(AUTOSAVE, form | {"copy_number": "1", "title": "Saved at on"})
    assert (late.status_code, WorkingCopy.objects.filter(closed_at=None).count()) == (409, 0)


def test_it_comes_back_merged_where_the_text_has_moved_on(
    author: User, editor: User, make_release: Build
) -> None:
    edition = make_release(state="draft", body="<p>One.</p><p>Two.</p>", lead="A lead.").editions.get()
    desk, page = signed_in(author), page_of(edition)
    form = opened(desk, page)
    typed = {"body": "<p>One.</p><p>Two, typed.</p>", "title": "The author's"}
    assert keep(desk, form, **typed).json()["saved_by_others"] == ""
    changed = {"body": "<p>One, changed.</p><p>Two.</p>", "title": "The editor's", "lead": "Changed."}
    publishing.revise(edition, by=editor, **changed)
    told = keep(desk, form, **typed).json()["saved_by_others"]
    assert told == "editor saved this text meanwhile: when you save, both are put together."
    shown = desk.get(f"{page}?copy={WorkingCopy.objects.get().pk}").content.decode()
    found = as_opened(shown)
    assert found["body"] == ["<p>One, changed.</p>\n<p>Two, typed.</p>"]
    assert (found["title"], found["lead"]) == (["The author's"], ["Changed."])
    assert "The <del>editor&#x27;s</del>" in bare_marks(shown)
    assert "Changed meanwhile: Lead, Text." in unescape(shown)
    assert desk.post(page, found | {"then": "save"}).status_code == 302


def test_what_was_typed_into_a_text_that_was_handed_over_meanwhile_is_shown(
    author: User, make_release: Build
) -> None:
    edition = make_release(state="draft").editions.get()
    desk, page = signed_in(author), page_of(edition)
    keep(desk, opened(desk, page), body="<p>Typed in vain.</p>")
    publishing.submit(edition, by=author)
    answer = desk.get(f"{page}?copy={WorkingCopy.objects.get().pk}")
    assert (answer.status_code, "<p>Typed in vain.</p>" in answer.content.decode()) == (200, True)


def test_it_is_deleted_by_its_officer_and_by_time(author: User, make_release: Build) -> None:
    edition = make_release(state="draft").editions.get()
    desk, page = signed_in(author), page_of(edition)
    for title in ("One", "Two", "Three"):
        keep(desk, opened(desk, page), title=title)
    one, two, three = WorkingCopy.objects.order_by("pk")
    desk.post(f"/admin/press/edition/unsaved/{one.pk}/discard/")
    day, now = datetime.timedelta(days=1), timezone.now()
    one.refresh_from_db()
    assert one.fields == {}
    WorkingCopy.objects.filter(pk=one.pk).update(closed_at=now - day)
    WorkingCopy.objects.filter(pk=two.pk).update(saved_at=now - 30 * day)
    WorkingCopy.objects.filter(pk=three.pk).update(saved_at=now - 29 * day)
    assert delete_old_copies() == 2
    assert list(WorkingCopy.objects.all()) == [three]


@pytest.mark.parametrize("there", ["edition", "story"])
@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "\x00"])
def test_of_what_is_not_there_nothing_is_kept(author: User, there: str, number: str) -> None:
    desk = signed_in(author)
    sent = {"officer": author.pk, "window": "w" * 20, "copy_number": "1", there: number, "title": "T"}
    assert desk.post(AUTOSAVE, sent).status_code == 404
    assert WorkingCopy.objects.count() == 0


def test_who_is_signed_out_is_led_to_signing_in_and_nothing_is_written(db: None, client: Client) -> None:
    answer = client.post(AUTOSAVE, {"officer": "1", "title": "T"})
    assert (answer.status_code, answer.headers["Location"].startswith("/admin/login/")) == (302, True)


# --- Whatever order they write in ---

# So many are generated; by hand more (docs/testing.md).
INTERLEAVINGS = int(os.environ.get("INTERLEAVINGS", "30"))
Deed = tuple[int, int, str]
# Who, in which of their windows, does what: types at the end of a paragraph, saves, or loses the window.
DEEDS = st.lists(
    st.tuples(
        st.integers(0, 1), st.integers(0, 1), st.sampled_from(["type 0", "type 1", "type 2", "save", "crash"])
    ),
    min_size=4,
    max_size=14,
)


def test_in_whatever_order_two_officers_write_in_several_windows_no_word_is_lost(
    author: User, editor: User, make_release: Build
) -> None:
    # Made once for all of them, and each leaves nothing behind: what stays would be offered to the next.
    edition = make_release(state="draft", body="<p>A</p><p>B</p><p>C</p>").editions.get()
    desks = [Desk(each, edition) for each in (author, editor)]

    @settings(max_examples=INTERLEAVINGS, deadline=None)
    @given(DEEDS)
    def no_word_is_lost(deeds: list[Deed]) -> None:
        with undone():
            assert write_in_order(edition, desks, deeds) == []

    no_word_is_lost()


def test_a_page_that_is_opened_twice_sends_the_same_under_another_name(
    author: User, editor: User, make_release: Build
) -> None:
    """Whoever typed what meanwhile: so the windows above are opened once for each version."""
    edition = make_release(state="draft").editions.get()
    desk, other, page = signed_in(author), signed_in(editor), page_of(edition)
    first = opened(desk, page)
    for there in (desk, other):
        keep(there, opened(there, page), title="Typed")
    second = opened(desk, page)
    assert {name for name in first | second if first.get(name) != second.get(name)} == {
        "csrfmiddlewaretoken",
        "window",
    }


class Desk:
    """One officer's browser, with the windows in which they write one text."""

    def __init__(self, officer: User, edition: Edition) -> None:
        self.browser, self.edition, self.page = signed_in(officer), edition, page_of(edition)
        self._opened: dict[tuple[int, str], dict[str, Any]] = {}

    def open(self) -> dict[str, Any]:
        """Returns the form of a new window; the page is asked for once for each version of the text."""
        now = Edition.objects.values_list("version", "body").get(pk=self.edition.pk)
        if now not in self._opened:
            self._opened[now] = opened(self.browser, self.page)
        return self._opened[now] | {"window": [new_window()]}

    def type(self, form: dict[str, Any], place: int, word: str) -> dict[str, Any]:
        """Returns the form with the word at the end of a paragraph, as it was kept."""
        paragraphs = form["body"][0].replace("\n", "").split("</p>")[:-1]
        paragraphs[min(place, len(paragraphs) - 1)] += f" {word}"
        typed = form | {"body": ["".join(f"{paragraph}</p>" for paragraph in paragraphs)]}
        assert keep(self.browser, typed).status_code == 200
        return typed

    def save(self, form: dict[str, Any]) -> dict[str, Any] | None:
        """Returns the form that is shown again to whoever saves after somebody else, with what both wrote."""
        answer = self.browser.post(self.page, form | {"then": "save"})
        assert answer.status_code in (302, 422)
        return as_opened(answer.content.decode()) if answer.status_code == 422 else None


def write_in_order(edition: Edition, desks: list[Desk], deeds: list[Deed]) -> list[str]:
    """Returns the words that were typed and stand nowhere afterwards: in no version, copy or open window."""
    windows: dict[tuple[int, int], dict[str, Any] | None] = {}
    typed: list[str] = []
    for who, number, deed in deeds:
        if deed == "crash":
            windows.pop((who, number), None)
            continue
        form = windows.get((who, number)) or desks[who].open()
        if deed == "save":
            windows[who, number] = desks[who].save(form)
        else:
            typed.append(word := f"w{len(typed)}x")
            windows[who, number] = desks[who].type(form, int(deed[-1]), word)
    everything = [row.content["body"] for row in EditionVersion.objects.filter(edition=edition)]
    everything += [copy.fields["body"][0] for copy in WorkingCopy.objects.filter(closed_at=None)]
    everything += [form["body"][0] for form in windows.values() if form]
    return [word for word in typed if not any(word in text for text in everything)]


def test_who_only_notes_or_looks_has_nothing_unsaved_and_is_not_said_to_be_writing(
    author: User, editor: User, make_release: Build
) -> None:
    edition = make_release(state="draft", lead="A lead.").editions.get()
    publishing.revise(edition, by=author, lead="Another lead.")
    desk, other, page = signed_in(editor), signed_in(author), page_of(edition)
    form = opened(desk, page)
    answer = keep(desk, form, **{"new-note-lead": "Which one?"})
    assert (answer.status_code, answer.json()["message"]) == (200, "")
    assert "findings" in answer.json()
    preview = desk.get(f"/admin/press/edition/typed/?window={form['window'][0]}&edition={edition.pk}")
    assert "Another lead." in preview.content.decode()
    # The script begins to keep what such a form was typed into.
    earlier = desk.get(page, {"version": 1}).content.decode()
    assert ("A lead." in earlier, "data-typed" in earlier) == (True, False)
    assert (WorkingCopy.objects.count(), "has been editing" in other.get(page).content.decode()) == (0, False)
    keep(desk, form, lead="Typed.")
    assert "has been editing" in other.get(page).content.decode()
    assert "data-typed" in desk.get(f"{page}?copy={WorkingCopy.objects.get().pk}").content.decode()


def test_of_a_text_that_was_handed_over_the_first_page_names_what_was_typed_otherwise(
    author: User, editor: User, make_release: Build
) -> None:
    edition = make_release(state="draft", lead="A lead.").editions.get()
    desk, page = signed_in(editor), page_of(edition)
    form = opened(desk, page)
    keep(desk, form, lead="Typed, and taken back.")
    keep(desk, form)
    publishing.revise(edition, by=author, title="Of the author alone")
    publishing.submit(edition, by=author)
    assert "did not save it" not in desk.get("/admin/").content.decode()
    publishing.take_back(edition, by=author)
    keep(desk, form, lead="Typed.")
    publishing.submit(edition, by=author)
    assert "did not save it" in desk.get("/admin/").content.decode()


def test_the_first_page_names_what_is_other_than_saved_and_lets_go_of_it(
    author: User, make_release: Build
) -> None:
    edition = make_release(state="draft", lead="A lead.").editions.get()
    desk, page = signed_in(author), page_of(edition)
    keep(desk, opened(desk, page))
    assert "did not save it" not in desk.get("/admin/").content.decode()
    keep(desk, opened(desk, page), lead="Another.")
    first = desk.get("/admin/").content.decode()
    copy = WorkingCopy.objects.get(fields__lead=["Another."])
    address = f"/admin/press/edition/unsaved/{copy.pk}/discard/"
    assert first.count("/discard/") == first.count(f'action="{address}#report"') == 1
    desk.post(address)
    assert "did not save it" not in desk.get("/admin/").content.decode()
