"""How often departments handed requests to each other, by month.

Revision: 0020, after 0019
"""

from alembic import op
import sqlalchemy as sa


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'hand_overs',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('month', sa.Text(), nullable=False),
        sa.Column('origin', sa.Text(), nullable=False),
        sa.Column('receiver', sa.Text(), nullable=False),
        sa.Column('handed_over', sa.Integer(), nullable=False),
        sa.Column('returned', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'month', 'origin', 'receiver'),
    )
