"""The field's own words, where columns still had others: event, party, routing reason, custody number.

Revision: 0010, after 0009
"""

from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

COLUMNS = (
    ('history', 'what', 'event'),
    ('entries', 'side', 'party'),
    ('requests', 'because', 'routing_reason'),
    ('requests', 'custody', 'custody_number'),
)


def upgrade() -> None:
    for table, old, new in COLUMNS:
        op.alter_column(table, old, new_column_name=new)
