"""Words are blacked out by law in everything that a story says, by two people, and kept nowhere."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from press import publishing
from press.invalidation import generation, monitor
from press.models import (
    AuditEntry,
    Edition,
    EditionVersion,
    Expunction,
    Person,
    Photograph,
    Release,
    ReviewNote,
    Story,
    User,
    WorkingCopy,
)
from press.models.search import LexemesField
from press.pagecache import kept_pages
from press.pagecache.disk_store import open_store, sweep
from press.publishing import story_texts
from press.publishing.content_rules import find_findings
from press.publishing.expunging import find_near_forms, find_other_spellings, find_places
from press.publishing.permissions import can_expunge
from press.text.passages import fold
from tests.factories import OF_THE_TESTS, illustrate, make_officer, signed_in
from tests.press.desk.forms import as_opened
from tests.press.pagecache.client import Cache, read_kept
from tests.press.pagecache.test_as_made_now import addresses

WORDS = "Aibek Ospanov\n\nАйбек Оспанов"
GROUND = "Court of Astana, 12.11.2026, No. 7-123"
# By which a search or a list of words would betray them; and in the letters of addresses.
TRACES = ("aibek", "ospanov", "айбек", "оспанов")


@pytest.fixture
def second(db: None) -> User:
    return make_officer("second", "chief editor")


@pytest.fixture
def story(make_release: Callable[..., Release], author: User, editor: User, chief: User) -> Story:
    """A story that names a man wherever words can stand."""
    body = (
        "<h2>Aibek Ospanov</h2>"
        "<p>Mr <em>Aibek</em>&nbsp;Os<strong>pa</strong>nov’s house is kept for good.</p>"
    )
    release = make_release(title="AIBEK OSPANOV heard", body=body, lead="Aibek Ospanov came.", state="draft")
    first = release.editions.get()
    used = illustrate(first, by=author, alternative_text="Aibek Ospanov at the door", caption="Aibek Ospanov")
    used.photograph.credit_en = used.photograph.credit_ru = "Айбек Оспанов"
    used.photograph.rights, used.photograph.place = "By Aibek Ospanov", "House of Aibek Ospanov"
    used.photograph.save()
    publishing.revise(first, by=author, dateline="Aibek Ospanov, Astana", courtesy="Aibek Ospanov")
    publishing.add_note(
        first, by=editor, text="Is it Aibek Ospanov?", text_name="lead", quote="Aibek Ospanov"
    )
    publishing.submit(first, by=author, override_reason="Aibek Ospanov is spelled so.")
    publishing.send_back(first, by=editor, note="Ask Aibek Ospanov.")
    publishing.submit(first, by=author, override_reason="Aibek Ospanov is spelled so.")
    publishing.approve(first, by=editor, override_reason=OF_THE_TESTS)
    photograph = Photograph.objects.get()
    publishing.correct_credit(first, photograph, by=editor, credit_ru="Фото: Айбек Оспанов")
    later = publishing.start_edition(release, by=author)
    publishing.revise(
        later, by=author, correction_note="Aibek Ospanov was misspelled.", title="Aibek  Ospanov"
    )
    publishing.approve(later, by=chief, urgent_reason="Aibek Ospanov asked.", override_reason=OF_THE_TESTS)
    publishing.withdraw(release, by=editor, reason="Wrong of Aibek Ospanov.")
    russian = make_release(
        language="ru", story=release.story, title="Слушали дело", body="<p>Айбек<br>Оспановтың үйі.</p>"
    )
    publishing.remove(russian.story.releases.get(language="ru"), by=chief, reason="Айбек Оспанов против.")
    draft = publishing.start_release(
        story=release.story, language="kk", by=author, title="Айбек Оспанов", body="<p>Айбек Оспановтың</p>"
    )
    WorkingCopy.objects.create(
        officer=author, edition=draft, window="w" * 20, number=1,
        fields={
            "title": ["Айбек Оспанов"], "slug": ["aibek-ospanov"],
            "body": ["<p>Айбек <b>Оспанов</b></p>"], "version": ["1"],
        },
    )  # fmt: skip
    Story.objects.update(import_key="aibek-ospanov-2023")
    return release.story


def texts_of_every_table() -> Iterator[tuple[str, str]]:
    """Yields every text that the database has: of each table, and of what SQLite's index keeps beside it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - its own name
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if isinstance(value, bytes | memoryview):
                        yield f"{table}.{name}", bytes(value).decode("utf-8", "replace")
                    elif value is not None:
                        yield f"{table}.{name}", _readable(str(value))


