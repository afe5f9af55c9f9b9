"""The words that a shell offers for a value: codes and numbers, read by plain statements before SQLAlchemy is
loaded. Of records only the newest are offered: nobody waits for a shell.
"""

from __future__ import annotations

from typing import Final

from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.services.tickets.told import is_hidden, seen_call, seen_of_call

MOST: Final = 60
_LAST: Final = "\U0010ffff"
"""Sorts after every sign that a code has."""

_CODES: Final = {
    "category": "SELECT code FROM category WHERE active AND code >= ? AND code < ? ORDER BY code LIMIT 60",
    "department": "SELECT code FROM department WHERE active AND code >= ? AND code < ?"
    " ORDER BY code LIMIT 60",
    "staff": "SELECT staff_no FROM staff WHERE active AND staff_no >= ? AND staff_no < ?"
    " ORDER BY staff_no LIMIT 60",
    "customer": "SELECT code FROM customer WHERE code >= ? AND code < ? ORDER BY code LIMIT 60",
}
"""Those that begin with what was typed."""

_NEWEST: Final = {
    "ticket": "SELECT number, against_staff_id FROM (SELECT number, state, against_staff_id FROM ticket"
    " ORDER BY id DESC LIMIT 500) newest WHERE state NOT IN ('closed', 'cancelled')",
    "call": "SELECT number, NULL FROM (SELECT id, number FROM call ORDER BY id DESC LIMIT 200) c"
    " WHERE {call} ORDER BY id DESC",
    "callback": "SELECT c.number, t.against_staff_id FROM (SELECT id, number, state, ticket_id, call_id"
    " FROM callback ORDER BY id DESC LIMIT 500) c LEFT JOIN ticket t ON t.id = c.ticket_id"
    " WHERE c.state <> 'cancelled' AND {about} ORDER BY c.id DESC",
    "handover": "SELECT number, NULL FROM handover ORDER BY id DESC LIMIT 200",
}
"""Numbers of records, the newest first, with who a complaint is about; without calls that are hidden."""

RECORDS: Final = frozenset({*_NEWEST, "customer"})


def words_for(ctx: Context, kind: str, begin: str) -> list[str]:
    """Up to 60 values of a kind that begin with ``begin``: ``category``, ``department``, ``staff``,
    ``customer``, and the newest numbers of ``ticket``, ``call``, ``callback``, ``handover``; tickets only
    while they are open. Nothing for who may not see records, nor what is hidden from the person (CMP-22).
    """
    if kind in RECORDS and not ctx.can(Right.RECORD_VIEW):
        return []
    with ctx.store.glance() as seen:
        if kind in _CODES:
            return [str(code) for (code,) in seen.rows(_CODES[kind], begin, begin + _LAST)]
        statement = _NEWEST[kind].format(call=seen_call(ctx, "c.id"), about=seen_of_call(ctx, "c.call_id"))
        found = seen.rows(statement)
    numbers = (str(number) for number, against in found if not is_hidden(ctx, against))
    return [number for number in numbers if number.startswith(begin.upper())][:MOST]
