"""Stems of Kazakh words: which words are forms of one. README.md says how, and how well."""

from press.search.kazakh.peeling import meet, stems

__all__ = ["meet", "stems"]
