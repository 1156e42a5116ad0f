"""Django's admin for press officers. Django imports this package; it registers what officers work with."""

from press.admin import officers, releases, subjects

__all__ = ["officers", "releases", "subjects"]
