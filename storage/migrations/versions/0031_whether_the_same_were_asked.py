"""Whether the same people were asked.

Revision: 0031, after 0030
"""

from alembic import op
import sqlalchemy as sa


revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('pulse_rounds', sa.Column('roster', sa.Text(), nullable=True))
