"""Pulse surveys: what is asked, the rounds, the sealed cells of those who are asked, and what was released.

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'pulses',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('pulse', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('owner', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('plan', sa.JSON(), nullable=False),
        sa.Column('made_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'pulse', name=op.f('pk_pulses')),
    )
    op.create_table(
        'pulse_rounds',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('round', sa.Text(), nullable=False),
        sa.Column('pulse', sa.Integer(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('opens_at', sa.BigInteger(), nullable=False),
        sa.Column('closes_at', sa.BigInteger(), nullable=False),
        sa.Column('questions', sa.JSON(), nullable=False),
        sa.Column('release_plan', sa.JSON(), nullable=False),
        sa.Column('key_check', sa.Text()),
        sa.Column('salt', sa.Text()),
        sa.Column('cell_bytes', sa.Integer(), nullable=False),
        sa.Column('invited', sa.Integer(), nullable=False),
        sa.Column('left_out', sa.Integer(), nullable=False),
        sa.Column('answered', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'round', name=op.f('pk_pulse_rounds')),
    )
    op.create_index(
        'ix_pulse_rounds_team_pulse_opens_at', 'pulse_rounds', ['team', 'pulse', 'opens_at']
    )
    op.create_index('ix_pulse_rounds_team_state', 'pulse_rounds', ['team', 'state'])
    op.create_table(
        'pulse_invited',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('round', sa.Text(), nullable=False),
        sa.Column('person', sa.Text(), nullable=False),
        sa.Column('groups', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'round', 'person', name=op.f('pk_pulse_invited')),
    )
    op.create_table(
        'pulse_cells',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('round', sa.Text(), nullable=False),
        sa.Column('slot', sa.LargeBinary(), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'round', 'slot', name=op.f('pk_pulse_cells')),
        sqlite_with_rowid=False,
    )
    op.create_table(
        'pulse_results',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('round', sa.Text(), nullable=False),
        sa.Column('group', sa.Text(), nullable=False),
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('n', sa.Integer(), nullable=False),
        sa.Column('histogram', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'round', 'group', 'question', name=op.f('pk_pulse_results')),
    )
    op.create_table(
        'pulse_comments',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('comment', sa.Text(), nullable=False),
        sa.Column('round', sa.Text(), nullable=False),
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'comment', name=op.f('pk_pulse_comments')),
    )
    op.create_index('ix_pulse_comments_team_round', 'pulse_comments', ['team', 'round'])
