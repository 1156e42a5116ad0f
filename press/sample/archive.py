"""Makes an archive of any size, as a press room has it after twenty years: to see how all of it scales.

Every release says that it is a sample. The same seed and the same moment make the same archive. Rows are
written in bulk, past the verbs: what these would see to (times, credit line, text for the search) is seen to
here, and the audit has no entries of them, since nobody did it.
"""

import datetime
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from django.db import connection, models, transaction
from django.utils import timezone

from press.invalidation import generation
from press.languages import Language
from press.listings import entries
from press.models import Contact, DailyReads, Edition, Person, ReadTotal, Release, Story, Topic, User
from press.publishing.approval import credit_line
from press.richtext.description import describe
from press.sample.accounts import officers
from press.sample.loading import KEY as SAMPLE_KEY
from press.sample.loading import by_language, load_room
from press.sample.wording import GRAMMAR, Telling, Text
from press.search import entries as search_entries
from press.search.normalise import searchable_text
from press.transliteration import slug

# Before the number of a story: it decides the title, so that an archive added later repeats no title.
KEY = "archive-"
SPAN = datetime.timedelta(days=20 * 365)
# Stories written at once, in one transaction.
BATCH = 2_000

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
# The languages that a story has, and how often.
LANGUAGES = {("kk", "ru", "en"): 40, ("kk", "ru"): 30, ("kk",): 12, ("ru",): 12, ("en",): 6}


@dataclass(frozen=True, slots=True)
class Plan:
    """One story before its rows are made. `moment` is when it was or will be published."""

    telling: Telling
    languages: Sequence[str]
    moment: datetime.datetime
    state: str
    # After the publication: of the correction, or the withdrawal.
    delay: datetime.timedelta
    topics: Sequence[int]
    person: int | None
    reads: int


@dataclass(frozen=True, slots=True)
class Room:
    """What all stories share."""

    topics: Sequence[Topic]
    people: Sequence[Person]
    contact: Contact
    author: User
    editor: User


def others() -> int:
    """Returns how many releases there are that `load_sample` did not make."""
    return Release.objects.exclude(story__import_key__startswith=SAMPLE_KEY).count()


def make(
    count: int,
    *,
    seed: int = 1,
    until: datetime.datetime | None = None,
    say: Callable[[int], object] = lambda made: None,
) -> int:
    """Makes that many releases, the newest at `until` (default: now); returns how many there are now.

    `say` is told now and then how many are made. A run that is stopped leaves whole stories, which are in no
    archive and under no topic until `rebuild_listings`.
    """
    until = until or timezone.now()
    room = _room()
    first = Story.objects.filter(import_key__startswith=KEY).count()
    plans = _plans(count, random.Random(seed), until, first, room)  # noqa: S311 - no secret
    made = 0
    while batch := list(islice(plans, BATCH)):
        with transaction.atomic():
            made += _write(batch, room, until)
        say(made)
    entries.rebuild()
    search_entries.rebuild()
    generation.bump()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else the database plans for the tables as they were
    return made


@transaction.atomic
def _room() -> Room:
    contacts, by = load_room(), officers()
    topics = [
        Topic.objects.get_or_create(slug=field["slug"], defaults=by_language("name", field["topic"]))[0]
        for field in GRAMMAR["fields"]
    ]
    position = by_language("position", GRAMMAR["position"])
    people = []
    for given, surname in product(GRAMMAR["given_names"], GRAMMAR["surnames"]):
        name = {language: f"{given[language]} {surname[language]}" for language in Language.values}
        defaults = by_language("name", name) | position
        people.append(Person.objects.get_or_create(slug=slug(name["en"], "en"), defaults=defaults)[0])
    return Room(topics, people, contacts["press-service"], by["author"], by["editor"])


def _plans(
    count: int, chance: random.Random, until: datetime.datetime, number: int, room: Room
) -> Iterator[Plan]:
    made = 0
    while made < count:
        (languages,) = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))
        telling = Telling(
            number,
            paragraphs=tuple(chance.sample(range(len(GRAMMAR["paragraphs"])), chance.randint(3, 7))),
            few=chance.randint(5, 9),
            many=chance.randint(10, 19),
        )
        day = timezone.localdate(until - SPAN * (1 - made / count))
        hour = datetime.time(chance.randint(9, 18), chance.randrange(60))
        plan = Plan(
            telling,
            languages[: count - made],
            moment=min(timezone.make_aware(datetime.datetime.combine(day, hour)), until - HOUR),
            state=_state(number),
            delay=HOUR * chance.randint(1, 72),
            topics=sorted({telling.field, *_second_topic(chance, room)}),
            person=chance.randrange(len(room.people)) if chance.random() < 0.5 else None,
            reads=round(40 * chance.paretovariate(1.2)),
        )
        yield plan
        made += len(plan.languages)
        number += 1


def _second_topic(chance: random.Random, room: Room) -> list[int]:
    return [chance.randrange(len(room.topics))] if chance.random() < 0.2 else []


def _state(number: int) -> str:
    """Returns the state of all releases of a story: one in a thousand is not public yet."""
    if number % 2_000 in {7, 11}:
        return "draft" if number % 2_000 == 7 else "scheduled"
    if number % 300 == 5:
        return "withdrawn"
    return "corrected" if number % 25 == 3 else "live"


