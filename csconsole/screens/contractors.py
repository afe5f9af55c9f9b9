"""The register of contractors 施工单位: trade, contract, open jobs and their age, evaluations (TKT-29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.widgets import Static

from csconsole.codes import label
from csconsole.i18n import N_, _, named, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.screens.contractor_form import ContractorForm
from csconsole.screens.records import open_record
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import due_sign, due_words, exact
from csconsole.widgets.tones import Piece, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.contractors import Ageing, ContractorRow, JobRow
    from csconsole.services.query import Page

SCORES: Final = (5, 4, 3, 2, 1)
AT_MOST: Final = 500
"""So many open jobs of one contractor are shown, the oldest; more are counted."""


class ContractorList(BaseScreen[None]):
    """One row a contractor with the age of its open jobs; enter shows them."""

    CONTEXT = "contractors"
    TITLE_TEXT = N_("Contractors")
    WATCH = frozenset({"contractor", "contractor_job", "contractor_note"})

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[int, ContractorRow] = {}

    def compose_body(self) -> ComposeResult:
        """The register by trade and name."""
        yield PagedTable(
            (
                Column("name", N_("contractor"), 14, flex=2),
                Column("trade", N_("trade"), 10, flex=1),
                Column("until", N_("contract until"), 14),
                Column("open", N_("open jobs"), 9, align="right"),
                Column("oldest", N_("oldest"), 7, align="right"),
                Column("late", N_("overdue"), 7, align="right"),
                Column("chases", N_("chased"), 7, align="right", wide=90),
                Column("claims", N_("claims"), 7, align="right", wide=90),
                Column("score", N_("score"), 6, align="right"),
                Column("contact", N_("contact"), 12, flex=1, wide=110),
            ),
            id="list",
            empty=_("No contractor is in the register yet. n adds one."),
        )

    def on_mount(self) -> None:
        """Begin on the first one."""
        self.table.focus()

    @property
    def table(self) -> PagedTable:
        """The register."""
        return self.query_one("#list", PagedTable)

    def load(self) -> None:
        """The register, and how old the open jobs are."""

        def work(ctx: Context) -> tuple[tuple[ContractorRow, ...], tuple[Ageing, ...]]:
            from csconsole.services.contractors import ageing_of_contractors, list_contractors

            return list_contractors(ctx), ageing_of_contractors(ctx)

        self.ask(work, self._show)

    def _show(self, read: tuple[tuple[ContractorRow, ...], tuple[Ageing, ...]]) -> None:
        found, ages = read
        self._found = {row.id: row for row in found}
        by_name = {age.contractor: age for age in ages}
        self.table.show_page([_row(row, by_name.get(row.name)) for row in found])
        status: list[Piece] = [ngettext("{n} contractor", "{n} contractors", len(found))]
        if late := sum(age.late for age in ages):
            status.append(Toned("  " + ngettext("{n} job overdue", "{n} jobs overdue", late), "danger"))
        if over := sum(row.expired and row.active for row in found):
            status.append(Toned("  " + ngettext("{n} contract over", "{n} contracts over", over), "caution"))
        self.set_status(*status)

    @property
    def current(self) -> ContractorRow | None:
        """The contractor under the cursor."""
        row = self.table.cursor_row
        return self._found.get(int(str(row.key))) if row is not None else None

    def on_paged_table_opened(self, _event: PagedTable.Opened) -> None:
        """Its open jobs."""
        if (row := self.current) is not None:
            self.app.push_screen(ContractorJobs(row))

    def do_list_copy(self) -> None:
        """Copy the name."""
        if (row := self.current) is not None:
            self.copy(row.name)

    def do_contractor_new(self) -> None:
        """A form for a new one."""
        self.open_dialog(ContractorForm(), lambda _answer: self.load())

    def do_contractor_edit(self) -> None:
        """The form of this one."""
        if (row := self.current) is not None:
            self.open_dialog(ContractorForm(row), lambda _answer: self.load())

    def do_contractor_steps(self) -> None:
        """Evaluate this one: a score, then the words."""
        if (row := self.current) is None:
            return
        scores = [(score, f"{score}") for score in SCORES]
        title = _("Score of {name}: 5 is best", name=row.name)
        self.open_dialog(Choice.numbered(title, scores), lambda score: self._ask_words(row, int(score)))

    def _ask_words(self, row: ContractorRow, score: int) -> None:
        asked = [Asked("note", label("field", "note"), True)]
        self.open_dialog(
            AskFields(named(row.name, score), asked, about=f"contractor {row.id} score"),
            lambda given: self._evaluate(row, score, given["note"]),
        )

    def _evaluate(self, row: ContractorRow, score: int, text: str) -> None:
        def work(ctx: Context) -> ContractorRow:
            from csconsole.services.contractors import evaluate_contractor

            return evaluate_contractor(ctx, row.id, score=score, text=text)

        self.command(work, lambda _row: self.load())


class ContractorJobs(BaseScreen[None]):
    """What one contractor works on, the oldest first, below the register's entry; enter opens the ticket."""

    CONTEXT = "contractor_jobs"
    TITLE_TEXT = N_("Jobs of a contractor")
    WATCH = frozenset({"contractor", "contractor_job", "contractor_note", "ticket"})
    DEFAULT_CSS = """
    ContractorJobs #head { height: auto; padding: 0 2; border-bottom: solid $rule; }
    """

    def __init__(self, row: ContractorRow) -> None:
        super().__init__()
        self.row = row

    def compose_body(self) -> ComposeResult:
        """The register's entry, then the jobs."""
        yield Static("", id="head", markup=False)
        yield PagedTable(
            (
                Column("sign", "", 1),
                Column("number", N_("ticket"), 15),
                Column("days", N_("days"), 5, align="right"),
                Column("what", N_("what"), 16, flex=3),
                Column("due", N_("due"), 16),
                Column("chases", N_("chased"), 7, align="right"),
                Column("claim", N_("claim"), 10, flex=1, wide=90),
                Column("follower", N_("follower"), 10, flex=1, wide=70),
            ),
            id="list",
            empty=_("Nothing is open with this contractor."),
        )

    def on_mount(self) -> None:
        """Begin on the oldest job."""
        self.set_title(self.row.name)
        self.table.focus()

    @property
    def table(self) -> PagedTable:
        """The jobs."""
        return self.query_one("#list", PagedTable)

    def load(self) -> None:
        """The entry and the open jobs."""
        key = self.row.id

        def work(ctx: Context) -> tuple[ContractorRow, Page[JobRow]]:
            from csconsole.services.contractors import open_jobs, show_contractor

            return show_contractor(ctx, key), open_jobs(ctx, contractor_id=key, limit=AT_MOST)

        self.ask(work, self._show)

    def _show(self, read: tuple[ContractorRow, Page[JobRow]]) -> None:
        self.row, page = read
        jobs = page.rows
        self.query_one("#head", Static).update(say_lines(_head(self.row)))
        now, zone = self.console.clock.now(), self.console.config.zone_info
        self.table.show_page(
            [
                TableRow(
                    f"{job.id} {job.number}",
                    (
                        due_sign(job.due_at, now),
                        job.number,
                        str(job.days),
                        job.text or job.title,
                        due_words(job.due_at, now, zone) if job.due_at else "",
                        str(job.chases),
                        label("escalation_rung", job.claim_rung) if job.claim_rung else "",
                        job.follower or "",
                    ),
                )
                for job in jobs
            ]
        )
        lines: list[Piece] = [_("{n} open", n=page.count_text())]
        if last := max((job.last_chased_at for job in jobs if job.last_chased_at), default=None):
            lines.append(Toned("  " + _("last chased {time}", time=exact(last, zone)), "quiet"))
        self.set_status(*lines)

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """The ticket."""
        open_record(self.console, "ticket", str(event.row.key).partition(" ")[2])


