"""The topics, people and contacts that a question names: they come before what was found."""

import datetime

from django.db.models import Exists, OuterRef

from press.models import Contact, Edition, ListEntry, Person, SubjectTerm, Topic
from press.search.questions import BY_SKELETON, BY_STEMS, Group, Question
from press.search.texts import find_suffixes, phone_suffixes

# Of a question that names more it is not clear whom it means.
MOST = 3


def find_subjects(question: Question, at: datetime.datetime) -> list[Topic | Person]:
    """Returns the topics and people whose names have all that is asked for, if anything of them is live."""
    found: set[tuple[str, int]] | None = None
    for group in question.groups:
        suffixes = {suffix for part in group.parts() for suffix in part[BY_SKELETON]}
        terms = SubjectTerm.objects.filter(language=question.language, term__in=suffixes, is_of_name=True)
        named = {
            ("topic", topic) if topic else ("person", person)
            for topic, person in terms.values_list("topic", "person")
        }
        found = named if found is None else found & named
    if not found or len(found) > MOST:
        return []
    live = Exists(Edition.objects.live(at).filter(release=OuterRef("release")))
    listed = ListEntry.objects.filter(live, language=question.language)
    subjects: list[Topic | Person] = []
    for kind, model in (("person", Person), ("topic", Topic)):
        keys = [key for of, key in found if of == kind]
        has_live = Exists(listed.filter((kind, OuterRef("pk"))))
        subjects += model._default_manager.filter(has_live, pk__in=keys)
    return subjects


def find_contacts(question: Question) -> list[Contact]:
    """Returns whom journalists call, where unit, telephone and address have all that is asked for."""
    if not question.groups:
        return []
    meant = [
        contact
        for contact in Contact.objects.all()
        if (known := _suffixes_of(contact, question.language))
        and all(_is_among(group, known) for group in question.groups)
    ]
    return meant if len(meant) <= MOST else []


def _suffixes_of(contact: Contact, language: str) -> set[str]:
    texts = (contact.unit(language).text, contact.phone, contact.email)
    found = {suffix for text in texts for suffix in find_suffixes(text, language)}
    return found | set(phone_suffixes(contact.phone_dialled))


def _is_among(group: Group, known: set[str]) -> bool:
    return any(
        all(not known.isdisjoint(part[BY_STEMS]) for part in alternative)
        for alternative in group.alternatives
    )
