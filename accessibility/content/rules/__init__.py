"""The rules, by what they look at. Each module enters its own; `links` shows how one is written."""

from accessibility.content.rules import (  # noqa: F401
    blanks,
    declarations,
    headings,
    images,
    imitations,
    language,
    letters,
    links,
    looks,
    media,
    names,
    tables,
    translations,
    wording,
)
