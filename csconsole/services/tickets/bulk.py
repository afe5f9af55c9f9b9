"""One action on many tickets: first a preview that says what would happen to each, then the doing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from csconsole.errors import ConflictError, CsconsoleError, DatabaseUnavailableError, WrongFormError
from csconsole.i18n import _, listed
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.services.seen import having_seen
from csconsole.services.tickets.access import load_ticket
from csconsole.services.tickets.day_audit import review_ticket
from csconsole.services.tickets.edit import edit_ticket
from csconsole.services.tickets.finish import cancel_ticket, close_ticket
from csconsole.services.tickets.rows import TicketRow
from csconsole.services.tickets.steps import steps_of
from csconsole.services.tickets.work import (
    accept_ticket,
    note_ticket,
    park_ticket,
    return_ticket,
    start_ticket,
)


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One ticket of a bulk action; ``why_not`` is empty when it is or would be done."""

    id: int
    number: str
    title: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a bulk action would do or has done; ``applied`` says which. ``changed`` were left because somebody
    else had changed them since they were shown; who and when stands in their ``why_not``.
    """

    action: str
    done: tuple[BulkItem, ...]
    refused: tuple[BulkItem, ...]
    applied: bool
    changed: tuple[BulkItem, ...] = ()

    def summary(self) -> str:
        """The counts in one sentence."""
        counts = {"done": len(self.done), "refused": len(self.refused)}
        if self.applied:
            return bulk_summary(**counts, changed=len(self.changed))
        return _("{done} will be changed, {refused} will be left.", **counts)


def bulk_summary(*, done: int, refused: int, changed: int) -> str:
    """What became of many records, in one sentence."""
    if not changed:
        return _("{done} done, {refused} refused.", done=done, refused=refused)
    return _(
        "{done} done, {refused} refused, {changed} left: changed by others since they were shown.",
        done=done,
        refused=refused,
        changed=changed,
    )


def _dispatch(ctx: Context, key: int, **fields: Any) -> TicketRow:
    from csconsole.services.dispatch import dispatch_ticket

    return dispatch_ticket(ctx, key, **fields)


_ACTIONS: dict[str, Callable[..., TicketRow]] = {
    "dispatch": _dispatch,
    "accept": accept_ticket,
    "start": start_ticket,
    "return": return_ticket,
    "note": note_ticket,
    "park": park_ticket,
    "close": close_ticket,
    "cancel": cancel_ticket,
    "edit": edit_ticket,
    "reviewed": review_ticket,
}


def preview_bulk(ctx: Context, ids: Sequence[int], action: str) -> BulkResult:
    """What ``action`` would do to each ticket now, by state, right and person; nothing is written."""
    ctx.require(Right.RECORD_VIEW)
    _known(action)
    done, refused = [], []
    with ctx.read() as uow:
        for key in dict.fromkeys(ids):
            ticket = load_ticket(ctx, uow, key)
            item = BulkItem(key, ticket.number, ticket.title)
            names = ("dispatch", "reassign") if action == "dispatch" else (action,)
            steps = [step for step in steps_of(ctx, uow, ticket) if step.action in names]
            if action == "accept" and ticket.state == "new":
                steps = [step for step in steps_of(ctx, uow, ticket) if step.action == "dispatch"]
            possible = any(step.possible for step in steps) if steps else TICKET.is_open(ticket.state)
            if possible:
                done.append(item)
            else:
                why = next((step.why_not for step in steps if step.why_not), _("it is closed"))
                refused.append(BulkItem(key, ticket.number, ticket.title, why or ""))
    return BulkResult(action, tuple(done), tuple(refused), applied=False)


def apply_bulk(
    ctx: Context, ids: Sequence[int], action: str, *, versions: Mapping[int, int] | None = None, **fields: Any
) -> BulkResult:
    """Do ``action`` with ``fields`` to each ticket, each in its own transaction; refusals are collected. What
    somebody else changed since the person saw it, by the ``versions`` that he saw, is left and named. To
    the journal it is one change. Where the database is full, busy or gone the rest is refused with that,
    instead of waiting for it again with each.
    """
    ctx.require(Right.RECORD_VIEW)
    _known(action)
    ctx = replace(ctx, batch=ctx.store.batches.new(ctx.actor.staff_id))
    done, refused, changed = [], [], []
    keys, versions = list(dict.fromkeys(ids)), versions or {}
    for position, key in enumerate(keys):
        seen = versions.get(key)
        one = ctx if seen is None else having_seen(ctx, "ticket", key, seen, others=True)
        try:
            row = _ACTIONS[action](one, key, **fields)
        except DatabaseUnavailableError as error:
            refused += _refused(ctx, keys[position:], error)
            break
        except ConflictError as error:
            changed += _refused(ctx, [key], error)
        except CsconsoleError as error:
            refused += _refused(ctx, [key], error)
        else:
            done.append(BulkItem(key, row.number, row.title))
    return BulkResult(action, tuple(done), tuple(refused), applied=True, changed=tuple(changed))


def _refused(ctx: Context, keys: Sequence[int], error: CsconsoleError) -> list[BulkItem]:
    """Tickets with why nothing was done to them; by their keys where they cannot be read either."""
    try:
        with ctx.read() as uow:
            tickets = [load_ticket(ctx, uow, key) for key in keys]
            return [BulkItem(ticket.pk, ticket.number, ticket.title, error.message) for ticket in tickets]
    except CsconsoleError:
        return [BulkItem(key, str(key), "", error.message) for key in keys]


def _known(action: str) -> None:
    if action not in _ACTIONS:
        raise WrongFormError(
            _("{action} cannot be done to many tickets at once.", action=action),
            field="action",
            value=action,
            rule="ticket.bulk",
            hint=_("Known values: {values}", values=listed(_ACTIONS)),
        )
