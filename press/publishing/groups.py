"""The three groups of the press room, there from the first migration.

Author writes and submits; editor also approves, schedules and withdraws; chief editor also publishes alone,
as an editor does while on duty (`User.is_on_duty`), removes, and keeps the officers. The table is applied at
every migration, and no page of the admin changes it: who needs more rights gets another group, or rights of
their own, from the operator.
"""

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps

AUTHOR, EDITOR, CHIEF_EDITOR = "author", "editor", "chief editor"

_WRITING = [
    "add_edition", "change_edition", "view_edition", "submit_edition",
    "add_illustration", "change_illustration", "delete_illustration", "view_illustration",
    "add_photograph", "view_photograph", "add_story", "change_story", "view_story",
    "add_release", "change_release", "view_release",
    "view_person", "view_topic", "view_contact", "view_registeredname", "view_auditentry",
    "view_quietperiod",
]  # fmt: skip
_EDITING = [
    *_WRITING, "approve_edition", "withdraw_release", "change_photograph",
    "add_person", "change_person", "add_topic", "change_topic", "add_contact", "change_contact",
    "add_releasetemplate", "change_releasetemplate", "delete_releasetemplate", "view_releasetemplate",
    "add_registeredname", "change_registeredname", "delete_registeredname",
]  # fmt: skip
_LEADING = [
    *_EDITING,
    "approve_alone",
    "remove_release",
    "expunge_story",
    "add_user",
    "change_user",
    "view_user",
    "delete_topic",
    "delete_person",
    "delete_contact",
    "add_quietperiod",
    "change_quietperiod",
    "delete_quietperiod",
]

PERMISSIONS = {AUTHOR: _WRITING, EDITOR: _EDITING, CHIEF_EDITOR: _LEADING}


def ensure_groups(*, using: str = "default", apps: Apps = installed, **options: Any) -> None:
    """Gives each group what the table says, after every migration."""
    from django.contrib.auth.management import create_permissions

    try:
        Group = apps.get_model("auth", "Group")
        Permission = apps.get_model("auth", "Permission")
    except LookupError:
        return
    # Django makes them too, but later: a new right would reach no group before the next migration.
    create_permissions(installed.get_app_config("press"), verbosity=0, using=using)
    for name, codenames in PERMISSIONS.items():
        group, _made = Group.objects.using(using).get_or_create(name=name)
        ours = Permission.objects.using(using).filter(content_type__app_label="press")
        group.permissions.remove(*ours.exclude(codename__in=codenames))
        group.permissions.add(*ours.filter(codename__in=codenames))
