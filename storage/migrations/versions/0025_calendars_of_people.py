"""The calendars from which people's absences are read.

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'feeds',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('user', sa.Text(), nullable=False),
        sa.Column('url', sa.Text(), nullable=False),
        sa.Column('read_at', sa.BigInteger()),
        sa.Column('trouble', sa.Text()),
        sa.Column('failed', sa.Integer(), nullable=False, server_default='0'),
        sa.PrimaryKeyConstraint('team', 'user', name=op.f('pk_feeds')),
    )
    with op.batch_alter_table('absences', schema=None) as batch_op:
        batch_op.alter_column('event', new_column_name='origin')
