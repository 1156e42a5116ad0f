"""The audit says of whom a right password was given without the second factor (docs/adr/0008)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('press', '0016_second_factor'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_names_who_did_it',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('start', 'began the text'), ('revise', 'changed the text'), ('revise story', 'changed what it is about'), ('correct credit', 'corrected the credit of a photograph'), ('submit', 'submitted it'), ('take back', 'took it back'), ('send back', 'sent it back'), ('approve', 'approved it'), ('bring in', 'brought it in from the previous site'), ('unschedule', 'cancelled the schedule'), ('confirm', 'confirmed the urgent publication'), ('withdraw', 'withdrew it'), ('remove', 'removed it'), ('make account', 'made the account'), ('change account', 'changed the account'), ('issue link', 'issued a sign-in link'), ('set password', 'chose a password'), ('vouch', 'vouched for the account'), ('end session', 'ended a session'), ('end sessions', 'ended sessions'), ('set up second factor', 'set up the second factor'), ('use recovery code', 'used a recovery code'), ('renew recovery codes', 'made new recovery codes'), ('add passkey', 'added a passkey'), ('remove passkey', 'removed a passkey'), ('remove second factor', 'removed the second factor'), ('guess codes', 'gave the password and many wrong codes'), ('sign in', 'signed in'), ('sign out', 'signed out'), ('fail sign-in', 'gave a wrong password'), ('give password alone', 'gave the password, not the second factor')], max_length=30, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', False), ('verb__in', ['vouch', 'remove second factor', 'fail sign-in', 'give password alone']), _connector='OR'), name='audit_names_who_did_it'),
        ),
    ]
