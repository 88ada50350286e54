"""What is held for a later moment is not pending. What waits a moment for its order has a column of its own.

Revision: 0014, after 0013
"""

from alembic import op
import sqlalchemy as sa


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('messages', sa.Column('waits_until', sa.BigInteger(), nullable=True))
    op.execute(
        'UPDATE messages SET waits_until = not_before, not_before = NULL '
        'WHERE pending AND sort IS NOT NULL AND not_before IS NOT NULL'
    )
    op.execute('UPDATE messages SET not_before = NULL WHERE NOT pending AND not_before IS NOT NULL')
    op.execute('UPDATE messages SET pending = false WHERE not_before IS NOT NULL')
    op.create_index(
        'ix_messages_held',
        'messages',
        ['team', 'not_before'],
        sqlite_where=sa.text('not_before IS NOT NULL'),
        postgresql_where=sa.text('not_before IS NOT NULL'),
    )