def _readable(text: str) -> str:
    """Of JSON the letters themselves: SQLite has it in escapes."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def find_traces(texts: Iterator[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [
        (where, trace, text[:200])
        for where, text in texts
        for trace in TRACES
        if trace in fold(text).replace("ё", "е")
    ]


def carry_out(story: Story, chief: User, second: User, words: str = WORDS) -> Expunction:
    edition = Edition.objects.filter(release__story=story).order_by("pk")[0]
    proposed = publishing.propose_expunction(edition, by=chief, words=words, ground=GROUND)
    return publishing.expunge(proposed, by=second)


def test_afterwards_no_table_has_a_trace_of_the_words_and_all_else_is_as_it_was(
    story: Story, chief: User, second: User
) -> None:
    assert len({where for where, _trace, _text in find_traces(texts_of_every_table())}) > 25
    # Beside the words as they stand, what only the address and the title of one text say of them.
    Edition.objects.filter(title="Слушали дело").update(title="Слушали дело")
    edition = Edition.objects.get(release__language="en", number=1)
    before = {row.pk: row.at for row in AuditEntry.objects.all()}
    done = carry_out(story, chief, second)
    assert find_traces(texts_of_every_table()) == []
    edition.refresh_from_db()
    assert edition.title == "[removed by law] heard"
    assert edition.body == (
        "<h2>[removed by law]</h2><p>Mr <em>[removed by law]</em>’s house is kept for good.</p>"
    )
    assert (edition.release.slug, edition.release.slug_was_expunged) == ("release", True)
    assert edition.expunged_at == done.expunged_at
    assert {row.pk: row.at for row in AuditEntry.objects.filter(pk__in=before)} == before
    tombstone = AuditEntry.objects.filter(verb="expunge", release_number=edition.release_id).get()
    assert (tombstone.by, tombstone.detail["proposed_by"], tombstone.detail["ground"]) == (
        second, chief.pk, GROUND,
    )  # fmt: skip
    assert (tombstone.detail["places"], tombstone.detail["editions"]) == (done.places, [1, 2])
    page = signed_in(chief).get(f"/admin/press/auditentry/{tombstone.pk}/change/").content.decode()
    said = f"places in the whole story: {done.places}; editions: 1, 2"
    assert (GROUND in page, "Proposed by: chief" in page, said in page) == (True, True, True)


def test_no_page_says_the_words_any_more_nor_a_file_of_a_kept_one_and_the_old_address_leads_nowhere(
    story: Story,
    make_release: Callable[..., Release],
    chief: User,
    second: User,
    author: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In feeds, lists and the search too; and of the desk's pages as author and chief see them."""
    monkeypatch.setattr(monitor.DatabaseMonitor, "start", lambda self: None)
    monkeypatch.setattr(kept_pages, "FIRST_ANSWER", 0.0)
    for module in (kept_pages, monitor):
        monkeypatch.setattr(module, "close_old_connections", lambda: None)
    release = story.releases.get(language="en")
    publishing.approve(_again(release, author), by=chief, urgent_reason="Now.", override_reason=OF_THE_TESTS)
    old = release.get_absolute_url()
    cache = Cache(disk=open_store())
    asked = [*addresses(), "/en/search/?q=ospanov", "/en/search/?q=Айбек"]
    assert b"Ospanov" in cache.get(old).body
    for address in asked:
        cache.get(address)
    assert _in_files("Ospanov")
    carry_out(story, chief, second)
    generation.catch_up()
    assert sweep() == 0, "of what was written over, too"
    release.refresh_from_db()
    assert cache.get(old).status == "404 Not Found"
    assert cache.get(f"/en/releases/{release.pk}/").headers["location"] == release.get_absolute_url()
    page = cache.get(release.get_absolute_url()).body.decode()
    assert "words were removed from this text by law" in page
    moment = Edition.objects.live().get(release=release).expunged_at
    assert moment is not None
    for address, said in {
        release.get_absolute_url(): f'"dateModified": "{moment.astimezone().date()}',
        "/en/feed.atom": f"<updated>{moment.astimezone():%Y-%m-%dT%H:%M:%S}",
        "/sitemap.xml": f"<lastmod>{moment.astimezone():%Y-%m-%dT%H:%M:%S}",
    }.items():
        assert said in cache.get(address).body.decode(), address
    of_readers = [(address, cache.get(address).body.decode("utf-8", "replace")) for address in asked]
    # What was asked for stands in the field of the search, as it was asked.
    said = [(at, text.replace('value="ospanov"', "").replace('value="Айбек"', "")) for at, text in of_readers]
    assert find_traces(iter([each for each in said if "/search/" not in each[0]])) == []
    assert 'class="found" value="0"' in dict(said)["/en/search/?q=ospanov"]
    history = cache.get(f"{release.get_absolute_url()}history/").body.decode()
    assert history.count("words were removed from this text by law") == 3
    assert "can be read as it was" not in history
    for officer in (author, chief):
        desk = signed_in(officer)
        pages = [f"/admin/press/edition/{pk}/change/" for pk in Edition.objects.values_list("pk", flat=True)]
        entries = [
            f"/admin/press/auditentry/{pk}/change/" for pk in AuditEntry.objects.values_list("pk", flat=True)
        ]
        pages += [*entries, "/admin/", "/admin/press/edition/", "/admin/press/auditentry/"]
        shown = [(page, desk.get(page).content.decode()) for page in pages]
        assert find_traces(iter(shown)) == []


