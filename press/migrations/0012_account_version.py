"""Accounts are versioned: a form that is older than what it changes overwrites nothing unseen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0011_lead_length")]

    operations = [
        migrations.AddField("user", "version", models.PositiveIntegerField(default=1, editable=False)),
    ]
