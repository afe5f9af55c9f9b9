"""What every table has: an integer key, times in UTC and a version for the optimistic lock."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Final, cast

from sqlalchemy import JSON, Column, DateTime, Dialect, Table, event
from sqlalchemy.types import SchemaType, TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from csconsole.clock import iso

_WHOLE_SECONDS: Final = len("2026-11-21T08:30:00Z")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values, stores UTC, and hands back aware UTC on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; SQLite has no zones, so it gets the bare UTC value."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime for the database: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """For SQLite at once the text that SQLAlchemy would make of the UTC value, in a third of the time."""
        return sqlite_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        """Attach UTC again where the driver dropped it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def sqlite_text(value: datetime | None) -> str | None:
    """An instant as SQLite keeps it. Raises ``ValueError`` for a naive one."""
    return None if value is None else sqlite_text_of(str(iso(value)))


def sqlite_text_of(instant: str) -> str:
    """What ``iso`` makes of an instant, as SQLite keeps it."""
    if len(instant) == _WHOLE_SECONDS:
        return f"{instant[:10]} {instant[11:19]}.000000"
    return f"{instant[:10]} {instant[11:-1]}"


_TYPES: dict[str, TypeEngine[Any]] = {}
"""The column types in use, by how they are written."""


@event.listens_for(Column, "before_parent_attach")
def _share_type(column: Column[Any], _table: Table) -> None:
    """Let columns of the same type share one object: SQLAlchemy makes a class for each type object of a kind
    of its own, such as a text or an instant, which are hundreds: 2 MiB and 10 ms of a console.

    Types that make something of the schema, such as a check, belong to their column.
    """
    kind = column.type
    if not isinstance(kind, SchemaType):
        column.type = _TYPES.setdefault(f"{type(kind).__module__}.{kind!r}", kind)


class Record(SQLModel):
    """Base of every table whose rows change; storage sets the times and counts ``version`` up."""

    # Building a validator for each of the tables costs half a second at every start, and table classes
    # do not validate: it is put off until someone asks for it.
    model_config = {"defer_build": True}

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=False)
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=False)
    version: int = Field(default=1, nullable=False)

    def __init__(self, **values: Any) -> None:
        """Take the columns by name and the defaults of the others, unchecked, as SQLModel does.

        That sets one after the other through SQLAlchemy, which takes ten times as long and matters for
        stored rows only.
        """
        plain, made, names = defaults_of(type(self))
        given = {name: value for name, value in values.items() if name in names}
        self.__dict__.update(plain)
        for name, factory in made.items():
            if name not in given:
                self.__dict__[name] = factory()
        self.__dict__.update(given)
        object.__setattr__(self, "__pydantic_fields_set__", set(given))
        object.__setattr__(self, "__pydantic_extra__", None)
        object.__setattr__(self, "__pydantic_private__", None)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a column of a row that is not stored yet at once: SQLAlchemy, which is told of all others,
        takes such a row's values when it is stored.
        """
        held = self.__dict__
        state = held.get("_sa_instance_state")
        if state is not None and state.key is None and name in held:
            held[name] = value
        else:
            super().__setattr__(name, value)

    @property
    def pk(self) -> int:
        """The row's key; raises ``ValueError`` before the row is stored."""
        if self.id is None:
            raise ValueError(f"{type(self).__name__} is not stored yet")
        return self.id

    SEARCHED: ClassVar[tuple[str, ...]] = ()
    """The columns by whose words a row is found; empty when it has no place in the search index."""

    def search_text(self) -> str | None:
        """The words by which this row is found, or ``None`` when it has no place in the search index."""
        return searched_text(getattr(self, name) for name in self.SEARCHED) if self.SEARCHED else None


@cache
def defaults_of(model: type[SQLModel]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]], frozenset[str]]:
    """The default of each column that has one (or none), what makes that of a column of JSON, all columns."""
    plain: dict[str, Any] = {}
    made: dict[str, Callable[[], Any]] = {}
    for name, field in model.model_fields.items():
        if field.default_factory is not None:
            made[name] = cast(Callable[[], Any], field.default_factory)
        elif not field.is_required():
            plain[name] = field.default
    return plain, made, frozenset(model.model_fields)


def searched_text(values: Iterable[str | None]) -> str:
    """The values of the searched columns as one text; the bar keeps words of two columns apart."""
    return " | ".join(value for value in values if value)


def instant(*, index: bool = False, nullable: bool = True) -> Any:
    """A column that holds an instant in UTC."""
    return Field(default=None, sa_type=UtcDateTime, index=index, nullable=nullable)


def json_list() -> Any:
    """A column that holds a JSON array."""
    return Field(default_factory=list, sa_type=JSON, nullable=False)


def json_object() -> Any:
    """A column that holds a JSON object."""
    return Field(default_factory=dict, sa_type=JSON, nullable=False)


LINKS_TO = "links_to"
"""The key in a column's ``info`` under which ``link`` keeps its target; see ``whole.every_table``."""


def link(target: str, *, index: bool = True, nullable: bool = True) -> Any:
    """A foreign key to ``table.column``."""
    info = {"info": {LINKS_TO: target}}
    if nullable:
        return Field(default=None, index=index, nullable=True, sa_column_kwargs=info)
    return Field(index=index, nullable=False, sa_column_kwargs=info)
