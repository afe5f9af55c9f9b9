"""What conditions ask of a record that is no column of it; the daily figures keep each under its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from csconsole.metrics.definition import Condition
from csconsole.models import Call, DailyFact, Ticket
from csconsole.models.base import Record
from csconsole.storage.daily.facts import FACTS
from csconsole.storage.elapsed import hours_between


def _fact(model: type[Record]) -> ColumnElement[int]:
    return (
        select(col(DailyFact.value))
        .where(
            col(DailyFact.fact) == FACTS[str(model.__tablename__)],
            col(DailyFact.record_id) == col(model.id),
        )
        .correlate(model)
        .scalar_subquery()
    )


TALKED: Final[Condition] = col(Call.talk_seconds).is_not(None)
"""A call whose talk time is known."""
UNCATEGORISED: Final[Condition] = col(Call.category_id).is_(None)
"""A contact without a category."""
UNSOLVED_DAYS: Final[Any] = _fact(Call)
"""After how many days a call that was marked as solved turned out not to be; 0 when it was passed on."""
CALLED_BACK: Final[Any] = _fact(Ticket)
"""1 for a ticket about which a callback reached the customer."""
RESPONSE_HOURS: Final[Any] = hours_between(Ticket.reported_at, Ticket.first_response_at)
"""Hours to the first response, begun ones full; nothing without one, -1 for one before the report."""

COMPUTED: Final[Mapping[str, ColumnElement[Any]]] = {
    "talked": TALKED,
    "uncategorised": UNCATEGORISED,
    "unsolved_days": UNSOLVED_DAYS,
    "called_back": CALLED_BACK,
    "response_hours": RESPONSE_HOURS,
}
"""Each by the name that ``storage/daily/slices`` gives it."""
