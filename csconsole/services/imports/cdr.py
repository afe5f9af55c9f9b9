"""Importing Asterisk call detail records: every call of the telephone system, in and out (CALL-19)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csconsole.cti.asterisk_cdr import CdrCall, CdrFile, Disposition
from csconsole.cti.rejected import Rejected
from csconsole.models.rights import Right
from csconsole.services.imports.batches import Progress, run_batches, summary_of
from csconsole.services.imports.facts import CallFacts, CallStore
from csconsole.services.imports.people import Agents
from csconsole.services.imports.queue_log import PREFIX
from csconsole.services.imports.ring_backs import open_ring_backs
from csconsole.services.imports.summary import ImportSummary, Tally
from csconsole.services.settings import setting
from csconsole.text import one_line

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

SOURCE: Final = "cdr"
_NUMBER = re.compile(r"[+\d][\d\-\s()]*", re.ASCII)


def import_cdr(
    ctx: Context,
    path: Path,
    *,
    encoding: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportSummary:
    """Store the calls of a ``Master.csv``; telling them again changes nothing.

    A call that the queue log has told too keeps the queue's waiting time. Raises the errors of ``TextFile``,
    and ``NotAllowedError`` without the right to import.
    """
    ctx.require(Right.IMPORT)
    file = CdrFile(path, zone=ctx.zone, encoding=encoding)
    calls = CallStore(ctx)
    with ctx.read() as uow:
        agents = Agents(uow)
        contexts = frozenset(setting(ctx, "import.outbound_contexts"))

    def store(uow: UnitOfWork, batch: Sequence[CdrCall], tally: Tally) -> None:
        calls.store(uow, [call_facts(call, agents, contexts) for call in batch], tally)

    tally = run_batches(ctx, _checked(file), store, source=file, dry_run=dry_run, progress=progress)
    if not dry_run:
        tally.ring_backs = open_ring_backs(ctx, calls.lost)
    return summary_of(tally, file, path, SOURCE, dry_run=dry_run)


def call_facts(call: CdrCall, agents: Agents, contexts: frozenset[str]) -> CallFacts:
    """A call record in the words of every telephone system.

    A call from the extension of a staff member, or from a context that the setting names, is outbound.
    """
    caller = agents.find(call.source)
    outbound = call.context in contexts or (caller is not None and caller.staff_id is not None)
    other = call.destination if outbound else call.source
    agent = (call.source or call.channel) if outbound else call.answered_by
    answered = call.disposition is Disposition.ANSWERED
    return CallFacts(
        line=call.line,
        source=SOURCE,
        external_id=PREFIX + call.call_id,
        state="answered" if answered else ("unreachable" if outbound else "lost"),
        direction="outbound" if outbound else "inbound",
        started_at=call.started_at,
        answered_at=call.answered_at if answered else None,
        ended_at=call.ended_at,
        wait_seconds=call.waited,
        talk_seconds=call.talked if answered else None,
        phone=one_line(other)[:60] if _NUMBER.fullmatch(other.strip()) else None,
        caller_name=None if outbound else call.caller_name,
        agent=agent or None,
        trunk=one_line(call.destination)[:60] or None if not outbound else None,
        written={"result": call.disposition.value.lower()} if outbound else {},
    )


def _checked(file: CdrFile) -> Iterator[CdrCall | Rejected]:
    """Calls of the file; an id too long for the database is no call id."""
    for item in file.calls():
        if isinstance(item, CdrCall) and len(item.call_id) > 120:
            yield Rejected(item.line, "linkedid", item.call_id, "call-id")
        else:
            yield item
