"""Rows stored in bulk are the same as rows stored one by one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from csconsole.errors import InvalidInputError
from csconsole.models import Call, Event
from csconsole.services.context import Context
from csconsole.storage import search
from csconsole.storage.columns import by_column
from csconsole.storage.event_chain import BrokenLink, verify


def values(ctx: Context, number: str, **more: Any) -> dict[str, Any]:
    return {"number": number, "started_at": ctx.now(), "summary": "水管漏水", "wait_seconds": 3, **more}


def columns(*rows: dict[str, Any]) -> dict[str, list[Any]]:
    return by_column(Call, rows)


def test_bulk_rows_have_their_events_search_words_and_defaults(ctx: Context) -> None:
    with ctx.write() as uow:
        uow.create(Call(**values(ctx, "one")), "imported")
        keys = uow.create_bulk(Call, columns(values(ctx, "two"), values(ctx, "three")), "imported")
        uow.create(Call(**values(ctx, "four")), "imported")
    with ctx.read() as uow:
        rows = {row.number: row for row in uow.session.exec(select(Call))}
        assert [rows["two"].pk, rows["three"].pk] == list(keys)
        skipped = {"id", "number"}
        assert rows["two"].model_dump(exclude=skipped) == rows["one"].model_dump(exclude=skipped)
        events = {
            event.entity_id: event for event in uow.session.exec(select(Event).where(Event.entity == "call"))
        }
        assert len(events) == 4
        assert {**(events[rows["two"].pk].after or {}), "number": ""} == {
            **(events[rows["one"].pk].after or {}),
            "number": "",
        }
        assert not [item for item in verify(uow.connection) if isinstance(item, BrokenLink)]
        found = search.find(uow.session, Call, "漏水", limit=10)
        assert set(found.ids) == {row.pk for row in rows.values()}


def test_bulk_rows_must_fit(ctx: Context) -> None:
    with pytest.raises(InvalidInputError), ctx.write() as uow:
        uow.create_bulk(Call, columns(values(ctx, "x" * 25)))
    with pytest.raises(AttributeError, match="colour"), ctx.write() as uow:
        uow.create_bulk(Call, columns(values(ctx, "x", colour="red")))
    with pytest.raises(ValueError, match="rows"), ctx.write() as uow:
        uow.create_bulk(Call, {"number": ["x", "y"], "started_at": [ctx.now()]})
    with ctx.write() as uow:
        assert uow.create_bulk(Call, columns()) == []
