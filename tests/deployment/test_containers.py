"""The containers: each bounded, none with more rights than it needs, all of known versions."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text()


def block(name: str, indent: str) -> str:
    """Returns what stands under a name of the file, up to the next one beside it."""
    found = re.search(rf"^{indent}{name}:.*\n((?:(?:{indent} .*| *#.*)?\n)+)", COMPOSE, re.MULTILINE)
    assert found, name
    return found[1]


SERVICES = re.findall(r"^  (\w+):$", block("services", ""), re.MULTILINE)
MINBER = {"migrate", "web", "worker"}


def whole(service: str) -> str:
    """Returns a service with what it takes over by its anchors."""
    own = block(service, "  ")
    anchors = {"*bounded": "x-bounded", "*minber": "x-minber"}
    taken = [block(anchors[name], "") for name in re.findall(r"^    <<: (\*\w+)$", own, re.MULTILINE)]
    return own + "".join(taken) + (block("x-bounded", "") if service in MINBER else "")


def test_all_services_are_looked_at() -> None:
    assert SERVICES == ["database", "migrate", "web", "worker", "redis", "front"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_container_is_bounded_and_has_no_right_of_root(service: str) -> None:
    text = whole(service)
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert line in text
    assert "max-size: 20m, max-file:" in text
    assert re.search(r"^ +mem_limit: \S+$", text, re.MULTILINE)
    assert re.search(r"^ +pids_limit: \d+$", text, re.MULTILINE)
    folders = re.findall(r"(?:\"|^ +- )(/[\w./]+:(?:size|mode|uid)=[^\"\n]*)", text, re.MULTILINE)
    assert folders
    assert [folder for folder in folders if not re.match(r"/[\w./]+:size=\d+m", folder)] == []
    assert "cap_add" not in text
    assert not re.search(r"^ +privileged:", text, re.MULTILINE)
    if service not in MINBER:
        assert re.search(r"^    user: \S+$", text, re.MULTILINE)


def test_the_images_are_of_one_series_each_and_may_be_named_by_their_digests() -> None:
    images = re.findall(r"(?:image|PYTHON_IMAGE): (\S+)$", COMPOSE, re.MULTILINE)
    named = [image for image in images if image != "minber"]
    assert len(named) == 4
    for image in named:
        assert re.fullmatch(r"\$\{[A-Z]+_IMAGE:-\w+:\d+(?:\.\d+)*[-\w]*\}", image), image
    dockerfile = (ROOT / "Dockerfile").read_text()
    (python,) = re.findall(r"^ARG PYTHON_IMAGE=(\S+)$", dockerfile, re.MULTILINE)
    assert f"${{PYTHON_IMAGE:-{python}}}" in COMPOSE
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {"${PYTHON_IMAGE}"}
    # What is told to whoever pins them.
    operations = (ROOT / "docs" / "operations.md").read_text()
    assert [image for image in re.findall(r":-(\w+:\d[^}]*)\}", COMPOSE) if image not in operations] == []


def test_the_server_believes_the_network_that_the_proxy_is_in() -> None:
    networks = re.findall(r"\$\{INNER_NETWORK:-([^}]*)\}", COMPOSE)
    assert len(networks) == 3
    assert len(set(networks)) == 1
    assert "TRUSTED_PROXIES: ${INNER_NETWORK" in COMPOSE
    assert "- subnet: ${INNER_NETWORK" in COMPOSE


def test_every_file_of_the_proxy_is_handed_to_it() -> None:
    used = {"nginx.conf", "site.conf.template", "headers.conf", "errors", "tls", "acme"}
    assert set(re.findall(r"\./deploy/([\w.]+):", block("front", "  "))) == used
    there = {path.name for path in (ROOT / "deploy").iterdir()} - {"granian-log.json"}
    assert there <= used
