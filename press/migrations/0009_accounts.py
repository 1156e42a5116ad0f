"""Accounts stand in the audit; and who could know how to sign in as each of them (docs/adr/0007)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('press', '0008_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditentry',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='user',
            name='keyholders',
            field=models.ManyToManyField(editable=False, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='set up by'),
        ),
        migrations.AddField(
            model_name='user',
            name='makers',
            field=models.ManyToManyField(editable=False, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='release_number',
            field=models.BigIntegerField(db_index=True, null=True, verbose_name='release'),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('start', 'began the text'), ('revise', 'changed the text'), ('revise story', 'changed what it is about'), ('correct credit', 'corrected the credit of a photograph'), ('submit', 'submitted it'), ('take back', 'took it back'), ('send back', 'sent it back'), ('approve', 'approved it'), ('bring in', 'brought it in from the previous site'), ('unschedule', 'cancelled the schedule'), ('confirm', 'confirmed the urgent publication'), ('withdraw', 'withdrew it'), ('remove', 'removed it'), ('make account', 'made the account'), ('change account', 'changed the account'), ('issue link', 'issued a sign-in link'), ('set password', 'chose a password'), ('vouch', 'vouched for the account'), ('sign in', 'signed in'), ('sign out', 'signed out')], max_length=30, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account', None), ('release_number__isnull', False)), models.Q(('account__isnull', False), ('release_number', None)), _connector='OR'), name='audit_names_a_release_or_an_account'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', False), ('verb', 'vouch'), _connector='OR'), name='audit_names_who_did_it'),
        ),
    ]
