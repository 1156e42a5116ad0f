"""Pages of the previous site come in whole, once, as printed; or not at all, with line and reason."""

import datetime
import io
import os
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from press import publishing
from press.importing.importer import build_body, dialled_phone
from press.importing.reader import Malformed, Page, parse_page
from press.models import Contact, Edition, Release, Story, User
from press.richtext import plain_text
from press.richtext.sanitise import sanitise

PAGE = """Цвет сайта
Расстояние между буквами


The Committee discussed the budget

05.04.2022 1 204

The first paragraph - with a dash, <b>signs</b> & "quotes".

The second one
goes over two lines.

(Press service of the Senate, 74-72-27. Courtesy of N. Baibulin)

Share this
"""


@pytest.fixture
def real_pages(samples: Path) -> list[Path]:
    return sorted(samples.glob("*.txt"))


def run(*files: Path, **options: str) -> tuple[str, str]:
    """Returns what the command said and what it complained about; CommandError goes into the latter."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_release", *map(str, files), stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(f"FAILED: {error}")
    return out.getvalue(), err.getvalue()


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes = PAGE, name: str = "budget.en.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_in_ci_the_real_pages_are_there(real_pages: list[Path]) -> None:
    assert [path.suffixes for path in real_pages] == [[".en", ".txt"], [".kk", ".txt"], [".ru", ".txt"]]


def test_ci_fails_where_the_real_pages_are_missing() -> None:
    from tests.conftest import SAMPLES

    if os.environ.get("CI") == "true":
        assert SAMPLES.is_dir()


def test_the_real_page_comes_in_whole_in_three_languages(db: None, real_pages: list[Path]) -> None:
    out, err = run(*real_pages, dialling_prefix="+77172")
    assert err == ""
    assert out.count("notice: credit without a photograph: ") == 3
    assert out.endswith("3 imported, 0 unchanged, 0 refused\n")
    story = Story.objects.get()
    assert story.import_key == "senate-2023-03-18-osce"
    contact = Contact.objects.get()
    assert (contact.phone, contact.phone_dialled) == ("74-72-27", "+77172747227")
    assert [contact.unit_kk, contact.unit_ru, contact.unit_en] == [
        "Сенаттың баспасөз қызметі",
        "Пресс-служба Сената",
        "Press service of the Senate",
    ]
    releases = {release.language: release for release in story.releases.all()}
    assert {language: release.live_edition().title for language, release in releases.items()} == {  # type: ignore[union-attr]
        "en": "Maulen Ashimbaev met with OSCE observers",
        "ru": "Маулен Ашимбаев встретился с наблюдателями ОБСЕ",
        "kk": "Мәулен Әшімбаев ЕҚЫҰ байқаушыларымен кездесті",
    }
    midnight = datetime.datetime(2023, 3, 18, tzinfo=ZoneInfo("Asia/Almaty"))
    for release in releases.values():
        assert (release.first_published_at, release.hour_known, release.read_count) == (midnight, False, 146)
    english = releases["en"].live_edition()
    assert english is not None
    assert (english.courtesy, english.lead) == ("N. Baibulin", "")
    assert english.credit_line == "Press service of the Senate, 74-72-27. Courtesy of N. Baibulin"
    assert english.body.count("<p>") == 7
    assert "introduced - according to party lists" in english.body
    assert "“Kazakhstan is interested in holding fair, open and competitive elections." in english.body
    assert english.body.endswith("41 countries will monitor the upcoming elections.</p>")
    assert releases["en"].slug == "maulen-ashimbaev-met-with-osce-observers"


def test_importing_twice_changes_nothing(db: None, real_pages: list[Path]) -> None:
    run(*real_pages)
    before = list(Edition.objects.order_by("pk").values())
    out, err = run(*real_pages)
    assert err == ""
    assert out.count(": unchanged, ") == 3
    assert list(Edition.objects.order_by("pk").values()) == before
    assert (Story.objects.count(), Contact.objects.count()) == (1, 1)


def test_what_no_text_may_hold_is_left_out_and_importing_twice_changes_nothing(
    db: None, saved: Callable[..., Path]
) -> None:
    page = PAGE
    for word in ("Committee", "paragraph", "service", "74-72", "Baibulin"):
        page = page.replace(word, f"{word[:2]}\ufffe\x9f\u202d{word[2:]}\U0001ffff")
    assert "1 imported" in run(saved(page))[0]
    edition = Edition.objects.get()
    assert (edition.title, edition.courtesy) == ("The Committee discussed the budget", "N. Baibulin")
    assert edition.credit_line == "Press service of the Senate, 74-72-27. Courtesy of N. Baibulin"
    assert "1 unchanged" in run(saved(page))[0]
    assert "1 unchanged" in run(saved(PAGE))[0]


def test_a_page_with_the_institutions_name_above_the_title_is_read(
    db: None, saved: Callable[..., Path]
) -> None:
    sibling = PAGE.replace("The Committee", "Senate of the Parliament\nof the Republic\n\nThe Committee")
    run(saved(sibling))
    edition = Edition.objects.get()
    assert edition.title == "The Committee discussed the budget"
    assert edition.body == (
        '<p>The first paragraph - with a dash, &lt;b&gt;signs&lt;/b&gt; &amp; "quotes".</p>\n'
        "<p>The second one<br>goes over two lines.</p>"
    )
    assert (edition.release.read_count, edition.release.hour_known) == (1204, False)


def test_the_phone_is_dialled_only_where_that_is_sure() -> None:
    assert dialled_phone("74-72-27", "+77172") == "+77172747227"
    assert dialled_phone("74-72-27", "") == ""
    assert dialled_phone("+7 (7172) 74-72-27", "") == "+77172747227"
    assert dialled_phone("74", "+7") == ""
    assert dialled_phone("", "+77172") == ""


def test_without_a_prefix_the_phone_is_printed_and_the_officer_told(
    db: None, saved: Callable[..., Path]
) -> None:
    out, _ = run(saved())
    assert Contact.objects.get().phone_dialled == ""
    assert "notice: phone printed but not a link" in out


def test_another_unit_with_the_same_phone_is_another_contact(db: None, saved: Callable[..., Path]) -> None:
    run(saved())
    run(saved(PAGE.replace("Press service of the Senate", "Secretariat"), name="other.en.txt"))
    assert sorted(Contact.objects.values_list("unit_en", flat=True)) == [
        "Press service of the Senate",
        "Secretariat",
    ]


def test_a_contact_kept_in_the_admin_is_used_and_not_overwritten(
    db: None, saved: Callable[..., Path], contact: Contact
) -> None:
    Contact.objects.update(unit_en="Press service of the Senate", phone_dialled="+77010000000")
    out, _ = run(saved())
    assert Contact.objects.get().phone_dialled == "+77010000000"
    assert "phone printed" not in out


def test_the_language_of_the_option_is_for_names_that_do_not_say_it(
    db: None, saved: Callable[..., Path]
) -> None:
    run(saved(name="budget.txt"), saved(name="budget.ru.txt"), language="kk")
    assert sorted(Release.objects.values_list("story__import_key", "language")) == [
        ("budget", "kk"),
        ("budget", "ru"),
    ]


def test_a_page_comes_in_where_what_was_begun_here_by_mistake_was_discarded(
    author: User, saved: Callable[..., Path]
) -> None:
    story = Story.objects.create(import_key="budget")
    mistaken = publishing.start_release(language="en", by=author, story=story, title="Begun here")
    assert "it was imported before with another" in run(saved())[1]
    publishing.discard(mistaken, by=author)
    out, err = run(saved())
    assert (out.splitlines()[-1], err) == ("1 imported, 0 unchanged, 0 refused", "")
    live = Edition.objects.live().get()
    assert (live.release, live.title) == (mistaken.release, "The Committee discussed the budget")


def test_a_page_corrected_here_since_is_still_unchanged(
    db: None, saved: Callable[..., Path], correct: Callable[..., Edition]
) -> None:
    run(saved())
    correct(Release.objects.get(), title="The Committee adopted the budget")
    out, err = run(saved())
    assert (err, out.count(": unchanged, ")) == ("", 1)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("budget", "budgets", "title"),
        ("05.04.2022", "06.04.2022", "date"),
        ("1 204", "1 205", "count"),
        ("second", "third", "text"),
        ("N. Baibulin", "B. Naibulin", "courtesy"),
        ("74-72-27", "74-72-28", "credit line"),
    ],
)
def test_a_page_that_says_something_else_now_is_told_and_changes_nothing(
    db: None, saved: Callable[..., Path], old: str, new: str, what: str
) -> None:
    run(saved())
    before = list(Edition.objects.values())
    _, err = run(saved(PAGE.replace(old, new)))
    assert f"it was imported before with another {what};" in err
    assert err.endswith("FAILED: 1 of 1 files were refused.")
    assert list(Edition.objects.values()) == before


MALFORMED = {
    "empty": (b"", 1, "no line holds a date and a count"),
    "no title": (b"\n\n18.03.2023 146\n\nText.\n", 2, "no title above the date"),
    "neither title nor date": ("Цвет сайта\n\nOnly a text.\n\nAnd more.", 3, "no line holds a date"),
    "no date": ("Title\n\nOnly a text.", 1, "no line holds a date and a count"),
    "no count": ("Title\n\n18.03.2023\n\nText.", 3, "not written as 18.03.2023 146"),
    "another form of date": ("Title\n\n2023-03-18 146\n\nText.", 3, "not written as 18.03.2023 146"),
    "no such day": ("Title\n\n31.02.2023 146\n\nText.", 3, "no such date: 31.02.2023"),
    "a year too old": ("Title\n\n18.03.0023 146\n\nText.", 3, "the year is before 1925"),
    "a count too large": ("Title\n\n18.03.2023 99999999999\n\nText.", 3, "the count is too large"),
    "no text": ("Title\n\n18.03.2023 146\n\n(Unit, 74-72-27)\n\nShare this", 3, "no text under the date"),
    "two titles": ("One\nTwo\n18.03.2023 146\nText.", 1, "2 lines stand above the date"),
    "a title too long": ("T" * 251 + "\n18.03.2023 146\nText.", 1, "longer than 250 characters"),
    "not UTF-8": ("Title\n\n18.03.2023 146\n\nТекст".encode("cp1251"), 5, "not UTF-8"),
    "control character": ("Title\n18.03.2023 146\nA\0B", 3, "control character"),
    "a unit too long": (f"Title\n18.03.2023 146\nText.\n({'U' * 201}, 74-72-27)", 4, "the unit in"),
    "too much to be cleaned": ("Title\n18.03.2023 146\n" + "A\n\n" * 20_000, None, "too much markup"),
    "too large": (b"x" * (1024 * 1024 + 1), None, "larger than 1024 KB"),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_page_is_refused_whole_with_line_and_reason(
    name: str, db: None, saved: Callable[..., Path]
) -> None:
    content, line, reason = MALFORMED[name]
    path = saved(content)
    _, err = run(path)
    assert err.startswith(f"{path}, line {line}: " if line else f"{path}: ")
    assert reason in err
    assert "FAILED" in err
    assert (Story.objects.count(), Contact.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("budget.de.txt", PAGE, "the language is not one of kk, ru, en: de"),
        ("budget.txt", PAGE, "the language stands neither"),
        ("budget.en.html", PAGE, "does not end in .txt"),
        ("budget.en.txt", PAGE.replace("2022", "2922"), "the date lies ahead: 05.04.2922"),
        ("budget.en.txt", PAGE.replace("The Committee discussed the budget", "— — —"), "Write the address"),
    ],
)
def test_what_only_the_press_room_knows_is_refused_too(
    db: None, saved: Callable[..., Path], name: str, content: str, reason: str
) -> None:
    _, err = run(saved(content, name=name))
    assert reason in err
    assert (Story.objects.count(), Contact.objects.count()) == (0, 0)


def test_one_bad_page_does_not_keep_out_the_good_ones(db: None, saved: Callable[..., Path]) -> None:
    out, err = run(
        saved("bad", name="bad.en.txt"), saved(), saved(name="missing.ru.txt").parent / "none.kk.txt"
    )
    assert out.endswith("1 imported, 0 unchanged, 2 refused\n")
    assert err.count("Not imported.") == 2
    assert "the file cannot be read: No such file or directory" in err


def test_the_audit_names_the_importer_or_the_officer(
    db: None, saved: Callable[..., Path], author: User
) -> None:
    run(saved())
    run(saved(name="other.en.txt"), by="author")
    assert list(Edition.objects.order_by("pk").values_list("approved_by__username", flat=True)) == [
        "importer",
        "author",
    ]
    assert not User.objects.get(username="importer").has_usable_password()
    with pytest.raises(CommandError):
        call_command("import_release", str(saved()), by="nobody")


def test_an_imported_page_is_a_draft_nowhere_and_can_be_corrected(
    db: None, saved: Callable[..., Path], author: User, client: Client
) -> None:
    run(saved())
    release = Release.objects.get()
    assert release.live_edition() == release.newest_edition()
    assert publishing.start_edition(release, by=author).number == 2


# The reader by itself


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_reason(content: bytes) -> None:
    _read_or_refuse(content)


_LINES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "", "Title", "18.03.2023 146", "31.02.2023 1", "18.03.2023", "9.9.99 9", "Share this", "Бөлісу",
         "(Unit, 74-72-27)", "(Unit, 74-72-27. Courtesy of N.)", "(Фото: Н.)", "()", "(", "Цвет сайта"]
    ),
)  # fmt: skip


@given(st.lists(_LINES, max_size=12), st.sampled_from(["\n", "\r\n", "\r", "\n\n"]), st.booleans())
def test_any_page_is_read_or_refused_with_a_reason(lines: list[str], end: str, marked: bool) -> None:
    text = end.join(lines)
    _read_or_refuse(text.encode("utf-8-sig" if marked else "utf-8", errors="surrogatepass"))


def _read_or_refuse(content: bytes) -> None:
    try:
        found = parse_page(content)
    except Malformed as malformed:
        assert str(malformed)
        assert malformed.line is None or 1 <= malformed.line <= max(
            1, content.count(b"\n") + content.count(b"\r") + 1
        )
    else:
        assert found.title
        assert found.paragraphs
        assert all(line for paragraph in found.paragraphs for line in paragraph)


_WORDS = st.text(
    alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=40
).filter(lambda words: words.casefold() not in {"share", "поделиться", "бөлісу"})


@given(
    _WORDS.map(lambda words: f"T{words}"),
    st.dates(datetime.date(1925, 1, 1), datetime.date(2999, 12, 31)),
    st.integers(0, 2**31 - 1),
    st.lists(_WORDS.map(lambda words: f"P {words}."), min_size=1, max_size=6),
    st.sampled_from(
        [("", "", ""), ("Unit", "74-72-27", ""), ("Бөлім", "", "Н. Байбулин"), ("U", "+7 (7172) 7-7", "N")]
    ),
    st.sampled_from(["", "\n\nShare this", "\n\nПоделиться\n\n", "\nБөлісу"]),
    st.booleans(),
)
def test_what_a_page_says_is_read_as_printed(
    title: str,
    date: datetime.date,
    count: int,
    paragraphs: list[str],
    credit: tuple[str, str, str],
    share: str,
    named: bool,
) -> None:
    unit, phone, courtesy = credit
    line = ", ".join(filter(None, [unit, phone])) + (f". Фото: {courtesy}" if courtesy else "")
    above = ["Сайттың түсі\nӘріп аралығы", *(["Senate\nof Kazakhstan"] if named else []), title]
    below = [f"{date:%d.%m.}{date.year:04} {count}", *paragraphs, *([f"({line})"] if line else [])]
    text = "\n\n".join([*above, *below])
    expected = Page(title, date, count, tuple((each,) for each in paragraphs), unit, phone, courtesy)
    assert parse_page((text + share).encode()) == expected


@given(st.lists(st.lists(st.text(max_size=30), min_size=1), min_size=1))
def test_the_text_survives_the_sanitiser_word_for_word(paragraphs: list[list[str]]) -> None:
    page = Page("T", datetime.date(2023, 3, 18), 1, tuple(tuple(lines) for lines in paragraphs))
    assert plain_text(sanitise(build_body(page))) == plain_text(build_body(page))
