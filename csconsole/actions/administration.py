"""Actions of administration: staff, departments, categories, settings, audit log, database."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("administration", N_("Administration"), includes=("rows",)),
    Context("staff", N_("Staff"), includes=("list",)),
    Context("departments", N_("Departments"), includes=("list",)),
    Context("categories", N_("Categories"), includes=("list",)),
    Context("routing", N_("Routing table"), includes=("list",)),
    Context("tariff", N_("Tariff"), includes=("list",)),
    Context("settings", N_("Settings"), includes=("list",)),
    Context("packs", N_("Packs"), includes=("list",)),
    Context("audit", N_("Audit log"), includes=("list",)),
    Context("releases", N_("Release requests"), includes=("list",)),
    Context("database", N_("Database and program"), includes=("rows",)),
    Context("administration_form", N_("Administration forms"), includes=("form",)),
)


def _verbs(context: str, noun: str, right: str, new: str, edit: str, steps: str = "") -> tuple[Action, ...]:
    """New, edit and, where there are more, the menu of steps of one list."""
    found = [
        Action(f"{noun}.new", ("n",), new, "admin", (context,), short=N_("new"), footer=3, right=right),
        Action(f"{noun}.edit", ("e",), edit, "admin", (context,), short=N_("edit"), footer=4, right=right),
    ]
    if steps:
        found.append(Action(f"{noun}.steps", ("o",), steps, "admin", (context,), short=N_("steps"), footer=5))
    return tuple(found)


ACTIONS: Final = (
    *_verbs(
        "staff",
        "staff",
        "staff.manage",
        N_("Add a staff member"),
        N_("Change the staff member's data"),
        N_("Roles, password, disable: every step, with the reason where one is not possible"),
    ),
    *_verbs("departments", "department", "staff.manage", N_("Add a department"), N_("Change the department")),
    *_verbs("categories", "category", "setting.change", N_("Add a category"), N_("Change the category")),
    *_verbs("routing", "routing", "setting.change", N_("Add a line"), N_("Change the line")),
    *_verbs("tariff", "tariff", "setting.change", N_("Add a service"), N_("Set the next price")),
    Action(
        "setting.edit",
        ("e",),
        N_("Change the setting"),
        "admin",
        ("settings",),
        short=N_("edit"),
        footer=3,
        right="setting.change",
    ),
    Action(
        "setting.steps",
        ("o",),
        N_("Change the setting or give it its default again"),
        "admin",
        ("settings",),
        short=N_("steps"),
        footer=4,
    ),
    Action(
        "pack.new",
        ("n",),
        N_("Install the pack"),
        "admin",
        ("packs",),
        short=N_("install"),
        footer=3,
        right="setting.change",
    ),
    Action(
        "audit.steps",
        ("o",),
        N_("Verify that the audit log is whole"),
        "admin",
        ("audit",),
        short=N_("verify"),
        footer=3,
        right="audit.view",
    ),
    Action(
        "release.steps",
        ("o",),
        N_("Approve or refuse the request"),
        "admin",
        ("releases",),
        short=N_("decide"),
        footer=3,
        right="export.bulk",
    ),
    Action(
        "database.steps",
        ("o",),
        N_("Check or back up the database"),
        "admin",
        ("database",),
        short=N_("steps"),
        footer=3,
    ),
)
