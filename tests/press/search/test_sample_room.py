"""Thirty questions to the sample press room: one order of answers, which both databases must give."""

import json
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from press.models import Story
from press.sample import drawings
from press.sample.loading import KEY, load

# By question: the stories that it finds, the best first, as far as one page goes.
EXPECTED: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("sample_room.json").read_text(encoding="utf-8")
)


@pytest.fixture
def sample_room(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Story]:
    monkeypatch.setattr(
        drawings, "DRAWINGS", {name: lambda: Image.new("RGB", (90, 60)) for name in drawings.DRAWINGS}
    )
    return load()


def test_thirty_questions_to_the_sample_room_have_these_answers_in_this_order(
    client: Client, sample_room: list[Story]
) -> None:
    assert len(EXPECTED) == 30
    names = {story.pk: (story.import_key or "").removeprefix(KEY) for story in sample_room}
    answered = {}
    for asked in EXPECTED:
        language, question = asked.split(" ", 1)
        response = client.get(f"/{language}/search/", {"q": question})
        page = response.context["page"]
        answered[asked] = [names[each.release.story_id] for each in page.editions] if page else []
    assert answered == EXPECTED
