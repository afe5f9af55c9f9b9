"""The daily figures: counts of records by day that reports read instead of the records themselves."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel


class DailyCount(SQLModel, table=True):
    """How many records of one slice and day are alike in the columns that the slice looks at.

    ``day`` is a day of the site as ``20261122``, or a whole month as ``20261100``. ``storage/daily`` says
    which column of the records each of ``code1`` to ``number5`` holds in which slice.
    """

    __tablename__ = "daily_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    slice: str = Field(primary_key=True, max_length=24)
    day: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    code1: str = Field(primary_key=True, max_length=40)
    code2: str = Field(primary_key=True, max_length=40)
    code3: str = Field(primary_key=True, max_length=40)
    number1: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number2: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number3: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number4: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number5: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    records: int
    total: int = Field(sa_column=Column(BigInteger, nullable=False))


class DailyZone(SQLModel, table=True):
    """The time zone whose days the counts are of; without a row there are no counts."""

    __tablename__ = "daily_zone"

    zone: str = Field(primary_key=True, max_length=40)
