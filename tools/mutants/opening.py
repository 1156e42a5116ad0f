"""Tests that the trial runs before it forks: every child has their database, and their folder for tests.

Each child would else make that folder anew for itself, and take it away under another.
"""

from pathlib import Path


def test_the_folder_is_there(tmp_path: Path) -> None:
    pass


def test_the_database_is_there(db: None) -> None:
    pass