def _write(plans: Sequence[Plan], room: Room, until: datetime.datetime) -> int:
    """Writes the stories with all that belongs to them; returns how many releases they have."""
    stories = [
        Story(import_key=f"{KEY}{plan.telling.number}", created_at=plan.moment - DAY) for plan in plans
    ]
    _store(stories)
    told = list(zip(plans, stories, strict=True))
    _store(_topics(told, room))
    _store(_people(told, room))
    _store(_related(stories))
    releases, editions = [], []
    for plan, story in told:
        for place, language in enumerate(plan.languages):
            release, texts = _release(plan, story, language, plan.moment + HOUR / 6 * place, room, until)
            releases.append((plan, release))
            editions += texts
    _store([release for _, release in releases])
    for edition in editions:
        edition.release_id = edition.release.pk  # known now
    _store(editions)
    changed_by = Edition.changed_by.through
    _store([changed_by(edition_id=edition.pk, user_id=room.author.pk) for edition in editions])
    public = [pair for pair in releases if pair[0].state not in {"draft", "scheduled"}]
    _store([ReadTotal(release_id=release.pk, reads=plan.reads) for plan, release in public])
    _store([day for plan, release in public for day in _days(plan, release)])
    return len(releases)


def _topics(told: Sequence[tuple[Plan, Story]], room: Room) -> list[models.Model]:
    through = Story.topics.through
    return [
        through(story_id=story.pk, topic_id=room.topics[topic].pk)
        for plan, story in told
        for topic in plan.topics
    ]


def _people(told: Sequence[tuple[Plan, Story]], room: Room) -> list[models.Model]:
    through = Story.people.through
    return [
        through(story_id=story.pk, person_id=room.people[plan.person].pk)
        for plan, story in told
        if plan.person is not None
    ]


def _related(stories: Sequence[Story]) -> list[models.Model]:
    """One story in ten goes on from the one before it."""
    through = Story.related.through
    pairs = [(stories[at], stories[at - 1]) for at in range(10, len(stories), 10)]
    return [
        through(from_story_id=one.pk, to_story_id=other.pk)
        for pair in pairs
        for one, other in (pair, pair[::-1])
    ]


def _release(
    plan: Plan,
    story: Story,
    language: str,
    moment: datetime.datetime,
    room: Room,
    until: datetime.datetime,
) -> tuple[Release, list[Edition]]:
    """Returns a release and its editions, the times set as press.publishing.schedule would."""
    text = plan.telling.text(language)
    release = Release(story=story, language=language, slug=slug(text.title, language))
    edition = _edition(release, text, room, created_at=moment - DAY)
    if plan.state == "draft":
        edition.created_at = until - plan.delay
        return release, [edition]
    if plan.state == "scheduled":
        moment = until + plan.delay
    _approve(edition, at=moment, by=room)
    release.first_published_at = moment
    ended_at = moment + plan.delay
    if ended_at > until or plan.state in {"live", "scheduled"}:
        return release, [edition]
    edition.live_until = ended_at
    if plan.state == "withdrawn":
        edition.withdrawn_at, edition.withdrawn_by = ended_at, room.editor
        edition.withdrawal_reason = GRAMMAR["withdrawn"][language]
        return release, [edition]
    corrected = plan.telling.text(language, corrected=True)
    second = _edition(release, corrected, room, created_at=ended_at - HOUR, number=2)
    second.correction_note = GRAMMAR["note"][language]
    _approve(second, at=ended_at, by=room)
    return release, [edition, second]


def _edition(
    release: Release, text: Text, room: Room, *, created_at: datetime.datetime, number: int = 1
) -> Edition:
    edition = Edition(
        release=release,
        number=number,
        title=text.title,
        dateline=GRAMMAR["dateline"][release.language],
        lead=text.lead,
        body=text.body,
        contact=room.contact,
        created_at=created_at,
        created_by=room.author,
    )
    edition.search_text = searchable_text(edition)
    edition.description = describe(edition.lead, edition.body)
    return edition


def _approve(edition: Edition, *, at: datetime.datetime, by: Room) -> None:
    edition.state = Edition.State.APPROVED
    edition.submitted_at, edition.submitted_by = edition.created_at, by.author
    edition.approved_at, edition.approved_by = min(at, edition.created_at + HOUR / 2), by.editor
    edition.live_from = at
    edition.credit_line = credit_line(edition)


def _days(plan: Plan, release: Release) -> list[DailyReads]:
    """Returns the reads by day: most of them on the first."""
    assert release.first_published_at is not None
    first, later = timezone.localdate(release.first_published_at), plan.reads // 4
    return [
        DailyReads(release_id=release.pk, day=first, reads=plan.reads - later),
        DailyReads(release_id=release.pk, day=first + DAY, reads=later),
    ]


def _store(rows: Sequence[models.Model]) -> None:
    """Numbers the rows and writes them; on PostgreSQL by COPY, which is several times as fast as INSERT."""
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows)
        return
    table, key = model._meta.db_table, model._meta.pk
    fields = model._meta.concrete_fields
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        if isinstance(key, models.AutoField):
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key.column, len(rows)],
            )
            for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = number
        with cursor.copy(f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([getattr(row, field.attname) for field in fields])
