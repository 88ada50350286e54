"""Who is away when, which requests went to somebody else meanwhile, and who takes whose week of duty.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'absences',
        sa.Column('id', SERIAL, autoincrement=True, nullable=False),
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('user', sa.Text(), nullable=False),
        sa.Column('begins_at', sa.BigInteger(), nullable=False),
        sa.Column('ends_at', sa.BigInteger(), nullable=False),
        sa.Column('cover', sa.Text()),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('set_by', sa.Text()),
        sa.Column('event', sa.Text()),
        sa.Column('begun', sa.Boolean(), nullable=False),
        sa.Column('over', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_absences')),
    )
    op.create_index('ix_absences_team_user_ends_at', 'absences', ['team', 'user', 'ends_at'])
    op.create_table(
        'covered',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('absence', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('to', sa.Text()),
        sa.PrimaryKeyConstraint('team', 'absence', 'number', name=op.f('pk_covered')),
    )
    op.create_table(
        'swaps',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('department', sa.Text(), nullable=False),
        sa.Column('week', sa.Text(), nullable=False),
        sa.Column('user', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'department', 'week', name=op.f('pk_swaps')),
    )
