"""What belongs to nothing that is kept, such as small talk, is forgotten after a time. Each team's old deliveries are found by an
index.

Revision: 0016, after 0015
"""

import time

from alembic import op
import sqlalchemy as sa


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

DAY = 24 * 60 * 60 * 1_000_000
PASSING = (
    'talk/%', 'stranger/%', 'digest/%', 'intake/%', 'operations/restored/%', 'department/%/overdue/%',
    'request/%/unsent/%', 'request/%/news/%', 'request/%/added/%',
)


def upgrade() -> None:
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('forget_at', sa.BigInteger(), nullable=True))
    messages = sa.table('messages', sa.column('key', sa.Text()), sa.column('forget_at', sa.BigInteger()))
    now = time.time_ns() // 1000
    for keys, days in ((PASSING, 30), (('operations/undelivered/%',), 365)):
        passing = sa.or_(*(messages.c.key.like(pattern) for pattern in keys))
        op.execute(messages.update().where(passing).values(forget_at=now + days * DAY))
    op.create_index(
        'ix_messages_passing',
        'messages',
        ['team', 'forget_at'],
        sqlite_where=sa.text('forget_at IS NOT NULL AND set_aside IS NULL'),
        postgresql_where=sa.text('forget_at IS NOT NULL AND set_aside IS NULL'),
    )
    op.drop_index('ix_seen_at', 'seen')
    op.create_index('ix_seen_team_at', 'seen', ['team', 'at'])
