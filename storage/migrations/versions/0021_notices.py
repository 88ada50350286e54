"""What each person is told: what the attention budget counts, and the digest merges.

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'notices',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('user', sa.Text(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('topic', sa.Text(), nullable=False),
        sa.Column('since', sa.BigInteger(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('reaches_at', sa.BigInteger(), nullable=False),
        sa.Column('merged', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('team', 'user', 'key', name='pk_notices'),
    )
    op.create_index('ix_notices_team_at', 'notices', ['team', 'at'])
    op.create_index(
        'ix_notices_counted',
        'notices',
        ['team', 'user', 'reaches_at'],
        sqlite_where=sa.text('merged IS NULL'),
        postgresql_where=sa.text('merged IS NULL'),
    )
    op.create_index(
        'ix_notices_merged',
        'notices',
        ['team', 'user', 'merged'],
        sqlite_where=sa.text('merged IS NOT NULL'),
        postgresql_where=sa.text('merged IS NOT NULL'),
    )
