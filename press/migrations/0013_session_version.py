"""Sessions end when the account's password, rights or second factor change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0012_account_version")]

    operations = [
        migrations.AddField("user", "session_version", models.PositiveIntegerField(default=1, editable=False)),
    ]
