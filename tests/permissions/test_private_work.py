"""What one officer types, uploads, takes over, previews, or said earlier: nobody meets it who should not."""

import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.utils import translation
from pythonjsonlogger.json import JsonFormatter

from press.models import Session
from tests.canary import read
from tests.factories import signed_in
from tests.permissions.database import undone
from tests.permissions.press_room import ROLES, PressRoom
from tests.permissions.private_work import (
    AUTOSAVE,
    DESK,
    OF_OFFICERS,
    OF_ONE,
    PREVIEW,
    UPLOAD,
    PrivateWork,
    find_another_language,
    find_paths,
    find_pictures,
    make_private_work,
)
from tests.permissions.table import WHOLE
from tests.permissions.test_embargo import ASKED, WITHOUT_RIGHT, in_every_language
from tests.permissions.visitors import Visitors, outcome
from tests.press.desk.forms import ADD, page_of

pytestmark = pytest.mark.django_db
OWNER = "author"
# Another author, who has the same rights, and has written the texts themselves.
COLLEAGUE = "writer"
OTHERS = (COLLEAGUE, *(role for role in ROLES if role != OWNER))


@pytest.fixture(scope="module")
def work(press_room: PressRoom, django_db_blocker: Any) -> Iterator[PrivateWork]:
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        yield make_private_work(press_room)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(press_room: PressRoom, work: PrivateWork) -> Visitors:
    session = signed_in(press_room.users[COLLEAGUE]).cookies[settings.SESSION_COOKIE_NAME].value
    return Visitors({**press_room.sessions, COLLEAGUE: session})


def tell(answer: HttpResponseBase, work: PrivateWork, role: str, path: str = "") -> set[str]:
    """Returns the surfaces that an answer tells of, and that this role is not to meet."""
    said = read(answer) + str(answer.cookies)
    hidden = (*OF_ONE, *OF_OFFICERS) if role in WITHOUT_RIGHT else OF_ONE
    told = {surface for surface in hidden if work.canaries[surface] in said.replace(path, "")}
    if any(f"/media/{upload.pk}/" in said.replace(path, "") for upload in work.uploads):
        told.add("the address of an upload")
    if answer.headers.get("Content-Type", "").startswith("image/") and path in find_pictures(work):
        told.add("the picture of an upload")
    return told


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_meets_it_at_any_address(
    role: str, press_room: PressRoom, work: PrivateWork, browsers: Visitors
) -> None:
    near, told = find_paths(work, press_room), []
    for number, path in enumerate([*near, *(address.path for address in in_every_language(press_room))]):
        # With CI=true all ask everywhere; else the colleague does, all where it is near, and elsewhere one.
        turn = (number + OTHERS.index(role)) % len(OTHERS)
        is_near = number < len(near)
        if not (WHOLE or role == COLLEAGUE or is_near or turn == 0):
            continue
        for method, headers in ASKED if WHOLE and is_near else ASKED[:1]:
            with undone():  # a sign-in link begins a session
                answer = browsers.ask(role, method, path, **headers)
            told += [f"{method} {path} as {role}: {what}" for what in tell(answer, work, role, path)]
    assert told == [], "\n".join(told)


def test_its_own_officer_does(press_room: PressRoom, work: PrivateWork, browsers: Visitors) -> None:
    """The positive control, on the pages that are searched above; of templates and earlier versions too."""
    said: dict[str, str] = {}
    for path in find_paths(work, press_room):
        said[path] = read(browsers.ask(OWNER, "GET", path))
    templates = "/admin/press/releasetemplate/"
    said[templates] = read(browsers.ask("editor", "GET", templates))
    another = find_another_language(press_room)

    def met(surface: str) -> set[str]:
        return {path for path, words in said.items() if work.canaries[surface] in words}

    assert met("working copy") >= {page_of(work.draft), "/admin/"}
    assert met("never saved") >= {ADD, "/admin/"}
    assert met("another language") >= {another, "/admin/"}
    # On the page that goes on with the copy, and in its preview.
    for surface in ("working copy", "never saved", "upload", "document", "picture of the document"):
        assert {path.partition("=")[0] for path in met(surface)} >= {f"{PREVIEW}?window"}, surface
    assert met("upload") & {f"{ADD}?copy={copy.pk}" for copy in work.copies} != set()
    for surface, page in zip(OF_OFFICERS, map(page_of, work.translations), strict=False):
        assert met(surface) == {page}
    assert met("template") == {templates, ADD, another}
    assert met("review note") >= {page_of(work.draft)}
    public = work.translations[-1].translated_from
    assert public is not None
    assert met("review note of a public text") == {page_of(public.edition)}
    pictures = {path for path in find_pictures(work) if outcome(browsers.ask(OWNER, "GET", path)) == "page"}
    assert len(pictures) == sum(upload.renditions.count() for upload in work.uploads) > 0
    # What is kept nowhere was answered.
    for surface, answer in work.told.items():
        assert work.canaries[surface] in answer, surface


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_gets_it_by_a_form_that_names_it(
    role: str, press_room: PressRoom, work: PrivateWork, browsers: Visitors
) -> None:
    told = []
    account = press_room.users.get(role)
    for upload, copy in zip(work.uploads, work.copies, strict=False):
        form = {
            "officer": str(account.pk if account else press_room.users[OWNER].pk),
            "language": "en",
            "title": "A title",
            "body": "<p>A text.</p>",
            "edition": str(work.draft.pk),
            "version": str(work.draft.version),
            "window": copy.window,
            "copy_number": "99",
            "continues": f"{copy.pk}.{copy.number}",
            "photographs-TOTAL_FORMS": "1",
            "photographs-INITIAL_FORMS": "0",
            "photographs-0-photograph": str(upload.pk),
            "photographs-0-alternative_text": "Somebody else's",
        }
        asked = [(f"{DESK}unsaved/{copy.pk}/discard/", "save"), (AUTOSAVE, ""), (PREVIEW, ""), (UPLOAD, "")]
        asked += [(page, then) for page in (ADD, page_of(work.draft)) for then in ("save", "document")]
        for path, then in asked:
            with undone():
                answer = browsers.ask(role, "POST", path, form | {"then": then})
                told += [f"{path} as {role}: {what}" for what in tell(answer, work, role)]
                if after := answer.headers.get("Location"):
                    seen = tell(browsers.ask(role, "GET", after), work, role)
                    told += [f"{after} after {path} as {role}: {what}" for what in seen]
                copy.refresh_from_db()
                upload.refresh_from_db()
                assert (copy.closed_at, upload.story) == (None, None)
    assert told == [], "\n".join(told)


