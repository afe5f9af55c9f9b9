"""What to say in this callback: opening, question, and the closing for each answer (CBK-07).

A call that the customer waits for opens as any outbound call does and asks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from csconsole.codes import label
from csconsole.i18n import get_language
from csconsole.models import Callback, Customer, Staff, Ticket
from csconsole.models.rights import Right
from csconsole.services.callbacks.planning import load
from csconsole.services.callbacks.windows import PROMISED_KINDS
from csconsole.services.context import Context
from csconsole.services.knowledge import ScriptRow, script_of, spoken_date, spoken_time
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class CallbackScript:
    """Opening with thanks for the service, the question, and a closing for each answer."""

    opening: ScriptRow
    question: ScriptRow | None
    satisfied: ScriptRow
    average: ScriptRow
    dissatisfied: ScriptRow

    @property
    def lines(self) -> tuple[str, ...]:
        """What to say until the customer answers, paragraph by paragraph."""
        said = self.opening.text if self.question is None else f"{self.opening.text}\n{self.question.text}"
        return tuple(part for part in said.split("\n") if part.strip())

    def closing(self, satisfaction: str | None) -> ScriptRow:
        """What to say after the customer's answer."""
        closings = {"average": self.average, "dissatisfied": self.dissatisfied}
        return closings.get(satisfaction or "", self.satisfied)

    def asking(self, satisfaction: str | None) -> str:
        """What to say while the reason is asked. A time that is not set yet is not said: then only what
        comes before it, and the rest once the ticket is open again.
        """
        said = self.closing(satisfaction)
        return said.text.split("\n", 1)[0] if "promise" in said.missing else said.text


def callback_script(ctx: Context, callback: int | str) -> CallbackScript:
    """The script of a callback, filled in from its customer and its ticket."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        found = load(ctx, uow, callback)
        values = _values(ctx, uow, found)
        told = {**values, "service": values.get("title", "")}
        awaited = found.kind in PROMISED_KINDS
        about = _about(uow, found)
        return CallbackScript(
            opening=script_of(
                ctx, "outbound_opening" if awaited else "callback_opening", values, about=about
            ),
            question=None if awaited else script_of(ctx, "callback_main", told, about=about),
            satisfied=script_of(ctx, "callback_satisfied", told, about=about),
            average=script_of(ctx, "callback_average", told, about=about),
            dissatisfied=script_of(ctx, "callback_dissatisfied", told, about=about),
        )


def _about(uow: UnitOfWork, callback: Callback) -> tuple[str, ...]:
    """Kind and scope of the callback's ticket: a complaint is not spoken of as a repair is."""
    if callback.ticket_id is None:
        return ()
    ticket = uow.get(Ticket, callback.ticket_id)
    return tuple(one for one in (ticket.kind, ticket.scope) if one)


def _values(ctx: Context, uow: UnitOfWork, callback: Callback) -> dict[str, str]:
    service = label("callback_source", callback.source)
    values = {
        "service": service if get_language() == "zh" else service.lower(),
        "title": callback.reason,
        "purpose": callback.reason,
        "date": spoken_date(callback.created_at, ctx) if callback.created_at else "",
        "number": callback.number,
    }
    if callback.customer_id is not None:
        customer = uow.get(Customer, callback.customer_id)
        values["customer"] = customer.name
        values["address"] = customer.unit or customer.address or ""
    if callback.contact_name:
        values["customer"] = callback.contact_name
    if callback.ticket_id is not None:
        ticket = uow.get(Ticket, callback.ticket_id)
        values |= {"number": ticket.number, "title": ticket.title}
        open_again = ticket.done_at is None  # before that its due time is that of the work that is over
        if open_again and ticket.due_at is not None and ticket.due_at > ctx.now():
            values["promise"] = spoken_time(ticket.due_at, ctx)
        if ticket.done_at is not None:
            values["date"] = spoken_date(ticket.done_at, ctx)
        if ticket.handler_id is not None:
            values["handler"] = uow.get(Staff, ticket.handler_id).name
    return values
