"""The site's own values of settings."""

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from csconsole.models.base import Record


class Setting(Record, table=True):
    """A site's own value for a setting; without a row the stated default holds."""

    key: str = Field(unique=True, max_length=80)
    value: Any = Field(default=None, sa_column=Column(JSON, nullable=True))
