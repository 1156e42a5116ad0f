"""Sessions say whose they are, in what browser, since when and when last used; those of before end."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0014_sign_in_throttle"), ("sessions", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("began", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_used", models.DateTimeField(default=django.utils.timezone.now)),
                ("browser", models.CharField(blank=True, max_length=60)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["-last_used", "-began"],
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="verb",
            field=models.CharField(
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
                    ("make account", "made the account"),
                    ("change account", "changed the account"),
                    ("issue link", "issued a sign-in link"),
                    ("set password", "chose a password"),
                    ("vouch", "vouched for the account"),
                    ("end session", "ended a session"),
                    ("end sessions", "ended sessions"),
                    ("sign in", "signed in"),
                    ("sign out", "signed out"),
                ],
                max_length=30,
                verbose_name="what",
            ),
        ),
        # The table stays, for servers of the version before; its keys, which are plain, do not.
        migrations.RunSQL("DELETE FROM django_session", migrations.RunSQL.noop),
    ]
