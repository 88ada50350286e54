"""How long requests took, so that what is measured of a kind is one look.

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'taken',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('department', sa.Text(), nullable=False),
        sa.Column('request_type', sa.Text(), nullable=False),
        sa.Column('resolved_at', sa.BigInteger(), nullable=False),
        sa.Column('seconds', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'number', name=op.f('pk_taken')),
    )
    op.create_index(
        'ix_taken_kind',
        'taken',
        ['team', 'department', 'request_type', 'resolved_at', 'seconds'],
    )
