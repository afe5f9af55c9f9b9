"""The digest that two people sign over: a SHA-256 of what the handover says, in one canonical form (SHF-12).

The outgoing side signs facts, sections, items and its decisions; the incoming side signs that digest together
with its own answers and its read-back. Whatever is changed afterwards no longer fits, and ``check`` says
which part.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csconsole.clock import iso
from csconsole.models import Handover, HandoverItem


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """Whether what is stored is still what was signed; ``None`` where that side has not signed yet."""

    content: bool | None
    outgoing: bool | None
    incoming: bool | None

    @property
    def good(self) -> bool:
        """Whether nothing that was signed has been changed."""
        return False not in (self.content, self.outgoing, self.incoming)


def content_digest(handover: Handover, items: Sequence[HandoverItem]) -> str:
    """The digest of everything that the outgoing side is answerable for."""
    return _hash(
        {
            "number": handover.number,
            "shift": handover.shift_id,
            "outgoing": handover.outgoing_id,
            "from": iso(handover.from_at),
            "to": iso(handover.snapshot_at),
            "snapshot": handover.snapshot,
            "sections": handover.sections,
            "summary": handover.summary,
            "temporary": handover.temporary_note if handover.temporary else None,
            "items": [_content(item) for item in sorted(items, key=_item_key)],
        }
    )


def outgoing_signature(digest: str, staff_id: int, at: datetime) -> str:
    """What the outgoing person's signature under a digest at an instant is."""
    return _hash({"digest": digest, "outgoing": staff_id, "at": iso(at)})


def incoming_signature(
    handover: Handover, items: Sequence[HandoverItem], staff_id: int, read_back: str, at: datetime
) -> str:
    """What the incoming person's signature is: over the outgoing one, the answers and the read-back."""
    return _hash(
        {
            "digest": handover.digest,
            "outgoing": handover.outgoing_signature,
            "arrived": iso(handover.arrived_at),
            "answers": [
                [item.entity, item.entity_id, item.theirs, item.query, item.reply]
                for item in sorted(items, key=_item_key)
            ],
            "read_back": read_back,
            "incoming": staff_id,
            "at": iso(at),
        }
    )


def check(handover: Handover, items: Sequence[HandoverItem]) -> SignatureCheck:
    """Compare what is stored with what was signed."""
    content = outgoing = incoming = None
    if handover.digest is not None:
        content = handover.digest == content_digest(handover, items)
        at = handover.signed_out_at
        outgoing = at is not None and handover.outgoing_signature == outgoing_signature(
            handover.digest, handover.outgoing_id, at
        )
    if handover.incoming_signature is not None:
        at, staff_id = handover.received_at, handover.incoming_id
        incoming = (
            at is not None
            and staff_id is not None
            and handover.incoming_signature
            == incoming_signature(handover, items, staff_id, handover.read_back, at)
        )
    return SignatureCheck(content, outgoing, incoming)


def _content(item: HandoverItem) -> dict[str, Any]:
    return {
        "section": item.section,
        "entity": item.entity,
        "id": item.entity_id,
        "number": item.record_number,
        "title": item.title,
        "flag": item.flag,
        "severity": item.severity,
        "next": item.next_action,
        "if": item.if_then,
        "owner": item.owner_id,
        "due": iso(item.due_at),
        "age": item.age_shifts,
        "mine": item.mine,
    }


def _item_key(item: HandoverItem) -> tuple[str, int]:
    return item.entity, item.entity_id


def _hash(value: object) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
