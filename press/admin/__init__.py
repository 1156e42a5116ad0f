"""Django's admin for press officers. Django imports this package; it registers what officers work with."""

from press.admin import accounts as officers
from press.admin import editions as releases
from press.admin import subjects

__all__ = ["officers", "releases", "subjects"]