def _again(release: Release, author: User) -> Edition:
    edition = publishing.start_edition(release, by=author)
    return publishing.revise(edition, by=author, title="Aibek Ospanov again", minor=True)


def _in_files(word: str) -> bool:
    return any(word in text for text in read_kept())


def test_one_person_proposes_and_another_pair_of_eyes_carries_it_out(
    story: Story, author: User, editor: User, chief: User, second: User
) -> None:
    edition = Edition.objects.filter(release__story=story)[0]
    for officer in (author, editor):
        with pytest.raises(publishing.Refused, match="right"):
            publishing.propose_expunction(edition, by=officer, words=WORDS, ground=GROUND)
    proposed = publishing.propose_expunction(edition, by=chief, words=WORDS, ground=GROUND)
    made_by_chief = make_officer("third", "chief editor")
    make_officer("somebody", "author")
    made_by_chief.keyholders.add(chief)
    for officer in (author, editor, chief, made_by_chief):
        with pytest.raises(publishing.Refused):
            publishing.expunge(proposed, by=officer)
        assert not can_expunge(proposed, officer)
    assert edition.title in set(Edition.objects.values_list("title", flat=True))
    with pytest.raises(publishing.Refused, match="Another proposal"):
        publishing.propose_expunction(edition, by=second, words=WORDS, ground=GROUND)
    publishing.expunge(proposed, by=second)
    for decide in (publishing.expunge, publishing.refuse_expunction):
        with pytest.raises(publishing.Refused, match="decided"):
            decide(proposed, by=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expunction.objects.update(expunged_by=chief)


@pytest.mark.parametrize(
    ("words", "ground", "why"),
    [
        ("", GROUND, "Write the words"),
        ("Aibek Ospanov", " ", "legal ground"),
        ("Aibek Ospanov", "Of AIBEK  OSPANOV, No. 7", "must not repeat"),
        ("Aibek Ospanov\n\nNursultan", GROUND, "“Nursultan” stands nowhere"),
        ("A.", GROUND, "too short"),
        ("by law", GROUND, "in the place of"),
    ],
)
def test_a_proposal_that_cannot_be_carried_out_is_refused_and_nothing_of_it_is_kept(
    story: Story, chief: User, words: str, ground: str, why: str
) -> None:
    edition = Edition.objects.filter(release__story=story)[0]
    told = AuditEntry.objects.count()
    with pytest.raises(publishing.Refused, match=why):
        publishing.propose_expunction(edition, by=chief, words=words, ground=ground)
    assert (Expunction.objects.count(), AuditEntry.objects.count()) == (0, told)


def test_refused_all_texts_stay_and_the_proposal_lets_go_of_the_words(
    story: Story, chief: User, second: User
) -> None:
    edition = Edition.objects.filter(release__story=story)[0]
    before = dict(Edition.objects.values_list("pk", "title"))
    proposed = publishing.propose_expunction(edition, by=chief, words=WORDS, ground=GROUND)
    refused = publishing.refuse_expunction(proposed, by=second)
    assert (refused.words, refused.refused_by, refused.fingerprints) == ("", second, [])
    assert dict(Edition.objects.values_list("pk", "title")) == before
    assert publishing.propose_expunction(edition, by=second, words=WORDS, ground=GROUND).proposed_by == second


def test_the_second_officer_sees_each_place_but_not_what_somebody_has_not_saved(
    story: Story, chief: User, second: User, author: User, editor: User
) -> None:
    edition = Edition.objects.filter(release__story=story, number=1, release__language="en").get()
    WorkingCopy.objects.update(fields={"title": ["A secret of the author, Айбек Оспанов"]})
    page = f"/admin/press/edition/{edition.pk}/expunge/"
    for officer in (author, editor):
        assert signed_in(officer).get(page).status_code == 403
    desk = signed_in(chief)
    typed = {"verb": "propose-expunction", "words": "Nobody", "ground": "Kept as typed"}
    refused = desk.post(page, typed)
    assert (refused.status_code, "Kept as typed" in refused.content.decode()) == (422, True)
    assert desk.post(page, typed | {"words": WORDS, "ground": GROUND}).status_code == 302
    (proposed,) = Expunction.objects.all()
    assert "somebody else must carry it out" in desk.get(page).content.decode()
    other = signed_in(second)
    assert "/expunge/" in other.get("/admin/").content.decode()
    assert "/expunge/" not in desk.get("/admin/").content.decode()
    shown = other.get(page).content.decode()
    assert "<mark>AIBEK OSPANOV</mark> heard" in shown
    assert "<mark>Aibek\xa0Ospanov</mark>’s house is kept for good." in shown
    assert ("What author typed" in shown, "A secret" in shown) == (True, False)
    count = find_places(proposed).count
    assert f"{count} places" in shown
    assert other.post(page, {"verb": "expunge", "expunction": proposed.pk}).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.expunged_by, proposed.places) == (second, count)
    assert "expunged in" in other.get(page).content.decode()


