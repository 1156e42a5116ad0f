"""The bare address: the way to each reader's language, without entering Django."""

from press.languages import negotiated
from press.pagecache.asking import Application, Environ, Said, ask, neutral


class Start:
    """Learns from Django the redirect to each language, once."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._answers: dict[str, Said] = {}

    def answer(self, environ: Environ) -> Said:
        language = negotiated(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        said = self._answers.get(language)
        if said is None:
            said = ask(self._django, neutral(environ, HTTP_ACCEPT_LANGUAGE=language))
            if said.status.startswith("302"):
                self._answers[language] = said
        return said
