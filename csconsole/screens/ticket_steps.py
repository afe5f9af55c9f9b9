"""Taking steps of tickets from the keyboard: what a step needs is asked in small dialogs, one after another.

The list, the page and the board share this: one ticket goes at once, several after a preview with counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from textual.screen import Screen

from csconsole.codes import entries, label
from csconsole.i18n import N_, _, listed, named, ngettext
from csconsole.models.lifecycle.complaint import STEP_OF
from csconsole.screens.dispatch_words import dispatch_title, person_note, target_options
from csconsole.screens.promise_settling import PromiseSettling
from csconsole.screens.step_choice import FOLDED, step_options, usual_step
from csconsole.screens.step_taking import ASKED_TIMES, CLOSES, Given, bulk_fields, run_step
from csconsole.screens.ticket_why import TicketWhy
from csconsole.text import literal_line
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import AskText, Choice, Confirm, Note, Option
from csconsole.widgets.table import PagedTable
from csconsole.widgets.typed_dialog import A_WORD

if TYPE_CHECKING:
    from csconsole.models.lifecycle import Step
    from csconsole.services.context import Context
    from csconsole.services.dispatch import DepartmentLoad, PersonLoad, Proposal
    from csconsole.services.tickets import BulkResult, TicketRow

    Targets: TypeAlias = tuple[Proposal, Sequence[DepartmentLoad], Sequence[PersonLoad]]

CODE_FIELDS: Final = {
    "park_reason": "park_reason",
    "aspect": "satisfaction_aspect",
    "satisfaction": "satisfaction",
    "level": "complaint_level",
    "cause": "complaint_cause",
    "no_show": "no_show",
}
"""Needed fields that are chosen from a code list."""
LONG_FIELDS: Final = frozenset({"work_result", "feedback", "answer", "unsolved"})
YES_NO: Final = frozenset({"customer_informed", "apologised"})
TIME_HELP: Final = {
    "review_at": N_("tomorrow 10:00, 30d; empty: as usual"),
    "at": N_("20m ago, today 14:05; empty: now"),
}
"""Times that need not be given."""
OWN_WORDS: Final = "*"
"""Stands in a choice for: I write it myself."""
PROMISED: Final = "promised"
"""Stands in the menu of steps for: how did what was promised end?"""
SAY: Final = {
    "accept": N_("{number}: accepted."),
    "dispatch": N_("{number}: dispatched to {who}."),
    "done": N_("{number}: done."),
    "note": N_("{number}: note written."),
    "reviewed": N_("{number}: reviewed today."),
}


class TicketSteps(PromiseSettling, TicketWhy):
    """Mixin of the screens that show tickets."""

    # ---- the actions

    def do_ticket_take(self) -> None:
        """Accept the ticket, or those that are marked."""
        self.act("accept", {})

    def do_ticket_dispatch(self) -> None:
        """Dispatch or reassign: the proposal first, then every department and person."""
        rows = self.chosen_tickets()
        if not rows:
            return

        def work(ctx: Context) -> Targets:
            from csconsole.services.dispatch import department_loads, person_loads, propose_target
            from csconsole.services.dispatch.assign import require_assigner

            require_assigner(ctx, rows[0].id)
            return propose_target(ctx, rows[0].id), department_loads(ctx), person_loads(ctx)

        self.ask(work, partial(self._choose_target, rows, None), group="targets")

    def _choose_target(self, rows: Sequence[TicketRow], due_at: datetime | None, found: Targets) -> None:
        """Every target; ``=`` first asks for a due time of its own (TKT-04)."""

        def picked(target: Mapping[str, Any] | str) -> None:
            if isinstance(target, str):
                self._ask_dispatch_due(rows, found)
            else:
                self._dispatch_to(rows, target if due_at is None else {**target, "due_at": due_at})

        title = dispatch_title(rows, due_at, self.console.config.zone_info)
        self.open_dialog(Choice(title, target_options(*found)), picked)

    def _ask_dispatch_due(
        self, rows: Sequence[TicketRow], found: Targets, refused: tuple[str, str] | None = None
    ) -> None:
        """Ask for the due time, then for the target again; ``refused``: what was typed and why not."""

        def typed(text: str) -> None:
            def work(ctx: Context) -> datetime:
                from csconsole.services.moments import read_moment

                return read_moment(ctx, text, field="due")

            self.ask(
                work,
                lambda due_at: self._choose_target(rows, due_at, found),
                group="targets",
                failed=lambda error: self._ask_dispatch_due(rows, found, (text, self.error_text(error))),
            )

        dialog = AskText(self._titled(label("field", "due")), about=A_WORD, body=_("today 15:00, +2h, 3wd"))
        self.open_dialog(dialog if refused is None else dialog.again(refused[0], "due", refused[1]), typed)

    def do_ticket_note(self) -> None:
        """Write one note on the ticket, or the same on those that are marked."""
        if self.chosen_tickets():
            self.collect(("note",), lambda given: self.act("note", given), about=self._about("note"))

    def do_ticket_review(self) -> None:
        """Record that the ticket, or those that are marked, were reviewed today (TKT-11)."""
        self.act("reviewed", {})

    def do_ticket_steps(self) -> None:
        """Every step with its key: what it needs, or why it is not possible."""
        rows = self.chosen_tickets()
        if not rows:
            return
        row = rows[0]

        def work(ctx: Context) -> tuple[Sequence[Step], int]:
            from csconsole.services.promises import promises_of
            from csconsole.services.tickets import possible_steps

            promised = promises_of(ctx, ticket_id=row.id, own=True)
            return possible_steps(ctx, row.id), len(promised) if len(rows) == 1 else 0

        def choose(found: tuple[Sequence[Step], int]) -> None:
            steps, promised = found
            title = (
                row.number
                if len(rows) == 1
                else ngettext("{n} marked ticket", "{n} marked tickets", len(rows))
            )
            state = row.stage_label or label("ticket_state", row.state)
            head = f"{title}  {state}"
            options, folded = step_options(steps)
            if promised:
                text = ngettext(
                    "{n} open promise: how did it end?", "{n} open promises: how did they end?", promised
                )
                options.append(Option("=", PROMISED, text))

            def picked(step: Any) -> None:
                if step == PROMISED:
                    self.ask_promises(row.id)
                elif step is None:
                    self.open_dialog(Note(head, [f"{one.label}  {one.why_not}" for one in folded]))
                else:
                    self._step_picked(step)

            self.open_dialog(
                Choice(head, options, keys_note=_steps_note(), start=usual_step(options)),
                lambda found: picked(found if found != FOLDED else None),
            )

        self.ask(work, choose, group="steps")

    # ---- asking for what a step needs

    def collect(
        self,
        needs: Sequence[str],
        then: Callable[[Given], None],
        given: Given | None = None,
        *,
        about: str,
    ) -> None:
        """Ask for each needed field; ``then`` gets all answers. Leaving a dialog gives the whole step up.
        ``about`` names the record and the step for the drafts of what is typed.
        """
        have = dict(given or {})
        rest = [name for name in needs if name not in have]
        if not rest:
            then(have)
            return
        name = rest[0]
        texts = [one for one in rest if _is_text(one, reasons=have.get("_reasons"))]
        if len(texts) > 1 and name == texts[0]:
            asked = [Asked(one, label("field", one), one in LONG_FIELDS) for one in texts]
            title = self._titled(listed(one.label for one in asked))
            self.open_dialog(
                AskFields(title, asked, about=about),
                lambda given: self.collect(needs, then, {**have, **given}, about=about),
            )
            return

        def answered(value: Any) -> None:
            if name == "reason" and value == OWN_WORDS:
                self.open_dialog(
                    AskText(self._titled(label("field", name)), about=f"{about} {name}"), answered
                )
                return
            self.collect(needs, then, {**have, name: value}, about=about)

        title = self._titled(label("field", name))
        self.open_dialog(_dialog_for(name, title, reasons=have.get("_reasons"), about=about), answered)

    def _titled(self, what: str) -> str:
        """What is asked for, after the number of the one ticket that it is about."""
        rows = self.chosen_tickets()
        return f"{rows[0].number}  {what}" if len(rows) == 1 else what

    def _about(self, action: str) -> str:
        return f"tickets {[row.id for row in self.chosen_tickets()]} {action}"

    def _step_picked(self, step: Step) -> None:
        """One step was picked."""
        if step.action in ("dispatch", "reassign"):
            self.do_ticket_dispatch()
            return
        row = self.chosen_tickets()[0]
        if row.kind == "complaint" and step.action in STEP_OF:
            from csconsole.screens.complaint_step import open_step_form

            open_step_form(self, row.id, step, lambda changed: self.step_formed(step.action, changed))
            return
        needs = list(step.needs)
        if step.action in ASKED_TIMES and ASKED_TIMES[step.action] not in needs:
            needs.append(ASKED_TIMES[step.action])
        start: Given = {"_reasons": "ticket_close_reason"} if step.action in CLOSES else {}
        self.collect(needs, lambda given: self.act(step.action, given), start, about=self._about(step.action))

    def _dispatch_to(self, rows: Sequence[TicketRow], target: Mapping[str, Any]) -> None:
        """Dispatch to one target; where two go together, ask for the second person (TKT-28)."""
        first = target.get("handler_id")
        if first is None or target.get("second_handler_id") is not None:
            self._dispatch_now(rows, target)
            return

        def work(ctx: Context) -> Sequence[PersonLoad]:
            from csconsole.services.dispatch import person_loads, propose_target

            return person_loads(ctx) if propose_target(ctx, rows[0].id).persons > 1 else ()

        def choose(people: Sequence[PersonLoad]) -> None:
            beside = [one for one in people if one.staff_id != first]
            if not beside:
                self._dispatch_now(rows, target)
                return
            values = [({**target, "second_handler_id": one.staff_id}, one.name) for one in beside]
            notes = [person_note(one) for one in beside]
            title = _("Two go together: who is the second?")
            self.open_dialog(
                Choice.numbered(title, values, notes), lambda both: self._dispatch_now(rows, both)
            )

        self.ask(work, choose, group="targets")

    def _dispatch_now(self, rows: Sequence[TicketRow], target: Mapping[str, Any]) -> None:
        needs = ["reason"] if any(row.state != "new" for row in rows) else []
        about = self._about("dispatch")
        self.collect(needs, lambda given: self.act("dispatch", {**given, **target}), about=about)

    # ---- doing it

    def act(self, action: str, given: Given) -> None:
        """Take ``action`` on the one ticket at once, on several after a preview."""
        rows = list(self.chosen_tickets())
        fields = {name: value for name, value in given.items() if not name.startswith("_")}
        if not rows:
            return
        if len(rows) > 1:
            self._preview_many({row.id: row.version for row in rows}, action, fields)
            return
        row = rows[0]

        def work(ctx: Context) -> tuple[TicketRow, str]:
            from csconsole.services.tickets import still_open

            changed = run_step(ctx, row, action, fields)
            if action == "dispatch":
                return changed, self._unseen(ctx, fields)
            return changed, still_open(ctx, row.id) if action == "done" else ""

        self.command(work, lambda found: self._step_done(action, *found))

    @staticmethod
    def _unseen(ctx: Context, target: Given) -> str:
        """The warning that nobody of the department, to which no person was named, sees it (TKT-02)."""
        from csconsole.services.dispatch import unstaffed_warning

        return "" if target.get("handler_id") else unstaffed_warning(ctx, target.get("department_id"))

    def _step_done(self, action: str, row: TicketRow, still: str) -> None:
        """Say that it is done, and what others still owe or nobody sees."""
        who = row.handlers or row.department or ""
        text = SAY.get(action)
        state = label("ticket_state", row.state)
        self.toast(_(text, number=row.number, who=who) if text else named(row.number, state))
        if still:
            self.toast(still, "warning")
        self.stepped(row)
        if action == "done":
            self.ask_promises(row.id, passing=True)

    def step_formed(self, action: str, row: TicketRow) -> None:
        """A step was taken in its form; with the end of the work it is asked what became of the promises."""
        self.stepped(row)
        if action == "finish":
            self.ask_promises(row.id, passing=True)

    def _preview_many(self, seen: Mapping[int, int], action: str, fields: Given) -> None:
        """Ask before ``action`` is done to these tickets, whose versions were ``seen``."""

        def work(ctx: Context) -> BulkResult:
            from csconsole.services.tickets import preview_bulk

            return preview_bulk(ctx, list(seen), action)

        def ask(preview: BulkResult) -> None:
            refused = [named(item.number, literal_line(item.why_not)) for item in preview.refused[:8]]
            effect = "\n".join((preview.summary(), *refused))
            question = ngettext(
                "{action}: {n} ticket?",
                "{action}: {n} tickets?",
                len(preview.done),
                action=label("ticket_action", action),
            )
            if preview.done:
                self.open_dialog(
                    Confirm(question, effect=effect, count=len(preview.done)),
                    lambda yes: self._apply_many(preview, seen, action, fields) if yes else None,
                )
            else:
                self.open_dialog(Note(question, effect.split("\n")))

        self.ask(work, ask, group="preview")

    def _apply_many(self, preview: BulkResult, seen: Mapping[int, int], action: str, fields: Given) -> None:
        ids = [item.id for item in preview.done]

        def work(ctx: Context) -> tuple[BulkResult, str]:
            from csconsole.services.tickets import apply_bulk

            result = apply_bulk(ctx, ids, action, versions=seen, **bulk_fields(ctx, action, fields))
            unseen = self._unseen(ctx, fields) if action == "dispatch" else ""
            return replace(result, refused=(*preview.refused, *result.refused)), unseen

        def show(found: tuple[BulkResult, str]) -> None:
            result, unseen = found
            if unseen:
                self.toast(unseen, "warning")
            self.toast(result.summary(), "warning" if result.refused or result.changed else "information")
            if result.changed:
                left = [literal_line(item.why_not) for item in result.changed]
                self.open_dialog(Note(_("Changed since they were shown"), left))
            for table in self.query(PagedTable):
                table.clear_marks()
            self.load()

        self.command(work, show)


def _steps_note() -> str:
    return _("press a key, or arrows and enter; grey ones say why not")


def _is_text(name: str, *, reasons: str | None) -> bool:
    """Whether a needed field is a text of the person's own."""
    return name not in CODE_FIELDS and name not in YES_NO and not (name == "reason" and reasons)


def _dialog_for(name: str, title: str, *, reasons: str | None, about: str) -> Screen[Any]:
    if name == "reason" and reasons:
        values = [(code.code, label(reasons, code.code)) for code in entries(reasons)]
        return Choice.numbered(title, [*values, (OWN_WORDS, _("in other words"))])
    if name in CODE_FIELDS:
        list_name = CODE_FIELDS[name]
        return Choice.numbered(
            title, [(code.code, label(list_name, code.code)) for code in entries(list_name)]
        )
    if name in YES_NO:
        return Choice(title, [Option("y", True, _("yes")), Option("n", False, _("no"))])
    help_ = _(TIME_HELP[name]) if name in TIME_HELP else ""
    return AskText(title, about=f"{about} {name}", body=help_, required=not help_, long=name in LONG_FIELDS)
