"""What a person does with a handover by single keys: decide, answer, write, print."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csconsole.codes import codes, label
from csconsole.i18n import _, listed, named, ngettext
from csconsole.models.lifecycle.handover import RECEIVED_STATES, SIGNED_STATES
from csconsole.screens.handover_signing import HandoverSigning
from csconsole.widgets.dialogs import AskText, Choice, Confirm, Option

if TYPE_CHECKING:
    from collections.abc import Callable

    from csconsole.services.context import Context
    from csconsole.services.handover import HandoverRecord, ItemRow


def verbs_now(record: HandoverRecord | None, *, mine: bool) -> tuple[str, ...]:
    """The verbs that the footer names: what this side does next with a handover in this state."""
    if record is None:
        return ("new", "view")
    row = record.row
    if row.state in RECEIVED_STATES or (mine and row.state in SIGNED_STATES):
        return ("note", "slip", "view", "new")
    if not mine:
        return ("sign", "accept", "query", "refuse", "steps")
    answer = ("query",) if row.queries else ()
    empty = ("none",) if record.missing else ()
    return ("sign", "pass", "keep", *answer, "note", *empty, "new")


class HandoverSteps(HandoverSigning):
    """The keys of a handover."""

    # ---- items

    def do_handover_pass(self) -> None:
        """Passed to the next shift."""
        self._decide("pass")

    def do_handover_keep(self) -> None:
        """Kept by the outgoing side."""
        self._decide("keep")

    def do_handover_accept(self) -> None:
        """Accepted by the incoming side; of several not those with a question that waits (SHF-11)."""

        def accept(ref: str, chosen: list[int]) -> None:
            items = self._without_questions(chosen)
            if items:
                self._sure(items, "item_theirs", "accept", lambda: self._answer(ref, items, "accept"))

        self._on_items(accept)

    def do_handover_query(self) -> None:
        """A question of the incoming side; the outgoing side answers it, the first open one from anywhere."""
        record = self.record
        if self._is_over():
            return
        if record is not None and self.is_outgoing and not self.chosen_positions() and self._next_question():
            self._query(record.row.number, [])
            return
        self._on_items(self._query)

    def do_handover_refuse(self) -> None:
        """Refused by the incoming side, with the reason."""

        def ask(ref: str, items: list[int]) -> None:
            self.open_dialog(
                AskText(
                    _("Why is it refused?"), about=f"handover {ref} refuse {items}", body=self._names(items)
                ),
                lambda text: self._answer(ref, items, "refuse", text),
            )

        self._on_items(lambda ref, items: self._sure(items, "item_theirs", "refuse", lambda: ask(ref, items)))

    def do_handover_edit(self) -> None:
        """What comes next with the item, or how pressing it is."""

        def ask(ref: str, items: list[int]) -> None:
            options = [
                Option("n", "next_action", label("field", "next_action")),
                Option("i", "if_then", label("field", "if_then")),
                Option("v", "severity", label("field", "severity")),
            ]
            title = named(_("Change what?"), self._names(items))
            self.open_dialog(Choice(title, options), partial(self._edit, ref, items))

        self._on_items(ask)

    def _edit(self, ref: str, items: list[int], name: str) -> None:
        seen = self.seen_items

        def keep(value: str) -> None:
            self._run(lambda ctx, svc: svc.decide_items(ctx, ref, items, seen=seen, **{name: value}))

        if name == "severity":
            severities = [(code, label("item_severity", code)) for code in codes("item_severity")]
            title = named(label("field", name), self._names(items))
            self.open_dialog(Choice.numbered(title, severities), keep)
            return
        item = self._item(items[0])
        before = "" if item is None else item.next_action if name == "next_action" else item.if_then
        self.open_dialog(
            AskText(
                label("field", name),
                about=f"handover {ref} {name} {items}",
                value=before,
                body=self._names(items),
                selected=True,
            ),
            keep,
        )

    def _decide(self, mine: str) -> None:
        def decide(ref: str, items: list[int]) -> None:
            seen = self.seen_items
            self._run(lambda ctx, svc: svc.decide_items(ctx, ref, items, mine=mine, seen=seen), self.decided)

        self._on_items(lambda ref, items: self._sure(items, "item_mine", mine, lambda: decide(ref, items)))

    def _sure(self, items: list[int], kind: str, code: str, then: Callable[[], object]) -> None:
        """Ask before several items are decided at once: how many, and how many were decided otherwise."""
        if len(items) == 1:
            then()
            return
        field = "mine" if kind == "item_mine" else "theirs"
        before = [getattr(item, field) for item in map(self._item, items) if item is not None]
        others = sum(value not in (None, code) for value in before)
        title = _("{n} items: {answer}?", n=len(items), answer=label(kind, code))
        effect = _("{n} of them were decided otherwise before.", n=others) if others else ""

        def answered(sure: bool) -> None:
            if sure:
                then()

        self.open_dialog(Confirm(title, effect=effect), answered)

    def _without_questions(self, items: list[int]) -> list[int]:
        """Several items without those that were queried, saying how many; a single one is meant as it is."""
        if len(items) == 1:
            return items
        rest = [position for position in items if not (one := self._item(position)) or not one.is_queried]
        if left := len(items) - len(rest):
            self.toast(
                ngettext(
                    "{n} item with a question is left out: accept it by itself.",
                    "{n} items with a question are left out: accept them one by one.",
                    left,
                ),
                "warning",
            )
        return rest

    def _answer(self, ref: str, items: list[int], theirs: str, words: str | None = None) -> None:
        seen = self.seen_items
        self._run(
            lambda ctx, svc: svc.answer_items(ctx, ref, items, theirs=theirs, words=words, seen=seen),
            self.decided,
        )

    def _query(self, ref: str, items: list[int]) -> None:
        if self.is_outgoing:
            item = self._item(items[0]) if items else None
            asked = item if item is not None and item.is_queried else self._next_question()
            if asked is None:
                self.toast(_("The incoming side has no open question."), "warning")
                return
            position = asked.position
            self.open_dialog(
                AskText(
                    _("Your answer"),
                    about=f"handover {ref} reply {position}",
                    body=named(f"{asked.number} {asked.title}", asked.query),
                ),
                lambda text: self._run(
                    lambda ctx, svc: svc.reply_to_query(ctx, ref, position, text), self.decided
                ),
            )
            return
        self.open_dialog(
            AskText(_("What is unclear?"), about=f"handover {ref} query {items}", body=self._names(items)),
            lambda text: self._run(
                lambda ctx, svc: svc.answer_items(
                    ctx, ref, items, theirs="query", words=text, seen=self.seen_items
                )
            ),
        )

    def _next_question(self) -> ItemRow | None:
        """The first item whose question is not answered yet."""
        items = self.record.items if self.record else ()
        return next((item for item in items if item.is_queried and not item.reply), None)

    # ---- the whole

    def do_handover_new(self) -> None:
        """Generate the handover of my shift, or bring it up to date."""
        self._run(lambda ctx, svc: svc.prepare_handover(ctx), self._brought_up)

    def do_handover_note(self) -> None:
        """Words for the section that is shown; once signed, an addendum."""
        record = self.record
        if record is None:
            self._nothing()
            return
        ref, row = record.row.number, record.row
        if row.state not in SIGNED_STATES and not self.is_outgoing:
            self.toast(
                _("Only the outgoing side writes before it is signed; y asks about an item."), "warning"
            )
            return
        if row.state in SIGNED_STATES:
            self.open_dialog(
                AskText(_("Addendum to {number}", number=ref), about=f"handover {ref} addendum"),
                lambda text: self._run(
                    lambda ctx, svc: svc.add_addendum(ctx, ref, text),
                    lambda: self.toast(_("Added to {number}.", number=ref)),
                ),
            )
            return
        section = "summary" if self.section == "all" else self.section
        before = record.summary if section == "summary" else record.texts.get(section, "")
        title = label("handover_section", section)
        body = _("Left empty: nothing to report.")

        def write(text: str) -> None:
            given: dict[str, Any] = {"text": text} if text else {"none": True}
            self._run(lambda ctx, svc: svc.write_section(ctx, ref, section, **given))

        self.open_dialog(
            AskText(
                title, about=f"handover {ref} section {section}", value=before, body=body, required=False
            ),
            write,
        )

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
        names = listed(label("handover_section", name) for name in empty)

        def mark(ctx: Context, svc: Any) -> HandoverRecord:
            with ctx.write():
                marked: list[HandoverRecord] = [
                    svc.write_section(ctx, ref, name, none=True) for name in empty
                ]
            return marked[-1]

        self._run(mark, lambda: self.toast(_("Nothing to report: {names}.", names=names)))

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
