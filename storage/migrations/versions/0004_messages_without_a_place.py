"""Messages whose place is not known yet, and which version of a message an entry is.

Revision: 0004, after 0003
"""

from alembic import op
import sqlalchemy as sa
import storage.schema


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('unplaced',
    sa.Column('team', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('ts', sa.Text(), nullable=False),
    sa.Column('thread_ts', sa.Text(), nullable=True),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('mentions', sa.Boolean(), nullable=False),
    sa.Column('begun_by_us', sa.Boolean(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.Column('event_ts', sa.Text(), nullable=False),
    sa.Column('arrived', sa.Boolean(), nullable=False),
    sa.Column('at', storage.schema.Moment(), nullable=False),
    sa.PrimaryKeyConstraint('team', 'channel', 'ts', name=op.f('pk_unplaced'))
    )
    with op.batch_alter_table('unplaced', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unplaced_at'), ['at'], unique=False)

    op.add_column('entries', sa.Column('event_ts', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.drop_column('event_ts')
    op.drop_table('unplaced')