# --- What comes back ---


def test_a_form_that_was_opened_before_says_what_happened_and_loses_nothing_but_the_words(
    story: Story, chief: User, second: User, author: User
) -> None:
    draft = Edition.objects.get(release__story=story, state="draft", release__language="kk")
    page = f"/admin/press/edition/{draft.pk}/change/"
    desk = signed_in(author)
    form = as_opened(desk.get(page).content.decode())
    carry_out(story, chief, second)
    form |= {"lead": "Айбек Оспанов туралы хабар", "then": "save"}
    answer = desk.post(page, form)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "By law, words were removed from this story after you opened it (second)" in shown
    again = as_opened(shown)
    assert again["lead"] == ["[заң бойынша алып тасталды] туралы хабар"]
    assert find_traces(iter([(page, shown)])) == []
    assert desk.post(page, again | {"then": "save"}).status_code == 302
    draft.refresh_from_db()
    assert draft.lead == "[заң бойынша алып тасталды] туралы хабар"
    assert find_traces(texts_of_every_table()) == []


def test_a_window_that_was_opened_before_keeps_what_it_sends_without_the_words(
    story: Story, chief: User, second: User, author: User
) -> None:
    draft = Edition.objects.get(release__story=story, state="draft", release__language="kk")
    desk = signed_in(author)
    form = as_opened(desk.get(f"/admin/press/edition/{draft.pk}/change/").content.decode())
    new = as_opened(desk.get(f"/admin/press/edition/add/?story={story.pk}").content.decode())
    carry_out(story, chief, second)
    answers = []
    for window in (form, new):
        sent = {**window, "lead": "Айбек Оспанов, және сөз", "copy_number": "7"}
        answers.append(desk.post("/admin/press/edition/autosave/", sent))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["saved_by_others"] == (
        "Meanwhile words were removed from this story by law (second): when you save, your text is shown "
        "once more without them."
    )
    copies = [copy.fields["lead"] for copy in WorkingCopy.objects.exclude(window="w" * 20)]
    assert copies == [["[заң бойынша алып тасталды], және сөз"]] * 2
    assert find_traces(texts_of_every_table()) == []


def test_what_is_sent_at_the_same_moment_keeps_none_of_the_words(
    transactional_db: None, story: Story, chief: User, second: User, author: User
) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one write at a time
    draft = Edition.objects.get(release__story=story, state="draft", release__language="kk")
    page = f"/admin/press/edition/{draft.pk}/change/"
    desks = [signed_in(author) for _window in range(3)]
    form = as_opened(desks[0].get(page).content.decode()) | {"lead": "Айбек Оспанов, және сөз"}
    new = as_opened(desks[1].get(f"/admin/press/edition/add/?story={story.pk}").content.decode())
    proposed = publishing.propose_expunction(draft, by=chief, words=WORDS, ground=GROUND)
    together = threading.Barrier(4)
    failed: list[BaseException] = []

    def do(deed: Callable[[], object]) -> None:
        try:
            together.wait(30)
            deed()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    kept = "/admin/press/edition/autosave/"
    deeds = [
        partial(publishing.expunge, proposed, by=second),
        partial(desks[0].post, kept, {**form, "copy_number": "7"}),
        partial(desks[1].post, kept, {**new, "lead": "Aibek Ospanov came.", "copy_number": "7"}),
        partial(desks[2].post, page, {**form, "then": "save"}),
    ]
    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert Expunction.objects.carried_out().count() == 1
    assert find_traces(texts_of_every_table()) == []


