"""The words by which requests are found, and their index.

Those of the requests that there are are folded as this release folds them.

Revision: 0034, after 0033
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import searchable
from storage.words import words_of


revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
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
GIN = (
    """CREATE INDEX ix_searchable_words ON searchable
    USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
)
REQUESTS = sa.text(
    'SELECT team, number, requester, recorded_by, department, title, confidential, entries, custody_number '
    'FROM requests ORDER BY team, number'
)
TEXTS = sa.text(
    'SELECT text, internal FROM entries WHERE team = :team AND number = :number AND NOT taken_back '
    'ORDER BY seq'
)
ADD = sa.text(
    'INSERT INTO searchable (team, number, notes_from, words) '
    'VALUES (:team, :number, :notes_from, :words)'
)


def upgrade() -> None:
    op.create_table(
        'searchable',
        sa.Column('id', SERIAL, autoincrement=True, nullable=False),
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('notes_from', sa.Integer(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_searchable')),
    )
    op.create_index('uq_searchable_team_number', 'searchable', ['team', 'number'], unique=True)
    op.create_table(
        'saved_searches',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('user', sa.Text(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'user', 'text', name=op.f('pk_saved_searches')),
    )
    connection = op.get_bind()
    for statement in FTS5 if connection.dialect.name == 'sqlite' else GIN:
        op.execute(statement)
    for request in connection.execute(REQUESTS).all():
        connection.execute(ADD, _row(connection, request))


def _row(connection: sa.Connection, request: sa.Row[Any]) -> dict[str, object]:
    """Whose notes are which is known only of a request that one department had."""
    handed_over = request.custody_number > 1
    said = [] if request.confidential else connection.execute(
        TEXTS, {'team': request.team, 'number': request.number}
    ).all()
    to_all = words_of(request.title or '', *(each.text for each in said if not each.internal))
    notes = words_of(*(each.text for each in said if each.internal and not handed_over))
    marks = searchable.whose(request.requester, request.recorded_by, request.department)
    return {
        'team': request.team,
        'number': request.number,
        'notes_from': request.entries if handed_over else 0,
        'words': ' '.join([*marks, *to_all, *(searchable.NOTE + word for word in notes)]),
    }
