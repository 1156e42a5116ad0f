"""Who has no right here learns nothing: of what exists and of what never was they hear the same."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, reverse
from django.utils import timezone

from press.models import (
    AuditEntry,
    Contact,
    EditionFinding,
    RegisteredName,
    Release,
    ReleaseTemplate,
    User,
)
from tests.factories import make_person, make_quiet_period, make_topic, signed_in

# Of Django's own model: there are three groups, and everybody knows their names.
KNOWN = "/admin/auth/"
NEVER = 999_999
NUMBER = re.compile(r"<(path:)?(object_id|pk|id)>")


def numbered(patterns: list[Any], before: str = "/admin/") -> Iterator[str]:
    """Returns the routes of the admin that hold the number of one object, with `{}` for it."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from numbered(pattern.url_patterns, route)
        elif NUMBER.search(route) and not route.startswith(KNOWN):
            yield NUMBER.sub("{}", route)


@pytest.fixture
def numbers(make_release: Any, contact: Contact) -> dict[str, int]:
    """The number of something that exists, by the model's name."""
    edition = make_release(state="draft", title="Secret", slug="secret").newest_edition()
    make_release(title="Warned of", body=f"<p>https://parliament.example/{'address' * 6}</p>")
    return {
        "edition": edition.pk,
        "quietperiod": make_quiet_period(timezone.now() + datetime.timedelta(days=365)).pk,
        "registeredname": RegisteredName.objects.create(preferred_en="Secret").pk,
        "releasetemplate": ReleaseTemplate.objects.create(name="Secret", language="en").pk,
        "topic": make_topic("Secret").pk,
        "person": make_person("Secret").pk,
        "contact": contact.pk,
        "user": User.objects.get(username="author").pk,
        "auditentry": AuditEntry.objects.latest("pk").pk,
        "editionfinding": EditionFinding.objects.latest("pk").pk,
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_without_rights_hear_the_same_of_what_exists_and_of_what_never_was(
    numbers: dict[str, int], method: str
) -> None:
    officer = signed_in(User.objects.create_user("nothing", is_staff=True, interface_language="en"))

    def ask(route: str, number: int) -> tuple[int, str]:
        answer = getattr(officer, method)(route.format(number))
        return answer.status_code, answer.get("Location", "").replace(f"/{number}/", "/")

    routes = {route: numbers[route.split("/")[3]] for route in numbered(site.get_urls())}
    assert len(routes) > 4 * len(numbers)
    existing = {route: ask(route, number) for route, number in routes.items()}
    assert existing == {route: ask(route, NEVER) for route in routes}


@pytest.mark.parametrize("name", ["view_on_site", "autocomplete"])
def test_routes_that_nobody_needs_are_gone(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{name}", args=[1, 1] if name == "view_on_site" else [])


def test_no_route_of_the_admin_leads_to_a_draft_by_its_number(
    make_release: Any, author: User, chief: User
) -> None:
    draft = make_release(state="draft", slug="secret")
    kind = ContentType.objects.get_for_model(Release).pk
    for client in (signed_in(author), signed_in(chief)):
        answer = client.get(f"/admin/r/{kind}/{draft.pk}/")
        assert (answer.status_code, "secret" in str(dict(answer.headers))) == (404, False)
    assert Client().get(f"/admin/r/{kind}/{draft.pk}/").status_code == 302  # to the sign-in, as everywhere


@pytest.mark.parametrize("make", [make_topic, make_person])
def test_who_sees_a_topic_or_a_person_finds_the_public_page(make: Any, chief: User, db: None) -> None:
    named = make("Water")
    page = signed_in(chief).get(f"/admin/press/{named._meta.model_name}/{named.pk}/change/")
    assert f'href="{named.get_absolute_url()}"' in page.content.decode()
