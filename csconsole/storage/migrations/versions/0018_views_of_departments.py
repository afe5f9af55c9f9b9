"""Views of a department; a person's open tickets by the clock that is up next."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_OPEN = "state NOT IN ('closed', 'cancelled', 'archived')"
_NEXT = (
    ("ix_ticket_open_handler", "handler_id", _OPEN),
    ("ix_ticket_open_owner", "first_owner_id", _OPEN),
    ("ix_ticket_second", "second_handler_id", "second_handler_id IS NOT NULL"),
)


def upgrade() -> None:
    """The department of a view, and the indexes of what each person has open."""
    # with the key in the same statement SQLite need not write the whole table anew
    op.execute("ALTER TABLE saved_view ADD COLUMN department_id INTEGER REFERENCES department (id)")
    op.create_index("ix_saved_view_department_id", "saved_view", ["department_id"])
    for name in ("ix_ticket_open_handler", "ix_ticket_open_owner", "ix_ticket_open_second"):
        op.drop_index(name, table_name="ticket")
    for name, column, condition in _NEXT:
        where = sa.text(condition)
        op.create_index(name, "ticket", [column, "next_due_at"], sqlite_where=where, postgresql_where=where)
