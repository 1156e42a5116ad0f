"""The accessibility statement, said once: the page shows it and the tests hold it to the site."""

STATEMENT: dict[str, str] = {}
