"""On PostgreSQL the database itself keeps two editions of a release from being live at one moment.

SQLite has no exclusion constraints; there publishing.schedule and the unique constraints hold it alone.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ADD = """
ALTER TABLE press_edition ADD CONSTRAINT edition_ranges_do_not_overlap
EXCLUDE USING gist (release_id WITH =, tstzrange(live_from, live_until) WITH &&)
WHERE (state = 'approved')
"""


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        # Trusted since PostgreSQL 13: the database's owner may install it.
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(ADD)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE press_edition DROP CONSTRAINT edition_ranges_do_not_overlap")


class Migration(migrations.Migration):
    dependencies = [("press", "0001_initial")]

    operations = [migrations.RunPython(add, drop, elidable=False)]
