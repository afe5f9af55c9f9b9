"""The register of contractors 施工单位: trade, contract, open jobs and their age, evaluations (TKT-29)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.widgets import Static

from csconsole.codes import label
from csconsole.i18n import N_, _, named, ngettext
from csconsole.screens.contractor_form import ContractorForm
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.screens.records import open_record
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import due_sign, due_words, exact
from csconsole.widgets.tones import Piece, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.contractors import Ageing, ContractorRow, JobRow
    from csconsole.services.query import EntityFields, Page

SCORES: Final = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A contractor of the register with the age of its open jobs."""

    row: ContractorRow
    age: Ageing | None


class ContractorList(ListScreen[Entry]):
    """One row a contractor with the age of its open jobs; enter shows them."""

    CONTEXT = "contractors"
    TITLE_TEXT = N_("Contractors")
    WATCH = frozenset({"contractor", "contractor_job", "contractor_note"})
    PEEK = False
    COLUMNS = (
        Column("name", N_("contractor"), 14, flex=2, sort="name"),
        Column("trade", N_("trade"), 10, flex=1, sort="trade"),
        Column("until", N_("contract until"), 14, sort="until"),
        Column("open", N_("open jobs"), 9, align="right"),
        Column("oldest", N_("oldest"), 7, align="right"),
        Column("late", N_("overdue"), 7, align="right"),
        Column("chases", N_("chased"), 7, align="right", wide=90),
        Column("claims", N_("claims"), 7, align="right", wide=90),
        Column("score", N_("score"), 6, align="right"),
        Column("contact", N_("contact"), 12, flex=1, wide=110),
    )
    EMPTY = N_("No contractor is found. / changes the filter, n adds one.")

    def fetch(self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None) -> Page[Entry]:
        """A page of the register, and how old the open jobs are."""
        from csconsole.services.contractors import ageing_of_contractors, list_contractors
        from csconsole.services.query import Page

        page = list_contractors(ctx, filter=filter, sort=sort, limit=limit, after=after)
        ages = {age.contractor: age for age in ageing_of_contractors(ctx)}
        rows = tuple(Entry(row, ages.get(row.name)) for row in page.rows)
        return Page(rows, page.total, page.capped, page.next_after, page.partial)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.contractors.fields import CONTRACTORS

        return CONTRACTORS

    def row_of(self, item: Entry) -> TableRow:
        """One contractor."""
        return _row(item.row, item.age)

    def peek_of(self, item: Entry) -> Sequence[PeekLine]:
        """The contract and the contact."""
        row = item.row
        contact = "  ".join(part for part in (row.contact_name, row.phone) if part)
        jobs = "" if row.open_jobs else Toned(_("Nothing is open with this contractor."), "quiet")
        found = (row.contract, contact, row.warranty, jobs)
        return [Toned(row.name, "strong"), *(line for line in found if line)]

    def open_item(self, item: Entry) -> None:
        """Its open jobs."""
        self.app.push_screen(ContractorJobs(item.row))

    def copy_text(self, item: Entry) -> str:
        """The name."""
        return item.row.name

    def _show_page(self, page: PageLike[Entry]) -> None:
        super()._show_page(page)
        shown: list[Piece] = []
        if late := sum(one.age.late for one in page.rows if one.age is not None):
            shown.append(Toned("  " + ngettext("{n} job overdue", "{n} jobs overdue", late), "danger"))
        if over := sum(one.row.expired and one.row.active for one in page.rows):
            shown.append(Toned("  " + ngettext("{n} contract over", "{n} contracts over", over), "caution"))
        self.set_title(*shown)

    def do_contractor_new(self) -> None:
        """A form for a new one."""
        self.open_dialog(ContractorForm(), lambda _answer: self.load())

    def do_contractor_edit(self) -> None:
        """The form of this one."""
        if (entry := self.current) is not None:
            self.open_dialog(ContractorForm(entry.row), lambda _answer: self.load())

    def do_contractor_steps(self) -> None:
        """Evaluate this one: a score, then the words."""
        if self.current is None:
            return
        row = self.current.row
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


class ContractorJobs(ListScreen["JobRow"]):
    """What one contractor works on, the oldest first, below the register's entry; enter opens the ticket."""

    CONTEXT = "contractor_jobs"
    TITLE_TEXT = N_("Jobs of a contractor")
    WATCH = frozenset({"contractor", "contractor_job", "contractor_note", "ticket"})
    HOLDS = "records"
    PEEK = False
    COLUMNS = (
        Column("sign", "", 1),
        Column("number", N_("ticket"), 15),
        Column("days", N_("days"), 5, align="right", sort="created"),
        Column("what", N_("what"), 16, flex=3),
        Column("due", N_("due"), 16, sort="due"),
        Column("chases", N_("chased"), 7, align="right", sort="chases"),
        Column("claim", N_("claim"), 10, flex=1, wide=90),
        Column("follower", N_("follower"), 10, flex=1, wide=70),
    )
    EMPTY = N_("Nothing is open with this contractor.")
    DEFAULT_CSS = """
    ContractorJobs #head { height: auto; padding: 0 2; border-bottom: solid $rule; }
    """

    def __init__(self, row: ContractorRow) -> None:
        super().__init__()
        self.row = row

    def compose_above(self) -> ComposeResult:
        """The register's entry."""
        yield Static("", id="head", markup=False)

    def on_mount(self) -> None:
        """Say whose jobs they are."""
        self.set_title(self.row.name)

    def load(self) -> None:
        """The jobs, and the entry above them."""
        super().load()
        key = self.row.id

        def work(ctx: Context) -> ContractorRow:
            from csconsole.services.contractors import show_contractor

            return show_contractor(ctx, key)

        self.ask(work, self._show_head, group="head")

    def _show_head(self, row: ContractorRow) -> None:
        self.row = row
        self.query_one("#head", Static).update(say_lines(_head(row)))

    def fetch(self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None) -> Page[JobRow]:
        """A page of the open jobs."""
        from csconsole.services.contractors import open_jobs

        return open_jobs(ctx, contractor_id=self.row.id, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.contractors.fields import JOBS

        return JOBS

    def row_of(self, item: JobRow) -> TableRow:
        """One job."""
        now, zone = self.console.clock.now(), self.console.config.zone_info
        cells = (
            due_sign(item.due_at, now),
            item.number,
            str(item.days),
            item.text or item.title,
            due_words(item.due_at, now, zone) if item.due_at else "",
            str(item.chases),
            label("escalation_rung", item.claim_rung) if item.claim_rung else "",
            item.follower or "",
        )
        return TableRow(item.id, cells)

    def peek_of(self, item: JobRow) -> Sequence[PeekLine]:
        """What it is about, and when the contractor was last chased."""
        chased = exact(item.last_chased_at, self.console.config.zone_info)
        last = _("last chased {time}", time=chased) if item.last_chased_at else ""
        return [Toned(item.number, "strong"), item.text or item.title, Toned(last, "quiet")]

    def open_item(self, item: JobRow) -> None:
        """The ticket."""
        open_record(self.console, "ticket", item.number)


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
    until = _("until {day}", day=row.contract_until) if row.contract_until else ""
    contract = "  ".join(part for part in (label("contractor_trade", row.trade), row.contract, until) if part)
    lines: list[Piece | tuple[Piece, ...]] = [(Toned(row.name, "strong"), f"  {contract}", over)]
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
