"""The cases of each corpus, in the order of its files.

`make test` takes a sample by a fixed rule, so that a failure is found again: every so-many-th case. With
CI=true it is all of them.
"""

import ast
import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connection

from tools.corpora import CORPORA
from tools.setting_up import in_ci

EVERY = 40
Case = TypeVar("Case")

_EXPECT_PAYLOAD = re.compile(r'"payload": ("(?:[^"\\]|\\.)*")')

_BYTES = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")


def sample(
    cases: Sequence[Case], every: int = EVERY, *, every_whole: int = 1, always: Sequence[Case] = ()
) -> list[Case]:
    """Returns all cases with CI=true (or each `every_whole`-th), else every so-many-th.

    What once found something is always among them.
    """
    chosen = list(cases[:: every_whole if is_whole() else every])
    return chosen + [case for case in always if case not in chosen]


def is_whole() -> bool:
    """Whether nothing may be left out: with CI=true, or CORPORA=whole, on SQLite. What a page says of a text
    no database changes, so the other one is asked with the sample.
    """
    return connection.vendor == "sqlite" and (in_ci() or os.environ.get("CORPORA") == "whole")


def folder(name: str) -> Path:
    """Returns where a corpus stands; skips the test, aloud, where it is not installed."""
    corpus = CORPORA[name]
    if not corpus.is_installed:
        pytest.skip(f"the corpus {name} is not there: `make test` or `python3 -m tools.corpora` brings it")
    return corpus.folder


def markup() -> list[str]:
    """Returns every text of the four corpora of HTML, each once: payloads first, then parsers' cases."""
    return list(dict.fromkeys([*payloads(), *_html5lib()]))


def payloads() -> list[str]:
    """Returns what was written to run or to break something: DOMPurify's, bleach's, the naughty strings.

    Where these name a byte they stand twice, as they are and with the byte.
    """
    naughty = naughty_strings()
    return list(dict.fromkeys([*_dompurify(), *_bleach(), *naughty, *map(_with_bytes, naughty)]))


def naughty_strings() -> list[str]:
    found: list[str] = json.loads(_read(folder("blns") / "resources" / "blns.json"))
    return found


def bad_addresses() -> list[str]:
    """Returns the addresses that Django's own tests refuse as the end of a redirect."""
    return _literal("tests/utils_tests/test_http.py", "bad_urls")


def bad_hosts() -> list[str]:
    """Returns the Host headers that Django's own tests refuse."""
    return _literal("tests/requests_tests/tests.py", "poisoned_hosts")


def robots() -> list[dict[str, Any]]:
    """Returns the known robots: each with its pattern and the user agents that it was seen with."""
    found: list[dict[str, Any]] = json.loads(
        _read(folder("crawler-user-agents") / "crawler-user-agents.json")
    )
    return found


def pictures() -> list[Path]:
    """Returns Pillow's test files: pictures whole, damaged and hostile, and what is no picture at all."""
    return sorted(path for path in (folder("pillow") / "Tests" / "images").rglob("*") if path.is_file())


def _dompurify() -> Iterator[str]:
    text = _read(folder("dompurify") / "test" / "fixtures" / "expect.js")
    return (json.loads(payload) for payload in _EXPECT_PAYLOAD.findall(text))


def _bleach() -> Iterator[str]:
    for path in sorted((folder("bleach") / "tests" / "data").glob("*.test")):
        yield _read(path).partition("\n--\n")[0]


def _html5lib() -> Iterator[str]:
    data = folder("html5lib") / "html5lib" / "tests" / "testdata"
    for path in sorted((data / "tree-construction").rglob("*.dat")):
        for case in re.split(r"(?:^|\n)#data\n", _read(path))[1:]:
            yield case.partition("\n#errors")[0]
    for path in sorted((data / "tokenizer").glob("*.test")):
        written = json.loads(_read(path))
        for case in written.get("tests") or written["xmlViolationTests"]:
            # The doubly escaped ones are lone surrogates and the like, written as \uXXXX.
            yield _unescaped(case["input"]) if case.get("doubleEscaped") else case["input"]


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda code: chr(int(code[1], 16)), text)


def _with_bytes(text: str) -> str:
    """Returns a naughty string with the bytes that it names as `\\xE2\\x80\\xA8`, read as UTF-8."""
    return _BYTES.sub(
        lambda named: bytes.fromhex(named[0].replace("\\x", "")).decode("utf-8", "replace"), text
    )


def _literal(path: str, name: str) -> list[str]:
    """Returns the list that a module of Django's tests gives that name."""
    for node in ast.walk(ast.parse(_read(folder("django") / path))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return list(ast.literal_eval(node.value))
    raise LookupError(name)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
