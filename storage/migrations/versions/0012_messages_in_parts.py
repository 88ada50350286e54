"""Long messages have parts, which the courier keeps: they share a key, and name the part.

Revision: 0012, after 0011
"""

import re

from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

# Earlier versions gave each part a key of its own: the pieces of a text, and the pages of what was said.
PIECE = re.compile(r"(?P<key>.+)/rest/(?P<part>[0-9]+)")
PAGE = re.compile(r"(?P<key>request/[0-9]+/(?:transcript/[0-9]+|earlier))/(?P<part>[0-9]+)")
AT_ONCE = 1000


def upgrade() -> None:
    # A message with a key of its own is the first part of itself.
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('part', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('first', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('apart', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.drop_index('uq_messages_team_key')
        batch_op.create_index('uq_messages_team_key_part', ['team', 'key', 'part'], unique=True)
    _join_parts(op.get_bind())
    op.create_index(
        'ix_messages_parts', 'messages', ['team', 'lane', 'first', 'part'], unique=False,
        sqlite_where=sa.text('pending = 1 AND first IS NOT NULL'),
        postgresql_where=sa.text('pending AND first IS NOT NULL'),
    )


def _join_parts(connection: sa.Connection) -> None:
    """What Slack shows stays where it is; it is found by another name from now on."""
    found = connection.execute(sa.text(
        "SELECT id, team, key, under, thread_ts FROM messages WHERE key LIKE 'request/%/rest/%' "
        "OR key LIKE 'request/%/transcript/%' OR key LIKE 'request/%/earlier/%' ORDER BY id"
    )).all()
    named = [(row, PIECE.fullmatch(row.key) or PAGE.fullmatch(row.key)) for row in found]
    joined = [
        {"of_id": row.id, "of_team": row.team, "of_key": match["key"], "of_part": int(match["part"])}
        for row, match in named if match
    ]
    name = sa.text("UPDATE messages SET key = :of_key, part = :of_part WHERE id = :of_id")
    # The first page is the message itself. Of what lost its first part, each part stands for itself.
    join = sa.text(
        "UPDATE messages SET first = coalesce((SELECT id FROM messages AS one WHERE one.team = :of_team "
        "AND one.key = :of_key AND one.part = 0), :of_id) WHERE id = :of_id AND part > 0"
    )
    for statement in (name, join):
        for at in range(0, len(joined), AT_ONCE):
            connection.execute(statement, joined[at:at + AT_ONCE])
