"""What is live is said for a query and for an edition in hand: the answer is the same at every moment."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from press.models import Edition, Release
from press.models.releases import live_condition

NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
MOMENTS = st.none() | st.integers(-2, 2).map(lambda hours: NOON + datetime.timedelta(hours=hours))


def holds(condition: object, edition: Edition) -> bool:
    """Evaluates a condition of the models on an edition that is in no database."""
    tests = {"exact": lambda a, b: a == b, "lte": lambda a, b: a <= b, "gt": lambda a, b: a > b}
    if isinstance(condition, tuple):
        name, _, test = condition[0].partition("__")
        value = getattr(edition, name)
        if condition[1] is None:
            return value is None
        return value is not None and tests[test or "exact"](value, condition[1])
    results = [holds(child, edition) for child in condition.children]  # type: ignore[attr-defined]
    met = any(results) if condition.connector == "OR" else all(results)  # type: ignore[attr-defined]
    return met != condition.negated  # type: ignore[attr-defined]


@given(st.sampled_from(Edition.State), MOMENTS, MOMENTS)
def test_an_edition_in_hand_is_live_when_the_query_would_find_it(
    state: Edition.State, live_from: datetime.datetime | None, live_until: datetime.datetime | None
) -> None:
    edition = Edition(release=Release(), state=state, live_from=live_from, live_until=live_until)
    assert edition.is_live(NOON) == holds(live_condition(NOON), edition)
