"""The page cache: each visitor gets what Django would have said to them, and nothing that is over."""

import datetime
import gzip
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import brotli
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from press import workflow
from press.models import Contact, Edition, Generation, Person, Release, Topic, User
from press.pagecache import encodings, generation, watch, wrapper
from press.pagecache.declared import canonical
from press.pagecache.mark import Mark
from press.pagecache.wrapper import PageCache
from press.readership.log import unpack

READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
DISPLAYS = (
    "",
    "colours:white-on-black.letter-spacing:2",
    "text-size:200.typeface:dyslexic",
    "colours:own.own:112233-ffffff",
    "images:text",
)

Build = Callable[..., Release]
Commits = Any


class Answer(NamedTuple):
    status: str
    headers: dict[str, str]
    body: bytes


class Cache:
    """A page cache, asked as a server asks it. `asked` has what went on to Django."""

    def __init__(self, django: Any = None, *, most_bytes: int = 2**26, shared_seconds: int = 0) -> None:
        self.asked: list[str] = []
        self._django = django or get_wsgi_application()
        self.wrapper = PageCache(self._count, most_bytes=most_bytes, shared_seconds=shared_seconds)

    def _count(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        # As the test client does: the test's own transaction must not end with a request.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        answer = self._django(environ, start_response)
        body = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        return [body]

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        environ = RequestFactory().generic(method, address, headers=sent).environ
        said: list[Any] = []
        body = b"".join(self.wrapper(environ, lambda status, headers: said.extend([status, headers])))
        return Answer(said[0], {name.lower(): value for name, value in said[1]}, body)


def decoded(answer: Answer) -> bytes:
    match answer.headers.get("content-encoding", ""):
        case "gzip":
            return gzip.decompress(answer.body)
        case "br":
            whole: bytes = brotli.decompress(answer.body)
            return whole
    return answer.body


@pytest.fixture(autouse=True)
def alone_on_its_machine(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    # The thread would look at the database from outside the test's own transaction.
    monkeypatch.setattr(watch.Watch, "begin", lambda self: None)
    for module in (wrapper, watch):
        monkeypatch.setattr(module, "close_old_connections", lambda: None)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def cache(db: None) -> Cache:
    return Cache()


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = timezone.now().replace(microsecond=0)

    def move(self, **by: float) -> None:
        self.now += datetime.timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock()
    monkeypatch.setattr(timezone, "now", lambda: standing.now)
    monkeypatch.setattr(time, "time", lambda: standing.now.timestamp())
    return standing


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(name_kk="Сайлау", name_ru="Выборы", name_en="Elections", slug="elections")


# --- Right for each visitor ---


def test_each_visitor_gets_to_the_byte_what_django_says_to_them(
    cache: Cache, client: Client, make_release: Build, topic: Topic
) -> None:
    release = make_release(title="Встреча", language="ru")
    release.story.topics.add(topic)
    addresses = [
        *("/ru/", "/ru/releases/", "/ru/archive/", "/ru/topics/elections/", "/ru/feed.atom", "/ru/feed.json"),
        *("/ru/search/?q=встреча", "/ru/accessibility/", "/ru/about-views/", "/sitemap.xml", "/robots.txt"),
        release.get_absolute_url(),
    ]
    wrong = []
    for address in addresses:
        for display in DISPLAYS:
            cookie = {"cookie": f"other=1; display={display}"} if display else {}
            right = client.get(address, headers=cookie)
            assert right.status_code == 200
            for coding in ("", "gzip", "br", "gzip, deflate, br"):
                for _again in range(3):
                    answer = cache.get(address, accept_encoding=coding, **cookie)
                    if decoded(answer) != right.content:
                        wrong.append((address, display, coding))
                    if answer.headers["content-length"] != str(len(answer.body)):
                        wrong.append((address, display, "length"))
    assert wrong == []
    # With images and without: of each page two were rendered.
    assert len(cache.asked) == 2 * len(addresses)


def test_it_says_what_django_says_of_the_page(cache: Cache, client: Client, make_release: Build) -> None:
    address = make_release().get_absolute_url()
    right = {name.lower(): value for name, value in client.get(address).headers.items()}
    said = cache.get(address).headers
    # Whichever order: the policy's directives come out of a set.
    assert sorted(said.pop("content-security-policy")) == sorted(right.pop("content-security-policy"))
    assert said.pop("etag").startswith('"')
    assert said == right | {"vary": "Accept-Encoding", "cache-control": "no-cache"}


def test_an_officer_who_is_signed_in_reads_the_same_public_page(
    cache: Cache, client: Client, editor: User, make_release: Build
) -> None:
    address = make_release().get_absolute_url()
    client.force_login(editor)
    session = f"sessionid={client.cookies['sessionid'].value}"
    assert cache.get(address, cookie=session) == cache.get(address)
    assert len(cache.asked) == 1


def test_head_says_all_but_the_body(cache: Cache, make_release: Build) -> None:
    address = make_release().get_absolute_url()
    head = cache.get(address, "HEAD")
    assert head.body == b""
    assert cache.get(address)[:2] == head[:2]
    assert len(cache.asked) == 1


def test_what_has_not_changed_is_not_sent_again(cache: Cache, make_release: Build) -> None:
    address = make_release().get_absolute_url()
    tags = {
        (display, coding): cache.get(address, cookie=f"display={display}", accept_encoding=coding).headers[
            "etag"
        ]
        for display in DISPLAYS
        for coding in ("", "gzip")
    }
    assert len(set(tags.values())) == len(tags)
    for (display, coding), tag in tags.items():
        sent = {"cookie": f"display={display}", "accept_encoding": coding}
        again = cache.get(address, if_none_match=f'"other", W/{tag}', **sent)
        assert again.status == "304 Not Modified"
        assert again.body == b""
        assert again.headers["etag"] == tag
        assert "content-security-policy" in again.headers
        assert "content-length" not in again.headers
        assert cache.get(address, if_none_match='"other"', **sent).status == "200 OK"
    assert Cache().get(address).headers["etag"] == tags["", ""], "another process says another"


def test_what_is_not_a_page_for_everyone_is_django_s(
    cache: Cache, client: Client, make_release: Build
) -> None:
    gone = make_release(state="removed", title="Removed")
    public = make_release(title="Meeting")
    asked = {
        "/en/nothing/": "404 Not Found",
        f"/en/releases/{public.pk}-other/": "301 Moved Permanently",
        gone.get_absolute_url(): "410 Gone",
        "/admin/login/": "200 OK",
        "/en/display/": "200 OK",
        "/healthz": "200 OK",
    }
    for address, status in asked.items():
        for display in DISPLAYS[:2]:
            answer = cache.get(address, cookie=f"display={display}")
            assert answer.status == status
            if "html" in answer.headers["content-type"] and answer.body:
                assert (b'data-colours="white-on-black"' in answer.body) == bool(display)
    assert len(cache.asked) == 2 * len(asked)
    assert cache.get("/en/releases/", "OPTIONS").status == "405 Method Not Allowed"


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "kk"), ("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("de, en;q=0.5", "en"), ("*", "kk"), ("\x00;;q=x", "kk")],
)
def test_the_bare_address_leads_to_the_readers_language(cache: Cache, header: str, language: str) -> None:
    for _again in range(2):
        answer = cache.get("/", accept_language=header)
        assert (answer.status, answer.headers["location"]) == ("302 Found", f"/{language}/")
        assert answer.headers["vary"] == "Accept-Language"
    assert len(cache.asked) == 1


def test_no_header_query_or_host_poisons_a_page(cache: Cache, client: Client, make_release: Build) -> None:
    canary = "quokka.example"
    address = make_release().get_absolute_url()
    right = client.get(address).content
    hostile = {
        "x_forwarded_host": canary,
        "x_forwarded_proto": canary,
        "x_forwarded_for": canary,
        "x_original_url": f"/{canary}",
        "x_rewrite_url": f"/{canary}",
        "x_http_method_override": "POST",
        "forwarded": f"host={canary}",
        "accept_language": "ru",
        "authorization": f"Basic {canary}",
        "origin": f"https://{canary}",
        "referer": f"https://{canary}/",
        "range": "bytes=0-1",
        "user_agent": canary,
        "cookie": f"display={canary}; sessionid={canary}; csrftoken={canary}; django_language=ru",
    }
    for query in ("", f"?utm_source={canary}", f"?before=&q={canary}", "?a" * 200):
        cache.get(address + query, **hostile)
    assert cache.get(address).body == right
    assert len(cache.asked) == 1
    assert cache.get(address, host=canary).status == "400 Bad Request"
    assert cache.get(address).body == right


@given(st.text(max_size=60), st.sets(st.sampled_from(["before", "q", "p"])))
def test_a_canonical_query_holds_only_what_is_declared_and_is_its_own_canonical_form(
    query: str, names: set[str]
) -> None:
    declared = tuple(sorted(names))
    once = canonical(query, declared)
    assert canonical(once, declared) == once
    assert {part.split("=")[0] for part in once.split("&") if part} <= names


@given(st.text(max_size=80))
def test_any_accept_encoding_is_understood(header: str) -> None:
    assert set(encodings.accepted(header)) <= {"br", "gzip"}


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("gzip, deflate, br, zstd", ("br", "gzip")),
        ("gzip;q=1.0, br;q=0.5", ("gzip", "br")),
        ("br;q=0, gzip", ("gzip",)),
        ("*", ("br", "gzip")),
        ("*;q=0", ()),
        ("identity", ()),
        ("", ()),
    ],
)
def test_the_better_coding_comes_first(header: str, codings: tuple[str, ...]) -> None:
    assert encodings.accepted(header) == codings


