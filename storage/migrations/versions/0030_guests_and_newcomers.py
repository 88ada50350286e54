"""Who is a guest, and when somebody joined.

Revision: 0030, after 0029
"""

from alembic import op
import sqlalchemy as sa


revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('people', sa.Column('guest', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('people', sa.Column('joined_at', sa.BigInteger(), nullable=True))
