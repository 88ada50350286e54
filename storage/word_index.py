"""The index of the table of words, in each database's own way: FTS5 for SQLite, GIN for PostgreSQL."""

from sqlalchemy import DDL, Index, Table, event, func, literal_column

# FTS5 keeps no copy of the words, nor where in a row they stand; its rows follow those of the table.
FTS5 = (
    """CREATE VIRTUAL TABLE search USING fts5(
    words, content='searchable', content_rowid='id', detail=none, columnsize=0, prefix='2 3',
    tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
)""",
    """CREATE TRIGGER searchable_added AFTER INSERT ON searchable BEGIN
    INSERT INTO search (rowid, words) VALUES (new.id, new.words);
END""",
    """CREATE TRIGGER searchable_gone AFTER DELETE ON searchable BEGIN
    INSERT INTO search (search, rowid, words) VALUES ('delete', old.id, old.words);
END""",
    """CREATE TRIGGER searchable_changed AFTER UPDATE OF words ON searchable BEGIN
    INSERT INTO search (search, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO search (rowid, words) VALUES (new.id, new.words);
END""",
)


def follow(words: Table) -> None:
    """Whoever makes the table makes its index."""
    for statement in FTS5:
        _when(words, "after_create", statement)
    _when(words, "before_drop", "DROP TABLE search")
    each = func.array_to_tsvector(func.string_to_array(words.c.words, literal_column("' '")))
    Index("ix_searchable_words", each, postgresql_using="gin").ddl_if(dialect="postgresql")


def _when(words: Table, happens: str, statement: str) -> None:
    made = DDL(statement)  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
    event.listen(words, happens, made.execute_if(dialect="sqlite"))
