"""The file that a part of a message is, as soon as Slack has its bytes.

Revision: 0015, after 0014
"""

from alembic import op
import sqlalchemy as sa


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('file', sa.Text(), nullable=True))
