"""What can be exported, with which columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import col

from csconsole.errors import NotFoundError
from csconsole.i18n import N_, _, listed
from csconsole.models import Call, Callback, Customer, CustomerPhone, Handover, Right, Ticket
from csconsole.models.base import Record
from csconsole.services.callbacks import CALLBACKS
from csconsole.services.calls import CALLS
from csconsole.services.context import Context
from csconsole.services.customers import CUSTOMERS
from csconsole.services.exports.columns import ExportColumn, Holds
from csconsole.services.handover import HANDOVERS
from csconsole.services.query import EntityFields
from csconsole.services.tickets import TICKETS
from csconsole.services.tickets.access import about_visible, calls_visible, visible


@dataclass(frozen=True, slots=True)
class Exported:
    """One kind of record as exports see it; ``customer`` names the column that joins the customer's name."""

    name: str
    title: str
    model: type[Record]
    fields: EntityFields
    columns: tuple[ExportColumn, ...]
    right: Right = Right.RECORD_VIEW
    customer: Any = None
    where: Callable[[Context], tuple[Any, ...]] = lambda ctx: ()  # noqa: ARG005 - most hide nothing


_NUMBER: Final = N_("Number")
_STATE: Final = N_("State")
_PHONE: Final = N_("Phone")
_CUSTOMER: Final = N_("Customer")
_CREATED: Final = N_("Created")
_CATEGORY: Final = N_("Category")


def _text(name: str, title: str, column: Any) -> ExportColumn:
    return ExportColumn(name, title, column, Holds.TEXT)


def _code(name: str, title: str, column: Any, codes: str) -> ExportColumn:
    return ExportColumn(name, title, column, Holds.PLAIN, codes)


def _time(name: str, title: str, column: Any) -> ExportColumn:
    return ExportColumn(name, title, column, Holds.TIME)


def _staff(name: str, title: str, column: Any) -> ExportColumn:
    return ExportColumn(name, title, column, Holds.STAFF)


def _flag(name: str, title: str, column: Any) -> ExportColumn:
    return ExportColumn(name, title, column, Holds.FLAG)


def _phone(column: Any) -> ExportColumn:
    return ExportColumn("phone", _PHONE, column, Holds.PHONE)


