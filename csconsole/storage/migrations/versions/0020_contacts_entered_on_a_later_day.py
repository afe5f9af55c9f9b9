"""Contacts that were entered on a later day (CALL-18)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from csconsole.clock import DEFAULT_ZONE
from csconsole.models.base import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_BY_HAND = "source = 'console' AND state NOT IN ('lost', 'abandoned')"
_MANY = 500


def upgrade() -> None:
    """The column, what earlier entries say of it, and the daily figures anew."""
    op.add_column("call", sa.Column("entered_later", sa.Boolean(), nullable=True))
    op.execute(f'UPDATE "call" SET entered_later = false WHERE {_BY_HAND}')
    later = _later(op.get_bind())
    for start in range(0, len(later), _MANY):
        keys = ", ".join(map(str, later[start : start + _MANY]))
        op.execute(f'UPDATE "call" SET entered_later = true WHERE id IN ({keys})')
    op.execute("DELETE FROM daily_zone")


def _later(connection: sa.Connection) -> list[int]:
    """The late entries of a later day than the contact ended on."""
    zone = ZoneInfo(connection.scalar(sa.text("SELECT zone FROM daily_zone")) or DEFAULT_ZONE)
    late = sa.text(
        f'SELECT id, coalesce(ended_at, started_at) AS ended, entered_at FROM "call" WHERE {_BY_HAND} '
        "AND late_entry AND entered_at IS NOT NULL"
    ).columns(ended=UtcDateTime(), entered_at=UtcDateTime())
    return [
        key for key, ended, entered in connection.execute(late) if _day(ended, zone) < _day(entered, zone)
    ]


def _day(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).date().isoformat()
