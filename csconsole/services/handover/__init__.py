"""Handover 交接班: prepared from the records, answered item by item, signed by two people (SHF-09 to 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.handover.access import NotYourSideError, SignedError
    from csconsole.services.handover.addenda import add_addendum
    from csconsole.services.handover.arrival import arrive
    from csconsole.services.handover.decisions import answer_items, decide_items, reply_to_query
    from csconsole.services.handover.digest import SignatureCheck
    from csconsole.services.handover.document import handover_html, handover_markdown
    from csconsole.services.handover.listing import (
        HANDOVERS,
        check_signatures,
        current_handover,
        list_handovers,
        show_handover,
    )
    from csconsole.services.handover.newer import OutdatedError, newer_items
    from csconsole.services.handover.prepare import prepare_handover, write_section
    from csconsole.services.handover.readiness import why_not_sign
    from csconsole.services.handover.reading import read_handover
    from csconsole.services.handover.reminders import (
        HandoverWarning,
        handover_warnings,
        unsigned_shifts,
    )
    from csconsole.services.handover.retention import (
        Releasable,
        releasable_handovers,
        release_old_handovers,
    )
    from csconsole.services.handover.rows import AddendumRow, HandoverRecord, HandoverRow, ItemRow
    from csconsole.services.handover.signing import (
        UndecidedError,
        allow_temporary,
        confirm_handover,
        receive_handover,
        return_handover,
        sign_handover,
    )
    from csconsole.services.handover.waiting import waiting_handover

__all__ = [
    "HANDOVERS",
    "AddendumRow",
    "HandoverRecord",
    "HandoverRow",
    "HandoverWarning",
    "ItemRow",
    "NotYourSideError",
    "OutdatedError",
    "Releasable",
    "SignatureCheck",
    "SignedError",
    "UndecidedError",
    "add_addendum",
    "allow_temporary",
    "answer_items",
    "arrive",
    "check_signatures",
    "confirm_handover",
    "current_handover",
    "decide_items",
    "handover_html",
    "handover_markdown",
    "handover_warnings",
    "list_handovers",
    "newer_items",
    "prepare_handover",
    "read_handover",
    "receive_handover",
    "releasable_handovers",
    "release_old_handovers",
    "reply_to_query",
    "return_handover",
    "show_handover",
    "sign_handover",
    "unsigned_shifts",
    "waiting_handover",
    "why_not_sign",
    "write_section",
]

__getattr__ = on_demand(
    __name__,
    {
        "access": (
            "NotYourSideError",
            "SignedError",
        ),
        "addenda": ("add_addendum",),
        "arrival": ("arrive",),
        "decisions": (
            "answer_items",
            "decide_items",
            "reply_to_query",
        ),
        "digest": ("SignatureCheck",),
        "document": (
            "handover_html",
            "handover_markdown",
        ),
        "listing": (
            "HANDOVERS",
            "check_signatures",
            "current_handover",
            "list_handovers",
            "show_handover",
        ),
        "newer": ("OutdatedError", "newer_items"),
        "prepare": (
            "prepare_handover",
            "write_section",
        ),
        "readiness": ("why_not_sign",),
        "reading": ("read_handover",),
        "reminders": (
            "HandoverWarning",
            "handover_warnings",
            "unsigned_shifts",
        ),
        "retention": ("Releasable", "releasable_handovers", "release_old_handovers"),
        "rows": (
            "AddendumRow",
            "HandoverRecord",
            "HandoverRow",
            "ItemRow",
        ),
        "signing": (
            "UndecidedError",
            "allow_temporary",
            "confirm_handover",
            "receive_handover",
            "return_handover",
            "sign_handover",
        ),
        "waiting": ("waiting_handover",),
    },
)
