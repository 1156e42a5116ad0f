"""The menu of every page of the desk, and what only the first page leads to."""

import re

from press.models import User
from tests.factories import signed_in


def test_the_menu_has_what_is_used_every_day_and_the_first_page_leads_to_the_rest(editor: User) -> None:
    editor.interface_language = "en"
    editor.save()
    page = signed_in(editor).get("/admin/").content.decode()
    menu = page.split('<nav class="rooms"')[1].split("</nav>")[0]
    assert re.findall(r">([^<]+)</a>", menu) == [
        "Releases", "Topics", "People", "Media contacts", "Templates", "Audit entries",
    ]  # fmt: skip
    main = page.split("<main")[1]
    for address in ("/admin/press/editionfinding/", "/admin/press/registeredname/", "/admin/press/edition/"):
        assert f'href="{address}"' in main
