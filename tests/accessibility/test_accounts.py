"""The choices of who signs in follow them to another machine."""

from django.http import HttpResponse
from django.test import Client

from accessibility.models import AccountDisplay
from press.models import User

PASSWORD = "correct horse battery"


def sign_in(client: Client, user: User) -> HttpResponse:
    answer: HttpResponse = client.post(  # type: ignore[assignment]
        "/admin/login/", {"username": user.username, "password": PASSWORD, "next": "/admin/"}
    )
    assert answer.status_code == 302
    return answer


def root(client: Client, address: str = "/admin/") -> str:
    html = client.get(address).content.decode()
    return html[html.index("<html") : html.index(">", html.index("<html"))]


def test_what_an_officer_chose_on_one_machine_is_there_on_another(author: User) -> None:
    first, second = Client(), Client()
    sign_in(first, author)
    first.post("/en/display/", {"colours": "white-on-black", "letter-spacing": "2"})
    sign_in(second, author)
    assert root(second) == '<html lang="en" data-colours="white-on-black" data-letter-spacing="2"'
    assert root(second, "/en/") == '<html lang="en" data-colours="white-on-black" data-letter-spacing="2"'


def test_a_look_that_signing_in_changes_does_not_come_back_from_the_history(author: User) -> None:
    AccountDisplay.objects.create(account=author, token="colours:dark")
    client = Client()
    assert sign_in(client, author).headers["Clear-Site-Data"] == '"cache"'
    client.post("/admin/logout/")
    # The cookie has it now: nothing changes.
    assert sign_in(client, author).has_header("Clear-Site-Data") is False


def test_what_a_machine_knew_goes_to_an_account_that_had_nothing(author: User) -> None:
    client = Client()
    client.post("/en/display/", {"colours": "beige"})
    sign_in(client, author)
    assert AccountDisplay.objects.get(account=author).preferences.colours == "beige"


def test_the_next_officer_at_the_machine_gets_their_own_look(author: User, editor: User) -> None:
    AccountDisplay.objects.create(account=author, token="colours:dark")
    AccountDisplay.objects.create(account=editor, token="")
    client = Client()
    sign_in(client, author)
    client.post("/admin/logout/")
    sign_in(client, editor)
    assert "data-colours" not in root(client)


def test_a_visitor_without_an_account_leaves_nothing_behind(author: User, client: Client) -> None:
    client.post("/en/display/", {"colours": "green"})
    assert AccountDisplay.objects.count() == 0
