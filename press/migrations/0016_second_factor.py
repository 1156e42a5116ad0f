"""A second factor: authenticator apps (of django-otp), recovery codes, and their verbs in the audit."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('otp_totp', '0003_add_timestamps'),
        ('press', '0015_sessions'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RecoveryCodes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('throttling_failure_timestamp', models.DateTimeField(blank=True, default=None, help_text='A timestamp of the last failed verification attempt. Null if last attempt succeeded.', null=True)),
                ('throttling_failure_count', models.PositiveIntegerField(default=0, help_text='Number of successive failed attempts.')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='The date and time when this device was initially created in the system.', null=True)),
                ('last_used_at', models.DateTimeField(blank=True, help_text='The most recent date and time this device was used.', null=True)),
            ],
            options={
                'verbose_name': 'recovery codes',
                'verbose_name_plural': 'recovery codes',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AuthenticatorApp',
            fields=[
            ],
            options={
                'verbose_name': 'authenticator app',
                'verbose_name_plural': 'authenticator apps',
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('otp_totp.totpdevice',),
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_names_who_did_it',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('start', 'began the text'), ('revise', 'changed the text'), ('revise story', 'changed what it is about'), ('correct credit', 'corrected the credit of a photograph'), ('submit', 'submitted it'), ('take back', 'took it back'), ('send back', 'sent it back'), ('approve', 'approved it'), ('bring in', 'brought it in from the previous site'), ('unschedule', 'cancelled the schedule'), ('confirm', 'confirmed the urgent publication'), ('withdraw', 'withdrew it'), ('remove', 'removed it'), ('make account', 'made the account'), ('change account', 'changed the account'), ('issue link', 'issued a sign-in link'), ('set password', 'chose a password'), ('vouch', 'vouched for the account'), ('end session', 'ended a session'), ('end sessions', 'ended sessions'), ('set up second factor', 'set up the second factor'), ('use recovery code', 'used a recovery code'), ('renew recovery codes', 'made new recovery codes'), ('add passkey', 'added a passkey'), ('remove passkey', 'removed a passkey'), ('remove second factor', 'removed the second factor'), ('guess codes', 'gave the password and many wrong codes'), ('sign in', 'signed in'), ('sign out', 'signed out'), ('fail sign-in', 'gave a wrong password')], max_length=30, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', False), ('verb__in', ['vouch', 'remove second factor', 'fail sign-in']), _connector='OR'), name='audit_names_who_did_it'),
        ),
        migrations.AddField(
            model_name='recoverycodes',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recoverycode',
            name='device',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='press.recoverycodes'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('device', 'digest'), name='recovery_code_is_there_once'),
        ),
    ]
