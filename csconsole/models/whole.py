"""All tables together, with their foreign keys: for making, comparing and copying a database."""

import importlib

from sqlalchemy import ForeignKey, MetaData
from sqlmodel import SQLModel

from csconsole import models
from csconsole.models.base import LINKS_TO


def every_table() -> MetaData:
    """The description of the whole database.

    Foreign keys are the database's to enforce. A table gets them here and not when it is built: with them,
    saving a call would need the tables of everything that a call may point at.
    """
    for module in models.HOMES:
        importlib.import_module(f"csconsole.models.{module}")
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            if LINKS_TO in column.info and not column.foreign_keys:
                column.append_foreign_key(ForeignKey(column.info[LINKS_TO]))
    return SQLModel.metadata
