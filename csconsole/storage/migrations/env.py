"""Runs the migrations on the connection that ``storage.upgrade`` hands over."""

from typing import Any, Literal

from alembic import context

from csconsole.models.base import UtcDateTime
from csconsole.storage import schema


def plain_types(kind: str, item: Any, autogen: Any) -> str | Literal[False]:  # noqa: ARG001  # Alembic's signature
    """Write our own column types as the plain ones they are, so that a migration never changes meaning."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "AutoString":
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def is_ours(name: str | None, kind: str, parents: Any) -> bool:  # noqa: ARG001  # Alembic's signature
    """Leave the search index alone: it is not described by the models."""
    return not (kind == "table" and name is not None and name.startswith(("search_", "sqlite_")))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.whole_schema(),
    render_as_batch=True,
    render_item=plain_types,
    include_name=is_ours,
    transactional_ddl=True,
    on_version_apply=context.config.attributes.get("applied"),
)
with context.begin_transaction():
    context.run_migrations()
