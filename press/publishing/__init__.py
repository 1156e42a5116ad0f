"""The verbs of the press room. Each names its actor, keeps the rules, and leaves an audit entry.

`approve(edition, by=user)`: nothing else writes state, times, withdrawals or removals. A verb refuses by
raising `Refused`, with a sentence for the officer; then nothing at all has changed.
"""

from press.publishing.account_permissions import AccountPermissions
from press.publishing.accounts import (
    SignInLink,
    change_account,
    end_all_sessions,
    end_duty,
    end_session,
    give_duty,
    issue_sign_in_link,
    make_account,
    set_password,
    vouch_for,
)
from press.publishing.approval import (
    approve,
    approve_together,
    confirm,
    import_published,
    remove,
    unschedule,
    withdraw,
)
from press.publishing.corrections import answer_correction
from press.publishing.discarding import delete_discarded, discard, restore
from press.publishing.drafts import revise, send_back, start_edition, start_release, submit, take_back
from press.publishing.expunging import expunge, propose_expunction, refuse_expunction
from press.publishing.fixes import fix
from press.publishing.illustrations import IllustrationInput, correct_credit, revise_illustrations
from press.publishing.joint_releases import (
    agree,
    cancel_joint_release,
    move_joint_release,
    propose_joint_release,
)
from press.publishing.overrides import dismiss, reopen
from press.publishing.permissions import Permissions
from press.publishing.quiet_periods import delete_quiet_period, set_quiet_period
from press.publishing.refusals import Outdated, Problem, Refused
from press.publishing.review_notes import add_note, reopen_note, reply_to_note, resolve_note
from press.publishing.second_factor import (
    add_passkey,
    remove_passkey,
    remove_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
    use_code,
    use_recovery_code,
)
from press.publishing.stories import revise_story
from press.publishing.translations import note_source
from press.publishing.validation import find_problems

__all__ = [
    "AccountPermissions",
    "IllustrationInput",
    "Outdated",
    "Permissions",
    "Problem",
    "Refused",
    "SignInLink",
    "add_note",
    "add_passkey",
    "agree",
    "answer_correction",
    "approve",
    "approve_together",
    "cancel_joint_release",
    "change_account",
    "confirm",
    "correct_credit",
    "delete_discarded",
    "delete_quiet_period",
    "discard",
    "dismiss",
    "end_all_sessions",
    "end_duty",
    "end_session",
    "expunge",
    "find_problems",
    "fix",
    "give_duty",
    "import_published",
    "issue_sign_in_link",
    "make_account",
    "move_joint_release",
    "note_source",
    "propose_expunction",
    "propose_joint_release",
    "refuse_expunction",
    "remove",
    "remove_passkey",
    "remove_second_factor",
    "renew_recovery_codes",
    "reopen",
    "reopen_note",
    "reply_to_note",
    "resolve_note",
    "restore",
    "revise",
    "revise_illustrations",
    "revise_story",
    "send_back",
    "set_password",
    "set_quiet_period",
    "set_up_second_factor",
    "start_edition",
    "start_release",
    "submit",
    "take_back",
    "unschedule",
    "use_code",
    "use_recovery_code",
    "vouch_for",
    "withdraw",
]
