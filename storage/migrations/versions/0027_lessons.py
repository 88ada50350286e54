"""What requests have taught the routing.

Nothing is learnt of the requests before it.

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op


revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'lessons',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('department', sa.Text(), nullable=True),
        sa.Column('request_type', sa.Text(), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('actor', sa.Text(), nullable=True),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('forgotten', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'number', name=op.f('pk_lessons')),
    )
    op.create_index('ix_lessons_team_at', 'lessons', ['team', 'at'])
