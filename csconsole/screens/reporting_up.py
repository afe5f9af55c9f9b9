"""Reporting a call, a ticket or a callback upward, answering it, telling the customer (CALL-12): the same
letters on the pages of all three.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from csconsole.codes import label
from csconsole.i18n import _, named
from csconsole.screens.asking import Asking
from csconsole.text import one_line
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Tone, Toned

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.context import Context
    from csconsole.services.departments import DepartmentRow
    from csconsole.services.escalations import EscalationRow

_DEPARTMENT: Final = "department"


class ReportingUp(Asking):
    """Mixin of the screens whose keys mean one record with a number."""

    open_dialog: Callable[..., None]
    load: Callable[[], None]

    def reported_number(self) -> str | None:
        """The number of the record that the keys mean, if there is one."""
        return None

    def escalations_shown(self) -> Sequence[EscalationRow]:
        """What was reported upward from the record of this page; a list shows none."""
        return ()

    def offers_up(self, ctx: Context | None, action: Action) -> bool:
        """Whether the footer names an action about the matters reported upward: the answer to whoever was
        asked, telling the customer to whoever asked.
        """
        if action.id not in ("record.answer_up", "record.told") or ctx is None:
            return True
        from csconsole.services.escalations.turn import is_for

        wanted = "open" if action.id == "record.answer_up" else "answered"
        return any(one.state == wanted and is_for(ctx, one) for one in self.escalations_shown())

    def do_record_escalate(self) -> None:
        """Report it upward: to whom, why, and until when the answer is promised."""
        if (number := self.reported_number()) is None:
            return
        from csconsole.widgets.dialogs import Choice, Option

        options = [
            Option("s", "supervisor", label("role", "supervisor")),
            Option("m", "manager", label("role", "manager")),
            Option("d", _DEPARTMENT, _("A department")),
        ]

        def chosen(target: str) -> None:
            if target == _DEPARTMENT:
                self.ask(_departments, choose, group="targets")
            else:
                self._ask_what_goes_up(number, target)

        def choose(rows: Sequence[DepartmentRow]) -> None:
            values = [(row.code, row.name) for row in rows if row.active]
            title = _("Which department can answer?")
            self.open_dialog(
                Choice.numbered(title, values), lambda code: self._ask_what_goes_up(number, code)
            )

        self.open_dialog(Choice(_("Escalate to whom?"), options), chosen)

    def _ask_what_goes_up(self, number: str, target: str) -> None:
        from csconsole.widgets.ask_fields import Asked, AskFields

        asked = [
            Asked("reason", _("What can you not solve yourself?"), long=True),
            Asked("reply_by", _("Answer promised by (tomorrow 10:00, +2h; may be empty)"), required=False),
        ]

        def save(given: dict[str, str]) -> None:
            def work(ctx: Context) -> EscalationRow:
                from csconsole.services.escalations import escalate_record
                from csconsole.services.moments import read_moment

                text = given["reply_by"]
                due = read_moment(ctx, text, field="reply_by") if text else None
                return escalate_record(ctx, number, reason=given["reason"], to=target, promised_reply_at=due)

            self.command(work, lambda _row: self._reported_on(_("{number} escalated", number=number)))

        self.open_dialog(
            AskFields(_("Escalate {number}", number=number), asked, about=f"escalate {number}"), save
        )

    def do_record_answer_up(self) -> None:
        """Answer what was reported from it."""
        self._with_reported("open", self._ask_answer_from_above)

    def _ask_answer_from_above(self, one: EscalationRow) -> None:
        from csconsole.widgets.dialogs import AskText

        if one.promise_id is not None:
            self._ask_decision(one, one.promise_id)
            return

        def answer(text: str) -> None:
            def work(ctx: Context) -> EscalationRow:
                from csconsole.services.escalations import answer_escalation

                return answer_escalation(ctx, one.id, answer=text)

            self.command(work, lambda _row: self._reported_on(_("Answered.")))

        self.open_dialog(
            AskText(_("Your answer"), about=f"escalation {one.id} answer", body=one.reason, long=True), answer
        )

    def _ask_decision(self, one: EscalationRow, promise: int) -> None:
        """Approve or refuse what the customer was promised (CALL-14)."""
        from csconsole.widgets.dialogs import AskText, Choice, Option

        def decide(how: str, text: str | None) -> None:
            def work(ctx: Context) -> object:
                from csconsole.services.promises import approve_promise, refuse_promise

                if how == "refuse":
                    return refuse_promise(ctx, promise, reason=text or "")
                return approve_promise(ctx, promise, note=text)

            self.command(work, lambda _row: self._reported_on(_("Answered.")))

        def chosen(how: str) -> None:
            if how == "approve":
                decide(how, None)
                return
            title = _("Why is it refused?") if how == "refuse" else _("Approved, with which limits?")
            ask = AskText(title, about=f"promise {promise} {how}", body=one.reason, long=True)
            self.open_dialog(ask, lambda text: decide(how, text))

        options = [
            Option("y", "approve", _("Approve it")),
            Option("w", "note", _("Approve it, with limits"), note=_("asks for the words")),
            Option("n", "refuse", _("Refuse it"), note=_("asks for the reason")),
        ]
        self.open_dialog(Choice(one_line(one.reason), options), chosen)

    def do_record_told(self) -> None:
        """The customer knows the answer: ask how and what was said, before anything is noted."""
        if (number := self.reported_number()) is None:
            return

        def work(ctx: Context) -> tuple[EscalationRow, str]:
            from csconsole.services.escalations import unreached_warning, waiting_escalation

            waiting = waiting_escalation(ctx, number, state="answered")
            return waiting, unreached_warning(ctx, waiting)

        self.ask(work, self._ask_what_was_said, group="escalation")

    def _ask_what_was_said(self, found: tuple[EscalationRow, str]) -> None:
        from csconsole.widgets.dialogs import AskText

        one, warning = found

        def tell(said: str) -> None:
            def work(ctx: Context) -> EscalationRow:
                from csconsole.services.escalations import tell_customer

                return tell_customer(ctx, one.id, note=said)

            self.command(work, lambda _row: self._reported_on(_("Noted: the customer was told.")))

        body = "\n".join(
            part for part in (f"! {warning}" if warning else "", one_line(one.answer or "")) if part
        )
        title = _("How was the customer told, and what was said?")
        self.open_dialog(AskText(title, about=f"escalation {one.id} told", body=body, long=True), tell)

    def _with_reported(self, state: str, then: Callable[[EscalationRow], None]) -> None:
        if (number := self.reported_number()) is None:
            return

        def work(ctx: Context) -> EscalationRow:
            from csconsole.services.escalations import waiting_escalation

            return waiting_escalation(ctx, number, state=state)

        self.ask(work, then, group="escalation")

    def _reported_on(self, words: str) -> None:
        self.toast(words)
        self.load()


def _departments(ctx: Context) -> Sequence[DepartmentRow]:
    from csconsole.services.departments import list_departments

    return list_departments(ctx, limit=200).rows


def waiting_line(rows: Sequence[EscalationRow]) -> list[Any]:
    """One line for the head of a page: an answer that the customer does not have yet, else what waits for
    one.
    """
    answered = next((one for one in rows if one.state == "answered"), None)
    if answered is not None:
        answer = one_line(answered.answer or "")
        words = (
            _("tell the customer: {answer}", answer=answer)
            if answered.teller_id == answered.by_id
            else _("{name} tells the customer: {answer}", name=answered.teller or "", answer=answer)
        )
        return [(Toned("! ", "caution"), Toned((answered.answered_by or "") + "  ", "quiet"), words)]
    asked = next((one for one in rows if one.state == "open"), None)
    if asked is None:
        return []
    target = asked.target_department or label("role", asked.target_role)
    words = _("waits for {target}: {reason}", target=target, reason=one_line(asked.reason))
    return [Toned(words, "danger" if asked.overdue else "quiet")]


def escalation_lines(rows: Sequence[EscalationRow], zone: ZoneInfo) -> list[Any]:
    """What was reported upward from a record, on its page: to whom, when, why, and the answer."""
    lines: list[Piece | tuple[Piece, ...]] = []
    for one in rows:
        target = one.target_department or label("role", one.target_role)
        head = _("Escalated to {target} by {who}", target=target, who=one.by or "")
        tone: Tone = "done" if one.state == "told" else "danger" if one.overdue else "caution"
        state = Toned(label("escalation_state", one.state), tone)
        lines += ["", (Toned(head + "  ", "strong"), exact(one.at, zone), "  ", state)]
        lines.append(one_line(one.promised or one.reason))
        if one.promised_reply_at is not None and one.answer is None:
            due = Toned(exact(one.promised_reply_at, zone), "danger" if one.overdue else "quiet")
            lines.append((Toned(_("Answer promised by") + "  ", "quiet"), due))
        if one.answer:
            lines.append((Toned((one.answered_by or "") + ": ", "quiet"), one_line(one.answer)))
        if one.told_at is not None:
            who = _("{who} told the customer", who=one.told_by)
            told = named(who, one_line(one.told_note)) if one.told_note else who
            lines.append((Toned(exact(one.told_at, zone) + "  ", "quiet"), told))
    return lines
