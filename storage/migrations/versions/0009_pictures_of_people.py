"""Where Slack keeps people's pictures.

Revision: 0009, after 0008
"""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('people', sa.Column('image', sa.Text(), nullable=True))
