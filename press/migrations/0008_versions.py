"""What a story is about, and the words about a photograph, are versioned: two editors overwrite nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0007_names")]

    operations = [
        migrations.AddField("photograph", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField("story", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AlterField(
            "auditentry",
            "verb",
            models.CharField(
                choices=[
                    ("start", "began the text"),
                    ("revise", "changed the text"),
                    ("revise story", "changed what it is about"),
                    ("correct credit", "corrected the credit of a photograph"),
                    ("submit", "submitted it"),
                    ("take back", "took it back"),
                    ("send back", "sent it back"),
                    ("approve", "approved it"),
                    ("bring in", "brought it in from the previous site"),
                    ("unschedule", "cancelled the schedule"),
                    ("confirm", "confirmed the urgent publication"),
                    ("withdraw", "withdrew it"),
                    ("remove", "removed it"),
                ],
                max_length=30,
                verbose_name="what",
            ),
        ),
    ]
