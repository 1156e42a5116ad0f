"""What the one box of the desk's list finds: words of a text, a release, what somebody had part in."""

import re
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from press.converters import MAX_VALUE_LENGTH, parse_number
from press.desk.release_names import read_release_name
from press.languages import CODES
from press.models import Contact, Edition, Illustration, Photograph, User
from press.search import query
from press.search.normalise import fold, split_words

# Of a release, or of one of its editions at the desk, wherever the site is.
_ADDRESS = re.compile(r"/(?P<kind>releases|press/edition)/(?P<number>\d+)(?![^-/?#])")
# The end of an address, as the form of a release shows it, or with the number before it.
_SLUG = re.compile(r"(?:(?P<number>\d+)-[a-z][a-z0-9-]*|(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)+))/?", re.IGNORECASE)
# Around words that stand together; here it is enough that they stand in one text.
_QUOTATION_MARKS = re.compile('[«»“”„"‹›]')
# Fewer digits stand in every telephone number.
_FEWEST_DIGITS = 5
# Within the country a number with its code begins with 8, from abroad with +7.
_TRUNK = re.compile(r"\A8(?=\d{10}\Z)")
# The columns of a photograph with its photographer.
_CREDITS = tuple(f"credit_{language}" for language in CODES)


def find_editions(question: str, most: int) -> Q:
    """Returns the condition of the editions that are asked for; found in each way the newest, at most `most`.

    An address asks for its release alone. Of all else every word must be found in one place: in the text, a
    photographer's, an author's or a contact's name. A number is a release's too, or a telephone's;
    “Release 41, edition 2” asks for that release as well.
    """
    if address := _ADDRESS.search(question[:MAX_VALUE_LENGTH]):
        number = parse_number(address["number"]) or 0
        if address["kind"] == "releases":
            return Q(release=number)
        # The list shows the newest edition; the address may be of one that it has replaced.
        return Q(release__in=Edition.objects.filter(pk=number).values("release"))
    words = split_words(_QUOTATION_MARKS.sub(" ", question))
    found = {*_by_words(words, most)}
    if any(map(query.is_word, words)):
        for editions in (_by_photographer(words), *_by_author(words), _by_contact(words, question)):
            found.update(editions.order_by("-pk").values_list("pk", flat=True)[:most])
    if address := _SLUG.fullmatch(question.strip()):
        key = parse_number(address["number"] or "")
        named = Q(release=key) if key else Q(release__slug=address["slug"])
        found.update(Edition.objects.filter(named).values_list("pk", flat=True)[:most])
    if release := read_release_name(question) or parse_number(question.strip().lstrip("№# \xa0")):
        found.update(Edition.objects.filter(release=release).values_list("pk", flat=True)[:most])
    return Q(pk__in=query.rows_of(found) if found else [])


def _by_words(words: Sequence[str], most: int) -> Iterable[int]:
    if connection.vendor != "postgresql" or not any(map(query.is_word, words)):
        matching = Edition.objects.filter(query.matches_text(words))
        return matching.order_by("-pk").values_list("pk", flat=True)[:most]
    editions = Edition.objects.filter(query.matches_index(words)).values("id")
    rows = query.select_from_index(editions, "SELECT id FROM found ORDER BY id DESC LIMIT %s", most)
    return [pk for (pk,) in rows]


def _by_photographer(words: Sequence[str]) -> QuerySet[Edition]:
    """The name is one text in all languages. Thousands of photographs are of few photographers: each name is
    looked at once.
    """
    each_name = (part for credit in _CREDITS for part in (credit, Value("\n")))
    photographs = Photograph.objects.order_by().annotate(name=Concat(*each_name, output_field=TextField()))
    named = [name for name in photographs.values_list("name", flat=True).distinct() if _says(name, words)]
    if not named:
        return Edition.objects.none()
    credited = photographs.filter(name__in=query.rows_of(named)).values("pk")
    shown = Illustration.objects.filter(photograph__in=credited)
    return Edition.objects.filter(pk__in=shown.values("edition"))


def _by_author(words: Sequence[str]) -> tuple[QuerySet[Edition], QuerySet[Edition]]:
    """Who began the text, and who changed it: each has its index, and both in one condition none. Officers
    are few: their names are read here.
    """
    officers = User.objects.only("username", "first_name", "last_name")
    named = [officer.pk for officer in officers if _says(officer.name_and_username, words)]
    changed = Edition.changed_by.through.objects.filter(user__in=named).values("edition")
    return Edition.objects.filter(created_by__in=named), Edition.objects.filter(pk__in=changed)


def _by_contact(words: Sequence[str], question: str) -> QuerySet[Edition]:
    """By the unit in any language, or the telephone, however its digits are set apart."""
    digits = "" if any(map(str.isalpha, question)) else _TRUNK.sub("7", _digits(question))
    called = [
        contact.pk
        for contact in Contact.objects.all()
        if any(_says(getattr(contact, f"unit_{language}"), words) for language in CODES)
        or (
            len(digits) >= _FEWEST_DIGITS
            and any(digits in _digits(phone) for phone in (contact.phone, contact.phone_dialled))
        )
    ]
    return Edition.objects.filter(contact__in=called)


def _says(name: str, words: Iterable[str]) -> bool:
    """Whether each of the words stands at the beginning of one of the name's."""
    folded = fold(name)
    return all(re.search(rf"(^|\W){re.escape(word)}", folded) for word in words)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
