"""Django's admin for press officers. Django imports this package; it registers what officers work with."""

from press.admin import accounts as officers
from press.admin import audit, findings, quiet_periods, subjects
from press.admin import editions as releases

__all__ = ["audit", "findings", "officers", "quiet_periods", "releases", "subjects"]
