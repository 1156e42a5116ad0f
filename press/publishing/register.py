"""The names that the content rules know: of the register, and of the people whom releases are about."""

import hashlib
from collections.abc import Mapping

from accessibility.content import Name
from press.languages import CODES
from press.models import Person, RegisteredName


def get_names(language: str) -> list[Name]:
    """Returns the names and terms that the house writes in that language. Two queries.

    A person's name counts without standing in the register too; where it does, once, with its variants.
    Nothing is remembered between two calls: no page shows them, so no generation moves with them.
    """
    preferred = f"preferred_{language}"
    registered = [
        Name(
            language,
            getattr(each, preferred),
            each.variants(language),
            each.is_proper,
            is_person=each.kind == RegisteredName.Kind.PERSON,
            key=f"name-{each.pk}",
        )
        for each in RegisteredName.objects.exclude(**{preferred: ""})
    ]
    known = {each.preferred for each in registered}
    rows = Person.objects.exclude(**{f"name_{language}": ""}).values_list("pk", f"name_{language}")
    people = {name: pk for pk, name in rows if name not in known}
    return [
        *registered,
        *(Name(language, name, (), is_person=True, key=f"person-{pk}") for name, pk in people.items()),
    ]


def get_spellings() -> list[set[str]]:
    """Returns of each name and person all spellings, in every language; those of a `*` without it."""
    names = [
        {getattr(each, f"preferred_{code}") for code in CODES}
        | {spelling.replace("*", "") for code in CODES for spelling in each.variants(code)}
        for each in RegisteredName.objects.all()
    ]
    people = [{getattr(each, f"name_{code}") for code in CODES} for each in Person.objects.all()]
    return [spellings - {""} for spellings in (*names, *people)]


def get_all_names() -> dict[str, list[Name]]:
    """Returns them by language."""
    return {language: get_names(language) for language in CODES}


def make_digest(names: Mapping[str, list[Name]]) -> str:
    """Returns which names these are, in a few letters: others have others."""
    said = "\0".join(sorted(repr(name) for of_language in names.values() for name in of_language))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
