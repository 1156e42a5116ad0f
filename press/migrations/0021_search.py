"""The index of the search: PostgreSQL's of the lexemes; on SQLite a table of FTS5 that triggers keep.

What was published before is entered by the worker, or by `rebuild_index`.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import press.models.search

# Each publication is entered at once: a list of what is to be entered would be read by each question.
POSTGRESQL = "CREATE INDEX search_entry_lexemes ON press_searchentry USING gin (lexemes) WITH (fastupdate = off)"
_FORGET = "INSERT INTO press_searchindex(press_searchindex, rowid, lexemes) VALUES ('delete', old.edition_id, old.lexemes);"
_ENTER = "INSERT INTO press_searchindex(rowid, lexemes) VALUES (new.edition_id, new.lexemes);"
SQLITE = [
    # Lexemes stand as they are, a space between two: none of their own signs parts them.
    """CREATE VIRTUAL TABLE press_searchindex USING fts5(
        lexemes, content='press_searchentry', content_rowid='edition_id', detail=none, columnsize=0,
        tokenize="ascii tokenchars '-.:=_'''"
    )""",
    f"CREATE TRIGGER search_entry_made AFTER INSERT ON press_searchentry BEGIN {_ENTER} END",
    f"CREATE TRIGGER search_entry_gone AFTER DELETE ON press_searchentry BEGIN {_FORGET} END",
    f"CREATE TRIGGER search_entry_new AFTER UPDATE OF lexemes ON press_searchentry BEGIN {_FORGET} {_ENTER} END",
]


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_entry_lexemes")
    else:
        schema_editor.execute("DROP TABLE press_searchindex")


class Migration(migrations.Migration):

    dependencies = [
        ('press', '0020_contact_languages'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский'), ('en', 'English')], max_length=2)),
                ('word', models.CharField(max_length=64)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('language', 'word'), name='search_word_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='press.edition')),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский'), ('en', 'English')], max_length=2)),
                ('first_published_at', models.DateTimeField()),
                ('year', models.PositiveSmallIntegerField()),
                ('live_from', models.DateTimeField()),
                ('live_until', models.DateTimeField(null=True)),
                ('texts', models.JSONField()),
                ('lexemes', press.models.search.LexemesField()),
                ('rules', models.CharField(max_length=16)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_entries', to='press.release')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['rules'], name='search_entry_rules')],
            },
        ),
        migrations.CreateModel(
            name='SubjectTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский'), ('en', 'English')], max_length=2)),
                ('term', models.CharField(max_length=140)),
                ('is_of_name', models.BooleanField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_terms', to='press.person')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_terms', to='press.topic')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['language', 'term'], name='subject_term')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('topic', None)), models.Q(('person', None), ('topic__isnull', False)), _connector='OR'), name='subject_term_of_a_topic_or_a_person')],
            },
        ),
        migrations.RunPython(add, drop, elidable=False),
    ]
