"""Requests have a title, and lists show the urgent ones first.

Revision: 0007, after 0006
"""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

LISTS = {
    'ix_requests_live': 'department',
    'ix_requests_held': 'assignee',
    'ix_requests_mine_live': 'requester',
}


def upgrade() -> None:
    for index in LISTS:
        op.drop_index(index, table_name='requests')
    op.execute(
        "UPDATE requests SET urgency = CASE urgency WHEN 'high' THEN '0' WHEN 'low' THEN '2' ELSE '1' END"
    )
    with op.batch_alter_table('requests', schema=None) as batch_op:
        batch_op.add_column(sa.Column('title', sa.Text(), nullable=True))
        batch_op.alter_column(
            'urgency',
            existing_type=sa.Text(),
            type_=sa.SmallInteger(),
            existing_nullable=False,
            postgresql_using='urgency::smallint',
        )
    for index, column in LISTS.items():
        op.create_index(
            index,
            'requests',
            ['team', column, 'urgency', 'number'],
            sqlite_where=sa.text('live = 1'),
            postgresql_where=sa.text('live'),
        )
