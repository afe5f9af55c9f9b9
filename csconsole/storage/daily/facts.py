"""What neighbours say about a record, stored beside it in ``daily_fact`` when a neighbour changes (RPT-12).

``unsolved_days`` of a call that claims to be solved at first contact: 0 when a ticket was opened or a report
upward made of it, else in how many days (begun ones full, up to ``MOST_DAYS``) the customer contacted us
again about the same category. No row: neither. ``called_back`` of a ticket: 1 when a callback about it
reached the customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, bindparam, text

from csconsole.models.base import UtcDateTime
from csconsole.storage.daily.slices import CALLBACK_REACHED, INSTANTS, READ, Row

MOST_DAYS: Final = 62
"""Further contacts later than this are not looked for; ``report.first_contact_days`` cannot be more."""

FACTS: Final[Mapping[str, str]] = {"call": "unsolved_days", "ticket": "called_back"}
"""The fact of each table that has one."""

Change: TypeAlias = tuple[Row | None, Row | None]
"""A record before and after a transaction; ``None`` where there was or is none."""
Changes: TypeAlias = Mapping[str, MutableMapping[int, Change]]
"""The changes of a transaction by table and key."""
Values: TypeAlias = dict[int, tuple[int | None, int | None]]
"""A fact before and after, by the record's key."""
_Place: TypeAlias = tuple[int, int, datetime]

_MANY = 400
_REACHED = ", ".join(f"'{state}'" for state in CALLBACK_REACHED)
_PLACE = ("direction", "customer_id", "category_id", "started_at")
_CLAIM = (*_PLACE, "state", "solved_first_contact")
_CLAIMS = "c.direction = 'inbound' AND c.state = 'closed' AND c.solved_first_contact"
_BEFORE_PLACE = text(
    'SELECT p.id FROM "call" p WHERE p.customer_id = :customer AND p.category_id = :category '
    "AND p.direction = 'inbound' AND p.started_at = (SELECT max(q.started_at) FROM \"call\" q "
    "WHERE q.customer_id = :customer AND q.category_id = :category AND q.direction = 'inbound' "
    "AND q.started_at < :at)"
).bindparams(bindparam("at", type_=UtcDateTime()))
_BEFORE_CALLS = text(
    'SELECT p.id FROM "call" c JOIN "call" p ON p.customer_id = c.customer_id '
    "AND p.category_id = c.category_id AND p.direction = 'inbound' AND p.started_at = "
    '(SELECT max(q.started_at) FROM "call" q WHERE q.customer_id = c.customer_id '
    "AND q.category_id = c.category_id AND q.direction = 'inbound' AND q.started_at < c.started_at) "
    "WHERE c.id IN :keys"
).bindparams(bindparam("keys", expanding=True))
_OF_CUSTOMERS = text(f'SELECT c.id FROM "call" c WHERE c.customer_id IN :keys AND {_CLAIMS}').bindparams(
    bindparam("keys", expanding=True)
)


def value_of(fact: str, dialect: str) -> str:
    """The fact of row ``c`` (a call) or ``t`` (a ticket) as SQL, from its neighbours."""
    if fact == "called_back":
        callback = _by_index("callback", "b", "ix_callback_ticket_id", dialect)
        return (
            f"CASE WHEN EXISTS (SELECT 1 FROM {callback} WHERE b.ticket_id = t.id "
            f"AND b.state IN ({_REACHED})) THEN 1 END"
        )
    contact = _by_index('"call"', "n", "ix_call_again", dialect)
    again = (
        f"(SELECT min(n.started_at) FROM {contact} WHERE n.customer_id = c.customer_id "
        "AND n.category_id = c.category_id AND n.direction = 'inbound' AND n.started_at > c.started_at)"
    )
    gap = (
        f"(CAST(strftime('%s', {again}) AS INTEGER) - CAST(strftime('%s', c.started_at) AS INTEGER))"
        if dialect == "sqlite"
        else f"CAST(floor(extract(epoch FROM {again})) - floor(extract(epoch FROM c.started_at)) AS BIGINT)"
    )
    least, later = ("min" if dialect == "sqlite" else "least"), MOST_DAYS + 1
    ticket = _by_index("ticket", "x", "ix_ticket_origin_call", dialect)
    escalation = _by_index("escalation", "y", "ix_escalation_entity_id", dialect)
    return (
        f"CASE WHEN NOT ({_CLAIMS}) THEN NULL "
        f"WHEN EXISTS (SELECT 1 FROM {ticket} WHERE x.origin_call_id = c.id) "
        f"OR EXISTS (SELECT 1 FROM {escalation} WHERE y.entity = 'call' AND y.entity_id = c.id) THEN 0 "
        f"ELSE nullif({least}(1 + ({gap} - 1) / 86400, {later}), {later}) END"
    )


def _by_index(table: str, letter: str, index: str, dialect: str) -> str:
    """A neighbour's table in ``FROM``, looked up by its index.

    SQLite reads a whole table for each record once ``ANALYZE`` has found every value of the column empty.
    """
    return f"{table} {letter} INDEXED BY {index}" if dialect == "sqlite" else f"{table} {letter}"


def refresh(connection: Connection, changes: Changes, customers: Iterable[int]) -> dict[str, Values]:
    """Bring the facts up to date and return, by table, those that were looked at.

    A record whose fact changed though itself did not is added to ``changes`` as it stands. ``customers`` are
    those whose calls were moved from one to another.
    """
    calls = _suspect_calls(connection, changes, customers)
    tickets = _suspect_tickets(changes)
    return {
        "call": _refreshed(connection, "call", "c", calls, changes["call"]) if calls else {},
        "ticket": _refreshed(connection, "ticket", "t", tickets, changes["ticket"]) if tickets else {},
    }


