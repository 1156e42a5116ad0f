"""Names of the models alone: tables and columns stay as they are."""

from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("press", "0006_desk")]

    operations = [
        migrations.AlterModelTable(name="listed", table="press_listed"),
        migrations.RenameModel(old_name="Listed", new_name="ListEntry"),
        migrations.AlterField(
            model_name="listentry",
            name="release",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE,
                related_name="list_entries", to="press.release",
            ),
        ),
        migrations.AlterField(
            model_name="listentry",
            name="topic",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name="list_entries", to="press.topic",
            ),
        ),
        migrations.AlterField(
            model_name="listentry",
            name="person",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name="list_entries", to="press.person",
            ),
        ),
        migrations.AlterField(
            model_name="generation",
            name="taken_back",
            field=models.PositiveBigIntegerField(db_column="taken_back", default=0),
        ),
        migrations.RenameField(model_name="generation", old_name="taken_back", new_name="last_takedown"),
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('start', 'began the text'), ('revise', 'changed the text'), ('revise story', 'changed what it is about'), ('submit', 'submitted it'), ('take back', 'took it back'), ('send back', 'sent it back'), ('approve', 'approved it'), ('bring in', 'brought it in from the previous site'), ('unschedule', 'cancelled the schedule'), ('confirm', 'confirmed the urgent publication'), ('withdraw', 'withdrew it'), ('remove', 'removed it')], max_length=30, verbose_name='what'),
        ),
    ]
