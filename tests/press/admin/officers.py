"""What officers do with accounts in the admin, as their browsers send it."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from press.models import Edition, User
from tests.press.desk.forms import ADD, page_of, written

ADD_ACCOUNT = "/admin/press/user/add/"
OWN_PASSWORD = "a horse of one's own"


def browser() -> Client:
    """Returns a new one, whose reader likes English."""
    return Client(headers={"accept-language": "en"})


def account_page(account: User) -> str:
    return f"/admin/press/user/{account.pk}/change/"


def account_form(account: User | None = None, **changes: Any) -> dict[str, Any]:
    """Returns the form of an account as a browser sends it, with its own values where it has some."""
    sent: dict[str, Any] = {
        "username": "",
        "interface_language": "en",
        "languages": ["kk", "ru", "en"],
        "groups": [],
    }
    if account:
        sent |= {
            "username": account.username,
            "first_name": account.first_name,
            "last_name": account.last_name,
            "email": account.email,
            "interface_language": account.interface_language,
            "languages": account.languages,
            "groups": [group.pk for group in account.groups.all()],
            **({"is_active": "on"} if account.is_active else {}),
        }
    return {**sent, **changes}


def make_account(chief: Client, name: str, group: str, **fields: Any) -> User:
    groups = [Group.objects.get(name=group).pk]
    answer = chief.post(ADD_ACCOUNT, account_form(username=name, groups=groups, **fields))
    assert answer.status_code == 302
    return User.objects.get(username=name)


def ask_for_link(chief: Client, account: User) -> str:
    """Returns the path of a new sign-in link."""
    answer = chief.post(f"/admin/press/user/{account.pk}/link/", follow=True)
    assert answer.status_code == 200
    address: str = answer.context["address"]
    return address.removeprefix("http://testserver")


def follow_link(link: str, password: str = OWN_PASSWORD) -> Any:
    """Returns the last answer to a browser that opens the link and sends a password there."""
    there = browser()
    form = there.get(link, follow=True)
    sent = {"new_password1": password, "new_password2": password}
    return there.post(form.request["PATH_INFO"], sent)


def sign_in(account: User, password: str = OWN_PASSWORD) -> Client:
    there = browser()
    answer = there.post(
        "/admin/login/", {"username": account.username, "password": password, "next": "/admin/"}
    )
    assert answer.status_code == 302
    return there


def open_account(chief: Client, account: User) -> Client:
    """Returns a browser in which somebody has signed in to the account by a link that this chief issued."""
    assert follow_link(ask_for_link(chief, account)).status_code == 302
    return sign_in(account)


def open_new_account(chief: Client, name: str, group: str) -> tuple[User, Client]:
    account = make_account(chief, name, group)
    return account, open_account(chief, account)


def write(there: Client, title: str = "Budget passed", **changes: Any) -> Edition:
    """Returns a text that was written and submitted there."""
    there.post(ADD, written(title=title, then="submit", **changes))
    return Edition.objects.get(title=title)


def approve(there: Client, edition: Edition) -> str:
    """Presses the button; returns the state of the edition then."""
    there.post(page_of(edition), {"verb": "approve", "version": edition.version})
    edition.refresh_from_db()
    return edition.state


def reason_why_not(account: User, edition: Edition, question: str = "can_approve") -> str:
    from press.publishing import Permissions

    decision = getattr(Permissions(edition, User.objects.get(pk=account.pk)), question)()
    return str(decision.why_not)