@given(st.lists(st.tuples(st.binary(max_size=300), st.booleans()), min_size=1, max_size=6))
def test_pieces_and_choices_make_one_gzip_member(parts: list[tuple[bytes, bool]]) -> None:
    last = len(parts) - 1
    packed = [
        None if slot and number != last else encodings.deflated(piece, last=number == last)
        for number, (piece, slot) in enumerate(parts)
    ]
    whole = b"".join(piece for piece, _ in parts)
    assert gzip.decompress(encodings.gzip_member([piece for piece, _ in parts], packed)) == whole


# --- Nothing that is over ---


def change_title(release: Release, correct: Any, **_: Any) -> None:
    correct(release, title="Another title")


def withdraw(release: Release, editor: User, **_: Any) -> None:
    workflow.withdraw(release, by=editor, reason="The figures were wrong.")


def remove(release: Release, chief: User, **_: Any) -> None:
    workflow.remove(release, by=chief, reason="Published by mistake.")


def rename_topic(topic: Topic, **_: Any) -> None:
    topic.name_en = "Ballots"
    topic.save()


def take_topic_away(release: Release, topic: Topic, **_: Any) -> None:
    release.story.topics.remove(topic)


def name_a_speaker(release: Release, **_: Any) -> None:
    release.story.people.add(
        Person.objects.create(name_kk="Спикер", name_ru="Спикер", name_en="Speaker", slug="speaker")
    )


