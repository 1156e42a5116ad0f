"""Frames, video, sound: do they say what they are, to who does not see or hear them (WCAG 1.2, 4.1.2)?"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.editing import drop_attributes, find_value
from accessibility.content.findings import Edit, Finding, Repair, Severity, normalise, rule
from accessibility.content.markup import HEADINGS, Element
from accessibility.content.texts import Content, Text
from accessibility.content.vocabulary import load_words_of_all

# As the players of YouTube, Vimeo, VK and Rutube are told in their address to begin by themselves.
_BEGINS = re.compile(r"(?<=[?&;#])(auto_?play|auto_?start)=(?:1|true|yes)(?![\w%])", re.IGNORECASE)


@rule(24, "frame-without-title", Severity.ERROR, gettext_lazy("A frame without a title"))
def find_frames_without_title(content: Content) -> Iterator[Finding]:
    message = _(
        "This frame has no title: who listens hears “frame” and has to enter it to learn what it holds. Say "
        "it in its title."
    )
    for text in content.html:
        for frame in text.markup.find("iframe", "frame"):
            is_named = any(
                frame.attributes.get(name, "").strip() for name in ("title", "aria-label", "aria-labelledby")
            )
            if not is_named and not _is_hidden(frame):
                yield text.at_element(frame, message)


@rule(25, "video-without-captions", Severity.ERROR, gettext_lazy("Video or sound without its words"))
def find_media_without_words(content: Content) -> Iterator[Finding]:
    for text in content.html:
        announced = _announced(text)
        for media in text.markup.find("video", "audio"):
            if media.name == "video" and not any(map(_is_caption, media.find("track"))):
                message = _(
                    "This video has no captions: who does not hear it learns nothing of what is said. Add a "
                    "caption track."
                )
                yield text.at_element(media, message)
            elif media.name == "audio" and not (media in announced or _names_its_words(media)):
                message = _(
                    "This recording has no transcript: who does not hear it learns nothing of what is said. "
                    "Link to its words right behind it."
                )
                yield text.at_element(media, message)


@rule(26, "autoplay", Severity.ERROR, gettext_lazy("Media that begin by themselves"))
def find_autoplay(content: Content) -> Iterator[Finding]:
    message = _(
        "This begins to play by itself, and drowns out the voice of a screen reader. Let the reader begin it."
    )
    label = _("Let it wait for the reader")
    for text in content.html:
        for media in text.markup.find("video", "audio", "iframe"):
            if media.name == "iframe":
                edits = _quieted_address(text.source, media)
            else:
                edits = drop_attributes(text.source, media, {"autoplay"})
            if edits:
                yield text.at_element(media, message, Repair(label, tuple(edits)))


def _is_hidden(element: Element) -> bool:
    return element.attributes.get("aria-hidden") == "true" or "hidden" in element.attributes


def _is_caption(track: Element) -> bool:
    """A track that does not say its kind has subtitles (HTML standard, 4.8.11)."""
    return track.attributes.get("kind", "subtitles").strip().lower() in ("captions", "subtitles")


def _names_its_words(audio: Element) -> bool:
    return any(audio.attributes.get(name, "").strip() for name in ("aria-describedby", "aria-details"))


def _announced(text: Text) -> set[Element]:
    """Returns the recordings whose words are announced behind them, and before the next one."""
    known = load_words_of_all("transcripts")
    announced = set()
    last: Element | None = None
    for element in text.markup.find("a", "summary", "audio", "video", *HEADINGS):
        if element.name in ("audio", "video"):
            last = element
        # What stands within a recording is shown where it cannot be played.
        elif last is not None and element.start >= last.end:
            said = normalise(element.name_heard())
            if any(word in said for word in known):
                announced.add(last)
    return announced


def _quieted_address(source: str, frame: Element) -> list[Edit]:
    place = find_value(source, frame, "src")
    if place is None:
        return []
    return [Edit(*each.span(), f"{each[1]}=0") for each in _BEGINS.finditer(source, *place)]
