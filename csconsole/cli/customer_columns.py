"""What ``csconsole customer`` prints: a file in a list and whole, those found, what happened with one."""

from __future__ import annotations

from typing import Any

from csconsole.cli.output import Column
from csconsole.i18n import N_

CUSTOMERS: tuple[Column[Any], ...] = (
    Column("id", N_("Key"), right=True),
    Column("code", N_("Customer number")),
    Column("name", N_("Name"), width=20),
    Column("kind", N_("Kind"), codes="customer_kind", table=False),
    Column("tier", N_("Tier"), codes="customer_tier"),
    Column("role", N_("Role"), codes="customer_role"),
    Column("unit", N_("Unit no.")),
    Column("phone", N_("Phone"), about=N_("masked unless you may see it")),
    Column("organisation", N_("Organisation"), width=20),
    Column("address", N_("Address"), table=False),
    Column("zone", N_("Zone"), table=False),
    Column("stage", N_("Stage"), codes="customer_stage", table=False),
    Column("language", N_("Language"), table=False),
    Column("tags", N_("Tags"), table=False),
    Column("owner", N_("Owner")),
    Column("warning", N_("Warning"), width=20),
    Column("warning_until", N_("Warning until"), table=False),
    Column("do_not_call", N_("Do not call"), table=False),
    Column("preferred_time", N_("Preferred time"), table=False),
    Column("handed_over_on", N_("Handover date"), table=False),
    Column("birthday", N_("Birthday"), table=False),
    Column("remark", N_("Remark"), table=False),
    Column("taboos", N_("Taboos"), table=False, about=N_("null for those who may not see them")),
    Column("verified_at", N_("Verified"), table=False),
    Column("merged_into_id", N_("Merged into"), table=False),
    Column("created_at", N_("Created"), table=False),
    Column("updated_at", N_("Updated"), table=False),
    Column("version", N_("Version"), table=False),
)
CUSTOMER: tuple[Column[Any], ...] = (
    *(
        Column(column.name, column.title, codes=column.codes, about=column.about)
        for column in CUSTOMERS
        if column.name != "phone"
    ),
    Column(
        "phones", N_("Phones"), lambda row: [phone.shown for phone in row.phones if phone.ended_at is None]
    ),
    Column(
        "old_phones",
        N_("Former phones"),
        lambda row: [phone.shown for phone in row.phones if phone.ended_at is not None],
    ),
    Column("contacts", N_("Contact persons")),
    Column("custom", N_("Own fields"), table=False),
)
MATCHES: tuple[Column[Any], ...] = (
    Column("id", N_("Key"), right=True),
    Column("name", N_("Name"), width=20),
    Column("how", N_("Found by"), codes="match_kind"),
    Column("tier", N_("Tier"), codes="customer_tier"),
    Column("role", N_("Role"), codes="customer_role"),
    Column("unit", N_("Unit no.")),
    Column("phone", N_("Phone"), about=N_("masked unless you may see it")),
    Column("contact_name", N_("Contact person")),
    Column("open_tickets", N_("Open tickets"), right=True),
    Column("warning", N_("Warning"), width=20),
    Column("do_not_call", N_("Do not call"), table=False),
    Column("organisation", N_("Organisation"), table=False),
    Column("code", N_("Customer number"), table=False),
)
TIMELINE: tuple[Column[Any], ...] = (
    Column("at", N_("Time")),
    Column("kind", N_("Kind"), codes="day_entry"),
    Column("number", N_("Number")),
    Column("text", N_("Text"), width=48),
    Column("state", N_("State")),
    Column("who", N_("Who")),
    Column("due_at", N_("Due")),
    Column("id", N_("Key"), table=False),
)
