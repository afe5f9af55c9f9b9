"""The append-only event table: timeline, undo, audit, handover and change feed are read from it (SEC-05)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from csconsole.models.base import UtcDateTime


class Event(SQLModel, table=True):
    """One change of one record, chained by hash to the event before it."""

    __table_args__ = (
        Index("ix_event_entity", "entity", "entity_id", "id"),
        Index("ix_event_at", "at", "id"),
        Index("ix_event_actor", "actor_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, nullable=False)
    actor_id: int | None = None
    entity: str = Field(max_length=30)
    entity_id: int
    action: str = Field(max_length=60)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    reason: str | None = None
    hash: str = Field(max_length=64)
