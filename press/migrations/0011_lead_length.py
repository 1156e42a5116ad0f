"""A lead and a note have an end; in the database they are what they were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0010_description")]

    operations = [
        migrations.AlterField(
            "edition",
            "correction_note",
            models.TextField(
                blank=True,
                help_text="What changed and why, for readers. It stands above the text.",
                max_length=5000,
                verbose_name="correction note",
            ),
        ),
        migrations.AlterField(
            "edition",
            "lead",
            models.TextField(
                blank=True,
                help_text="Two sentences at most: shown in lists, feeds and shared links.",
                max_length=5000,
                verbose_name="lead",
            ),
        ),
    ]