def change_the_duty_officer(**_: Any) -> None:
    Contact.objects.create(unit_en="Night desk", phone="74-00-00", on_duty=True)


@pytest.mark.parametrize(
    "deed",
    [
        *(change_title, withdraw, remove, rename_topic, take_topic_away, name_a_speaker),
        change_the_duty_officer,
    ],
)
def test_a_change_is_seen_by_the_next_request(
    deed: Callable[..., None],
    cache: Cache,
    client: Client,
    make_release: Build,
    correct: Any,
    topic: Topic,
    editor: User,
    chief: User,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    release = make_release()
    release.story.topics.add(topic)
    address = release.get_absolute_url()
    before = cache.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        deed(release=release, correct=correct, topic=topic, editor=editor, chief=chief)
    after = cache.get(address)
    assert after.body != before.body
    assert after.body == client.get(address).content


def test_work_on_a_draft_leaves_every_page_as_it_is(
    cache: Cache, make_release: Build, author: User, topic: Topic, django_capture_on_commit_callbacks: Commits
) -> None:
    make_release()
    cache.get("/en/")
    with django_capture_on_commit_callbacks(execute=True):
        edition = workflow.start_release(language="en", by=author, title="Draft", body="<p>Text</p>")
        edition.release.story.topics.add(topic)
        workflow.revise(edition, by=author, title="Another")
        workflow.submit(edition, by=author)
    cache.get("/en/")
    assert len(cache.asked) == 1


def test_what_is_rolled_back_changes_nothing(
    make_release: Build, editor: User, django_capture_on_commit_callbacks: Commits
) -> None:
    from django.db import transaction

    release = make_release()
    before = generation.standing()
    with (
        django_capture_on_commit_callbacks(execute=True) as callbacks,
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        workflow.withdraw(release, by=editor, reason="The figures were wrong.")
        raise ZeroDivisionError
    assert callbacks == []
    assert generation.standing() == before


def test_a_page_lives_ten_seconds(cache: Cache, clock: Clock) -> None:
    cache.get("/en/")
    clock.move(seconds=9.9)
    cache.get("/en/")
    assert len(cache.asked) == 1
    clock.move(seconds=0.1)
    cache.get("/en/")
    assert len(cache.asked) == 2


def test_a_page_ends_at_the_very_moment_at_which_a_release_begins(
    cache: Cache, make_release: Build, clock: Clock
) -> None:
    moment = clock.now + datetime.timedelta(seconds=5)
    make_release(state="scheduled", title="Tomorrow's news", at=moment)
    assert b"Tomorrow" not in cache.get("/en/").body
    clock.now = moment - datetime.timedelta(microseconds=1)
    assert b"Tomorrow" not in cache.get("/en/").body
    assert len(cache.asked) == 1
    clock.now = moment
    assert b"Tomorrow" in cache.get("/en/").body


def test_a_page_ends_when_a_story_is_no_longer_kept_on_top(
    cache: Cache, make_release: Build, clock: Clock
) -> None:
    pinned = make_release(title="On top", at=clock.now - datetime.timedelta(days=400))
    make_release(title="The newest")
    pinned.story.pinned_until = clock.now + datetime.timedelta(seconds=3)
    pinned.story.save()
    first = cache.get("/en/").body
    assert first.index(b"On top") < first.index(b"The newest")
    clock.move(seconds=3)
    then = cache.get("/en/").body
    assert then.index(b"The newest") < then.index(b"On top")


def test_a_count_is_on_the_page_when_its_ten_seconds_are_over(
    cache: Cache, make_release: Build, clock: Clock
) -> None:
    from press.models import ReadTotal

    release = make_release()
    address = release.get_absolute_url()
    assert b'value="0"' in cache.get(address).body
    ReadTotal.objects.create(release=release, reads=7)
    clock.move(seconds=10)
    assert b'value="7"' in cache.get(address).body


# --- Many at once ---


def page_of(text: str) -> Callable[..., list[bytes]]:
    def answer(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "no-cache")])
        return [text.encode()]

    return answer


