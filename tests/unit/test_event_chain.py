"""The hash of an event: the same for ever, whoever computes it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest

from csconsole.storage.event_chain import GENESIS, PendingEvent, link_hash

EVENT = PendingEvent(
    at=datetime(2026, 11, 23, 1, 0, 0, 5, tzinfo=UTC),
    actor_id=7,
    entity="call",
    entity_id=12,
    action="edited",
    before={"summary": '漏水 "五楼"', "b": 1, "a": None},
    after={"summary": "x\u0000y", "list": [1, {"z": 1, "y": 2}]},
    detail=None,
    reason="说错了\n",
)


@pytest.mark.req("SEC-05")
@pytest.mark.parametrize(
    "event",
    [EVENT, EVENT._replace(detail={"file": "half \udce9"}, reason=None, before=None)],
    ids=["texts", "half characters"],
)
def test_the_hash_covers_the_hash_before_and_the_canonical_json_of_all_fields(event: PendingEvent) -> None:
    whole = [
        GENESIS,
        "2026-11-23T01:00:00.000005Z",
        7,
        "call",
        12,
        "edited",
        event.before,
        event.after,
        event.detail,
        event.reason,
    ]
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert link_hash(GENESIS, event) == hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
