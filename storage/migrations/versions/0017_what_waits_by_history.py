"""What waits for its place is put before or after other events by history, not by clocks, which may differ.

What waits while this runs came before all that happens later.

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('unplaced', sa.Column('after_entry', sa.Integer(), nullable=False, server_default='0'))
