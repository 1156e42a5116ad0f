"""The page that the peers have: ours, with what their own tags give in the places of what they own."""

import http.client
import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from string import Template

from benchmarks.load import HOST, Request, ask
from benchmarks.targets import SCRATCH, Ours, attributes_of, displays
from tools.setting_up import Refusal


def write_the_page(ours: Ours) -> int:
    """Writes our page, its text and its photograph for the peers; returns its bytes."""
    line = http.client.HTTPConnection(HOST, ours.port, timeout=30)
    try:
        page = ask(line, Request(ours.path)).body.decode()
        photograph = re.search(r'<img src="(/media/[^"]+)"', page)
        assert photograph
        (SCRATCH / "photograph.jpg").write_bytes(ask(line, Request(photograph[1])).body)
    finally:
        line.close()
    (SCRATCH / "page.html").write_text(page)
    parts = parts_of(page)
    told = {name: unescape(parts[name]) for name in ("title", "description", "alternative")}
    told["body"] = parts["body"]
    told["width"] = max(re.findall(r"([0-9]+)w[,\"]", parts["picture"]), key=int)
    (SCRATCH / "text.json").write_text(json.dumps(told))
    (SCRATCH / "display.json").write_text(json.dumps({token: attributes_of(token) for token in displays()}))
    return len(page.encode())


_PLACES = re.compile(
    r'(?P<start>.*?<html lang="en")(?P<above>>.*?<meta name="viewport"[^>]*>\n)(?P<looks>.*?)'
    r"(?P<named><title>[^<]*</title>\n)"
    r'(?P<summary>\s*<meta name="description" content="(?P<description>[^"]*)">\n)'
    r"(?P<head>.*?)(?P<between></head>\n<body>\n)(?P<top>.*?<h1>)(?P<title>[^<]*)(?P<middle></h1>.*?)"
    r'(?P<picture><picture>.*? alt="(?P<alternative>[^"]*)".*?</picture>)'
    r'(?P<below>.*?<div class="text">\n)(?P<body>.*?)(?P<bottom>\n      </div>.*?)(?P<end></body>.*)',
    re.DOTALL,
)
_TITLES = {"wagtail": "{{ page.title }}", "cms": '{% page_attribute "page_title" %}'}
# The base of Wagtail's page is what `wagtail start` leaves; that of django CMS names in its own way what the
# base of djangocms-frontend names.
_TEMPLATES = {
    "django": Template(
        "$start{{ display }}$above$looks$named$summary$head$between$top{{ title }}$middle$picture"
        "$below{{ body|safe }}$bottom$end"
    ),
    "wagtail": Template(
        '{% extends "base.html" %}{% load static wagtailcore_tags wagtailimages_tags %}\n'
        "{% block extra_css %}\n$looks$head{% endblock %}\n"
        "{% block content %}\n$top{{ page.title }}$middle{% image page.photograph width-1280 %}$below"
        "{{ page.body|richtext }}$bottom{% endblock %}\n"
    ),
    "cms": Template(
        "{% load cms_tags sekizai_tags static %}$start{{ display }}$above$looks$named"
        '<meta name="description" content="{% page_attribute "meta_description" %}">\n'
        '$head{% render_block "css" %}$between{% cms_toolbar %}$top{% page_attribute "page_title" %}$middle'
        '{% placeholder "photograph" %}$below{% placeholder "content" %}$bottom{% render_block "js" %}$end'
    ),
}
_STATIC = re.compile(r'(?<=")/static/([^"]+)\.[0-9a-f]{12}(\.[a-z0-9]+)(?=")')


def parts_of(page: str) -> dict[str, str]:
    found = _PLACES.fullmatch(page)
    if not found:
        raise Refusal(
            "The release's page is built otherwise than this benchmark knows: see benchmarks/peer_pages.py."
        )
    return found.groupdict()


def template(site: str, page: str) -> str:
    """Returns our page as that site's template: its own tags where title, text and picture stand."""
    parts = parts_of(page)
    if site == "django":
        return _TEMPLATES[site].substitute(parts)
    named = parts["named"].replace(parts["title"], _TITLES[site])
    parts = {name: _with_static_tags(text) for name, text in (parts | {"named": named}).items()}
    return _TEMPLATES[site].substitute(parts)


def _with_static_tags(text: str) -> str:
    """Names our static files as every Django template does: their hashes come from the site's own list."""
    return _STATIC.sub(r"{% static '\1\2' %}", text)


def write_template(file: Path, site: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(template(site, (SCRATCH / "page.html").read_text()))


_PARTS = {
    "head_links.html": re.compile(r'<link rel="icon".*?(?=\n*</head>)', re.DOTALL),
    "display_bar.html": re.compile(r'<section class="display-bar".*?</section>(?=\s*<header)', re.DOTALL),
    "mark.svg": re.compile(r'<svg class="mark".*?</svg>'),
}
_HERE = re.compile(r'(?<=name="next" value=")[^"]*')
_HERE_QUOTED = re.compile(r'(?<=[?]next=)[^"]*')


def write_parts(folder: Path) -> None:
    """Writes what is the same on every page of ours, for the peer that has all else from its database."""
    page = (SCRATCH / "page.html").read_text()
    for name, pattern in _PARTS.items():
        found = pattern.search(page)
        assert found
        part = _HERE_QUOTED.sub("{{ page_url|urlencode:'' }}", _HERE.sub("{{ page_url }}", found[0]))
        part = part.replace('"/en/display/', "\"{% url 'display' %}")
        (folder / name).write_text("{% load static %}" + _with_static_tags(part))


def has_text(page: str) -> bool:
    """Returns whether a page has the release's title and every word of its text, with whatever tags."""
    title, body = _told((SCRATCH / "text.json").stat().st_mtime)
    words = _words(page)
    return title in words and body in words


def is_whole(page: str) -> bool:
    """Returns whether a page has, beside the text, every heading, label and picture format of ours."""
    return has_text(page) and _shown((SCRATCH / "page.html").read_text()) <= _shown(page)


def _shown(page: str) -> set[str]:
    headings = re.findall(r"<h[1-6][^>]*>([^<]*)</h", page)
    return {*headings, *re.findall(r' (?:aria-label|rel|type|class)="([^"]*)"', page)}


@cache
def _told(_written: float) -> tuple[str, str]:
    told = json.loads((SCRATCH / "text.json").read_text())
    return _words(told["title"]), _words(told["body"])


def _words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())
