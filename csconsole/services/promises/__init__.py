"""The promise ledger: nothing a customer was promised is ever lost (CALL-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.promises.approval import approve_promise, refuse_promise
    from csconsole.services.promises.ledger import (
        PromiseSettledError,
        PromiseTooFarError,
        check_promised_time,
        keep_promises,
        make_promise,
        promise_warning,
        settle_promise,
    )
    from csconsole.services.promises.lists import PROMISES, list_promises, promises_of
    from csconsole.services.promises.rows import PromiseRow

__all__ = [
    "PROMISES",
    "PromiseRow",
    "PromiseSettledError",
    "PromiseTooFarError",
    "approve_promise",
    "check_promised_time",
    "keep_promises",
    "list_promises",
    "make_promise",
    "promise_warning",
    "promises_of",
    "refuse_promise",
    "settle_promise",
]

__getattr__ = on_demand(
    __name__,
    {
        "approval": ("approve_promise", "refuse_promise"),
        "ledger": (
            "PromiseSettledError",
            "PromiseTooFarError",
            "check_promised_time",
            "keep_promises",
            "make_promise",
            "promise_warning",
            "settle_promise",
        ),
        "lists": (
            "PROMISES",
            "list_promises",
            "promises_of",
        ),
        "rows": ("PromiseRow",),
    },
)
