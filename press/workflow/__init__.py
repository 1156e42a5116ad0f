"""The verbs of the press room. Each names its actor, keeps the rules, and leaves an audit entry.

`approve(edition, by=user)`: nothing else writes state, times, withdrawals or removals. A verb refuses by
raising `Refused`, with a sentence for the officer; then nothing at all has changed.
"""

from press.workflow.checks import problems
from press.workflow.publishing import approve, bring_in, confirm, remove, unschedule, withdraw
from press.workflow.refusals import Outdated, Problem, Refused
from press.workflow.writing import revise, send_back, start_edition, start_release, submit, take_back

__all__ = [
    "Outdated",
    "Problem",
    "Refused",
    "approve",
    "bring_in",
    "confirm",
    "problems",
    "remove",
    "revise",
    "send_back",
    "start_edition",
    "start_release",
    "submit",
    "take_back",
    "unschedule",
    "withdraw",
]
