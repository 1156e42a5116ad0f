"""What addresses hold: numbers as long as a database's key can be, so that a longer one is nothing at all.

Each is written in one way, without zeros before it and in ASCII: `02023` would be one more address of the
same page, and there would be no end of them.
"""

import re

from django.urls.converters import IntConverter, register_converter

# Characters of a query's value that are read: enough for a title. What is longer is cut, so that no question
# can be made expensive, and no page long by repeating it.
MAX_VALUE_LENGTH = 200


class NumberConverter(IntConverter):
    regex = "0|[1-9][0-9]{0,17}"


register_converter(NumberConverter, "number")


def parse_number(text: str) -> int | None:
    """Returns the number that a query says; None where an address would not take it either."""
    return int(text) if re.fullmatch(NumberConverter.regex, text) else None
