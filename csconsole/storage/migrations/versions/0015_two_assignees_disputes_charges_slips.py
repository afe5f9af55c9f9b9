"""Two assignees, disputes and their time in court, tariff and charges, repair slips of the house."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_OPEN = "state NOT IN ('closed', 'cancelled', 'archived')"


def upgrade() -> None:
    """The tables, the columns of tickets, and which closing reasons rates may leave out."""
    _tables()
    for column in (
        sa.Column("charge_cents", sa.Integer(), nullable=True),
        sa.Column("paid", sa.Boolean(), nullable=True),
        sa.Column("litigation_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slip_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slip_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("ticket", column)
    for name in ("second_handler_id", "first_accepted_by_id"):
        # with the key in the same statement SQLite need not write the whole table anew
        op.execute(f"ALTER TABLE ticket ADD COLUMN {name} INTEGER REFERENCES staff (id)")
    for name, columns, condition in (
        (
            "ix_ticket_open_second",
            ["second_handler_id", "due_at"],
            f"{_OPEN} AND second_handler_id IS NOT NULL",
        ),
        ("ix_ticket_charged", ["paid", "id"], "charge_cents IS NOT NULL"),
        ("ix_ticket_slip", ["slip_due_at", "id"], "slip_due_at IS NOT NULL AND slip_at IS NULL"),
        ("ix_ticket_litigation", ["id"], "litigation_at IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "ticket", columns, sqlite_where=where, postgresql_where=where)
    op.execute(
        "UPDATE ticket SET excluded_reason = close_reason "
        "WHERE close_reason IN ('caused_by_customer', 'original_construction')"
    )
    op.execute("DELETE FROM daily_zone")


def _tables() -> None:
    op.create_table(
        "tariff",
        *_record(),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ux_tariff_code", "tariff", ["code", "valid_from"], unique=True)
    op.create_table(
        "ticket_charge",
        *_record(),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("tariff_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["tariff_id"], ["tariff.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    there = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_ticket_charge_ticket",
        "ticket_charge",
        ["ticket_id", "id"],
        sqlite_where=there,
        postgresql_where=there,
    )
    op.create_table(
        "dispute",
        *_record(),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("first_party", sa.String(length=120), nullable=False),
        sa.Column("first_contact", sa.String(length=120), nullable=True),
        sa.Column("second_party", sa.String(length=120), nullable=False),
        sa.Column("second_contact", sa.String(length=120), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("agreement", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("court", sa.String(length=240), nullable=True),
        sa.Column("court_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("court_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("court_result", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["settled_by_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ux_dispute_ticket", "dispute", ["ticket_id"], unique=True)
    op.create_index("ix_dispute_settled_by_id", "dispute", ["settled_by_id"])


def _record() -> tuple[sa.Column[Any], ...]:
    """What every table has."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
