"""What the press room keeps. Nouns only; the verbs are in press.workflow."""

from press.models.audit import AuditEntry
from press.models.generation import Generation
from press.models.ledger import Listed, MonthCount
from press.models.people import User
from press.models.photographs import Illustration, Photograph, Rendition
from press.models.reads import DailyReads, ReadLog, ReadTotal
from press.models.releases import Edition, Release
from press.models.stories import Contact, Person, Story, Topic

__all__ = [
    "AuditEntry",
    "Contact",
    "DailyReads",
    "Edition",
    "Generation",
    "Illustration",
    "Listed",
    "MonthCount",
    "Person",
    "Photograph",
    "ReadLog",
    "ReadTotal",
    "Release",
    "Rendition",
    "Story",
    "Topic",
    "User",
]