def test_who_writes_the_words_anew_is_told_and_does_not_publish_them(
    story: Story, chief: User, second: User, author: User
) -> None:
    carry_out(story, chief, second)
    draft = Edition.objects.get(release__story=story, state="draft", release__language="kk")
    publishing.revise(draft, by=author, lead="АЙБЕК «Оспанов»", body="<p>Айбек <em>Оспанов</em>.</p>")
    with pytest.raises(publishing.Refused) as refused:
        publishing.submit(draft, by=author, override_reason=OF_THE_TESTS)
    told = [
        problem.field for problem in refused.value.problems if "from this story by law" in problem.message
    ]
    assert told == ["body"]
    publishing.revise(draft, by=author, lead="", body="<p>Text</p>", slug="report-of-aibek-ospanov")
    with pytest.raises(publishing.Refused) as refused:
        publishing.submit(draft, by=author, override_reason=OF_THE_TESTS)
    told = [
        problem.field for problem in refused.value.problems if "from this story by law" in problem.message
    ]
    assert told == ["slug"]


def test_a_full_name_is_gone_in_every_case_and_refused_in_every_case(
    author: User, chief: User, second: User
) -> None:
    draft = publishing.start_release(
        language="ru",
        by=author,
        title="Письмо Данияра Омарова",
        slug="o-daniyare-omarove",
        body="<p>Данияр Омаров пришёл. С <em>Данияром</em> Омаровым говорили о Данияре Ахмете.</p>",
    )
    carry_out(draft.release.story, chief, second, "Данияр Омаров\n\nОмаров")
    draft.refresh_from_db()
    gone = "[изъято по закону]"
    assert (draft.title, draft.release.slug, draft.body) == (
        f"Письмо {gone}",
        "pismo",
        f"<p>{gone} пришёл. С <em>{gone}</em> говорили о Данияре Ахмете.</p>",
    )
    publishing.revise(draft, by=author, lead="К Данияру Омарову.", slug="daniyaru-omarovu")
    with pytest.raises(publishing.Refused) as refused:
        publishing.submit(draft, by=author, override_reason=OF_THE_TESTS)
    told = [each.field for each in refused.value.problems if "from this story by law" in each.message]
    assert told == ["lead", "slug"]


def test_a_link_that_spells_the_words_is_found_taken_off_and_refused_when_it_returns(
    author: User, chief: User, second: User
) -> None:
    link = '<p><a href="https://press.example/7-rech-daniiara-omarova/" rel="noopener">Речь</a>.</p>'
    draft = publishing.start_release(language="ru", by=author, title="Речь", body=link)
    proposal = publishing.propose_expunction(draft, by=chief, words="Данияр Омаров", ground=GROUND)
    assert {place.column for place in find_places(proposal).places} == {"body", "content"}
    publishing.expunge(proposal, by=second)
    draft.refresh_from_db()
    assert draft.body == "<p>Речь.</p>"
    publishing.revise(draft, by=author, body=link)
    with pytest.raises(publishing.Refused) as refused:
        publishing.submit(draft, by=author, override_reason=OF_THE_TESTS)
    told = [each.field for each in refused.value.problems if "from this story by law" in each.message]
    assert told == ["body"]


@pytest.fixture
def named(author: User, make_release: Callable[..., Release]) -> dict[str, Edition]:
    """Texts of one story about a person of the site, and about another of whom nothing is expunged."""
    Person.objects.create(
        name_kk="Данияр Омаров", name_ru="Данияр Омаров", name_en="Daniyar Omarov", slug="omarov"
    )
    Person.objects.create(
        name_kk="Айгүл Сәрсен", name_ru="Айгуль Сарсен", name_en="Aigul Sarsen", slug="sarsen"
    )
    russian = make_release(
        language="ru", title="Письмо", body="<p>О Данияре Омарове и Айгуль Сарсен.</p>", state="draft"
    )
    english = make_release(
        language="en", story=russian.story, title="Letter",
        body="<p>Of Daniyar Omarov and Aigul Sarsen.</p>", state="draft",
    )  # fmt: skip
    WorkingCopy.objects.create(
        officer=author, edition=russian.editions.get(), window="o" * 20, number=1,
        fields={"lead": ["Daniyar Omarov, typed and not saved"]},
    )  # fmt: skip
    return {"ru": russian.editions.get(), "en": english.editions.get()}


