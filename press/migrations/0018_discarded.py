"""Drafts can be discarded: who and when, together; their numbers are free for the next edition."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('press', '0017_password_alone'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_names_who_did_it',
        ),
        migrations.RemoveConstraint(
            model_name='edition',
            name='edition_number_once_a_release',
        ),
        migrations.RemoveConstraint(
            model_name='edition',
            name='edition_submitted_has_who_and_when',
        ),
        migrations.AddField(
            model_name='edition',
            name='discarded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='edition',
            name='discarded_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('start', 'began the text'), ('revise', 'changed the text'), ('revise story', 'changed what it is about'), ('correct credit', 'corrected the credit of a photograph'), ('submit', 'submitted it'), ('take back', 'took it back'), ('send back', 'sent it back'), ('discard', 'discarded it'), ('restore', 'restored it'), ('delete', 'deleted it for good'), ('approve', 'approved it'), ('bring in', 'brought it in from the previous site'), ('unschedule', 'cancelled the schedule'), ('confirm', 'confirmed the urgent publication'), ('withdraw', 'withdrew it'), ('remove', 'removed it'), ('make account', 'made the account'), ('change account', 'changed the account'), ('issue link', 'issued a sign-in link'), ('set password', 'chose a password'), ('vouch', 'vouched for the account'), ('end session', 'ended a session'), ('end sessions', 'ended sessions'), ('set up second factor', 'set up the second factor'), ('use recovery code', 'used a recovery code'), ('renew recovery codes', 'made new recovery codes'), ('add passkey', 'added a passkey'), ('remove passkey', 'removed a passkey'), ('remove second factor', 'removed the second factor'), ('guess codes', 'gave the password and many wrong codes'), ('sign in', 'signed in'), ('sign out', 'signed out'), ('fail sign-in', 'gave a wrong password'), ('give password alone', 'gave the password, not the second factor')], max_length=30, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='edition',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('approved', 'Approved'), ('discarded', 'Discarded')], default='draft', editable=False, max_length=10, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(condition=models.Q(('discarded_at__isnull', False)), fields=['discarded_at'], name='edition_discarded'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', False), ('verb__in', ['vouch', 'remove second factor', 'fail sign-in', 'give password alone', 'delete']), _connector='OR'), name='audit_names_who_did_it'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'discarded'), _negated=True), fields=('release', 'number'), name='edition_number_once_a_release'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['draft', 'discarded']), ('submitted_at', None), ('submitted_by', None)), models.Q(models.Q(('state__in', ['draft', 'discarded']), _negated=True), ('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='edition_submitted_has_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('discarded_at__isnull', False), ('discarded_by__isnull', False), ('state', 'discarded')), models.Q(models.Q(('state', 'discarded'), _negated=True), ('discarded_at', None), ('discarded_by', None)), _connector='OR'), name='edition_discarded_has_who_and_when'),
        ),
    ]
