"""The benchmark itself: it sees a wrong answer, names what is missing, and writes where it should."""

import gzip
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from accessibility.preferences import Preferences
from benchmarks import document, peer_pages, report, targets
from benchmarks.load import Answer, Looked, Measured, Request, cpu_seconds, look
from benchmarks.report import BARE, Missing, Row
from benchmarks.targets import Target, displays, has_own_display, visits
from tools.setting_up import Refusal


def page(token: str) -> bytes:
    return f'<!doctype html>\n<html lang="en"{Preferences.from_token(token).attributes()}>'.encode()


def test_two_visitors_in_three_have_a_display_and_no_two_the_same_in_a_round() -> None:
    asked = [visit.display for visit in visits("/")]
    assert len(asked) == 90
    assert sorted(filter(None, asked)) == sorted(displays())
    assert len(set(displays())) == targets.VISITORS
    assert [Preferences.from_token(token).token() for token in displays()] == displays()
    assert all(Preferences.from_token(token).attributes() for token in displays())


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_a_page_is_right_for_its_visitor_alone(coding: str) -> None:
    one, other = displays()[:2]
    pack = {"": bytes, "gzip": gzip.compress, "br": brotli.compress}[coding]

    def right(asked: str, shown: str) -> bool:
        return has_own_display(
            Request("/", asked), Answer(200, {"content-encoding": coding}, pack(page(shown)))
        )

    assert right(one, one)
    assert right("", "")
    assert not right(one, other)
    assert not right(one, "")
    assert not right("", one)
    assert not has_own_display(Request("/"), Answer(404, {}, page("")))
    assert not has_own_display(Request("/"), Answer(200, {}, b"nothing"))


@pytest.fixture
def careless() -> Iterator[int]:
    """A server that shows everybody the display of who came first."""
    first: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            first.append(self.headers.get("Cookie", "").removeprefix("display="))
            body = page(first[0])
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is said."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_answers_meant_for_somebody_else_are_counted(careless: int) -> None:
    looked = Looked()
    look(careless, visits("/"), has_own_display, looked)
    assert (looked.answers, looked.wrong) == (90, 89)


def row(name: str, each_second: float) -> Row:
    target = Target(name, 0, 0, [], has_own_display)
    return Row(target, [Measured(each_second * times, 20.0, 1.5, 0) for times in (0.5, 1, 3)])


def test_the_report_says_what_was_kept_and_what_not_and_what_was_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "SCRATCH", tmp_path)
    (tmp_path / "page.html").write_text("page")
    rows = [row(BARE, 50_000), row("Minber, SQLite", 35_000), row("Wagtail, default", 200)]
    rows[2].looked = Looked(answers=360, wrong=240)
    text = report.speed(rows, [Missing("django CMS", "pip found nothing")], seconds=4, rounds=3)
    assert "| Minber, SQLite | 35,000 | 0.70 |" in text
    assert "| 240 of 360 |" in text
    assert f"Minber, SQLite ≥ 60% {BARE} | 70% | 100% | kept |" in text
    assert "Minber, SQLite ≥ 250 × Wagtail, default | 175 × | 1 × | **not kept** |" in text
    assert "| django CMS | not measured: pip found nothing |" in text


def test_a_table_is_written_between_its_own_marks_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "performance.md"
    monkeypatch.setattr(document, "DOCUMENT", file)
    monkeypatch.setattr(document, "ROOT", tmp_path)
    file.write_text("# Speed\n<!-- speed: written by the command -->\nold\n<!-- /speed -->\nend\n")
    document.write("speed", r"new \1")
    assert file.read_text() == (
        "# Speed\n<!-- speed: written by the command -->\nnew \\1\n<!-- /speed -->\nend\n"
    )
    with pytest.raises(Refusal, match="has no place for it"):
        document.write("scale", "new")


def test_the_document_of_this_project_has_a_place_for_both() -> None:
    text = document.DOCUMENT.read_text()
    for name in ("speed", "scale"):
        assert text.count(f"<!-- {name}: written by the command -->") == text.count(f"<!-- /{name} -->") == 1


TICK = 1 / os.sysconf("SC_CLK_TCK")
BUSY_CHILD = """
import subprocess, sys
busy = "import time\\nwhile time.process_time() < 0.3: pass\\nprint(1, flush=True); input()"
subprocess.run([sys.executable, "-c", busy])
"""


