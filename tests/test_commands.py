"""`make run` and its kin: what can't be done is one sentence, and what is done already is not done again."""

import ast
import json
import os
import socket
import stat
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import write_po

from tools import __main__ as entry
from tools import catalogues, check, commands, demonstration, run, setting_up, test, words
from tools.setting_up import Refusal

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the tools take for a fresh clone."""
    root = tmp_path / "clone"
    root.mkdir()
    for module in (setting_up, demonstration, run, test, commands, words, catalogues):
        for name, value in (("ROOT", root), ("VENV", root / ".venv"), ("PYTHON", f"{root}/.venv/bin/python")):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)
    for name in ("SECRET_KEY", "SECRET_KEY_FILE", "PORT", "WORKERS", "PAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(root)
    return root


# --- Refusals ---


def test_an_old_python_is_told_so_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(entry, "NEEDED", (9, 9))
    assert entry.main() == 1
    said = capsys.readouterr().err
    assert said.startswith("Minber needs Python 9.9 or newer, and this is 3.")
    assert said.count("\n") == 1


def test_the_first_file_is_readable_for_any_python_3() -> None:
    tree = ast.parse((ROOT / "tools" / "__main__.py").read_text(), feature_version=(3, 0))
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.JoinedStr, ast.NamedExpr))]


def test_a_busy_port_is_refused_before_anything_is_set_up(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(Refusal, match=rf"^Port {port} is in use: .*PORT={port + 1}$"):
            run.main()
    assert list(clone.iterdir()) == []


@pytest.mark.parametrize("said", ["abc", "0", "70000", "-1", "８０００", "8000.5"])
def test_a_port_that_is_none_is_refused(clone: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("PORT", said)
    with pytest.raises(Refusal, match=r"is not a number from 1 to 65535\.$"):
        run.main()


def test_a_folder_without_pages_is_refused(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGES", str(clone))
    with pytest.raises(Refusal, match="names no folder with pages"):
        run.main()


def test_a_folder_that_cannot_be_written_is_refused(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(setting_up.tempfile, "TemporaryFile", denied)
    with pytest.raises(Refusal, match=r"^No file can be written in .* \(Permission denied\)"):
        setting_up.set_up()


def test_a_python_without_venv_is_refused(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting_up.importlib.util, "find_spec", lambda module: None)
    with pytest.raises(Refusal, match="has no venv module"):
        setting_up.make_venv()


def test_packages_that_cannot_be_had_are_one_sentence(
    clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    venv.create(clone / ".venv", symlinks=True, with_pip=False)
    (clone / "requirements.txt").write_text("django==5.2\n")
    with pytest.raises(
        Refusal, match=r"^The Python packages could not be installed, is this machine online\? ."
    ):
        setting_up.install("requirements.txt")
    assert not (clone / ".venv" / "installed.json").exists()


def test_a_refusal_is_printed_and_ends_with_1(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> int:
        raise Refusal("The reason, in one sentence.")

    monkeypatch.setitem(commands.COMMANDS, "run", refuse)
    monkeypatch.setattr(commands.signal, "signal", lambda *_: None)
    assert commands.main(["run"]) == 1
    assert capsys.readouterr().err == "\nThe reason, in one sentence.\n"


# --- What is done, and done once ---


def test_the_secret_key_is_made_once_and_for_its_owner_alone(clone: Path) -> None:
    setting_up.make_secret_key()
    first = (clone / ".env").read_text()
    setting_up.make_secret_key()
    assert (clone / ".env").read_text() == first
    assert len(setting_up.dot_env()["SECRET_KEY"]) >= 50
    assert stat.S_IMODE((clone / ".env").stat().st_mode) == 0o600


def test_a_dot_env_of_ones_own_keeps_its_lines(clone: Path) -> None:
    (clone / ".env").write_text("# mine\nexport TIME_ZONE='Asia/Qyzylorda'\n")
    setting_up.make_secret_key()
    assert set(setting_up.dot_env()) == {"TIME_ZONE", "SECRET_KEY"}
    assert setting_up.dot_env()["TIME_ZONE"] == "Asia/Qyzylorda"


def test_installed_packages_are_installed_again_only_when_their_list_changes(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone / ".venv").mkdir()
    (clone / "requirements.txt").write_text("a==1\n")
    commands_run: list[list[str]] = []

    def pretend(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands_run.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(setting_up.subprocess, "run", pretend)
    for text in ("a==1\n", "a==1\n", "a==2\n"):
        (clone / "requirements.txt").write_text(text)
        setting_up.install("requirements.txt")
    assert len(commands_run) == 2
    assert {"--require-hashes", "--only-binary"} <= set(commands_run[0])


def test_a_catalogue_is_compiled_when_it_is_newer(clone: Path) -> None:
    source = clone / "locale" / "kk" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalogue = Catalog(locale="kk")
    catalogue.add("Share", "Бөлісу")
    with source.open("wb") as file:
        write_po(file, catalogue)
    assert (catalogues.compile_changed(), catalogues.compile_changed()) == (1, 0)
    later = source.stat().st_mtime + 1
    os.utime(source, (later, later))
    assert catalogues.compile_changed() == 1
    assert "Бөлісу".encode() in source.with_suffix(".mo").read_bytes()


def test_what_is_said_for_one_start_wins_over_dot_env_and_that_over_the_demonstration(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone / ".env").write_text("SITE_URL=http://press.test\n")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    environment = demonstration._environment(8123, clone / "var")
    assert "SITE_URL" not in environment, "left to .env"
    assert environment["LOG_LEVEL"] == "DEBUG"
    (clone / ".env").unlink()
    monkeypatch.delenv("SITE_URL", raising=False)
    assert demonstration._environment(8123, clone / "var")["SITE_URL"] == "http://127.0.0.1:8123"
    assert demonstration._environment(8123, clone / "var")["SECOND_FACTOR"] == "demo"


def test_the_last_lines_are_the_address_and_the_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    demonstration._say(8123, {"author": "abc", "editor": "def", "chief": ""})
    lines = capsys.readouterr().out.splitlines()
    assert "http://127.0.0.1:8123/" in lines[1]
    assert [line.split()[:2] for line in lines[-3:-1]] == [["author", "abc"], ["editor", "def"]]
    assert lines[-1].split()[0] == "chief"


def test_server_and_worker_end_together(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lasting = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True
    )
    ended = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    ended.wait()
    processes = {"server": lasting, "worker": ended}
    with pytest.raises(Refusal, match=r"^The worker ended by itself \(status 3\)"):
        demonstration._require_all(processes)
    demonstration._stop([lasting, ended])
    assert lasting.poll() is not None
    assert lasting.stdin
    lasting.stdin.close()


# --- The judges of `make check` and CI ---


def test_untranslated_and_fuzzy_messages_are_found(clone: Path) -> None:
    for language in ("kk", "en"):
        source = clone / "locale" / language / "LC_MESSAGES" / "django.po"
        source.parent.mkdir(parents=True)
        catalogue = Catalog(locale=language)
        catalogue.add("Share", "")
        catalogue.add("Text size", "Мәтін", flags=["fuzzy"])
        catalogue.add("Date", "Күні")
        with source.open("wb") as file:
            write_po(file, catalogue)
    where = "locale/kk/LC_MESSAGES/django.po"
    assert words.incomplete() == [f"{where}: untranslated: 'Share'", f"{where}: fuzzy: 'Text size'"]


def test_links_to_files_that_are_not_there_are_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("[a](docs/a.md) [b](docs/b.md#part) [c](https://c.example) [d](#d)")
    (tmp_path / "docs" / "a.md").write_text("[up](../README.md)")
    assert list(check.broken_links(tmp_path)) == ["README.md: docs/b.md is not there"]


def test_the_documents_of_this_project_have_no_broken_links() -> None:
    assert list(check.broken_links(ROOT)) == []


@pytest.mark.parametrize("processes", ["0", "2"])
def test_in_ci_a_skipped_test_is_a_failed_one(processes: str, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "def test_a(): pytest.skip('no browser')\n"
        "@pytest.mark.skip\ndef test_b(): pass\n"
        "@pytest.mark.xfail\ndef test_c(): assert False\n"
    )
    (tmp_path / "test_module.py").write_text("import pytest\npytest.importorskip('no_such_module')\n")
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.no_skips", "-p", "no:django", "-p", "no:cacheprovider",
         "-n", processes, "-c", os.devnull, "--rootdir", tmp_path, "--continue-on-collection-errors", "-q",
         tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert outcome.returncode == 1
    assert "1 failed, 1 xfailed, 2 errors" in outcome.stdout


def test_node_tools_are_named_by_exact_versions_without_addresses() -> None:
    wanted = json.loads((ROOT / "tests" / "tools" / "package.json").read_text())
    assert {"axe-core", "vnu-jar"} <= set(wanted["dependencies"])
    assert all(version.replace(".", "").isdigit() for version in wanted["dependencies"].values())


def test_what_is_made_of_templates_once_is_forgotten_when_one_is_saved() -> None:
    from accessibility import slots
    from accessibility.preferences import Preferences
    from tools.reloading import forget

    slots.content("bar", "en", Preferences())
    assert slots._bar.cache_info().currsize
    forget()
    assert not slots._bar.cache_info().currsize


def test_on_the_second_database_only_what_asks_it_runs(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.fixture\ndef db(): pass\n"
        "@pytest.fixture\ndef builder(db): pass\n"
        "def test_a(): assert False\n"
        "def test_b(builder): pass\n"
        "@pytest.mark.django_db\ndef test_c(): pass\n"
    )
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.database_only", "-p", "no:django", "-p",
         "no:cacheprovider", "-c", os.devnull, "--rootdir", tmp_path, "-q", tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "2 passed, 1 deselected" in outcome.stdout
