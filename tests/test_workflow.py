"""The public forge tests on what production runs on."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORKFLOW = (ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("service", ["postgres", "redis"])
def test_the_services_have_the_versions_of_production(service: str) -> None:
    composed = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    image = rf"({service}:[\w.-]+)"
    of_production = re.findall(rf"image: \S+:-{image}\}}", composed)
    assert re.findall(f"image: {image}", WORKFLOW) == of_production != []


def test_the_container_is_that_of_the_image() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (image,) = re.findall(r"^ARG PYTHON_IMAGE=(python:\S+)", dockerfile, re.MULTILINE)
    assert re.findall(r"container: (python:\S+)", WORKFLOW) == [image.replace("-slim", "")]