def test_the_time_of_a_process_is_that_of_all_below_it() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY_CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "1\n"
    # The kernel tells user and system time in whole ticks, of two processes here.
    assert cpu_seconds(process.pid) >= 0.3 - 4 * TICK
    process.communicate("\n")


HTML = """\
<!doctype html>
<html lang="en">
<head>
<meta name="viewport" content="w">
<link href="/static/css/site.1ba12078185d.css">

<title>Title – Room</title>

<meta name="description" content="About">
</head>
<body>
<h1>Title</h1> <picture><img alt="Seen"></picture><div class="text">
<p>Text</p>
      </div>
</body>
</html>
"""


@pytest.mark.parametrize(
    ("site", "body"),
    [
        ("django", "{{ body|safe }}"),
        ("wagtail", "{{ page.body|richtext }}"),
        ("cms", '{% placeholder "content" %}'),
    ],
)
def test_our_page_becomes_a_template_of_each_peer(site: str, body: str) -> None:
    template = peer_pages.template(site, HTML)
    assert f'<div class="text">\n{body}\n      </div>' in template
    assert "<h1>Title" not in template
    assert "<p>Text</p>" not in template
    if site == "django":
        assert '<link href="/static/css/site.1ba12078185d.css">' in template
    else:
        assert "<link href=\"{% static 'css/site.css' %}\">" in template
    if site == "wagtail":  # its base is that of `wagtail start`
        assert template.startswith('{% extends "base.html" %}')
    else:
        assert '<html lang="en"{{ display }}>' in template


def test_a_page_that_is_built_otherwise_is_refused() -> None:
    with pytest.raises(Refusal, match="built otherwise"):
        peer_pages.template("cms", "<html></html>")


def test_a_peers_page_without_the_whole_text_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer_pages, "SCRATCH", tmp_path)
    (tmp_path / "text.json").write_text('{"title": "A &amp; B", "body": "<p>One</p>\\n<p class=x>two</p>"}')
    assert peer_pages.has_text("<h1>A &amp; B</h1><div><p>One</p><p>two</p></div>")
    assert not peer_pages.has_text("<h1>A &amp; B</h1><p>One</p>")
    assert not peer_pages.has_text("<p>One</p><p>two</p>")


def test_the_whole_page_of_a_peer_has_all_that_ours_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer_pages, "SCRATCH", tmp_path)
    (tmp_path / "text.json").write_text('{"title": "Title", "body": "<p>Text</p>"}')
    ours = '<h1>Title</h1><source type="image/avif"><p>Text</p><h2 id="x">Related</h2><a rel="prev">Older</a>'
    (tmp_path / "page.html").write_text(ours)
    assert peer_pages.is_whole(ours.replace("Older", "Another"))
    assert not peer_pages.is_whole(ours.replace("Related", ""))
    assert not peer_pages.is_whole(ours.replace(' rel="prev"', ""))
    assert not peer_pages.is_whole(ours.replace("image/avif", "image/webp"))
    assert not peer_pages.is_whole(ours.replace("Text", ""))


def test_the_whole_page_of_a_peer_has_our_parts_without_their_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer_pages, "SCRATCH", tmp_path)
    (tmp_path / "page.html").write_text(
        '<link rel="icon" href="/static/img/favicon.83b259ae1ee1.svg">\n</head><section class="display-bar">'
        '<form action="/en/display/"><input name="next" value="/en/releases/1/">'
        '<a href="/en/display/?next=%2Fen%2Freleases%2F1%2F">All</a></form></section>\n<header>'
        '<svg class="mark"></svg>'
    )
    peer_pages.write_parts(tmp_path)
    assert "{% static 'img/favicon.svg' %}" in (tmp_path / "head_links.html").read_text()
    bar = (tmp_path / "display_bar.html").read_text()
    assert "releases" not in bar
    assert bar.count("{% url 'display' %}") == bar.count("page_url") == 2


def test_the_report_shows_a_cold_page_beside_its_like_and_the_lean_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "SCRATCH", tmp_path)
    (tmp_path / "page.html").write_text("page")
    rows = [row(report.COLD, 400), row("Wagtail, the whole page", 50), row("Wagtail, default", 200)]
    text = report.speed(rows, [], seconds=4, rounds=3)
    assert f"the same page: {report.COLD} ≥ 4 × Wagtail, the whole page | 8 × | 1 × | kept |" in text
    assert f"are its own): {report.COLD} ≥ 4 × Wagtail, default | 2 × | 1 × | **not kept** |" in text
