"""What is typed where no editor runs: its empty lines are paragraphs, and HTML stays HTML."""

import pytest
from django.test import Client

from press.models import Edition, User
from press.richtext.plain import add_paragraphs
from tests.factories import signed_in
from tests.press.desk.forms import ADD, written


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("One.\r\n\r\nTwo,\nthree.\n \n\n4 & 5 < 6.", "<p>One.</p><p>Two,<br>three.</p><p>4 & 5 < 6.</p>"),
        ("<p>One.</p>\n\nTwo.", "<p>One.</p>\n\nTwo."),
        ("  \n ", "  \n "),
        ("", ""),
    ],
)  # fmt: skip
def test_empty_lines_are_between_paragraphs(typed: str, html: str) -> None:
    assert add_paragraphs(typed) == html


def test_a_text_without_javascript_keeps_its_paragraphs(author: User) -> None:
    desk: Client = signed_in(author)
    desk.post(ADD, written(body="First paragraph.\r\n\r\nSecond & last."))
    assert Edition.objects.get().body == "<p>First paragraph.</p><p>Second &amp; last.</p>"
