"""What the environment says, what is refused, and the headers that every answer has."""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config import clock
from config import env as environment

ROOT = Path(__file__).resolve().parent.parent


def manage(*arguments: str, **said: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in a copy of the project that has no `.env`, with this environment alone."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=ROOT, env=plain | said, capture_output=True, text=True, check=False,
    )  # fmt: skip


# --- Secrets ---


def test_without_a_secret_key_nothing_starts_and_one_sentence_says_so() -> None:
    # Set empty, so that this clone's own `.env` does not set it: empty counts as not set.
    refused = manage("check", SECRET_KEY="")
    assert refused.returncode == 1
    assert refused.stderr.startswith("SECRET_KEY is not set. ")
    assert refused.stderr.count("\n") == 1


GUESSED = {
    "short": "abc",
    "one letter": "a" * 50,
    "what startproject makes": "django-insecure-" + secrets.token_urlsafe(50),
}


@pytest.mark.parametrize("key", GUESSED)
def test_where_the_public_reads_a_key_that_can_be_guessed_is_refused_in_one_sentence(key: str) -> None:
    refused = manage("check", SECRET_KEY=GUESSED[key], SITE_URL="https://press.example", DEBUG="0")
    assert refused.returncode == 1
    assert refused.stderr.startswith("SECRET_KEY can be guessed, ")
    assert refused.stderr.count("\n") == 1
    assert manage("check", SECRET_KEY=GUESSED[key], SITE_URL="http://127.0.0.1").returncode == 0


def test_where_the_public_reads_no_error_page_tells_everything() -> None:
    said = {"SECRET_KEY": secrets.token_urlsafe(50), "SITE_URL": "https://press.example"}
    refused = manage("check", DEBUG="1", **said)
    assert (refused.returncode, refused.stderr) == (
        1,
        "DEBUG=1 shows settings to strangers: it is refused where SITE_URL is https.\n",
    )
    assert manage("check", DEBUG="0", **said).returncode == 0


def test_a_secret_may_be_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret_key"
    secret.write_text("of the file\n")
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("SECRET_KEY_FILE", str(secret))
    environment.read_secret_files(("SECRET_KEY",))
    assert os.environ["SECRET_KEY"] == "of the file"
    monkeypatch.setenv("SECRET_KEY", "said twice")
    with pytest.raises(ImproperlyConfigured, match="either SECRET_KEY or SECRET_KEY_FILE"):
        environment.read_secret_files(("SECRET_KEY",))
    monkeypatch.setenv("SECRET_KEY", "")
    secret.unlink()
    with pytest.raises(ImproperlyConfigured, match="cannot be read: No such file"):
        environment.read_secret_files(("SECRET_KEY",))


def test_a_database_of_two_hosts_is_asked_with_bounds_and_the_address_may_say_others() -> None:
    said = manage(
        "shell", "-v", "0", "-c",
        "import json; from django.db import connection as c; c.settings_dict.pop('TEST');"
        "print(json.dumps(c.settings_dict))",
        SECRET_KEY="a" * 50,
        DATABASE_URL="postgres://minber@first,second:5432/minber"
        "?target_session_attrs=read-write&tcp_user_timeout=9000",
    )  # fmt: skip
    database = json.loads(said.stdout)
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("first,second", 5432, "minber")
    options = database["OPTIONS"]
    assert options["target_session_attrs"] == "read-write"
    # Without these a machine that is gone without a word holds every thread.
    assert options["connect_timeout"] <= 5
    assert options["keepalives_idle"] <= 5
    assert options["tcp_user_timeout"] == 9000


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIME_ZONE", "")
    assert environment.load().str("TIME_ZONE", "Asia/Almaty") == "Asia/Almaty"


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "an hour", "1e3", "٣", "9" * 10])
def test_a_number_that_cannot_be_taken_is_refused_with_a_sentence(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SESSION_HOURS", written)
    sentence = f"SESSION_HOURS is a whole number from 1 on, not {written!r}."
    with pytest.raises(ImproperlyConfigured, match=f"^{re.escape(sentence)}$"):
        environment.load().whole("SESSION_HOURS", 12, at_least=1)


def test_a_number_is_taken_as_it_is_written_and_else_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_HOURS", "1")
    monkeypatch.setenv("SESSION_IDLE_MINUTES", "")
    env = environment.load()
    assert env.whole("SESSION_HOURS", 12, at_least=1) == 1
    assert env.whole("SESSION_IDLE_MINUTES", 60, at_least=1) == 60


def test_sessions_last_as_long_as_the_environment_says_and_a_bad_length_starts_nothing() -> None:
    asked = "from django.conf import settings as s; print(s.SESSION_COOKIE_AGE, s.SESSION_IDLE_MINUTES)"
    said = {"SECRET_KEY": "a" * 50, "SESSION_HOURS": "2", "SESSION_IDLE_MINUTES": "15"}
    assert manage("shell", "-v", "0", "-c", asked, **said).stdout == "7200 15\n"
    refused = manage("check", **{**said, "SESSION_HOURS": "0"})
    assert (refused.returncode, refused.stderr) == (
        1, "SESSION_HOURS is a whole number from 1 on, not '0'.\n"
    )  # fmt: skip


def test_every_variable_is_explained_in_the_example() -> None:
    sources = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "env.py"))
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', sources))
    explained = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read - explained == set()
    composed = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert composed - explained == set()


