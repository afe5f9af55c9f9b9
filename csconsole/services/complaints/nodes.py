"""The nodes of a complaint 节点: receipt, transfer, result, callback, and the times between them (CMP-28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from csconsole.metrics.spans import seconds_spent
from csconsole.models import Complaint, Ticket

NODES: Final = ("transfer", "resolve", "callback", "whole", "")
"""In their order; nothing comes after the whole."""
Span = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class NodeSpan:
    """One of these times: from when, until when, and how long in seconds; ``running`` where it has not ended
    and is told as far as now. What has not begun has no seconds.
    """

    node: str
    since: datetime | None
    until: datetime | None
    seconds: int | None
    running: bool


def spans(ticket: Ticket, complaint: Complaint) -> Mapping[str, Span]:
    """Where each begins and ends. ``transfer``: from receipt to the transfer, ``resolve``: from there (or
    receipt) to the result, ``callback``: from the result to the customer's answer, ``whole``: from receipt to
    the archive.
    """
    return {
        "transfer": (ticket.reported_at, complaint.routed_at),
        "resolve": (complaint.routed_at or ticket.reported_at, ticket.done_at),
        "callback": (ticket.done_at, complaint.called_back_at),
        "whole": (ticket.reported_at, complaint.archived_at),
    }


def node_spans(ticket: Ticket, complaint: Complaint, now: datetime) -> tuple[NodeSpan, ...]:
    """The times of one complaint; of an open one the present node runs, and the whole. A node that was passed
    over, such as the transfer of one that its own department settled, has no time.
    """
    found = spans(ticket, complaint)
    ended = [place for place, (_since, until) in enumerate(found.values()) if until is not None]
    present = max(ended, default=-1) + 1
    return tuple(
        _span(
            node,
            since,
            until,
            now if ticket.closed_at is None and node in (NODES[present], "whole") else None,
        )
        for node, (since, until) in found.items()
    )


def _span(node: str, since: datetime | None, until: datetime | None, now: datetime | None) -> NodeSpan:
    ended = until or now
    seconds = seconds_spent(since, ended) if since is not None and ended is not None else None
    return NodeSpan(node, since, until, seconds, until is None and seconds is not None)