@pytest.mark.parametrize("words", ["Данияр Омаров", "Омаров", "письмо\n\nО Данияре Омарове и"])
def test_a_proposal_says_where_a_known_name_stands_in_other_spellings_and_adds_none(
    named: dict[str, Edition], chief: User, second: User, words: str
) -> None:
    proposed = publishing.propose_expunction(named["ru"], by=chief, words=words, ground=GROUND)
    assert find_other_spellings(proposed) == {"Daniyar Omarov": ["en"]}
    page = signed_in(second).get(f"/admin/press/edition/{named['ru'].pk}/expunge/").content.decode()
    listed = '<li><span lang="en">Daniyar Omarov</span>: <span lang="en">English</span></li>'
    assert (page.count(listed), page.index(listed) < page.index('value="expunge"')) == (1, True)
    publishing.refuse_expunction(proposed, by=second)
    both = publishing.propose_expunction(
        named["ru"], by=chief, words=f"{words}\n\nDaniyar Omarov", ground=GROUND
    )
    assert find_other_spellings(both) == {}


@pytest.fixture
def near(author: User, make_release: Callable[..., Release]) -> dict[str, Edition]:
    """Texts of one story that name two people as they are proposed, and otherwise."""
    russian = make_release(
        language="ru", title="Письмо", slug="pismo-shcherbakovoi", state="draft",
        body=(
            "<p>Юлия <em>Щербакова</em> и Павел Немец. Щербакова Юлия, о Юлии Ивановне Щербаковой, без "
            "Немца. Чужой Щербатов.</p>"
            '<p><a href="https://example.org/yulia_shcherbakova.html">Один</a>, '
            '<a href="mailto:yulia.shcherbakova@example.org">два</a>, '
            '<a href="https://example.org/iuliia-shcherbakova/">три</a>.</p>'
        ),
    )  # fmt: skip
    english = make_release(
        language="en", story=russian.story, title="Letter", body="<p>Of Pavel Nemets.</p>", state="draft"
    )
    WorkingCopy.objects.create(
        officer=author, edition=russian.editions.get(), window="o" * 20, number=1,
        fields={"lead": ["Ю. Щербакова, typed and not saved"]},
    )  # fmt: skip
    return {"ru": russian.editions.get(), "en": english.editions.get()}


def test_a_proposal_hints_at_what_its_words_leave_standing_in_another_form(
    near: dict[str, Edition], chief: User, second: User
) -> None:
    proposed = publishing.propose_expunction(
        near["ru"], by=chief, words="Юлия Щербакова\n\nПавел Немец", ground=GROUND
    )
    places = find_near_forms(proposed, find_places(proposed))
    found = {
        (place.row.pk, place.column): [(one.before[-8:], one.words) for one in place.found]
        for place in places
        if isinstance(place.row, Edition | Release)
    }
    assert found == {
        (near["ru"].pk, "body"): [
            (" Немец. ", "Щербакова"), ("вановне ", "Щербаковой"), ("ой, без ", "Немца"),
            ("g/yulia_", "shcherbakova"), ("o:yulia.", "shcherbakova"),
        ],
        (near["en"].pk, "body"): [(" Of ", "Pavel"), ("f Pavel ", "Nemets")],
        (near["ru"].release_id, "slug"): [("pismo-", "shcherbakovoi")],
    }  # fmt: skip
    assert {type(place.row) for place in places} == {Edition, Release, EditionVersion}


def test_whoever_decides_sees_what_is_not_sought_and_nothing_of_it_goes(
    near: dict[str, Edition], chief: User, second: User, author: User
) -> None:
    proposed = publishing.propose_expunction(near["ru"], by=chief, words="Юлия Щербакова", ground=GROUND)
    page = f"/admin/press/edition/{near['ru'].pk}/expunge/"
    assert signed_in(author).get(page).status_code == 403
    for officer in (chief, second):
        shown = signed_in(officer).get(page).content.decode()
        hint = shown[shown.index("Not sought: look whether it should be") : shown.index('id="places"')]
        assert hint.count("Юлии Ивановне <mark>Щербаковой</mark>, без Немца.") == 1, (
            "of the text and its copy"
        )
        assert "https://example.org/yulia_<mark>shcherbakova</mark>.html" in hint
        assert '<span lang="ru">Русский</span>: address' in hint
        assert ("typed and not saved" in hint, "Щербатов</mark>" in hint) == (False, False)
    publishing.expunge(proposed, by=second)
    near["ru"].refresh_from_db()
    assert near["ru"].body == (
        "<p>[изъято по закону] и Павел Немец. Щербакова Юлия, о Юлии Ивановне Щербаковой, без Немца. "
        "Чужой Щербатов.</p>"
        '<p><a href="https://example.org/yulia_shcherbakova.html" rel="noopener">Один</a>, '
        '<a href="mailto:yulia.shcherbakova@example.org" rel="noopener">два</a>, три.</p>'
    )


