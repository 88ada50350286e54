"""The field's own words: requester, resolution, cancelled, notice, transcript.

Revision: 0002, after 0001
"""

from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

KEYS = (
    ('/told/asker/', '/notice/requester/'),
    ('/told/department/', '/notice/department/'),
    ('/story/', '/transcript/'),
)


def upgrade() -> None:
    op.alter_column('requests', 'solution', new_column_name='resolution')
    op.execute("UPDATE requests SET state = 'cancelled' WHERE state = 'withdrawn'")
    op.execute("UPDATE history SET what = 'cancelled' WHERE what = 'withdrawn'")
    op.execute("UPDATE entries SET side = 'requester' WHERE side = 'asker'")
    for old, new in KEYS:
        op.execute(
            f"UPDATE messages SET key = replace(key, '{old}', '{new}') WHERE key LIKE 'request/%{old}%'"
        )
