"""The topics and people that a question names: their own pages come first."""

import datetime

from django.db.models import Exists, OuterRef

from press.models import Edition, ListEntry, Person, SubjectTerm, Topic
from press.search.questions import BY_SKELETON, Question

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