def test_of_many_places_the_rare_ones_are_shown_and_the_others_counted(
    author: User, chief: User, make_release: Callable[..., Release]
) -> None:
    """A name is rarer than an office that was typed with it."""
    often = "".join(f"<p>{number} депутат.</p>" for number in range(30))
    body = f"<p>Депутат Щербакова.</p>{often}<p>Ю. Щербакова.</p>"
    edition = make_release(language="ru", title="Письмо", body=body, state="draft").editions.get()
    publishing.propose_expunction(edition, by=chief, words="Депутат Щербакова", ground=GROUND)
    shown = signed_in(chief).get(f"/admin/press/edition/{edition.pk}/expunge/").content.decode()
    hint = shown[shown.index('id="near"') : shown.index('id="places"')]
    marked = re.findall("<mark>(.*?)</mark>", hint)
    assert (marked[0], len(marked), "And 11 more." in hint) == ("Щербакова", 20, True)


def test_no_finding_tells_which_name_a_text_has_lost(
    named: dict[str, Edition], chief: User, second: User
) -> None:
    publishing.revise(named["ru"], by=chief, body="<p>О Данияре Омарове.</p>")
    rule = "figures-differ-between-languages"

    def told() -> list[str]:
        editions = Edition.objects.filter(pk__in=[each.pk for each in named.values()]).order_by("pk")
        found = [each for edition in editions for each in find_findings(edition).open]
        return [each.message for each in found if each.rule.name == rule]

    sentence = "Names in the text in English, not in the text in Russian: Aigul Sarsen."
    assert told() == [sentence, sentence]
    side_by_side = f"/admin/press/edition/{named['ru'].pk}/languages/"
    assert "only here" in signed_in(chief).get(side_by_side).content.decode()
    carry_out(named["ru"].release.story, chief, second, "Данияр Омаров")
    assert told() == []
    assert "only here" not in signed_in(chief).get(side_by_side).content.decode()


def test_an_address_of_before_stands_in_no_stored_version(
    author: User, chief: User, second: User, editor: User
) -> None:
    draft = publishing.start_release(
        language="en", by=author, title="Report of Aibek Ospanov", body="<p>Mr Aibek Ospanov spoke.</p>"
    )
    publishing.revise(draft, by=author, title="Yearly report", slug="")
    release = Release.objects.get()
    versions = EditionVersion.objects.order_by("number")
    addresses = [version.content["slug"] for version in versions]
    assert addresses == ["report-of-aibek-ospanov", "yearly-report"]
    carry_out(release.story, chief, second, "Aibek Ospanov")
    assert [version.content["slug"] for version in versions.all()] == ["yearly-report"] * 3
    assert find_traces(texts_of_every_table()) == []


def test_the_next_edition_says_too_that_words_were_removed(
    make_release: Callable[..., Release], author: User, editor: User, chief: User, second: User
) -> None:
    release = make_release(language="en", body="<p>Mr Aibek Ospanov spoke.</p>", state="submitted")
    carry_out(release.story, chief, second, "Aibek Ospanov")
    publishing.approve(release.editions.get(), by=editor, override_reason=OF_THE_TESTS)
    later = publishing.start_edition(release, by=author)
    publishing.revise(later, by=author, dateline="Astana", minor=True)
    publishing.submit(later, by=author, override_reason=OF_THE_TESTS)
    publishing.approve(later, by=editor, override_reason=OF_THE_TESTS)
    page = Client().get(release.get_absolute_url()).content.decode()
    assert "words were removed from this text by law" in page
    history = Client().get(f"{release.get_absolute_url()}history/").content.decode()
    assert history.count("words were removed from this text by law") == 2


