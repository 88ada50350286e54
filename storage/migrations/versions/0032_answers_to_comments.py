"""Pulse surveys: to whom a comment is said, by what its author finds it again, and what was said to it.

Revision: 0032, after 0031
"""

import sqlalchemy as sa
from alembic import op


revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'pulse_comments', sa.Column('group', sa.Text(), nullable=False, server_default='')
    )
    op.add_column('pulse_comments', sa.Column('tag', sa.Text(), nullable=True))
    op.add_column('pulse_comments', sa.Column('request', sa.Integer(), nullable=True))
    op.create_table(
        'pulse_lines',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('comment', sa.Text(), nullable=False),
        sa.Column('nonce', sa.Text(), nullable=False),
        sa.Column('seq', sa.Integer(), nullable=False),
        sa.Column('side', sa.Text(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'comment', 'nonce', name=op.f('pk_pulse_lines')),
        sqlite_with_rowid=False,
    )
