"""What search results, shared cards and feeds show of a text stands beside it: to make it is to parse it."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from press.richtext.description import describe

ROWS_AT_ONCE = 1000


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    editions = apps.get_model("press", "Edition").objects.using(schema_editor.connection.alias)
    last = 0
    while rows := list(editions.filter(pk__gt=last).order_by("pk").only("lead", "body")[:ROWS_AT_ONCE]):
        for edition in rows:
            edition.description = describe(edition.lead, edition.body)
        editions.bulk_update(rows, ["description"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("press", "0009_accounts")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="description",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
