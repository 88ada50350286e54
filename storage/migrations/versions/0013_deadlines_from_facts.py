"""Deadlines are computed from the facts of a request, and what was promised of them is kept with it.

The facts are taken from history and from the timers that are set: no promise moves by the upgrade.

Revision: 0013, after 0012
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

# What opens a request to whoever may claim it; the reminder that it was not claimed is another event.
OPENS = ('asked', 'routed', 'handed_over', 'released', 'reopened')
REMINDS = 'unclaimed'
# By deadline, the column that says since when it runs.
SINCE = {
    'sort': 'created_at',
    'unclaimed': 'with_department_since',
    'silence': 'waiting_since',
    'close': 'resolved_at',
}


def upgrade() -> None:
    op.alter_column('requests', 'spoken_at', new_column_name='waiting_since')
    with op.batch_alter_table('requests', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('with_department_since', sa.BigInteger(), nullable=False, server_default='0')
        )
        batch_op.add_column(sa.Column('reminded_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('promised', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('facts', sa.JSON(), nullable=False, server_default='{}'))
    op.create_table(
        'derivations',
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('basis', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('team', 'name'),
    )
    _take_over_anchors()
    _take_over_promises()


def _take_over_anchors() -> None:
    latest = (
        "(SELECT max(history.at) FROM history WHERE history.team = requests.team"
        " AND history.subject = 'request/' || requests.number AND history.event IN ({events}))"
    )
    opened = latest.format(events=', '.join(f"'{event}'" for event in OPENS))
    reminded = latest.format(events=f"'{REMINDS}'")
    op.execute(f'UPDATE requests SET with_department_since = coalesce({opened}, created_at)')
    op.execute(
        f'UPDATE requests SET reminded_at = {reminded} '
        f"WHERE state = 'open' AND {reminded} >= with_department_since"
    )


def _take_over_promises() -> None:
    connection = op.get_bind()
    timers = connection.execute(
        sa.text("SELECT team, key, due_at FROM timers WHERE key LIKE 'request/%'")
    ).all()
    promised: dict[tuple[str, int], dict[str, int]] = {}
    for team, key, due_at in timers:
        parts = key.split('/')
        if len(parts) == 3 and parts[2] in SINCE:
            promised.setdefault((team, int(parts[1])), {})[parts[2]] = due_at
    for (team, number), due in promised.items():
        of_request = {'team': team, 'number': number}
        row = connection.execute(
            sa.text(
                f"SELECT department, {', '.join(SINCE.values())} FROM requests "
                'WHERE team = :team AND number = :number'
            ),
            of_request,
        ).first()
        if row is not None:
            department, *columns = row
            since = dict(zip(SINCE, columns, strict=True))
            kept = {
                name: [_iso(since[name]), department or '', _iso(at)]
                for name, at in due.items()
                if since[name]
            }
            connection.execute(
                sa.text(
                    'UPDATE requests SET promised = :promised WHERE team = :team AND number = :number'
                ).bindparams(sa.bindparam('promised', type_=sa.JSON())),
                of_request | {'promised': kept},
            )


def _iso(microseconds: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)).isoformat()
