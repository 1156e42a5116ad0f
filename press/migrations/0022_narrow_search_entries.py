"""A row of the search's table keeps texts and lexemes beside it: to count a hundred thousand reads 14 MB, not 170.

What is entered from now on; the worker enters all anew, since how lexemes are made has changed too.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def narrow(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        # The least it takes (https://www.postgresql.org/docs/current/sql-createtable.html).
        schema_editor.execute("ALTER TABLE press_searchentry SET (toast_tuple_target = 128)")


def widen(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE press_searchentry RESET (toast_tuple_target)")


class Migration(migrations.Migration):

    dependencies = [
        ('press', '0021_search'),
    ]

    operations = [
        migrations.RunPython(narrow, widen, elidable=False),
    ]
