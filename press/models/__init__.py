"""What the press room keeps. Nouns only; the verbs are in press.publishing."""

from press.models.audit import AuditEntry
from press.models.authentication import PasswordAttempts, Session
from press.models.corrections import CorrectionQuestion
from press.models.expunctions import Expunction
from press.models.findings import ContentCheck, Dismissal, EditionFinding
from press.models.generation import Change, Generation
from press.models.joint_releases import JointProposal, ProposedText
from press.models.listings import ListEntry, MonthCount
from press.models.photographs import Illustration, Photograph, Rendition
from press.models.quiet_periods import QuietPeriod
from press.models.reads import DailyReads, ReadLog, ReadTotal
from press.models.register import RegisteredName
from press.models.release_templates import ReleaseTemplate
from press.models.releases import Edition, Release
from press.models.review_notes import ReviewNote
from press.models.search import SearchEntry, SearchWord, SubjectTerm
from press.models.second_factor import AuthenticatorApp, RecoveryCode, RecoveryCodes
from press.models.seen_versions import SeenVersion
from press.models.stories import Contact, Person, Story, Topic
from press.models.users import User
from press.models.versions import EditionVersion, PhotographVersion, StoryVersion
from press.models.working_copies import Presence, WorkingCopy

__all__ = [
    "AuditEntry",
    "AuthenticatorApp",
    "Change",
    "Contact",
    "ContentCheck",
    "CorrectionQuestion",
    "DailyReads",
    "Dismissal",
    "Edition",
    "EditionFinding",
    "EditionVersion",
    "Expunction",
    "Generation",
    "Illustration",
    "JointProposal",
    "ListEntry",
    "MonthCount",
    "PasswordAttempts",
    "Person",
    "Photograph",
    "PhotographVersion",
    "Presence",
    "ProposedText",
    "QuietPeriod",
    "ReadLog",
    "ReadTotal",
    "RecoveryCode",
    "RecoveryCodes",
    "RegisteredName",
    "Release",
    "ReleaseTemplate",
    "Rendition",
    "ReviewNote",
    "SearchEntry",
    "SearchWord",
    "SeenVersion",
    "Session",
    "Story",
    "StoryVersion",
    "SubjectTerm",
    "Topic",
    "User",
    "WorkingCopy",
]