# What is only answered: a paste, a preview, a form without a session; and no name of a file says anything.
KEPT_NOWHERE = ("paste", "preview", "sent signed out", "upload's name", "document's name")


def test_what_is_only_answered_stands_in_no_table_session_or_file(work: PrivateWork) -> None:
    kept = {name: str(rows) for name, rows in all_rows()}
    kept |= {f"session {each.pk}": str(each.get_decoded()) for each in Session.objects.all()}
    for folder in (settings.MEDIA_ROOT, settings.DATA_DIR, settings.READ_LOG_DIR):
        for path in filter(Path.is_file, Path(folder).rglob("*")):
            kept[str(path)] = f"{path} {path.read_bytes().decode(errors='replace')}"
    where = {
        surface: [name for name, said in kept.items() if work.canaries[surface] in said] for surface in OF_ONE
    }
    assert {surface: where[surface] for surface in KEPT_NOWHERE} == {surface: [] for surface in KEPT_NOWHERE}
    # The copies are in one table; an upload's file has its caption, no rendition has.
    assert where["working copy"] == where["never saved"] == where["document"] == ["press_workingcopy"]
    files = [name for name in where["upload"] if not name.startswith("press_")]
    assert [Path(name).relative_to(settings.MEDIA_ROOT).parts[0] for name in files] == ["originals"]


def all_rows() -> Iterator[tuple[str, Any]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - its own name
            yield table, cursor.fetchall()


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that is logged, as a machine reads it: with every traceback."""
    written, root, django = StringIO(), logging.getLogger(), logging.getLogger("django")
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    before = logging.root.manager.disable
    logging.disable(logging.NOTSET)
    for logger in (root, django):
        logger.addHandler(handler)
    yield written
    for logger in (root, django):
        logger.removeHandler(handler)
    logging.disable(before)


# What fails while a form is answered, and where it was sent.
FAILING = {
    "press.desk.autosave.keep_copy": AUTOSAVE,
    "press.desk.preview.build_edition": PREVIEW,
    "press.desk.uploads.create_upload": UPLOAD,
    "press.desk.views.save_release": ADD,
    "press.desk.documents.clean_pasted": f"{DESK}paste/",
}


@pytest.mark.parametrize("what", FAILING)
def test_no_error_page_and_no_line_of_the_log_repeats_it(
    what: str, press_room: PressRoom, work: PrivateWork, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(what, fail)
    author = press_room.users[OWNER]
    desk = signed_in(author)
    desk.raise_request_exception = False
    file = SimpleUploadedFile(f"{work.canaries['working copy']}.jpg", b"\xff\xd8", "image/jpeg")
    form = {"officer": author.pk, "language": "en", "html": work.words("paste"), **work.typed("working copy")}
    rows = work.described(work.uploads[0], "upload") | {"photographs-INITIAL_FORMS": "0"}
    answer = desk.post(FAILING[what], form | rows | {"file": file, "then": "save"})
    assert answer.status_code == 500
    assert "RuntimeError" in log.getvalue()
    for said in (read(answer), log.getvalue()):
        assert [surface for surface in OF_ONE if work.canaries[surface] in said] == []


def test_no_refusal_repeats_it(work: PrivateWork, log: StringIO) -> None:
    """Of a form without a token, too large, or that cannot be read."""
    stranger = Client(enforce_csrf_checks=True)
    words = work.words("sent signed out")
    foreign = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    too_many = {f"{number}": words for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    answers = [stranger.post(ADD, {"title": words}, headers=foreign), stranger.post(ADD, too_many)]
    answers += [stranger.post("/en/display/", {"title": words}, headers=foreign)]
    answers += [stranger.get(f"/en/{path}/", {"title": words}) for path in ("nowhere", "releases/0-x")]
    assert {answer.status_code for answer in answers} == {403, 400, 404}
    for said in (*map(read, answers), log.getvalue()):
        assert work.canaries["sent signed out"] not in said
