"""A small site for handover tests: shift types, and records with work owed, made directly in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from csconsole.clock import FrozenClock
from csconsole.models import Call, Callback, Promise, Ticket
from csconsole.services.context import Context
from csconsole.services.handover import (
    HandoverRecord,
    answer_items,
    decide_items,
    prepare_handover,
    receive_handover,
    sign_handover,
)
from csconsole.services.packs import install_pack
from csconsole.services.shifts import end_shift, start_shift

SHANGHAI = ZoneInfo("Asia/Shanghai")
NONE = ("basic", "work", "abnormal", "knowledge")


@dataclass
class Site:
    """The site of a test: its clock and the people on it."""

    as_: Callable[[str], Context]
    clock: FrozenClock

    def __post_init__(self) -> None:
        install_pack(self.as_("admin"))

    def at(self, hour: int, minute: int = 0, *, day: int = 23) -> None:
        """Move the clock to a time of November 2026 in Shanghai."""
        self.clock.move_to(datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI))

    def ticket(self, title: str = "leak under the sink", by: str = "agent", **fields: Any) -> Ticket:
        """An open ticket of the person ``by``; ``handler`` names another holder, ``None`` nobody."""
        ctx = self.as_(by)
        handler = fields.pop("handler", by)
        if "due_at" in fields:
            fields = {"next_due_at": fields["due_at"], "next_clock": "resolve", **fields}
        with ctx.write() as uow:
            return uow.create(
                Ticket(
                    number=uow.next_number("T", ctx.today()),
                    title=title,
                    state=fields.pop("state", "in_progress" if handler else "new"),
                    reported_at=ctx.now(),
                    first_owner_id=ctx.staff_id,
                    handler_id=self.as_(handler).staff_id if handler else None,
                    **fields,
                )
            )

    def callback(self, reason: str = "asks for a date", by: str = "agent", **fields: Any) -> Callback:
        """An open callback of the person ``by``, due in a day."""
        ctx = self.as_(by)
        with ctx.write() as uow:
            return uow.create(
                Callback(
                    number=uow.next_number("B", ctx.today()),
                    reason=reason,
                    owner_id=fields.pop("owner_id", ctx.staff_id),
                    due_at=fields.pop("due_at", ctx.now() + timedelta(days=1)),
                    state=fields.pop("state", "assigned"),
                    **fields,
                )
            )

    def promise(self, words: str = "visit before noon", by: str = "agent", **fields: Any) -> Promise:
        """An open promise of the person ``by``, due in two days."""
        ctx = self.as_(by)
        with ctx.write() as uow:
            return uow.create(
                Promise(
                    text=words,
                    promiser_id=ctx.staff_id,
                    owner_id=ctx.staff_id,
                    due_at=fields.pop("due_at", ctx.now() + timedelta(days=2)),
                    **fields,
                )
            )

    def call(self, by: str = "agent", **fields: Any) -> Call:
        """A call that the person ``by`` took."""
        ctx = self.as_(by)
        with ctx.write() as uow:
            return uow.create(
                Call(
                    number=uow.next_number("C", ctx.today()),
                    agent_id=ctx.staff_id,
                    started_at=ctx.now(),
                    state=fields.pop("state", "closed"),
                    **fields,
                )
            )

    def set(self, record: Any, **changes: Any) -> None:
        """Change a record with an event, as a service does."""
        with self.as_("supervisor").write() as uow:
            uow.update(uow.get(type(record), record.pk), "changed", changes)

    def prepared(self, by: str = "agent", **fields: Any) -> HandoverRecord:
        """A prepared handover of the person ``by``, empty sections marked."""
        return prepare_handover(
            self.as_(by), summary=fields.pop("summary", "a quiet shift"), none=NONE, **fields
        )

    def hand_over(self, giver: str, taker: str) -> HandoverRecord:
        """The whole handover from one person to another, everything passed and accepted."""
        number = self.prepared(giver).row.number
        decide_items(self.as_(giver), number, None, mine="pass")
        answer_items(self.as_(taker), number, None, theirs="accept")
        sign_handover(self.as_(giver), number)
        return receive_handover(self.as_(taker), number, read_back="understood")

    def shift(self, person: str, hour: int, *, day: int = 23) -> None:
        """The person signs on at this hour."""
        self.at(hour, day=day)
        start_shift(self.as_(person))

    def leave(self, person: str) -> None:
        """The person signs off."""
        end_shift(self.as_(person))
