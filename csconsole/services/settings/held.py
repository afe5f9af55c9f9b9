"""The value of a setting that holds now: every save asks, so a plain statement reads it, without a table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from csconsole.services.settings.registry import spec_of
from csconsole.storage.statements import all_rows

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_OWN: Final = 'SELECT "key", value FROM setting'


def setting(ctx: Context, key: str) -> Any:
    """The value of a setting that holds now: the site's own, else the default, of the type that the setting
    has.

    Raises ``NotFoundError`` for a key that no file declares.
    """
    spec = spec_of(key)
    with ctx.read() as uow:
        return own_values(uow).get(key, spec.default)


def own_values(uow: UnitOfWork) -> dict[str, Any]:
    """The site's own values by key, kept until one changes."""
    return uow.reference("settings", lambda: _read(uow))


def _read(uow: UnitOfWork) -> dict[str, Any]:
    found = all_rows(uow.connection, _OWN)
    if uow.connection.dialect.name != "sqlite":  # the driver reads JSON itself
        return dict(found)
    return {key: json.loads(value) if isinstance(value, str) else value for key, value in found}
