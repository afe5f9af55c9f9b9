"""What a person does with a handover by single keys: decide, answer, write, sign, print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csconsole.codes import codes, label
from csconsole.i18n import _, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import AskText, Choice, Confirm, Option

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.handover import HandoverRecord, ItemRow

READ_BACK = 10
"""How many items are named where the incoming side reads back."""
SIGNED = ("signed_out", "received", "closed", "purgeable")
RECEIVED = ("received", "closed", "purgeable")


def verbs_now(record: HandoverRecord | None, *, mine: bool) -> tuple[str, ...]:
    """The verbs that the footer names: what this side does next with a handover in this state."""
    if record is None:
        return ("new", "view")
    row = record.row
    if row.state in RECEIVED or (mine and row.state in SIGNED):
        return ("note", "slip", "view", "new")
    if not mine:
        return ("sign", "accept", "query", "refuse", "steps")
    answer = ("query",) if row.queries else ()
    empty = ("none",) if record.missing else ()
    return ("sign", "pass", "keep", *answer, "note", *empty, "new")


class HandoverSteps(BaseScreen[None]):
    """The keys of a handover; the screen says which record and which items they act on."""

    record: HandoverRecord | None = None

    def show_record(self, record: HandoverRecord | None) -> None:
        """Keep what became of it; the screen also draws it."""
        self.record = record

    def chosen_positions(self) -> list[int]:
        """The marked items, or the one under the cursor."""
        return []

    def decided(self) -> None:
        """Items were decided: go on to the next one."""

    @property
    def section(self) -> str:
        """The section that is shown, ``all`` for every item."""
        return "all"

    # ---- items

    def do_handover_pass(self) -> None:
        """Passed to the next shift."""
        self._decide("pass")

    def do_handover_keep(self) -> None:
        """Kept by the outgoing side."""
        self._decide("keep")

    def do_handover_accept(self) -> None:
        """Accepted by the incoming side."""
        self._on_items(lambda ref, items: self._answer(ref, items, "accept"))

    def do_handover_query(self) -> None:
        """A question of the incoming side; the outgoing side answers it."""
        self._on_items(self._query)

    def do_handover_refuse(self) -> None:
        """Refused by the incoming side, with the reason."""

        def ask(ref: str, items: list[int]) -> None:
            self.open_dialog(
                AskText(_("Why is it refused?")), lambda text: self._answer(ref, items, "refuse", text)
            )

        self._on_items(ask)

    def do_handover_edit(self) -> None:
        """What comes next with the item, or how pressing it is."""

        def ask(ref: str, items: list[int]) -> None:
            options = [
                Option("n", "next_action", label("field", "next_action")),
                Option("i", "if_then", label("field", "if_then")),
                Option("v", "severity", label("field", "severity")),
            ]
            self.open_dialog(Choice(_("Change what?"), options), partial(self._edit, ref, items))

        self._on_items(ask)

    def _edit(self, ref: str, items: list[int], name: str) -> None:
        def keep(value: str) -> None:
            self._run(lambda ctx, svc: svc.decide_items(ctx, ref, items, **{name: value}))

        if name == "severity":
            severities = [(code, label("item_severity", code)) for code in codes("item_severity")]
            self.open_dialog(Choice.numbered(label("field", name), severities), keep)
            return
        item = self._item(items[0])
        before = "" if item is None else item.next_action if name == "next_action" else item.if_then
        self.open_dialog(AskText(label("field", name), value=before), keep)

    def _decide(self, mine: str) -> None:
        def decide(ref: str, items: list[int]) -> None:
            self._run(lambda ctx, svc: svc.decide_items(ctx, ref, items, mine=mine), self.decided)

        self._on_items(decide)

    def _answer(self, ref: str, items: list[int], theirs: str, words: str | None = None) -> None:
        self._run(
            lambda ctx, svc: svc.answer_items(ctx, ref, items, theirs=theirs, words=words), self.decided
        )

    def _query(self, ref: str, items: list[int]) -> None:
        item = self._item(items[0])
        if self.is_outgoing:
            asked = item if item is not None and item.is_queried else self._next_question()
            if asked is None:
                self.toast(_("The incoming side has no open question."), "warning")
                return
            position = asked.position
            self.open_dialog(
                AskText(_("Your answer"), body=f"{asked.number} {asked.title}: {asked.query}"),
                lambda text: self._run(
                    lambda ctx, svc: svc.reply_to_query(ctx, ref, position, text), self.decided
                ),
            )
            return
        self.open_dialog(AskText(_("What is unclear?")), lambda text: self._answer(ref, items, "query", text))

    def _next_question(self) -> ItemRow | None:
        """The first item whose question is not answered yet."""
        items = self.record.items if self.record else ()
        return next((item for item in items if item.is_queried and not item.reply), None)

    # ---- the whole

    @property
    def is_outgoing(self) -> bool:
        """Whether the person at the keyboard hands over."""
        record, ctx = self.record, self.ctx
        return record is not None and ctx is not None and record.row.outgoing_id == ctx.actor.staff_id

    def do_handover_new(self) -> None:
        """Generate the handover of my shift, or bring it up to date."""
        self._run(lambda ctx, svc: svc.prepare_handover(ctx), lambda: self.toast(_("Brought up to date.")))

    def do_handover_note(self) -> None:
        """Words for the section that is shown; once signed, an addendum."""
        record = self.record
        if record is None:
            self._nothing()
            return
        ref, row = record.row.number, record.row
        if row.state in SIGNED or not self.is_outgoing:
            self.open_dialog(
                AskText(_("Addendum"), long=True),
                lambda text: self._run(lambda ctx, svc: svc.add_addendum(ctx, ref, text)),
            )
            return
        section = "summary" if self.section == "all" else self.section
        before = record.summary if section == "summary" else record.texts.get(section, "")
        title = label("handover_section", section)
        body = _("Left empty: nothing to report.")

        def write(text: str) -> None:
            given: dict[str, Any] = {"text": text} if text else {"none": True}
            self._run(lambda ctx, svc: svc.write_section(ctx, ref, section, **given))

        self.open_dialog(AskText(title, value=before, body=body, required=False), write)

    def do_handover_none(self) -> None:
        """Nothing to report in the section that is shown, or in all that are empty (SHF-09)."""
        record = self.record
        if record is None or not self.is_outgoing:
            self.toast(_("Only the outgoing side marks its sections."), "warning")
            return
        empty = [name for name in record.missing if self.section in ("all", name)]
        if not empty:
            self.toast(_("No section is empty here."))
            return
        ref = record.row.number
        names = ", ".join(label("handover_section", name) for name in empty)

        def mark(ctx: Context, svc: Any) -> HandoverRecord:
            with ctx.write():
                marked: list[HandoverRecord] = [
                    svc.write_section(ctx, ref, name, none=True) for name in empty
                ]
            return marked[-1]

        self._run(mark, lambda: self.toast(_("Nothing to report: {names}.", names=names)))

    def do_handover_sign(self) -> None:
        """Sign for my side, after what is still undecided."""
        record = self.record
        if record is None:
            self._nothing()
        elif record.missing and self.is_outgoing:
            names = ", ".join(label("handover_section", name) for name in record.missing)
            self.toast(
                _("These sections are empty: {names}. i writes, 0 says that there is nothing.", names=names),
                "warning",
            )
        elif self.is_outgoing:
            self._sign_out(record)
        else:
            self._receive(record)

    def _sign_out(self, record: HandoverRecord) -> None:
        ref, undecided = record.row.number, record.row.undecided

        def sign(mine: str | bool) -> None:
            if mine is False:
                return

            def work(ctx: Context, svc: Any) -> HandoverRecord:
                with ctx.write():
                    if isinstance(mine, str):
                        svc.decide_items(ctx, ref, None, mine=mine)
                    signed: HandoverRecord = svc.sign_handover(ctx, ref)
                    return signed

            self._run(work, lambda: self.toast(_("Signed. You stay responsible until it is received.")))

        effect = _("After signing the text does not change any more.")
        if undecided and not record.row.temporary:
            title = ngettext("{n} item is undecided.", "{n} items are undecided.", undecided)
            options = [
                Option("p", "pass", _("pass them and sign")),
                Option("k", "keep", _("keep them and sign")),
            ]
            self.open_dialog(Choice(f"{title} {effect}", options), sign)
        else:
            self.open_dialog(Confirm(_("Sign and hand over?"), effect=effect), sign)

    def _receive(self, record: HandoverRecord) -> None:
        ref = record.row.number
        if record.row.state != "signed_out":
            self.toast(_("The outgoing side has not signed yet."), "warning")
            return
        passed = [item for item in record.items if item.mine == "pass"]
        asked = [item for item in passed if item.is_queried]
        unanswered = [item.number or item.title for item in asked if not item.reply]
        if unanswered:
            names = ", ".join(unanswered[:READ_BACK])
            self.toast(
                _("Your question is not answered yet: {names}. a accepts, f refuses.", names=names), "warning"
            )
            return
        silent = [item.position for item in passed if item.theirs is None or item.is_queried]

        def read_back(accept: list[int]) -> None:
            lines = [f"{item.number} {item.title}" for item in passed[:READ_BACK]]
            if len(passed) > READ_BACK:
                lines.append(_("and {n} more", n=len(passed) - READ_BACK))
            self.open_dialog(
                AskText(_("Read back: what do you take over?"), body="\n".join(lines)),
                lambda text: self._run(
                    lambda ctx, svc: _receive(ctx, svc, ref, text, accept=accept),
                    lambda: self.toast(_("Received. You are responsible now.")),
                ),
            )

        if silent:
            title = ngettext("{n} item is not accepted yet.", "{n} items are not accepted yet.", len(silent))
            self.open_dialog(Choice(title, [Option("a", silent, _("accept them and sign"))]), read_back)
        else:
            read_back([])

    def do_handover_steps(self) -> None:
        """Everything else that can be done now, with the reason where it cannot."""
        record = self.record
        if record is None:
            self._nothing()
            return
        state, mine = record.row.state, self.is_outgoing
        other = _("you hand it over") if mine else ""
        unsigned = "" if state not in SIGNED else _("it is signed")
        options = [
            Option("v", "arrive", _("take it over: I am here"), "", other or _why_received(state)),
            Option("r", "return", _("return it as incomplete"), "", other or _why_state(state, "prepared")),
            Option("t", "temporary", _("allow a temporary handover"), "", _why_state(state, "prepared")),
            Option("c", "confirm", _("confirm the content"), "", "" if mine else _("only the outgoing side")),
            Option("l", "addendum", _("write an addendum"), "", "" if unsigned else _("not signed yet")),
        ]
        self.open_dialog(Choice(record.row.number, options), partial(self._step, record.row.number))

    def _step(self, ref: str, action: str) -> None:
        if action == "arrive":
            self._run(lambda ctx, svc: svc.arrive(ctx, ref))
        elif action == "confirm":
            self._run(lambda ctx, svc: svc.confirm_handover(ctx, ref))
        elif action == "addendum":
            self.do_handover_note()
        elif action == "return":
            self.open_dialog(
                AskText(_("What is missing?")),
                lambda text: self._run(lambda ctx, svc: svc.return_handover(ctx, ref, reason=text)),
            )
        else:
            self.open_dialog(
                AskText(_("Note that the next shift must read")),
                lambda text: self._run(lambda ctx, svc: svc.allow_temporary(ctx, ref, note=text)),
            )

    def do_handover_slip(self) -> None:
        """Write it to a file in the present folder."""
        record = self.record
        if record is None:
            self._nothing()
            return
        options = [Option("m", "md", "Markdown"), Option("h", "html", "HTML")]
        self.open_dialog(Choice(_("Print to a file"), options), partial(self._print, record))

    def _print(self, record: HandoverRecord, kind: str) -> None:
        path = Path.cwd() / f"{record.row.number}.{kind}"

        def work(ctx: Context) -> Path:
            from csconsole.services.handover import handover_html, handover_markdown
            from csconsole.tabular.files import replacing

            text = handover_html(ctx, record) if kind == "html" else handover_markdown(ctx, record)
            with replacing(path) as file:
                file.write(text)
            return path

        self.command(work, lambda written: self.toast(_("Written: {path}", path=written)))

    # ---- inside

    def _run(
        self, work: Callable[[Context, Any], HandoverRecord], then: Callable[[], object] | None = None
    ) -> None:
        def run(ctx: Context) -> HandoverRecord:
            from csconsole.services import handover

            return work(ctx, handover)

        def done(record: HandoverRecord) -> None:
            self.show_record(record)
            if then:
                then()

        self.command(run, done)

    def _on_items(self, then: Callable[[str, list[int]], object]) -> None:
        positions = self.chosen_positions()
        if self.record is None or not positions:
            self.toast(_("No item is chosen."), "warning")
        else:
            then(self.record.row.number, positions)

    def _item(self, position: int) -> ItemRow | None:
        items = self.record.items if self.record else ()
        return next((item for item in items if item.position == position), None)

    def _nothing(self) -> None:
        self.toast(_("There is no handover. n prepares yours."), "warning")


def _receive(ctx: Context, svc: Any, ref: str, text: str, *, accept: list[int]) -> HandoverRecord:
    with ctx.write():
        if accept:
            svc.answer_items(ctx, ref, accept, theirs="accept")
        received: HandoverRecord = svc.receive_handover(ctx, ref, read_back=text)
        return received


def _why_state(state: str, needed: str) -> str:
    if state == needed:
        return ""
    return _("not from {state}", state=label("handover_state", state))


def _why_received(state: str) -> str:
    return _("not from {state}", state=label("handover_state", state)) if state in RECEIVED else ""
