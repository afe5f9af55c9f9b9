"""Mode 9: the parts of administration. What the role may not do stays in sight, with the reason."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult

from csconsole.codes import label
from csconsole.i18n import N_, _
from csconsole.screens.base import BaseScreen
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its key, its screen as ``module:Class``, what it is, the right to change and the one to
    see.
    """

    key: str
    screen: str
    label: str
    about: str
    changes: str = ""
    sees: str = ""


PARTS: Final = (
    Part(
        "assets",
        "assets:AssetList",
        N_("Assets"),
        N_("equipment: place, number, checks"),
        changes="ticket.dispatch",
        sees="record.view",
    ),
    Part(
        "contractors",
        "contractors:ContractorList",
        N_("Contractors"),
        N_("outside firms: contracts, jobs"),
        changes="ticket.dispatch",
        sees="record.view",
    ),
    Part(
        "staff",
        "admin_staff:StaffList",
        N_("Staff"),
        N_("numbers, roles, passwords"),
        changes="staff.manage",
    ),
    Part(
        "departments",
        "admin_departments:DepartmentList",
        N_("Departments"),
        N_("who answers for what"),
        changes="staff.manage",
    ),
    Part(
        "categories",
        "admin_categories:CategoryList",
        N_("Categories"),
        N_("what calls and tickets are about"),
        changes="setting.change",
    ),
    Part(
        "routing",
        "admin_routing:RoutingList",
        N_("Routing table"),
        N_("which team gets which ticket"),
        changes="setting.change",
    ),
    Part(
        "tariff",
        "admin_tariff:TariffList",
        N_("Tariff"),
        N_("prices of services, from when"),
        changes="setting.change",
    ),
    Part(
        "settings",
        "admin_settings:SettingList",
        N_("Settings"),
        N_("limits, retries, thresholds"),
        changes="setting.change",
    ),
    Part(
        "packs",
        "admin_packs:PackList",
        N_("Packs"),
        N_("what a trade brings with it"),
        changes="setting.change",
        sees="setting.change",
    ),
    Part(
        "audit",
        "admin_audit:AuditList",
        N_("Audit log"),
        N_("who did what and when"),
        sees="audit.view",
    ),
    Part(
        "database",
        "admin_database:DatabaseScreen",
        N_("Database and program"),
        N_("version, size, backups, damage"),
        changes="database.admin",
    ),
    Part(
        "papers",
        "paper_list:PaperList",
        N_("Business forms"),
        N_("claims: open, signed, paid"),
        changes="ticket.create",
        sees="record.view",
    ),
    Part(
        "meetings",
        "meetings:MeetingList",
        N_("Meetings"),
        N_("agenda, minutes, what was decided"),
        changes="meeting.record",
        sees="record.view",
    ),
    Part(
        "items",
        "meetings:ItemList",
        N_("Action items"),
        N_("decisions to carry out: who, when"),
        changes="meeting.record",
        sees="record.view",
    ),
    Part(
        "violations",
        "violations:ViolationList",
        N_("Violations"),
        N_("who broke which rule"),
        changes="complaint.confirm",
        sees="complaint.staff_view",
    ),
    Part(
        "releases",
        "admin_releases:ReleaseList",
        N_("Release requests"),
        N_("customers' data to be taken out"),
        changes="export.bulk",
        sees="export",
    ),
)


class Administration(BaseScreen[None]):
    """The list of parts; enter opens one."""

    CONTEXT = "administration"

    def compose_body(self) -> ComposeResult:
        """One row a part."""
        yield PagedTable(
            (
                Column("part", N_("part"), 20, zh=14),
                Column("about", N_("what it is"), 33, flex=1),
                Column("rights", N_("you may"), 22, flex=1),
            ),
            id="list",
        )

    def on_mount(self) -> None:
        """Begin on the first part."""
        self.query_one("#list", PagedTable).focus()

    def load(self) -> None:
        """Draw the parts as soon as it is known who is here."""
        self.console.when_signed_in(self._show)

    def _show(self) -> None:
        if self.is_attached:
            self.query_one("#list", PagedTable).show_page([self._row(part) for part in PARTS], more=False)

    def _row(self, part: Part) -> TableRow:
        if self.console.right_missing(part.sees):
            closed = _("needs: {right}", right=label("right", part.sees))
            return TableRow(
                part.key,
                (Toned(_(part.label), "quiet"), Toned(_(part.about), "quiet"), Toned(closed, "quiet")),
            )
        if self.console.right_missing(part.changes):
            allowed = Toned(_("look"), "quiet")
        else:
            allowed = Toned(_("look and change") if part.changes else _("look"), "done")
        return TableRow(part.key, (_(part.label), Toned(_(part.about), "quiet"), allowed))

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """Open the part, or say why not."""
        part = next(one for one in PARTS if one.key == event.row.key)
        if closed := self.console.right_missing(part.sees):
            self.toast(closed, "warning")
            return
        module, _colon, name = part.screen.partition(":")
        self.app.push_screen(getattr(importlib.import_module(f"csconsole.screens.{module}"), name)())


MODE_SCREEN = Administration