def test_the_foot_of_a_text_and_its_history_go_on_to_say_when_the_edition_went_live(
    make_release: Callable[..., Release], author: User, chief: User, second: User
) -> None:
    release = make_release(
        language="en", body="<p>Mr Aibek Ospanov spoke.</p>", at=timezone.now() - timedelta(days=3)
    )
    later = publishing.start_edition(release, by=author)
    publishing.revise(later, by=author, dateline="Astana", minor=True)
    publishing.approve(later, by=chief, urgent_reason="Now.", override_reason=OF_THE_TESTS)
    moment = timezone.now() - timedelta(days=2)
    release.editions.filter(number=1).update(live_until=moment)
    release.editions.filter(number=2).update(live_from=moment)

    def told() -> list[list[str]]:
        address = release.get_absolute_url()
        pages = [Client().get(at).content.decode() for at in (address, f"{address}history/2/")]
        return [re.findall(r"Edition 2(?:</b>:|,) (<time.*?</time>)", page) for page in pages]

    (foot,), (history,) = before = told()
    assert foot == history
    carry_out(release.story, chief, second, "Aibek Ospanov")
    assert told() == before


def test_a_note_and_a_reason_on_a_draft_bring_nothing_back(
    story: Story, chief: User, second: User, editor: User
) -> None:
    """Their buttons send the whole form of the draft, opened since."""
    carry_out(story, chief, second)
    draft = Edition.objects.get(release__story=story, state="draft", release__language="kk")
    page = f"/admin/press/edition/{draft.pk}/change/"
    desk = signed_in(editor)
    form = as_opened(desk.get(page).content.decode()) | {"lead": "Айбек Оспанов, typed anew"}
    sent = {**form, "add-note": "lead", "new-note-lead": "Айбек Оспанов again"}
    desk.post(f"/admin/press/edition/{draft.pk}/notes/", sent)
    assert [note.text for note in ReviewNote.objects.filter(text__contains="again")] == [
        "[заң бойынша алып тасталды] again"
    ]


def test_what_was_never_saved_is_named_to_whoever_decides(
    story: Story, chief: User, second: User, author: User
) -> None:
    """It belongs to no story, so nobody may touch it."""
    WorkingCopy.objects.create(
        officer=author, window="n" * 20, number=1, fields={"title": ["Айбек Оспанов"], "language": ["kk"]}
    )
    edition = Edition.objects.filter(release__story=story).order_by("pk")[0]
    publishing.propose_expunction(edition, by=chief, words=WORDS, ground=GROUND)
    page = signed_in(second).get(f"/admin/press/edition/{edition.pk}/expunge/").content.decode()
    assert "in a text that was never saved" in page
    assert "<li>author</li>" in page


# --- Nothing is forgotten ---

# Why no word of a story stands there.
WITHOUT = {
    "names that belong to all stories": {"Topic", "Person", "Contact", "RegisteredName", "ReleaseTemplate"},
    "of the whole press room": {"QuietPeriod", "SubjectTerm", "Generation", "Change", "MonthCount"},
    "of officers and their sessions": {
        "User", "Session", "PasswordAttempts", "AuthenticatorApp", "RecoveryCode", "RecoveryCodes",
        "LogEntry", "Permission", "Group", "ContentType", "TOTPDevice", "AccountDisplay",
        "WebAuthnAttestation", "WebAuthnCredential", "WebAuthnUserHandle",
    },
    "names of rules and digests": {"ContentCheck", "EditionFinding"},
    "keys alone": {"StoryVersion"},
    "files by random names": {"Rendition"},
    "names of files of numbers": {"ReadLog"},
}  # fmt: skip
# Of models that have words elsewhere: digests, and names that programs give.
OF_PROGRAMS = {
    "Dismissal.key", "Dismissal.rule", "Expunction.address_fingerprints", "Expunction.fingerprints",
    "Photograph.digital_source", "Photograph.marked_ai_use", "Photograph.original", "Photograph.sha256",
    "ReviewNote.text_name", "SearchEntry.rules", "WorkingCopy.window",
}  # fmt: skip


def test_every_column_that_can_hold_a_text_is_gone_through_or_is_said_to_hold_none_of_a_story() -> None:
    left_out = set().union(*WITHOUT.values())
    listed = {f"{each.model.__name__}.{name}" for each in story_texts.STORY_TEXTS for name in each.names}
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField, LexemesField)
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and model.__name__ not in left_out
    }
    known = listed | story_texts.FOLLOWS | OF_PROGRAMS
    assert (found - known, known - found) == (set(), set())
    assert left_out - {model.__name__ for model in apps.get_models()} == set()