CALL_COLUMNS: Final = (
    ExportColumn("number", _NUMBER, Call.number),
    _time("started_at", N_("Started"), Call.started_at),
    _time("answered_at", N_("Answered"), Call.answered_at),
    _time("ended_at", N_("Ended"), Call.ended_at),
    _code("direction", N_("Direction"), Call.direction, "call_direction"),
    _code("channel", N_("Channel"), Call.channel, "channel"),
    _code("state", _STATE, Call.state, "call_state"),
    _phone(Call.phone),
    _text("caller", N_("Caller"), Call.caller_name),
    _text("organisation", N_("Organisation"), Call.organisation),
    _text("customer", _CUSTOMER, Customer.name),
    _staff("agent", N_("Agent"), Call.agent_id),
    ExportColumn("wait_seconds", N_("Waited"), Call.wait_seconds),
    ExportColumn("talk_seconds", N_("Talked"), Call.talk_seconds),
    ExportColumn("rings", N_("Rings"), Call.rings),
    _code("kind", N_("Kind"), Call.kind, "contact_type"),
    ExportColumn("category", _CATEGORY, Call.category_id, Holds.CATEGORY),
    _text("summary", N_("Summary"), Call.summary),
    _text("answer", N_("Answer"), Call.answer),
    _code("outcome", N_("Outcome"), Call.outcome, "call_outcome"),
    _text("purpose", N_("Purpose"), Call.purpose),
    _text("result", N_("Result"), Call.result),
    _text("next_step", N_("Next step"), Call.next_step),
    _flag("solved_first_contact", N_("Solved at once"), Call.solved_first_contact),
    _flag("late_entry", N_("Late entry"), Call.late_entry),
    _text("queue", N_("Queue"), Call.queue),
    _text("external_id", N_("External id"), Call.external_id),
)
TICKET_COLUMNS: Final = (
    ExportColumn("number", _NUMBER, Ticket.number),
    _code("kind", N_("Kind"), Ticket.kind, "ticket_kind"),
    _code("state", _STATE, Ticket.state, "ticket_state"),
    _code("priority", N_("Priority"), Ticket.priority, "ticket_priority"),
    _code("level", N_("Level"), Ticket.level, "complaint_level"),
    ExportColumn("category", _CATEGORY, Ticket.category_id, Holds.CATEGORY),
    _text("title", N_("Title"), Ticket.title),
    _text("description", N_("Description"), Ticket.description),
    _code("scope", N_("Scope"), Ticket.scope, "ticket_scope"),
    _code("size", N_("Size"), Ticket.size, "ticket_size"),
    _code("mode", N_("Mode"), Ticket.mode, "ticket_mode"),
    _text("asset", N_("Asset"), Ticket.asset),
    _text("product", N_("Product"), Ticket.product),
    _code("defect", N_("Defect"), Ticket.defect, "ticket_defect"),
    _text("customer", _CUSTOMER, Customer.name),
    _text("contact", N_("Contact"), Ticket.contact_name),
    _phone(Ticket.phone),
    _text("address", N_("Address"), Ticket.address),
    _text("zone", N_("Zone"), Ticket.zone),
    ExportColumn("department", N_("Department"), Ticket.department_id, Holds.DEPARTMENT),
    _staff("handler", N_("Handler"), Ticket.handler_id),
    _staff("first_owner", N_("First owner"), Ticket.first_owner_id),
    _time("reported_at", N_("Reported"), Ticket.reported_at),
    _time("due_at", N_("Due"), Ticket.due_at),
    _time("promised_at", N_("Promised"), Ticket.promised_at),
    _time("dispatched_at", N_("Dispatched"), Ticket.dispatched_at),
    _time("first_response_at", N_("First response"), Ticket.first_response_at),
    _time("done_at", N_("Done"), Ticket.done_at),
    _time("closed_at", N_("Closed"), Ticket.closed_at),
    _text("result", N_("Result"), Ticket.result),
    _text("close_reason", N_("Reason"), Ticket.close_reason),
    _code("satisfaction", N_("Satisfaction"), Ticket.satisfaction, "satisfaction"),
    ExportColumn("returns", N_("Returns"), Ticket.returns),
    ExportColumn("reopenings", N_("Reopenings"), Ticket.reopenings),
    _flag("escalated", N_("Escalated"), Ticket.escalated),
)
CALLBACK_COLUMNS: Final = (
    ExportColumn("number", _NUMBER, Callback.number),
    _code("kind", N_("Kind"), Callback.kind, "callback_kind"),
    _code("source", N_("Source"), Callback.source, "callback_source"),
    _code("state", _STATE, Callback.state, "callback_state"),
    _text("reason", N_("Reason"), Callback.reason),
    _text("customer", _CUSTOMER, Customer.name),
    _text("contact", N_("Contact"), Callback.contact_name),
    _phone(Callback.phone),
    _staff("owner", N_("Owner"), Callback.owner_id),
    _time("earliest_at", N_("Earliest"), Callback.earliest_at),
    _time("due_at", N_("Due"), Callback.due_at),
    _time("agreed_at", N_("Agreed"), Callback.agreed_at),
    ExportColumn("attempts", N_("Attempts"), Callback.attempts),
    _time("reached_at", N_("Reached"), Callback.reached_at),
    _time("finished_at", N_("Finished"), Callback.finished_at),
    _code("window", N_("Window"), Callback.window, "callback_window"),
    _code("result", N_("Result"), Callback.result, "callback_result"),
    _code("satisfaction", N_("Satisfaction"), Callback.satisfaction, "satisfaction"),
    _code("aspect", N_("Aspect"), Callback.aspect, "satisfaction_aspect"),
    ExportColumn("efficiency", N_("Efficiency"), Callback.efficiency),
    ExportColumn("quality", N_("Quality"), Callback.quality),
    _text("answer", N_("Answer"), Callback.answer),
    _text("advice", N_("Advice"), Callback.advice),
)
_FIRST_PHONE: Final = (
    select(col(CustomerPhone.typed))
    .where(col(CustomerPhone.customer_id) == Customer.id, col(CustomerPhone.ended_at).is_(None))
    .order_by(col(CustomerPhone.primary).desc(), col(CustomerPhone.id))
    .limit(1)
    .correlate(Customer)
    .scalar_subquery()
)
CUSTOMER_COLUMNS: Final = (
    ExportColumn("id", N_("Id"), Customer.id),
    _text("code", N_("Code"), Customer.code),
    _code("kind", N_("Kind"), Customer.kind, "customer_kind"),
    _text("name", N_("Name"), Customer.name),
    _phone(_FIRST_PHONE),
    _text("organisation", N_("Organisation"), Customer.organisation),
    _code("role", N_("Role"), Customer.role, "customer_role"),
    _code("tier", N_("Tier"), Customer.tier, "customer_tier"),
    _text("unit", N_("Unit no."), Customer.unit),
    _text("zone", N_("Zone"), Customer.zone),
    _text("address", N_("Address"), Customer.address),
    _staff("owner", N_("Owner"), Customer.owner_id),
    _flag("do_not_call", N_("Do not call"), Customer.do_not_call),
    _code("secrecy", N_("Secrecy"), Customer.secrecy, "secrecy"),
    _time("created_at", _CREATED, Customer.created_at),
    _time("updated_at", N_("Updated"), Customer.updated_at),
)
HANDOVER_COLUMNS: Final = (
    ExportColumn("number", _NUMBER, Handover.number),
    _code("state", _STATE, Handover.state, "handover_state"),
    ExportColumn("shift", N_("Shift"), Handover.shift_id, Holds.SHIFT),
    ExportColumn("next_shift", N_("Next shift"), Handover.next_shift_id, Holds.SHIFT),
    _staff("outgoing", N_("Outgoing"), Handover.outgoing_id),
    _staff("incoming", N_("Incoming"), Handover.incoming_id),
    _time("from_at", N_("Period begins"), Handover.from_at),
    _time("prepared_at", N_("Prepared"), Handover.prepared_at),
    _time("signed_out_at", N_("Signed out"), Handover.signed_out_at),
    _time("received_at", N_("Received"), Handover.received_at),
    _flag("incoming_late", N_("Incoming late"), Handover.incoming_late),
    _flag("temporary", N_("Temporary"), Handover.temporary),
    _text("summary", N_("Summary"), Handover.summary),
    _text("read_back", N_("Read back"), Handover.read_back),
    ExportColumn("digest", N_("Digest"), Handover.digest),
)
EXPORTS: Final[Mapping[str, Exported]] = {
    one.name: one
    for one in (
        Exported(
            "calls", N_("Calls"), Call, CALLS, CALL_COLUMNS, customer=Call.customer_id, where=calls_visible
        ),
        Exported(
            "tickets",
            N_("Tickets"),
            Ticket,
            TICKETS,
            TICKET_COLUMNS,
            customer=Ticket.customer_id,
            where=visible,
        ),
        Exported(
            "callbacks",
            N_("Callbacks"),
            Callback,
            CALLBACKS,
            CALLBACK_COLUMNS,
            customer=Callback.customer_id,
            where=lambda ctx: about_visible(ctx, Callback.ticket_id, Callback.call_id),
        ),
        Exported(
            "customers",
            N_("Customers"),
            Customer,
            CUSTOMERS,
            CUSTOMER_COLUMNS,
            right=Right.CUSTOMER_VIEW,
            where=lambda ctx: (col(Customer.merged_into_id).is_(None),),  # noqa: ARG005 - for everyone
        ),
        Exported("handovers", N_("Handovers"), Handover, HANDOVERS, HANDOVER_COLUMNS),
    )
}


def exported_named(entity: str) -> Exported:
    """What is exported under this name. Raises ``NotFoundError``."""
    found = EXPORTS.get(entity)
    if found is None:
        raise NotFoundError(
            _("There is nothing to export called {name}.", name=entity),
            field="entity",
            value=entity,
            hint=_("Use one of: {choices}.", choices=listed(EXPORTS)),
        )
    return found
