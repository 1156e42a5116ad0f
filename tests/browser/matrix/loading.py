"""Run in a process of its own: loads the sample press room and prints, as JSON, what to look at.

`{"pages": {type: {language: address}}, "officers": {language: session}, "sessions": {type: {…}}}`.
"""

import io
import json
import sys

import django
from django.core.management import call_command


def main() -> dict[str, object]:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_sample", stdout=io.StringIO())
    pages = public_pages() | admin_pages()
    return {"pages": pages, "officers": officers(), "sessions": second_steps()}


def public_pages() -> dict[str, dict[str, str]]:
    """Returns every kind of public page, in each language."""
    from press import publishing
    from press.models import Release, Story, User

    author, editor, chief = (User.objects.get(username=name) for name in ("author", "editor", "chief"))

    def release(sample: str, language: str) -> str:
        story = Story.objects.get(import_key=f"sample-{sample}")
        address: str = story.releases.get(language=language).get_absolute_url()
        return address

    def removed(language: str) -> str:
        """The samples have one in Russian alone."""
        edition = publishing.start_release(
            language=language, by=author, title="Removed", body="<p>A text.</p>"
        )
        publishing.submit(edition, by=author)
        publishing.approve(edition, by=editor)
        publishing.remove(edition.release, by=chief, reason="Published by mistake.")
        return Release.objects.get(pk=edition.release_id).get_absolute_url()

    pages: dict[str, dict[str, str]] = {}
    for language in ("kk", "ru", "en"):
        corrected = release("answers", language)
        for name, address in {
            "home": "",
            "releases": "releases/",
            "archive": "archive/",
            "archive-year": "archive/2025/",
            "archive-month": "archive/2025/10/",
            "topics": "topics/",
            "topic": "topics/lawmaking/",
            "people": "people/",
            "contacts": "contacts/",
            "person": "people/daniyar-omarov/",
            "search": f"search/?q={ {'kk': 'Парламент', 'ru': 'парламент', 'en': 'parliament'}[language] }",
            "search-nothing": "search/?q=qwertyuiop",
            "display": "display/",
            "statement": "accessibility/",
            "about-views": "about-views/",
            "404": "nowhere/",
            "429": "refused/",
            "500": "failing/",
            "release": release("budget", language),
            "release-corrected": corrected,
            "history": f"{corrected}history/",
            "history-edition": f"{corrected}history/2/",
            "release-withdrawn": release("attendance", language),
            "410": removed(language),
        }.items():
            whole = address if address.startswith("/") else f"/{language}/{address}"
            pages.setdefault(name, {})[language] = whole
    return pages


def admin_pages() -> dict[str, dict[str, str]]:
    """Returns the admin's main pages; their language is the officer's, not the address's."""
    from press import publishing
    from press.models import AuditEntry, Edition, Topic, User
    from tests.factories import signed_in

    live = Edition.objects.filter(release__story__import_key="sample-budget").first()
    draft = Edition.objects.filter(release__story__import_key="sample-plan").first()
    topic, officer, entry = Topic.objects.first(), User.objects.first(), AuditEntry.objects.first()
    assert live and draft and topic and officer and entry
    signed_in(officer)
    author = User.objects.get(username="author")
    mistaken = publishing.start_release(language="ru", by=author, title="Начато по ошибке")
    publishing.discard(mistaken, by=author)
    addresses = {
        "login": "/admin/login/",
        "admin": "/admin/",
        "admin-list": "/admin/press/edition/",
        "admin-add": "/admin/press/edition/add/",
        "admin-write": f"/admin/press/edition/{draft.pk}/change/",
        "admin-discard": f"/admin/press/edition/{draft.pk}/discard/",
        "admin-discarded": "/admin/press/edition/?standing=discarded",
        "admin-read": f"/admin/press/edition/{live.pk}/change/",
        "admin-languages": f"/admin/press/edition/{live.pk}/languages/",
        "admin-topic": f"/admin/press/topic/{topic.pk}/change/",
        "admin-officer": f"/admin/press/user/{officer.pk}/change/",
        "admin-password": "/admin/password_change/",
        "admin-sessions": "/admin/sessions/",
        "admin-audit": "/admin/press/auditentry/",
        "admin-entry": f"/admin/press/auditentry/{entry.pk}/change/",
        "admin-help": "/admin/help/",
        "admin-vouch": "/admin/press/user/vouch/",
        "sign-in-code": "/admin/login/",
        "sign-in-set-up": "/admin/login/",
        "second-factor": "/admin/second-factor/",
        "second-factor-again": "/admin/second-factor/",
    }
    pages = {name: dict.fromkeys(("kk", "ru", "en"), address) for name, address in addresses.items()}
    return pages | {"sign-in-link": sign_in_links()}


def sign_in_links() -> dict[str, str]:
    """Returns the address of a link to an account that works in each language; nobody uses it up."""
    from django.urls import reverse

    from press import publishing
    from press.models import User

    links, chief = {}, User.objects.get(username="chief")
    for language in ("kk", "ru", "en"):
        account = publishing.make_account(
            by=chief, username=f"new-{language}", first_name="Dana", interface_language=language
        )
        link = publishing.issue_sign_in_link(account, by=chief)
        links[language] = reverse("admin:sign_in_link", args=[link.uid, link.token])
    return links


def officers() -> dict[str, str]:
    """Returns the session of a signed-in chief editor who works in each language."""
    from press.publishing.groups import CHIEF_EDITOR
    from tests.factories import make_officer, signed_in_with_second_factor

    sessions = {}
    for language in ("kk", "ru", "en"):
        name = f"officer-{language}"
        user = make_officer(name, CHIEF_EDITOR, interface_language=language, first_name="Aigerim")
        signed_in_with_second_factor(user)  # elsewhere too
        sessions[language] = signed_in_with_second_factor(user).cookies["sessionid"].value
    return sessions


def second_steps() -> dict[str, dict[str, str]]:
    """Returns, by page, the sessions of officers who gave the password alone, or the factor long ago."""
    from press.publishing.groups import EDITOR
    from tests.factories import make_app, make_officer, signed_in_with_second_factor, with_password_alone

    sessions: dict[str, dict[str, str]] = {}
    for language in ("kk", "ru", "en"):
        for page in ("sign-in-code", "sign-in-set-up", "second-factor-again"):
            user = make_officer(f"{page}-{language}", EDITOR, interface_language=language, first_name="Dana")
            if page == "second-factor-again":
                there = signed_in_with_second_factor(user)
                session = there.session
                session["second_factor_at"] = 0
                session.save()
            else:
                there = with_password_alone(user)
            if page == "sign-in-code":
                make_app(user)
            sessions.setdefault(page, {})[language] = there.cookies["sessionid"].value
    return sessions


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
