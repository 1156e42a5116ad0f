"""What the pages of a release show, and what a query says that readers can reach, are the same editions."""

from collections.abc import Callable

from django.test import Client

from press import publishing
from press.models import Edition, Release, User

Correct = Callable[..., Edition]


def shown(client: Client) -> set[int]:
    """Returns the editions that a reader finds at their addresses; whoever is led elsewhere finds none."""
    found = set()
    for edition in Edition.objects.select_related("release"):
        address = edition.release.get_absolute_url()
        page = client.get(address)
        if page.status_code == 200 and page.context["edition"] == edition:
            found.add(edition.pk)
        if client.get(f"{address}history/{edition.number}/").status_code == 200:
            found.add(edition.pk)
    return found


def numbers(release: Release) -> list[int]:
    reachable = Edition.objects.reachable().filter(release=release)
    return sorted(reachable.values_list("number", flat=True))


def test_both_agree_in_every_state(
    client: Client, make_release: Callable[..., Release], correct: Correct, author: User, editor: User
) -> None:
    never = [make_release(state=state) for state in ("draft", "submitted", "scheduled")]
    states = [make_release(state=state) for state in ("live", "withdrawn", "removed")]
    corrected, taken_back, again = (make_release() for _ in range(3))
    for release in (corrected, taken_back, again):
        correct(release)
    for release in (taken_back, again):
        publishing.withdraw(release, by=editor, reason="The figures were wrong.")
    correct(again)
    publishing.start_edition(taken_back, by=author)
    assert [numbers(release) for release in never] == [[], [], []]
    assert [numbers(release) for release in states] == [[1], [1], []]
    assert [numbers(release) for release in (corrected, taken_back, again)] == [[1, 2], [2], [1, 2, 3]]
    assert shown(client) == set(Edition.objects.reachable().values_list("pk", flat=True))
