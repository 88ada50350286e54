"""When Slack last changed a person, and whether they are of the own team or enterprise.

Until the directory is read again, at the next start, everybody counts as before.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('people', sa.Column('updated', sa.BigInteger(), nullable=False, server_default='0'))
    op.add_column('people', sa.Column('own', sa.Boolean(), nullable=False, server_default=sa.true()))
