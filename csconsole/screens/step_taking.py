"""What a step of a ticket does once everything it needs is answered; runs in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.tickets import TicketRow

Given = dict[str, Any]
CLOSES: Final = ("close", "override")
"""Steps that close a ticket for a reason of the list; the second is a supervisor's (SEC-02)."""


ASKED_TIMES: Final = {"park": "review_at", "arrive": "at"}
"""The time that a step may be given; empty is the usual one (TKT-12), or now (TKT-08)."""


def with_time(ctx: Context, action: str, fields: Given) -> Given:
    """The answers with the time that was typed as an instant, without one that is empty. Raises
    ``InvalidInputError``.
    """
    from csconsole.services.moments import read_moment

    name = ASKED_TIMES.get(action, "")
    typed = str(fields.get(name) or "").strip()
    rest = {key: value for key, value in fields.items() if key != name}
    return {**rest, name: read_moment(ctx, typed, field=name)} if typed else rest


def bulk_fields(ctx: Context, action: str, fields: Given) -> Given:
    """The answers as the bulk service takes them."""
    fields = with_time(ctx, action, fields)
    if action == "note":
        return {"text": fields["note"]}
    if action == "close":
        return {"reason": fields.get("reason"), "told_customer": fields.get("customer_informed")}
    return fields


def run_step(ctx: Context, row: TicketRow, action: str, fields: Given) -> TicketRow:
    """Take one step of one ticket; runs in a thread. A ticket that someone changed since is a conflict."""
    from csconsole.services import tickets
    from csconsole.services.dispatch import dispatch_ticket

    version: dict[str, Any] = {"expected_version": row.version}
    fields = with_time(ctx, action, fields)
    calls: dict[str, Callable[[], TicketRow]] = {
        "dispatch": lambda: dispatch_ticket(ctx, row.id, **fields, **version),
        "accept": lambda: tickets.accept_ticket(ctx, row.id, **version),
        "return": lambda: tickets.return_ticket(ctx, row.id, **fields, **version),
        "arrive": lambda: tickets.arrive_ticket(ctx, row.id, **fields, **version),
        "start": lambda: tickets.start_ticket(ctx, row.id, **version),
        "wait": lambda: tickets.wait_ticket(ctx, row.id, **fields, **version),
        "resume": lambda: tickets.resume_ticket(ctx, row.id, **version),
        "park": lambda: tickets.park_ticket(ctx, row.id, **fields, **version),
        "done": lambda: tickets.done_ticket(
            ctx, row.id, result=fields["work_result"], feedback=fields["feedback"], **version
        ),
        **dict.fromkeys(CLOSES, lambda: _close(ctx, row, action, fields)),
        "reopen": lambda: tickets.reopen_ticket(ctx, row.id, **fields, **version),
        "cancel": lambda: tickets.cancel_ticket(ctx, row.id, **fields, **version),
        "note": lambda: tickets.note_ticket(ctx, row.id, text=fields["note"]),
        "reviewed": lambda: tickets.review_ticket(ctx, row.id),
    }
    if action not in calls:
        from csconsole.services.tickets.own_steps import take_own_step

        return take_own_step(ctx, row.id, action, fields, **version)
    return calls[action]()


def _close(ctx: Context, row: TicketRow, action: str, fields: Given) -> TicketRow:
    from csconsole.services.tickets import close_ticket

    return close_ticket(
        ctx,
        row.id,
        reason=fields["reason"],
        told_customer=fields.get("customer_informed"),
        override=action == "override",
        expected_version=row.version,
    )
