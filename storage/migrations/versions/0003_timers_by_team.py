"""A clock asks for the timers of its own team.

Revision: 0003, after 0002
"""

from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_timers_due_at', table_name='timers')
    op.create_index('ix_timers_team_due_at', 'timers', ['team', 'due_at'])
