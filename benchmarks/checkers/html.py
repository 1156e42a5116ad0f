"""A page as a plain, correct document, whose elements know which part of the texts they show.

What a checker of a browser names is an element; what was written down is a stretch of a text. `data-place`
on each element leads from one to the other.
"""

import io
import math
import wave
from html import escape

from accessibility.content.markup import Element, Markup
from benchmarks.checkers.pages import Page, Picture, Place, whole

# Without styles of its own, but for a picture's size: what a checker says of colours is about the text's.
_STYLE = "body { color: #111; background: #fff; font: 18px/1.5 sans-serif } img { width: 480px }"
# Drawn: a floor, a wall and a window.
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320" viewBox="0 0 480 320">'
    '<rect width="480" height="320" fill="#7c93a6"/><rect y="240" width="480" height="80" fill="#5b4636"/>'
    '<rect x="180" y="60" width="120" height="120" fill="#f3ecd2"/></svg>'
)
FRAME = '<!doctype html><html lang="en"><title>A film</title><p>A film</p></html>'
_SECONDS, _RATE = 5, 8000  # of sound: what is shorter than three seconds need not be stopped (WCAG 1.4.2)


def make_sound() -> bytes:
    """Returns a film's file, as far as a checker hears it: a low tone."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 1, _RATE, 0, "NONE", ""))
        tone = bytes(128 + round(20 * math.sin(number / 8)) for number in range(_SECONDS * _RATE))
        sound.writeframes(tone)
    return file.getvalue()


def render(page: Page) -> str:
    figures = "".join(map(_figure, page.pictures))
    return (
        f'<!doctype html><html lang="{page.language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(page.title)}</title><style>{_STYLE}</style></head><body><main><article>"
        f"<h1{_mark(whole('title', page.title))}>{escape(page.title)}</h1>"
        f"<p{_mark(whole('lead', page.lead))}>{escape(page.lead)}</p>"
        f"{figures}{_mark_elements(page.body, page.language)}</article></main></body></html>"
    )


def _figure(picture: Picture) -> str:
    alternative = picture.alternative
    alt = "" if alternative is None else f' alt="{escape(alternative)}"'
    mark = _mark(whole(f"alternative-{picture.number}", alternative or ""))
    caption = _mark(whole(f"caption-{picture.number}", picture.caption))
    return (
        f'<figure><img src="/media/{picture.file_name}"{alt}{mark}>'
        f"<figcaption{caption}>{escape(picture.caption)}</figcaption></figure>"
    )


def _mark(place: Place) -> str:
    return f' data-place="{place}"'


def _mark_elements(body: str, language: str) -> str:
    """Returns the HTML with the place of each element in it, nothing else changed."""
    elements = [
        node for node in Markup(body, language, is_html=True).root.walk() if isinstance(node, Element)
    ]
    for element in sorted(elements, key=lambda each: each.start, reverse=True):
        after_name = element.start + 1 + len(element.name)
        mark = _mark(Place("body", element.start, element.end))
        body = f"{body[:after_name]}{mark}{body[after_name:]}"
    return body
