"""Importing an Asterisk queue log: calls, agents' presence, and a ring-back for who was lost (CALL-03,
CALL-04).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from csconsole.clock import iso
from csconsole.cti.queue_log import AgentEvent, QueueCall, QueueLog, QueueOutcome, QueueRecord
from csconsole.cti.rejected import Rejected
from csconsole.models import Right, StaffActivity
from csconsole.services.imports.batches import Progress, run_batches, summary_of
from csconsole.services.imports.facts import CallFacts, CallStore
from csconsole.services.imports.people import Agents
from csconsole.services.imports.ring_backs import open_ring_backs
from csconsole.services.imports.summary import ImportSummary, Tally
from csconsole.services.reach import contact_out_of_reach
from csconsole.storage.columns import by_column
from csconsole.text import one_line

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

SOURCE: Final = "queue-log"
PREFIX: Final = "asterisk:"
"""Before a call id of Asterisk; queue log and call records name one call by the same id."""

_STATES: Final = {
    QueueOutcome.ANSWERED: "answered",
    QueueOutcome.TRANSFERRED: "transferred",
    QueueOutcome.ABANDONED: "abandoned",
    QueueOutcome.LOST: "lost",
    QueueOutcome.OPEN: "new",
}
_KINDS: Final = {
    "AGENTLOGIN": "sign_in",
    "AGENTCALLBACKLOGIN": "sign_in",
    "AGENTLOGOFF": "sign_out",
    "AGENTCALLBACKLOGOFF": "sign_out",
    "ADDMEMBER": "join_queue",
    "REMOVEMEMBER": "leave_queue",
    "PAUSE": "pause",
    "PAUSEALL": "pause",
    "UNPAUSE": "resume",
    "UNPAUSEALL": "resume",
    "WRAPUPSTART": "wrap_up",
}
_ABNORMAL: Final = frozenset({"autologoff", "chanunavail"})
"""Reasons with which the system signs an agent out by itself (CALL-25)."""


def import_queue_log(
    ctx: Context,
    path: Path,
    *,
    encoding: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportSummary:
    """Store what a queue log tells; telling it again changes nothing.

    Raises the errors of ``TextFile``, and ``NotAllowedError`` without the right to import.
    """
    ctx.require(Right.IMPORT)
    log = QueueLog(path, zone=ctx.zone, encoding=encoding)
    calls = CallStore(ctx)
    with ctx.read() as uow:
        agents = Agents(uow)

    def store(uow: UnitOfWork, batch: Sequence[QueueRecord], tally: Tally) -> None:
        calls.store(uow, [call_facts(item) for item in batch if isinstance(item, QueueCall)], tally)
        present = [item for item in batch if isinstance(item, AgentEvent)]
        _store_activities(uow, agents, present, tally, ctx.now())

    tally = run_batches(ctx, _checked(log), store, source=log, dry_run=dry_run, progress=progress)
    if not dry_run:
        tally.ring_backs = open_ring_backs(ctx, calls.lost)
    return summary_of(tally, log, path, SOURCE, dry_run=dry_run)


def call_facts(call: QueueCall) -> CallFacts:
    """A queue call in the words of every telephone system."""
    return CallFacts(  # in the order of its fields: with their names it takes twice as long
        call.line,
        SOURCE,
        PREFIX + call.call_id,
        "answered" if call.outcome is QueueOutcome.OPEN and call.answered_at else _STATES[call.outcome],
        call.entered_at,
        "inbound",
        "phone",
        call.answered_at,
        call.ended_at,
        call.waited,
        call.talked,
        one_line(call.queue)[:80] or None,
        one_line(call.caller) if call.caller else None,
        call.caller_name,
        call.agent,
        one_line(call.dialled)[:60] if call.dialled else None,
        one_line(call.transferred_to)[:120] if call.transferred_to else None,
    )


def _checked(log: QueueLog) -> Iterator[QueueRecord | Rejected]:
    """Records of the log; an id too long for the database is no call id."""
    for item in log.records():
        if isinstance(item, QueueCall) and len(item.call_id) > 120:
            yield Rejected(item.line, "callid", item.call_id, "call-id")
        else:
            yield item


def _store_activities(
    uow: UnitOfWork, agents: Agents, events: Sequence[AgentEvent], tally: Tally, now: datetime
) -> None:
    if not events:
        return
    told = {}
    for event in events:
        if why := contact_out_of_reach(now, event.at, event.at):
            tally.reject(Rejected(event.line, "time", iso(event.at) or "", why))
        else:
            told[_activity_id(event)] = event
    known = set(
        uow.session.exec(
            select(StaffActivity.external_id).where(col(StaffActivity.external_id).in_(list(told)))
        )
    )
    rows = []
    for key, event in told.items():
        agent = agents.find(event.agent)
        if key in known or agent is None:
            continue
        reason = one_line(event.reason)[:120] if event.reason else None
        rows.append(
            {
                "staff_id": agent.staff_id,
                "agent_name": agent.name,
                "kind": _KINDS[event.event],
                "queue": one_line(event.queue)[:80] or None,
                "at": event.at,
                "seconds": event.logged_in,
                "reason": reason,
                "abnormal": (reason or "").lower() in _ABNORMAL,
                "source": SOURCE,
                "external_id": key,
            }
        )
    uow.create_bulk(StaffActivity, by_column(StaffActivity, rows), "imported")
    tally.activities += len(rows)


def _activity_id(event: AgentEvent) -> str:
    key = f"{PREFIX}{event.at.timestamp():.6f}:{event.event}:{event.queue[:60]}:{event.agent}"
    return key[:200]
