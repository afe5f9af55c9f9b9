"""Clocks of what is owed within tickets, violations, forms."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

from csconsole.models.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Clocks of what is owed within tickets, violations, forms."""
    op.create_table(
        "form_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("form_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_record_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_record_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_record_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_record_form"), ["form"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_record_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "violation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=240), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=240), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("violation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_violation_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index("ix_violation_person", ["staff_id", "rule"], unique=False)
        batch_op.create_index(batch_op.f("ix_violation_ticket_id"), ["ticket_id"], unique=False)

    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verdict", sa.String(length=20), nullable=True))

    op.execute("UPDATE penalty_note SET text = text || ' ' || violation WHERE violation IS NOT NULL")
    with op.batch_alter_table("penalty_note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("violation_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_penalty_note_violation_id"), ["violation_id"], unique=False)
        batch_op.create_foreign_key("fk_penalty_note_violation_id", "violation", ["violation_id"], ["id"])
        batch_op.drop_column("violation")

    # added one by one: SQLite then need not copy what may be the largest table
    op.execute("ALTER TABLE ticket_clock ADD COLUMN item_id INTEGER NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE ticket_clock ADD COLUMN owner_id INTEGER REFERENCES staff (id)")
    op.execute("ALTER TABLE ticket_clock ADD COLUMN department_id INTEGER REFERENCES department (id)")
    op.drop_index("ux_ticket_clock", table_name="ticket_clock")
    op.create_index("ux_ticket_clock", "ticket_clock", ["ticket_id", "kind", "round", "item_id"], unique=True)
    open_items = sa.text("item_id <> 0 AND met_at IS NULL AND state IN ('running', 'late')")
    op.create_index(
        "ix_ticket_clock_item",
        "ticket_clock",
        ["due_at", "id"],
        sqlite_where=open_items,
        postgresql_where=open_items,
    )
    _give_clocks(op.get_bind())


_OWED = (
    (
        "acknowledge",
        "subtask",
        "created_at",
        "acknowledge_by",
        "staff_id",
        "department_id",
        "ended_at IS NULL AND state = 'requested' AND acknowledge_by IS NOT NULL",
    ),
    (
        "department",
        "subtask",
        "created_at",
        "due_at",
        "staff_id",
        "department_id",
        "ended_at IS NULL AND kind = 'department'",
    ),
    (
        "visit",
        "subtask",
        "created_at",
        "due_at",
        "COALESCE(staff_id, requester_id)",
        "NULL",
        "ended_at IS NULL AND kind <> 'department'",
    ),
    (
        "contractor",
        "contractor_job",
        "created_at",
        "due_at",
        "follower_id",
        "NULL",
        "ended_at IS NULL AND due_at IS NOT NULL",
    ),
    ("reply", "referral", "received_at", "reply_due_at", "NULL", "NULL", "replied_at IS NULL"),
    ("report", "incident", "happened_at", "report_due_at", "NULL", "NULL", "reported_at IS NULL"),
)
_CLOCK = sa.table(
    "ticket_clock",
    *(
        sa.column(name, UtcDateTime() if name.endswith("_at") else None)
        for name in (
            "created_at",
            "updated_at",
            "version",
            "ticket_id",
            "kind",
            "round",
            "item_id",
            "owner_id",
            "department_id",
            "state",
            "source",
            "started_at",
            "due_at",
            "used_seconds",
            "whole_seconds",
            "next_mark_at",
        )
    ),
    *(sa.column(name, sa.JSON()) for name in ("pauses", "calendars", "agreed", "plan", "marks")),
)


def _give_clocks(connection: sa.Connection) -> None:
    """What is owed already gets its clocks, so that it warns from now on."""
    for kind, table, start, due, owner, department, where in _OWED:
        query = sa.text(
            f"SELECT id, ticket_id, {start} AS start, {due} AS due, {owner} AS owner, {department} AS place "
            f"FROM {table} WHERE {where}"
        ).columns(start=UtcDateTime(), due=UtcDateTime())
        for found in connection.execute(query).all():
            whole = max(1, int((found.due - found.start).total_seconds()))
            plan = {
                str(percent): (found.start + timedelta(seconds=whole * percent // 100)).isoformat()
                for percent in (50, 75, 100)
            }
            connection.execute(
                _CLOCK.insert().values(
                    created_at=found.start,
                    updated_at=found.start,
                    version=1,
                    ticket_id=found.ticket_id,
                    kind=kind,
                    round=1,
                    item_id=found.id,
                    owner_id=found.owner,
                    department_id=found.place,
                    state="running",
                    source="setting",
                    started_at=found.start,
                    due_at=found.due,
                    used_seconds=0,
                    whole_seconds=whole,
                    pauses=[],
                    calendars=[[None, "office", "UTC"]],
                    agreed={"setting": {"until": found.due.isoformat()}},
                    plan=plan,
                    marks={},
                    next_mark_at=datetime.fromisoformat(plan["50"]),
                )
            )
