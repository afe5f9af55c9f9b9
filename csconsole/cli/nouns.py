"""The nouns of the command line: where each lives and its one line of help. The names are a contract.

A noun's module is imported only when the noun is used, so that ``--help`` and completion stay quick.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from csconsole.i18n import N_


class Noun(NamedTuple):
    """One word after ``csconsole``: its module in ``csconsole.cli``, its help, and whether it has verbs."""

    module: str
    help: str
    verbs: bool = True


NOUNS: Final[dict[str, Noun]] = {
    "init": Noun("init", N_("Create the database and its first administrator."), verbs=False),
    "login": Noun("login", N_("Sign in; later commands act as you."), verbs=False),
    "logout": Noun("logout", N_("Sign out and forget the token."), verbs=False),
    "demo": Noun("demo", N_("Build a demo service centre and play one shift."), verbs=False),
    "doctor": Noun("doctor", N_("Check the terminal, the database and the settings."), verbs=False),
    "version": Noun("version", N_("Print the version of the program and its parts."), verbs=False),
    "batch": Noun("batch", N_("Run many commands, one a line, in one process."), verbs=False),
    "call": Noun("call", N_("Log, list and show calls and other contacts.")),
    "ticket": Noun("ticket", N_("Create tickets and move them through their life.")),
    "undo": Noun("undo", N_("Take back the last change that can be taken back."), verbs=False),
    "subtask": Noun("subtask", N_("Department sub-tasks, visits and appointments of tickets.")),
    "asset": Noun("asset", N_("Assets: file, checks, card, tickets about them.")),
    "repair": Noun("repair", N_("Repair types: questions, first-aid tips, equipment, warranty of parts.")),
    "contractor": Noun("contractor", N_("Contractors: register, jobs on tickets, ageing, seasons.")),
    "referral": Noun("referral", N_("Referrals of regulators and superior bodies.")),
    "incident": Noun("incident", N_("Emergency incidents: timeline, report upward, emergency plan.")),
    "dispute": Noun("dispute", N_("Disputes: parties, mediation log, outcome, litigation.")),
    "tariff": Noun("tariff", N_("The tariff of chargeable services.")),
    "complaint": Noun("complaint", N_("Take complaints through their six steps.")),
    "meeting": Noun("meeting", N_("Meetings, minutes and action items.")),
    "form": Noun("form", N_("Business forms: the compensation claim.")),
    "due": Noun("due", N_("Clocks of tickets: which run out, and their warnings.")),
    "escalation": Noun("escalation", N_("Matters reported upward: report, answer, tell the customer.")),
    "callback": Noun("callback", N_("Plan callbacks and record attempts.")),
    "promise": Noun("promise", N_("Promises: the ledger, and how each ended.")),
    "shift": Noun("shift", N_("Start and end a shift; see who is on duty.")),
    "handover": Noun("handover", N_("Prepare, sign and receive a handover.")),
    "notice": Noun("notice", N_("Notices: publish, list, read, end.")),
    "customer": Noun("customer", N_("Add, find, change and merge customers.")),
    "staff": Noun("staff", N_("Staff, their roles and passwords.")),
    "department": Noun("department", N_("Departments.")),
    "routing": Noun("routing", N_("The routing table: where tickets go.")),
    "category": Noun("category", N_("The category tree.")),
    "setting": Noun("setting", N_("Show and change settings.")),
    "pack": Noun("pack", N_("Packs: a trade's categories, departments, routing and scripts.")),
    "view": Noun("view", N_("Saved views of the ticket list: list, open, add, share, remove.")),
    "report": Noun("report", N_("Print a report, or the list of reports."), verbs=False),
    "import": Noun("imports", N_("Import files of telephone systems and tables.")),
    "export": Noun("export", N_("Export records to a file.")),
    "release": Noun("release", N_("Ask for the release of customers' data, and decide on it.")),
    "db": Noun("db", N_("Upgrade, back up, check and copy the database.")),
    "audit": Noun("audit", N_("Read and verify the audit log.")),
}
