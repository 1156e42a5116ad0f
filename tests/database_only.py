"""`pytest -p tests.database_only`: leaves out what says the same on each database.

That is what asks none, and what is marked `one_database`: it is long, and no database makes a difference.
"""

import pytest

ASKING = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps what may ask it: pytest-django refuses the database to every other test."""
    asking = [item for item in items if _may_ask(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in asking])
    items[:] = asking


def _may_ask(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    return bool(item.get_closest_marker("django_db") or ASKING & set(getattr(item, "fixturenames", ())))
