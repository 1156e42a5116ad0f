"""The names that the content rules know: of the register, and of the people whom releases are about."""

from accessibility.content import Name
from press.models import Person, RegisteredName


def get_names(language: str) -> list[Name]:
    """Returns the names and terms that the house writes in that language. Two queries.

    A person's name counts without standing in the register too; where it does, once, with its variants.
    Nothing is remembered between two calls: no page shows them, so no generation moves with them.
    """
    preferred = f"preferred_{language}"
    registered = [
        Name(language, getattr(each, preferred), each.variants(language), each.is_proper)
        for each in RegisteredName.objects.exclude(**{preferred: ""})
    ]
    known = {each.preferred for each in registered}
    people = Person.objects.exclude(**{f"name_{language}": ""}).values_list(f"name_{language}", flat=True)
    return [*registered, *(Name(language, name, ()) for name in dict.fromkeys(people) if name not in known)]
