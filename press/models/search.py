"""What the search reads (press.search): a row an approved edition, the words there are, names to ask by."""

from typing import Any

from django.db import models
from django.db.models import Q

from press.languages import Language
from press.models.releases import Edition, Release
from press.models.stories import Person, Topic


class LexemesField(models.Field):  # type: ignore[type-arg]  # generic in the stubs alone
    """What a text is found by: a `tsvector` without places; on SQLite a line of words, which FTS5 reads."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or isinstance(value, str):
            return value
        # No lexeme has a space in it. As one text: hundreds in an array take psycopg a millisecond.
        line = " ".join(value)
        if connection.vendor != "postgresql" or not line:
            return line
        quoted = line.replace("\\", r"\\").replace("'", "''").replace(" ", "' '")
        return f"'{quoted}'"


class SearchEntry(models.Model):
    """What is searched of one approved edition. It follows from the edition, which never changes.

    Its times are the edition's, repeated so that the search reads one table: time alone decides what of it is
    public, as everywhere (docs/adr/0002), and nothing is written when a moment comes.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="search_entries")
    language = models.CharField(max_length=2, choices=Language)
    first_published_at = models.DateTimeField()
    # Of the first publication, in the press room's time zone.
    year = models.PositiveSmallIntegerField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    # Kind and words of each text, the weightiest first, as `press.search.texts` reads them.
    texts = models.JSONField()
    lexemes = LexemesField()
    # By which rules the lexemes were made (press.search.entries.RULES).
    rules = models.CharField(max_length=16)

    class Meta:
        default_permissions = ()
        # None by date: with one, PostgreSQL walks a million rows for a word that few have.
        indexes = [models.Index(fields=["rules"], name="search_entry_rules")]

    def __str__(self) -> str:
        return f"{self.language} {self.edition_id}"


class SearchWord(models.Model):
    """A word of some text, as it may be offered for one with a typing error; only if a live text has it."""

    language = models.CharField(max_length=2, choices=Language)
    word = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="search_word_once", fields=["language", "word"])]

    def __str__(self) -> str:
        return self.word


class SubjectTerm(models.Model):
    """What a topic or person is found by: a stem or skeleton of a word of its name, or of its position."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="search_terms")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="search_terms")
    # Of the page on which it is asked.
    language = models.CharField(max_length=2, choices=Language)
    term = models.CharField(max_length=140)
    is_of_name = models.BooleanField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="subject_term_of_a_topic_or_a_person",
                condition=Q(topic=None, person__isnull=False) | Q(topic__isnull=False, person=None),
            )
        ]
        indexes = [models.Index(fields=["language", "term"], name="subject_term")]

    def __str__(self) -> str:
        return f"{self.language} {self.term}"
