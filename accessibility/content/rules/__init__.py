"""The rules, by what they look at. Each module enters its own; `links` shows how one is written."""

from accessibility.content.rules import declarations, links, names, translations  # noqa: F401