def test_the_image_bounds_the_server_as_make_run_does() -> None:
    from tools.run import GRANIAN

    image = (ROOT / "Dockerfile").read_text()
    for option in (
        "http",
        "http1-buffer-size",
        "blocking-threads",
        "backlog",
        "backpressure",
        "http1-header-read-timeout",
        "workers-kill-timeout",
    ):
        bound = re.search(rf"--{option} (\d+)", GRANIAN)
        assert bound
        assert f"GRANIAN_{option.upper().replace('-', '_')}={bound[1]} " in image


def test_in_production_every_check_of_deployment_passes() -> None:
    said = {
        "SITE_URL": "https://press.example",
        "ALLOWED_HOSTS": "press.example",
        "DATABASE_URL": "sqlite://:memory:",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "STATIC_HASHED": "1",
    }
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    for name in ("PRESS_ROOM_EMAIL", "DEFAULT_FROM_EMAIL"):
        checked = manage(*deploy, **said, **{name: "press@press.example"})
        assert (checked.returncode, checked.stderr) == (0, "")
    unreachable = manage(*deploy, **said)
    assert unreachable.returncode == 1
    assert re.findall(r"minber\.\w+", unreachable.stderr) == ["minber.W001"]


# --- A second factor ---


def test_a_demonstration_is_refused_where_the_site_is_https_and_one_sentence_says_so() -> None:
    known = {"SECRET_KEY": secrets.token_urlsafe(50), "DATABASE_URL": "sqlite://:memory:"}
    refused = manage("check", SITE_URL="https://press.example", SECOND_FACTOR="demo", **known)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert refused.stderr.startswith("SECOND_FACTOR=demo asks nobody for a second factor")
    assert manage("check", SITE_URL="http://press.example", SECOND_FACTOR="demo", **known).returncode == 0
    misspelt = manage("check", SECOND_FACTOR="editor", **known)
    assert misspelt.stderr == "SECOND_FACTOR=editor is none of editors, all and demo.\n"


def test_without_a_word_editors_give_a_second_factor() -> None:
    said = manage(
        "shell", "-v", "0", "-c", "from django.conf import settings as s; print(s.SECOND_FACTOR)",
        SECRET_KEY="a" * 50, SECOND_FACTOR="",
    )  # fmt: skip
    assert said.stdout == "editors\n"


# --- The hour ---


def test_an_hour_that_python_and_the_law_disagree_on_fails_the_start(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clock.of_python() == []
    # A zone that stayed at +6: what tzdata from before March 2024 says of Almaty.
    settings.TIME_ZONE = "Asia/Bishkek"
    monkeypatch.setitem(clock.KNOWN, "Asia/Bishkek", clock.KNOWN["Asia/Almaty"])
    (error,) = clock.of_python()
    assert (error.id, error.msg) == (
        "minber.E001",
        "Python takes Asia/Bishkek for +6 hours on 01.04.2024: it was +5.",
    )
    settings.TIME_ZONE = "Asia/Nowhere"
    assert [error.msg for error in clock.of_python()] == ["This machine knows no time zone Asia/Nowhere."]


@pytest.mark.django_db
def test_an_hour_that_the_database_disagrees_on_fails_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    assert clock.of_database(databases=["default"]) == []
    if connection.vendor != "postgresql":
        return  # SQLite has no zones of its own
    monkeypatch.setattr(clock, "_hours", lambda moment: 6)
    (error,) = clock.of_database(databases=["default"])
    assert error.msg == "On 01.04.2024 Asia/Almaty is +5 hours for PostgreSQL and +6 for Python."


# --- Headers ---

ANSWERS = [
    ("get", "/", 302),
    ("get", "/en/", 200),
    ("head", "/en/", 200),
    ("get", "/en/nothing-here/", 404),
    ("get", "/media/1/320.webp", 404),
    ("get", "/read/1.gif", 200),
    ("post", "/read/1", 204),
    ("get", "/read/1", 405),
    ("get", "/healthz", 200),
    ("get", "/readyz", 200),
    ("get", "/robots.txt", 200),
    ("get", "/admin/login/", 200),
    ("get", "/static/css/site.css", 200),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "address", "status"), ANSWERS)
def test_every_answer_has_the_headers(client: Client, method: str, address: str, status: int) -> None:
    answer = getattr(client, method)(address)
    answer.close()  # a static file is open until then
    assert answer.status_code == status
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.split("; ") == sorted(policy.split("; ")), "the same from every process"
    assert "frame-ancestors 'none'" in policy or "sandbox" in policy
    assert not re.search(r"script-src[^;]*unsafe", policy)
    assert {name: answer[name] for name in PLAIN} == PLAIN
    assert "Server" not in answer
    if not address.startswith("/admin/"):
        assert not answer.cookies


PLAIN = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_whether_we_serve_is_true_of_this_moment_alone(client: Client, address: str) -> None:
    assert client.get(address)["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_another_host_is_refused(client: Client) -> None:
    assert client.get("/en/", headers={"host": "elsewhere.example"}).status_code == 400
