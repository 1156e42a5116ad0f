"""A large archive for the search: a smaller one many times over, in minutes instead of an hour.

The same texts again are as much for an index to read as others would be. What the search does not read (the
reads of each day, what is related) is left as it was.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

# What is repeated; of each column that has the number of a row, of which table.
NUMBERS = {
    "press_story": {"id": "press_story"},
    "press_release": {"id": "press_release", "story_id": "press_story"},
    "press_edition": {"id": "press_edition", "release_id": "press_release"},
    "press_story_topics": {"id": "press_story_topics", "story_id": "press_story"},
    "press_story_people": {"id": "press_story_people", "story_id": "press_story"},
    "press_listed": {"id": "press_listed", "release_id": "press_release"},
    "press_searchentry": {"edition_id": "press_edition", "release_id": "press_release"},
}
# Of two stories one was imported.
_LEFT_OUT = {"press_story": "import_key"}
# A copy is of its own sample (SAMPLE and SAMPLES of press.search.texts): ten alike would tell what one does.
_LEXEMES = """
    ts_delete(lexemes, language || '=s' || edition_id % 512)
    || array_to_tsvector(ARRAY[language || '=s' || (edition_id + {added}) % 512])
"""
# Made last: an index of words takes a row many times as long as all of its rows at once.
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef LIKE '%% USING gin %%'
"""
_COLUMNS = (
    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
)


def repeat(line: "Connection[tuple[Any, ...]]", times: int) -> None:
    """Makes of an archive one of so many times its releases; the connection commits by itself."""
    line.execute("SET session_replication_role = replica")  # what is repeated was checked
    line.execute("SET maintenance_work_mem = '2GB'")
    indexes = line.execute(_INDEXES, [list(NUMBERS)]).fetchall()
    for name, _ in indexes:
        line.execute(f"DROP INDEX {name}")
    # As many are added to each number: between two numbers nothing is missing.
    highest = {table: _highest(line, table) for table, names in NUMBERS.items() if "id" in names}
    for copy in range(1, times):
        for table, names in NUMBERS.items():
            _repeat(line, table, {name: (copy * highest[of], highest[of]) for name, of in names.items()})
    for table in highest:  # so that more can be published
        line.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608 - a name of ours
        )
    line.execute("UPDATE press_monthcount SET releases = releases * %s", [times])
    for _, definition in indexes:
        line.execute(definition)


def _highest(line: "Connection[tuple[Any, ...]]", table: str) -> int:
    ((highest,),) = line.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - a name of ours
    return int(highest)


def _repeat(line: "Connection[tuple[Any, ...]]", table: str, added: dict[str, tuple[int, int]]) -> None:
    """Repeats the first rows of a table: to each of those numbers so much is added, of rows up to another."""
    names = [name for (name,) in line.execute(_COLUMNS, [table]) if name != _LEFT_OUT.get(table)]
    key, (more, last) = next(iter(added.items()))
    written = {name: f"{name} + {number}" for name, (number, _) in added.items()}
    written["lexemes"] = _LEXEMES.format(added=more)
    values = [written.get(name, name) for name in names]
    line.execute(
        f"INSERT INTO {table} ({', '.join(names)}) OVERRIDING SYSTEM VALUE "  # noqa: S608 - names of ours
        f"SELECT {', '.join(values)} FROM {table} WHERE {key} <= {last} ORDER BY {key}"
    )
