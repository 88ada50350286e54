"""What each person chose: language, working hours, how much may reach them, how they are reached.

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'preferences',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('user', sa.Text(), nullable=False),
        sa.Column('language', sa.Text(), nullable=True),
        sa.Column('days', sa.JSON(), nullable=False),
        sa.Column('opens', sa.Text(), nullable=False),
        sa.Column('closes', sa.Text(), nullable=False),
        sa.Column('digest_at', sa.Text(), nullable=False),
        sa.Column('budget', sa.Integer(), nullable=True),
        sa.Column('unwanted', sa.JSON(), nullable=False),
        sa.Column('reach', sa.Text(), nullable=False),
        sa.Column('phone', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('team', 'user', name='pk_preferences'),
    )
