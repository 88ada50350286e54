"""Who is in which user group: a row each, found by the person.

Revision: 0011, after 0010
"""

from itertools import islice

from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

AT_ONCE = 5_000


def upgrade() -> None:
    members = op.create_table(
        'group_members',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('user', sa.Text(), nullable=False),
        sa.Column('group', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'user', 'group', name=op.f('pk_group_members')),
    )
    connection = op.get_bind()
    groups = sa.table(
        'groups', sa.column('team', sa.Text), sa.column('group', sa.Text), sa.column('members', sa.JSON)
    )
    rows = (
        {'team': team, 'user': user, 'group': group}
        for team, group, users in connection.execute(sa.select(*groups.c)).all()
        for user in dict.fromkeys(users)
    )
    while some := list(islice(rows, AT_ONCE)):
        connection.execute(sa.insert(members), some)
    op.create_index('ix_group_members_team_group', 'group_members', ['team', 'group'])
    with op.batch_alter_table('groups', schema=None) as batch_op:
        batch_op.drop_column('members')
        batch_op.create_index('ix_groups_team_handle', ['team', 'handle'])
