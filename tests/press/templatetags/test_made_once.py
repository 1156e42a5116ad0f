"""What is made once a process for the same values is another thing as soon as one of them is."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override

from press.models import Contact


def details(contact: Contact, language: str = "en") -> str:
    with override(language):
        return Template("{% load press %}{% contact_details contact %}").render(Context({"contact": contact}))


def test_a_contact_is_shown_as_its_fields_are_now_and_in_the_language_of_the_page() -> None:
    contact = Contact(pk=1, unit_en="Press service", unit_ru="Пресс-служба", phone="74-72-27")
    assert "74-72-27" in details(contact)
    assert "Press service" in details(contact)
    assert "Пресс-служба" in details(contact, "ru")
    contact.phone = "74-72-28"
    assert "74-72-27" not in details(contact)
    assert "74-72-28" in details(contact)


def marked(section: str, path: str, language: str = "en") -> list[str]:
    """Returns the links to sections that are marked, each with its mark."""
    context = Context({"section": section, "request": SimpleNamespace(path=path)})
    with override(language):
        html = Template("{% load press %}{% section_links %}").render(context)
    return [line.split("<a href=")[1].split(">")[0] for line in html.splitlines() if "aria-current" in line]


@pytest.mark.parametrize("section", ["releases", "archive", "topics", "people", "contacts", "search"])
def test_a_section_is_marked_as_the_page_itself_or_as_where_the_page_belongs(section: str) -> None:
    for language in ("en", "kk"):
        address = f"/{language}/{section}/"
        assert marked(section, address, language) == [f'"{address}" aria-current="page"']
        assert marked(section, f"{address}1-a/", language) == [f'"{address}" aria-current="true"']


def test_a_page_of_no_section_marks_none() -> None:
    assert marked("", "/en/") == marked("home", "/en/") == []
