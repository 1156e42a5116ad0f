"""The pages of the desk, and who sees them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from press.models import User
from tests.factories import signed_in
from tests.press.desk.forms import page_of


def test_the_preview_is_the_public_page_and_private(author: User, make_release: Any) -> None:
    edition = make_release(state="draft", language="kk", title="Кездесу", slug="").newest_edition()
    answer = signed_in(author).get(reverse("admin:press_edition_preview", args=[edition.pk]))
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1>Кездесу</h1>") == 1
    assert '<html lang="kk"' in answer.content.decode()
    assert [address for address in ("/read/", "js/count.js") if address in answer.content.decode()] == []
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert Client().get(reverse("admin:press_edition_preview", args=[edition.pk])).status_code == 302
    edition.release.refresh_from_db()
    assert edition.release.first_published_at is None


def test_only_the_writing_page_lets_the_editor_set_styles(author: User, make_release: Any) -> None:
    desk = signed_in(author)
    draft, live = (
        make_release(state="draft", title="A").newest_edition(),
        make_release(title="B").newest_edition(),
    )
    writing = desk.get(page_of(draft))["Content-Security-Policy"]
    assert "script-src 'self';" in writing
    assert "style-src-attr 'unsafe-inline'" in writing
    for address in (page_of(live), "/admin/", "/admin/press/edition/"):
        assert "unsafe" not in desk.get(address)["Content-Security-Policy"]


def test_a_frozen_text_leads_to_another_language_of_its_own_story(author: User, make_release: Any) -> None:
    edition = make_release(state="submitted", language="en").newest_edition()
    page = signed_in(author).get(reverse("admin:press_edition_change", args=[edition.pk])).content.decode()
    assert page.count(f"/admin/press/edition/add/?story={edition.release.story_id}&amp;language=kk") == 1


def test_a_form_from_an_older_session_is_refused_on_a_page_of_ours(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "author"})
    assert answer.status_code == 403
    assert answer.content.decode().count("display-bar") > 0
