"""Named pulse surveys: who said what, for a time.

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op


revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'pulse_named',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('round', sa.Text(), nullable=False),
        sa.Column('person', sa.Text(), nullable=False),
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('comment', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            'team', 'round', 'person', 'question', name=op.f('pk_pulse_named')
        ),
    )
