"""Actions: what was decided about what people said, and what became of it.

Revision: 0033, after 0032
"""

import sqlalchemy as sa
from alembic import op


revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'actions',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('action', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('origin', sa.Text(), nullable=False),
        sa.Column('refers', sa.Text(), nullable=False),
        sa.Column('pulse', sa.Integer(), nullable=True),
        sa.Column('round', sa.Text(), nullable=True),
        sa.Column('question', sa.JSON(), nullable=True),
        sa.Column('channel', sa.Text(), nullable=True),
        sa.Column('person', sa.Text(), nullable=True),
        sa.Column('made_by', sa.Text(), nullable=False),
        sa.Column('made_at', sa.BigInteger(), nullable=False),
        sa.Column('owner', sa.Text(), nullable=False),
        sa.Column('due_on', sa.Text(), nullable=False),
        sa.Column('decision', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('turn', sa.Integer(), nullable=False),
        sa.Column('step', sa.Integer(), nullable=False),
        sa.Column('done_at', sa.BigInteger(), nullable=True),
        sa.Column('outcome', sa.Text(), nullable=False),
        sa.Column('checked', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('team', 'action', name=op.f('pk_actions')),
    )
    op.create_index('ix_actions_team_pulse', 'actions', ['team', 'pulse'], unique=False)