def _row(row: ContractorRow, age: Ageing | None) -> TableRow:
    until = f"{row.contract_until}" if row.contract_until else ""
    return TableRow(
        row.id,
        (
            row.name if row.active else Toned(_("{name} (not active)", name=row.name), "quiet"),
            label("contractor_trade", row.trade),
            Toned(until, "danger" if row.expired else ""),
            str(row.open_jobs),
            _("{n} d", n=age.oldest_days) if age else "",
            Toned(str(age.late) if age and age.late else "", "danger"),
            str(age.chases) if age else "",
            str(age.claims) if age and age.claims else "",
            f"{row.score:.1f}" if row.score is not None else "",
            row.contact_name or "",
        ),
    )


def _head(row: ContractorRow) -> list[Piece | tuple[Piece, ...]]:
    """What the register says, and the last evaluations."""
    over = Toned("  " + _("contract over"), "danger") if row.expired else ""
    until = str(row.contract_until or "")
    lines: list[Piece | tuple[Piece, ...]] = [
        (
            Toned(label("contractor_trade", row.trade), "strong"),
            f"  {row.contract or ''} {until}".rstrip(),
            over,
        )
    ]
    contact = " ".join(part for part in (row.contact_name, row.phone) if part)
    if contact:
        lines.append((Toned(_("contact") + "  ", "quiet"), contact))
    if row.warranty:
        lines.append((Toned(_("warranty") + "  ", "quiet"), row.warranty))
    lines += [
        (Toned(f"{note.score}  ", "strong"), note.text, Toned(f"  {note.by or ''}", "quiet"))
        for note in row.evaluations[-3:]
    ]
    return lines
