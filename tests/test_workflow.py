"""The public forge tests on what production runs on."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORKFLOW = (ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("service", ["postgres", "redis"])
def test_the_services_have_the_versions_of_production(service: str) -> None:
    composed = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    image = re.compile(rf"image: ({service}:\S+)")
    assert image.findall(WORKFLOW) == image.findall(composed) != []


def test_the_container_is_that_of_the_image() -> None:
    based = re.findall(r"^FROM (python:\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    (container,) = re.findall(r"container: (python:\S+)", WORKFLOW)
    assert {image.replace("-slim", "") for image in based} == {container}
