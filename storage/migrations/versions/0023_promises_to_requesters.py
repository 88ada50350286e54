"""What became of promises to requesters is kept, and the deadline of silence is called the next update.

No promise moves by the upgrade.

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'promises',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('department', sa.Text(), nullable=True),
        sa.Column('user', sa.Text(), nullable=True),
        sa.Column('due_at', sa.BigInteger(), nullable=True),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('kept', sa.Boolean(), nullable=True),
        sa.Column('waited', sa.BigInteger(), nullable=False),
        sa.Column('covered', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_promises')),
    )
    for column in ('department', 'user'):
        op.create_index(f'ix_promises_team_{column}_at', 'promises', ['team', column, 'at', 'kept'])
    op.create_index('ix_promises_team_at', 'promises', ['team', 'at'])
    op.execute(
        "UPDATE timers SET key = replace(key, '/silence', '/next_update') "
        "WHERE key LIKE 'request/%/silence'"
    )
    _rename_promised()


def _rename_promised() -> None:
    connection = op.get_bind()
    kept = sa.table(
        'requests',
        sa.column('team', sa.Text),
        sa.column('number', sa.Integer),
        sa.column('live', sa.Boolean),
        sa.column('promised', sa.JSON),
    )
    found = connection.execute(
        sa.select(kept.c.team, kept.c.number, kept.c.promised).where(kept.c.live)
    ).all()
    for team, number, promised in found:
        if 'silence' in promised:
            renamed = {
                'next_update' if name == 'silence' else name: it for name, it in promised.items()
            }
            connection.execute(
                sa.update(kept)
                .where(kept.c.team == team, kept.c.number == number)
                .values(promised=renamed)
            )
