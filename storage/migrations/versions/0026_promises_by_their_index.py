"""How well a department keeps its promises, and what of their waiting requesters could see, is read from the index alone.

Revision: 0026, after 0025
"""

from alembic import op


revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_promises_team_department_at', 'promises')
    op.create_index(
        'ix_promises_team_department_at',
        'promises',
        ['team', 'department', 'at', 'kept', 'waited', 'covered'],
    )
