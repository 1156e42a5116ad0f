"""On PostgreSQL the words of every text are found by an index (`press.search.query`).

SQLite reads the texts: enough for a demonstration.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ADD = "CREATE INDEX edition_words ON press_edition USING gin (to_tsvector('simple'::regconfig, search_text))"


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)
        schema_editor.execute("ANALYZE press_edition")


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX edition_words")


class Migration(migrations.Migration):
    dependencies = [("press", "0004_ledger")]

    operations = [migrations.RunPython(add, drop, elidable=False)]
