"""Requests as each role sends them, and what comes back, in a word."""

from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.http import HttpResponseBase
from django.test import Client
from django.utils.http import url_has_allowed_host_and_scheme

from tests.permissions.database import undone

TOKEN = "a" * 32
# Another site's form: the browser says so, and has no token.
FOREIGN = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}

_WORDS = {403: "refused", 404: "missing", 405: "method", 410: "gone", 422: "mended"}


class Visitors:
    """One client for all roles: each request carries the cookies of its own and no others."""

    def __init__(self, sessions: dict[str, str]) -> None:
        self._sessions = sessions
        self._client = Client(enforce_csrf_checks=True)
        self._forms: dict[str, Forms] = {}

    def ask(self, role: str, method: str, path: str, data: Any = None, /, **headers: str) -> HttpResponseBase:
        """Returns the answer; a POST has a valid token, but from another site (`**FOREIGN`) it has none."""
        cookies = self._client.cookies
        cookies.clear()
        if role in self._sessions:
            cookies[settings.SESSION_COOKIE_NAME] = self._sessions[role]
        if method != "POST":
            return self._client.generic(method, path, headers=headers)
        cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        for value in (data or {}).values():
            if isinstance(value, File):
                value.seek(0)  # sent before
        token = {} if "origin" in headers else {"csrfmiddlewaretoken": TOKEN}
        return self._client.post(path, {**(data or {}), **token}, headers=headers)

    def forms(self, path: str) -> "Forms":
        """Returns the forms of a page as who may do everything sees them; each is asked for once."""
        if path not in self._forms:
            with undone():
                self._forms[path] = Forms(self.ask("superuser", "GET", path))
        return self._forms[path]


def outcome(response: HttpResponseBase) -> str:
    """Returns in a word what the answer is: page, sign-in, refused, missing, moved …"""
    leads_there = response.headers.get("Location", "").startswith("/admin/login/")
    if leads_there or _rendered(response) in ("admin/login.html", "admin/second_step.html"):
        return "sign-in"
    if 300 <= response.status_code < 400:
        return (
            "moved" if url_has_allowed_host_and_scheme(response.headers["Location"], None) else "led astray"
        )
    return _WORDS.get(
        response.status_code, "page" if response.status_code < 300 else str(response.status_code)
    )


def _rendered(response: HttpResponseBase) -> str | None:
    """Returns the template of the page, not of what it extends, as the test client notes it for HEAD too."""
    return next((template.name for template in getattr(response, "templates", [])), None)


class Forms(HTMLParser):
    """The fields of a page's forms that are posted, as a browser sends them when nobody touches them."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.names: set[str] = set()  # of the fields that are empty too
        self._posted, self._select, self._textarea = False, "", ""
        self.feed(getattr(response, "content", b"").decode(errors="replace"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        name = named.get("name", "")
        if tag == "form":
            self._posted = named.get("method", "").lower() == "post"
        if not self._posted or "disabled" in named:
            return
        self.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in named:
            self._add(self._select, named.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self._add(name, "")
        elif tag == "input" and (
            named.get("type") not in ("checkbox", "radio", "submit", "file") or "checked" in named
        ):
            self._add(name, named.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        elif tag == "form":
            self._posted = False

    def _add(self, name: str, value: str) -> None:
        if name:
            self.fields.setdefault(name, []).append(value)