def fill(connection: Connection) -> None:
    """Make every fact anew."""
    connection.exec_driver_sql("DELETE FROM daily_fact")
    for table, fact in FACTS.items():
        letter = table[0]
        value = value_of(fact, connection.dialect.name)
        connection.exec_driver_sql(
            f"WITH known AS MATERIALIZED (SELECT {letter}.id AS id, {value} AS value "
            f'FROM "{table}" {letter}) '
            "INSERT INTO daily_fact (fact, record_id, value) "
            f"SELECT '{fact}', id, value FROM known WHERE value IS NOT NULL ORDER BY id"
        )


def _suspect_calls(connection: Connection, changes: Changes, customers: Iterable[int]) -> set[int]:
    """Calls whose fact may differ: changed ones, the contacts just before them, origins of tickets."""
    found: set[int] = set()
    left: list[_Place] = []
    came: list[int] = []
    for key, (before, after) in changes["call"].items():
        if before is not None and after is not None and _same(before, after, _CLAIM):
            continue
        if before is not None or (after is not None and _claims(after) and _place(after) is not None):
            found.add(key)
        if before is not None and after is not None and _same(before, after, _PLACE):
            continue
        if before is not None and (place := _place(before)) is not None:
            left.append(place)
        if after is not None and _place(after) is not None:
            came.append(key)
    found |= _linked(changes["ticket"], lambda row: row.get("origin_call_id"))
    found |= _linked(changes["escalation"], lambda row: row["entity_id"] if row["entity"] == "call" else None)
    for customer, category, at in left:
        named = {"customer": customer, "category": category, "at": at}
        found.update(connection.execute(_BEFORE_PLACE, named).scalars())
    for statement, keys in ((_BEFORE_CALLS, came), (_OF_CUSTOMERS, list(customers))):
        for start in range(0, len(keys), _MANY):
            found.update(connection.execute(statement, {"keys": keys[start : start + _MANY]}).scalars())
    return found


def _suspect_tickets(changes: Changes) -> set[int]:
    """Tickets whose fact may differ or is needed: done ones that changed, those called back about."""
    found = {
        key
        for key, (before, after) in changes["ticket"].items()
        if before is not None
        and after is not None
        and not _same(before, after, ("done_at", "needs_callback"))
    }
    return found | _linked(
        changes["callback"], lambda row: row.get("ticket_id") if row["state"] in CALLBACK_REACHED else None
    )


def _linked(rows: Mapping[int, Change], link: Any) -> set[int]:
    """The keys to which a link was added or from which it was taken."""
    found = set()
    for before, after in rows.values():
        ends = {None if row is None else link(row) for row in (before, after)}
        if len(ends) > 1:
            found |= ends
    return {key for key in found if key is not None}


def _refreshed(
    connection: Connection, table: str, letter: str, keys: set[int], changes: MutableMapping[int, Change]
) -> Values:
    """Store the fact of some records as it is; each as it was stored before and is now."""
    fact = FACTS[table]
    values: Values = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), _MANY):
        listed = ", ".join(map(str, ordered[start : start + _MANY]))
        statement = f"{_stored_and_true(table, letter, connection.dialect.name)} ({listed})"
        values.update((key, (old, new)) for key, old, new in connection.exec_driver_sql(statement))
    neighbours = [key for key, (old, new) in values.items() if old != new and key not in changes]
    if neighbours:
        for row in connection.execute(_records(table), {"keys": neighbours}).mappings():
            whole = dict(row)
            changes[row["its_key"]] = (whole, whole)
    _write(connection, fact, values)
    return values


@cache
def _stored_and_true(table: str, letter: str, dialect: str) -> str:
    """Key, fact as stored and fact as it is, of the records whose keys are to follow in brackets."""
    fact = FACTS[table]
    return (
        f"SELECT {letter}.id, f.value, {value_of(fact, dialect)} "
        f"FROM \"{table}\" {letter} LEFT JOIN daily_fact f ON f.fact = '{fact}' "
        f"AND f.record_id = {letter}.id WHERE {letter}.id IN"
    )


@cache
def _records(table: str) -> Any:
    """What is read of some records of a table."""
    columns = READ[table]
    listed = ", ".join(f'r."{name}"' for name in columns)
    instants: Any = {name: UtcDateTime() for name in columns if name in INSTANTS}
    return (
        text(f'SELECT r.id AS its_key, {listed} FROM "{table}" r WHERE r.id IN :keys')
        .bindparams(bindparam("keys", expanding=True))
        .columns(**instants)
    )


def _write(connection: Connection, fact: str, values: Values) -> None:
    gone = [
        {"fact": fact, "key": key} for key, (old, new) in values.items() if old is not None and new is None
    ]
    kept = [
        {"fact": fact, "key": key, "value": new}
        for key, (old, new) in values.items()
        if new is not None and new != old
    ]
    if gone:
        connection.execute(text("DELETE FROM daily_fact WHERE fact = :fact AND record_id = :key"), gone)
    if kept:
        connection.execute(
            text(
                "INSERT INTO daily_fact (fact, record_id, value) VALUES (:fact, :key, :value) "
                "ON CONFLICT (fact, record_id) DO UPDATE SET value = excluded.value"
            ),
            kept,
        )


def _claims(row: Row) -> bool:
    return bool(
        row["direction"] == "inbound" and row["state"] == "closed" and row.get("solved_first_contact")
    )


def _place(row: Row) -> _Place | None:
    customer, category = row.get("customer_id"), row.get("category_id")
    if customer is None or category is None or row["direction"] != "inbound":
        return None
    return customer, category, row["started_at"]


def _same(one: Row, other: Row, names: tuple[str, ...]) -> bool:
    return all(one.get(name) == other.get(name) for name in names)