class Slow:
    """A Django that answers with its number of the page, when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.began = threading.Semaphore(0)
        self.number = 0

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        self.number += 1
        number = self.number
        self.began.release()
        assert self.let.wait(60)
        return page_of(f"page {number}")(environ, start_response)


@pytest.fixture
def readers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_several_requests_for_one_missing_page_render_it_once(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.pagecache.horizon.next_change", lambda: float("inf"))
    slow = Slow()
    cache = Cache(slow)
    waiting = [readers.submit(cache.get, "/en/") for _ in range(8)]
    assert slow.began.acquire(timeout=60)
    slow.let.set()
    assert {found.result(60).body for found in waiting} == {b"page 1"}
    assert slow.number == 1


def test_while_one_renders_the_next_the_others_get_the_one_that_is_over(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr("press.pagecache.horizon.next_change", lambda: float("inf"))
    monkeypatch.setattr(wrapper, "PATIENCE", 1000.0)
    slow = Slow()
    cache = Cache(slow)
    slow.let.set()
    assert cache.get("/en/").body == b"page 1"
    clock.move(seconds=10)
    slow.let.clear()
    slow.began.acquire()
    next_one = readers.submit(cache.get, "/en/")
    assert slow.began.acquire(timeout=60)
    meanwhile = readers.submit(cache.get, "/en/")
    try:
        assert meanwhile.result(20).body == b"page 1"
    finally:
        slow.let.set()
    assert next_one.result(60).body == cache.get("/en/").body == b"page 2"


def test_a_request_after_a_publication_never_gets_what_was_rendered_before_it(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.pagecache.horizon.next_change", lambda: float("inf"))
    slow = Slow()
    cache = Cache(slow)
    before = readers.submit(cache.get, "/en/")
    assert slow.began.acquire(timeout=60)
    generation.mark().note(1, 0)
    after = readers.submit(cache.get, "/en/")
    slow.let.set()
    assert before.result(60).body == b"page 1"
    assert after.result(60).body == b"page 2"


def test_it_keeps_no_more_bytes_than_it_may(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("press.pagecache.horizon.next_change", lambda: float("inf"))
    most = 50_000
    cache = Cache(page_of("x" * 9_000), most_bytes=most)
    for number in range(40):
        for display in DISPLAYS:
            cache.get(f"/en/search/?q={number}", cookie=f"display={display}", accept_encoding="gzip, br")
            assert 0 < cache.wrapper._store.bytes <= most
    assert len(cache.asked) == 2 * 40
    cache.get("/en/search/?q=39")
    assert len(cache.asked) == 2 * 40, "the newest is not kept"
    cache.get("/en/search/?q=0")
    assert len(cache.asked) == 2 * 40 + 1, "the oldest is kept"


# --- The mark ---


def test_the_mark_moves_once_for_each_generation_whoever_sees_it(tmp_path: Path) -> None:
    here, there = Mark(tmp_path / "m"), Mark(tmp_path / "m")
    assert (here.counter(), here.taken_back()) == (0, 0)
    here.note(1, 0)
    there.note(1, 0)
    assert (here.counter(), there.counter(), there.taken_back()) == (1, 1, 0)
    there.note(2, 2)
    assert (here.counter(), here.taken_back()) == (2, 2)


def test_a_restored_backup_makes_every_stored_page_old(tmp_path: Path) -> None:
    mark = Mark(tmp_path / "m")
    mark.note(500, 3)
    mark.note(100, 3)
    assert mark.counter() == 2
    mark.note(101, 3)
    assert mark.counter() == 3


def test_without_a_file_a_process_has_a_mark_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    mark = Mark(tmp_path / "file" / "generation")
    mark.note(1, 0)
    assert mark.counter() == 1


def test_the_generation_is_one_row(db: None) -> None:
    for number in range(1, 4):
        generation.move(taking_back=number == 2)
    assert list(Generation.objects.values_list("pk", "number", "taken_back")) == [(1, 3, 2)]


# --- Counting ---


def test_a_read_is_counted_before_django_and_answered_as_django_does(
    cache: Cache, client: Client, settings: Any
) -> None:
    for method, address, counts in (
        ("POST", "/read/7", 1),
        ("GET", "/read/7.gif", 1),
        ("HEAD", "/read/7.gif", 0),
    ):
        right = client.generic(method, address)
        for sent, more in (({"user_agent": READER}, counts), ({"user_agent": "Googlebot/2.1"}, 0)):
            before = reads(settings)
            said = cache.get(address, method, **sent)
            assert (said.status.split()[0], said.body) == (str(right.status_code), right.content)
            assert said.headers["cache-control"] == right.headers["Cache-Control"]
            assert reads(settings) - before == more
    assert len(cache.asked) == 3
    assert cache.get("/read/7", user_agent=READER).status == "405 Method Not Allowed"


def reads(settings: Any) -> int:
    return sum(len(unpack(path.read_bytes())[0]) for path in Path(settings.READ_LOG_DIR).glob("*.reads"))


# --- With another cache in front ---


def test_a_shared_cache_is_told_seconds_only_for_the_usual_look_and_never_past_a_change(
    db: None, make_release: Build, clock: Clock
) -> None:
    cache = Cache(shared_seconds=5)
    usual = "public, max-age=0, s-maxage=5, stale-while-revalidate=5"
    assert cache.get("/en/").headers["cache-control"] == usual
    assert cache.get("/en/", cookie="display=colours:beige").headers["cache-control"] == "private, no-cache"
    make_release(state="scheduled", at=clock.now + datetime.timedelta(seconds=19))
    generation.mark().note(1, 0)
    assert cache.get("/en/").headers["cache-control"] == "no-cache"
    assert Edition.objects.count() == 1


# --- Stale rather than down ---


class Failing:
    """A Django that answers, until its database is gone."""

    def __init__(self) -> None:
        self.fails = False

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        if not self.fails:
            return page_of("page")(environ, start_response)
        start_response("500 Internal Server Error", [("Content-Type", "text/html")])
        return [b"broken"]


@pytest.fixture
def failing(db: None, monkeypatch: pytest.MonkeyPatch) -> Failing:
    monkeypatch.setattr("press.pagecache.horizon.next_change", lambda: float("inf"))
    return Failing()


def test_a_page_that_was_public_is_shown_when_it_cannot_be_rendered(failing: Failing, clock: Clock) -> None:
    cache = Cache(failing)
    cache.get("/en/")
    failing.fails = True
    generation.mark().note(1, 0)
    clock.move(seconds=40)
    stale = cache.get("/en/")
    assert (stale.status, stale.body) == ("200 OK", b"page")
    assert stale.headers["cache-status"] == "minber; hit; ttl=-30"
    assert cache.get("/en/", if_none_match=stale.headers["etag"]).status == "304 Not Modified"
    assert cache.get("/en/releases/").status == "500 Internal Server Error"
    failing.fails = False
    assert "cache-status" not in cache.get("/en/").headers


def test_what_may_have_been_taken_back_is_not_shown_even_then(failing: Failing) -> None:
    cache = Cache(failing)
    cache.get("/en/")
    failing.fails = True
    generation.mark().note(1, 1)
    assert cache.get("/en/").status == "500 Internal Server Error"


def test_while_the_database_is_known_to_be_gone_nobody_waits_for_it(failing: Failing, clock: Clock) -> None:
    cache = Cache(failing)
    cache.get("/en/")
    clock.move(seconds=40)
    cache.wrapper._watch.database_is_away = True
    assert cache.get("/en/").body == b"page"
    assert len(cache.asked) == 1


def test_a_page_that_is_not_kept_says_when_to_come_again_in_its_language(cache: Cache, settings: Any) -> None:
    cache.wrapper._watch.database_is_away = True
    for language, words in (("kk", "Аз уақыттан"), ("ru", "недоступен"), ("en", "Not available")):
        answer = cache.get(f"/{language}/", cookie="display=colours:beige")
        assert answer.status == "503 Service Unavailable"
        assert answer.headers["retry-after"] == "30"
        html = answer.body.decode()
        assert f'<html lang="{language}" data-colours="beige">' in html
        assert words in html


def test_a_change_made_on_another_machine_is_seen_by_the_watch(db: None) -> None:
    generation.move()  # its commit never comes here: this machine's mark is not told
    assert generation.mark().counter() == 0
    watch.Watch().look()
    watch.Watch().look()
    assert generation.mark().counter() == 1
