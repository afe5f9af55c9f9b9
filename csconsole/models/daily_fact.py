"""Of the daily figures: what cannot be seen in a record itself."""

from sqlmodel import Field, SQLModel


class DailyFact(SQLModel, table=True):
    """What a record's neighbours say about it: ``unsolved_days`` of a call, ``called_back`` of a ticket."""

    __tablename__ = "daily_fact"
    __table_args__ = ({"sqlite_with_rowid": False},)

    fact: str = Field(primary_key=True, max_length=24)
    record_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    value: int
