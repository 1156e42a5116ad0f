"""Passwords that were tried are counted before anything is hashed (docs/adr/0008)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('press', '0013_session_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='PasswordAttempts',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(db_index=True)),
                ('count', models.PositiveSmallIntegerField(default=0)),
                ('failed_at', models.DateTimeField(null=True)),
                ('address', models.CharField(blank=True, max_length=32)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_names_who_did_it',
        ),
        migrations.AddField(
            model_name='user',
            name='device_version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('start', 'began the text'), ('revise', 'changed the text'), ('revise story', 'changed what it is about'), ('correct credit', 'corrected the credit of a photograph'), ('submit', 'submitted it'), ('take back', 'took it back'), ('send back', 'sent it back'), ('approve', 'approved it'), ('bring in', 'brought it in from the previous site'), ('unschedule', 'cancelled the schedule'), ('confirm', 'confirmed the urgent publication'), ('withdraw', 'withdrew it'), ('remove', 'removed it'), ('make account', 'made the account'), ('change account', 'changed the account'), ('issue link', 'issued a sign-in link'), ('set password', 'chose a password'), ('vouch', 'vouched for the account'), ('sign in', 'signed in'), ('sign out', 'signed out'), ('fail sign-in', 'gave a wrong password')], max_length=30, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', False), ('verb__in', ['vouch', 'fail sign-in']), _connector='OR'), name='audit_names_who_did_it'),
        ),
        migrations.AddField(
            model_name='passwordattempts',
            name='account',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
