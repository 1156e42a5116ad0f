"""What a list of releases shows."""

from typing import Any

from press.models import Edition


def find_listed(answer: Any) -> list[Edition]:
    """Returns the text of each row, in their order; of a row that is a story that which was found."""
    return [getattr(row, "found", row) for row in answer.context["cl"].result_list]
