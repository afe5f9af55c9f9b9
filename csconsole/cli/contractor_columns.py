"""The columns of contractors, of their jobs and ageing, and of the seasons."""

from __future__ import annotations

from typing import Any

from csconsole.cli.output import Column
from csconsole.i18n import N_

CONTRACTORS: tuple[Column[Any], ...] = (
    Column("id", N_("Key")),
    Column("name", N_("Name"), width=24),
    Column("trade", N_("Trade"), codes="contractor_trade"),
    Column("active", N_("Active")),
    Column("contract", N_("Contract")),
    Column("contract_until", N_("Contract until")),
    Column("expired", N_("Contract over"), table=False),
    Column("open_jobs", N_("Open jobs"), right=True),
    Column("score", N_("Score"), right=True),
    Column("warranty", N_("Warranty agreement"), table=False),
    Column("contact_name", N_("Contact"), table=False),
    Column("phone", N_("Phone"), table=False),
    Column("evaluations", N_("Evaluations"), table=False),
    Column("version", N_("Version"), table=False),
)
JOBS: tuple[Column[Any], ...] = (
    Column("id", N_("Key")),
    Column("number", N_("Ticket")),
    Column("contractor", N_("Contractor"), width=20),
    Column("text", N_("What"), width=28),
    Column("follower", N_("Followed by")),
    Column("days", N_("Days"), right=True),
    Column("due_at", N_("Due")),
    Column("late", N_("Overdue")),
    Column("chases", N_("Chased"), right=True),
    Column("claim_rung", N_("Claim at"), codes="escalation_rung"),
    Column("one_off", N_("One-off"), table=False),
    Column("since", N_("Since"), table=False),
    Column("last_chased_at", N_("Last chased"), table=False),
    Column("result", N_("Result"), table=False),
    Column("ended_at", N_("Ended"), table=False),
    Column("notes", N_("Notes"), table=False),
    Column("version", N_("Version"), table=False),
)
AGEING: tuple[Column[Any], ...] = (
    Column("contractor", N_("Contractor"), width=24),
    Column("trade", N_("Trade"), codes="contractor_trade"),
    Column("open", N_("Open"), right=True),
    Column("week", N_("To 7 days"), right=True),
    Column("month", N_("To 30 days"), right=True),
    Column("older", N_("Older"), right=True),
    Column("oldest_days", N_("Oldest, days"), right=True),
    Column("late", N_("Overdue"), right=True),
    Column("chases", N_("Chased"), right=True),
    Column("claims", N_("Claims"), right=True),
)
SEASONS: tuple[Column[Any], ...] = (
    Column("season", N_("Season")),
    Column("until", N_("Until")),
    Column("trade", N_("Trade"), codes="contractor_trade"),
    Column("firms", N_("Active"), right=True),
    Column("needed", N_("Needed"), right=True),
    Column("short", N_("Too few")),
)
