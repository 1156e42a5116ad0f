"""Run in a copy of the project that somebody has changed: where do the words of a new field stand?

`python -m tests.field_walk FIELD VALUE WORDS`: an officer writes VALUE into the field of an edition; prints a
JSON object that says of each place whether WORDS, what people read of it, stand there.
"""

import json
import os
import sys
from typing import Any

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "of the test",
    "DATABASE_URL": "sqlite://:memory:",
}


def main(field: str, value: str, words: str) -> dict[str, bool]:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment
    from django.utils import translation

    setup_test_environment()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    translation.activate("en")
    return Walk(field, value, words).places()


class Walk:
    """Writes a release with the field, corrects it, and looks everywhere."""

    def __init__(self, field: str, value: str, words: str) -> None:
        from tests.factories import make_officer

        self.field, self.value, self.words = field, value, words
        groups = {"author": "author", "colleague": "author", "editor": "editor"}
        self.author, self.colleague, self.editor = (make_officer(*each) for each in groups.items())

    def places(self) -> dict[str, bool]:
        from press import publishing
        from press.models import Edition

        form = self._get(self.author, "/admin/press/edition/add/")
        self._post(self.author, "/admin/press/edition/add/", self._typed(then="save"))
        edition = Edition.objects.get()
        page = f"/admin/press/edition/{edition.pk}/change/"
        found = {
            "a field of the form": f'name="{self.field}"' in form,
            "saved": getattr(edition, self.field) == self.value,
            "preview": self.words in self._get(self.author, f"/admin/press/edition/{edition.pk}/preview/"),
            "what two officers changed": self._is_compared(edition, page),
        }
        edition.refresh_from_db()
        publishing.submit(edition, by=self.author)
        found["desk, frozen"] = self.words in self._get(self.editor, page)
        late = self._post(self.author, page, self._typed(**{self.field: self._other()}))
        found["what was typed too late"] = self._other_words() in late
        publishing.approve(edition, by=self.editor)
        later = publishing.start_edition(edition.release, by=self.author)
        found["copied"] = getattr(later, self.field) == self.value
        publishing.revise(later, by=self.author, minor=True)
        publishing.submit(later, by=self.author)
        publishing.approve(later, by=self.editor)
        address = edition.release.get_absolute_url()
        found |= {
            "public page": self.words in self._get(None, address),
            "history": self.words in self._get(None, f"{address}history/1/"),
            "feed": self.words in self._get(None, "/en/feed.atom"),
            "searched": address in _results(self._get(None, f"/en/search/?q={self.words}")),
        }
        return found

    def _is_compared(self, edition: Any, page: str) -> bool:
        """Whether who saves over another officer's change of the field is told its name."""
        from press import publishing
        from tests.press.desk.forms import as_opened

        opened = as_opened(self._get(self.author, page))
        publishing.revise(edition, by=self.colleague, **{self.field: self._other()})
        typed = opened | {"title": "Another", "then": "save"}
        shown = self._post(self.author, page, typed)
        edition.refresh_from_db()
        publishing.revise(edition, by=self.colleague, **{self.field: self.value})
        return f"Changed meanwhile: {self.field.capitalize()}." in shown

    def _other(self) -> str:
        from press.models import Edition

        choices = Edition._meta.get_field(self.field).choices
        return (
            next(str(value) for value, _ in choices if value != self.value) if choices else "Typed too late"
        )

    def _other_words(self) -> str:
        from press.models import Edition

        choices = dict(Edition._meta.get_field(self.field).choices or {})
        return str(choices.get(self._other(), self._other()))

    def _typed(self, **more: Any) -> dict[str, Any]:
        rows = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 60}
        return {
            "language": "en", "title": "A meeting", "body": "<p>Text.</p>", "then": "save",
            self.field: self.value,
            **{f"photographs-{name}": number for name, number in rows.items()}, **more,
        }  # fmt: skip

    def _get(self, user: Any, address: str) -> str:
        return self._client(user).get(address).content.decode()

    def _post(self, user: Any, address: str, typed: dict[str, Any]) -> str:
        return self._client(user).post(address, typed).content.decode()

    def _client(self, user: Any) -> Any:
        from django.test import Client

        from tests.factories import signed_in

        return signed_in(user) if user else Client()


def _results(page: str) -> str:
    """Returns the list of what was found; where nothing was, the newest are shown instead."""
    return page.partition('<ol class="results">')[2].partition("</ol>")[0]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
