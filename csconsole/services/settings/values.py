"""Settings as they are listed, and changing them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from csconsole.codes import label
from csconsole.errors import ConflictError, InvalidInputError, WrongFormError
from csconsole.i18n import _
from csconsole.models.rights import Right
from csconsole.models.setting import Setting
from csconsole.services.context import Context
from csconsole.services.settings.difference import Difference, difference
from csconsole.services.settings.held import own_values
from csconsole.services.settings.naming import check_names
from csconsole.services.settings.registry import SettingSpec, line_of, read_table, registry, spec_of
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page

_ANY: Final = object()
"""Nothing was seen before: whatever is stored is replaced."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting with the value that holds now; ``unit`` and ``about`` are in the current language."""

    key: str
    area: str
    value: Any
    default: Any
    changed: bool
    type: str
    unit: str
    source: str
    about: str
    choices: tuple[str, ...] = ()
    difference: Difference = field(default_factory=Difference)
    """What the change that gave this row did to the lines of a table or list."""


def list_settings(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 500, after: str | None = None
) -> Page[SettingRow]:
    """One page of the settings, in order of their areas; words of the filter are looked for in key and
    meaning. Raises ``QueryError`` for a filter, an order or a page that makes no sense.
    """
    from csconsole.services.query.in_memory import page_of_rows
    from csconsole.services.settings.fields import SETTINGS

    with ctx.read() as uow:
        own = own_values(uow)
    rows = [_row(spec, own) for spec in registry().values()]
    return page_of_rows(
        SETTINGS, rows, lambda row: row.key, filter=filter, sort=sort, limit=limit, after=after
    )


def show_setting(ctx: Context, key: str) -> SettingRow:
    """One setting. Raises ``NotFoundError``."""
    spec = spec_of(key)
    with ctx.read() as uow:
        return _row(spec, own_values(uow))


def change_setting(
    ctx: Context, key: str, value: Any, *, reason: str | None = None, seen: Any = _ANY
) -> SettingRow:
    """Give a setting, or one line of a table such as ``ticket.limits.repair``, the site's own value. ``seen``
    is the value of the setting that its editor had before him. Raises ``NotAllowedError``,
    ``NotFoundError``, ``InvalidInputError``, and ``ConflictError`` where it is another now.
    """
    ctx.require(Right.SETTING_CHANGE)
    spec, line = line_of(key)
    with ctx.write() as uow:
        now = own_values(uow).get(spec.key, spec.default)
        checked = spec.check(value if line is None else {**now, line: _line_value(value)})
        check_names(ctx, spec, checked)
        _check_order(spec, checked, own_values(uow))
        if seen is not _ANY and now != seen:
            raise ConflictError(
                _("Someone changed {record} first.", record=key),
                current=now,
                hint=_("Look at it again, then repeat your change."),
            )
        _store(uow, spec, checked, "setting_changed", reason)
        return replace(_row(spec, own_values(uow)), difference=difference(now, checked))


def reset_setting(ctx: Context, key: str, *, reason: str | None = None) -> SettingRow:
    """Let a setting, or one line of a table, be again what it was before the site changed it: its default
    with what the installed packs preset. A line that neither has is gone. Raises ``NotAllowedError``,
    ``NotFoundError``.
    """
    ctx.require(Right.SETTING_CHANGE)
    from csconsole.services.packs.presets import value_with_presets

    spec, line = line_of(key)
    with ctx.write() as uow:
        now = own_values(uow).get(spec.key, spec.default)
        if spec.key in own_values(uow):
            value = value_with_presets(ctx, spec)
            if line is not None:
                others = {k: v for k, v in own_values(uow)[spec.key].items() if k != line}
                value = {**others, **({line: value[line]} if line in value else {})}
            _store(uow, spec, value, "setting_reset", reason)
        row = _row(spec, own_values(uow))
        return replace(row, difference=difference(now, row.value))


def wrong_values(ctx: Context) -> list[InvalidInputError]:
    """What is wrong with the site's own values: one error a setting that could not be set like this now."""
    found = []
    with ctx.read() as uow:
        own = own_values(uow)
    for key, value in own.items():
        if (spec := registry().get(key)) is None:
            continue
        try:
            check_names(ctx, spec, spec.check(value))
            _check_order(spec, value, own)
        except InvalidInputError as error:
            found.append(error)
    return found


def _check_order(spec: SettingSpec, value: Any, own: dict[str, Any]) -> None:
    """Raise ``InvalidInputError`` for a number on the wrong side of the setting that it goes with."""
    for other, wrong in ((spec.above, float.__le__), (spec.below, float.__ge__)):
        bound = own.get(other, spec_of(other).default) if other else 0
        if value and bound and wrong(float(value), float(bound)):
            hint = _("{key} is {value}: this must be above it, or 0.", key=other, value=bound)
            if other == spec.below:
                hint = _("{key} is {value}: this must be below it.", key=other, value=bound)
            raise WrongFormError(
                _("{key} cannot be {value}.", key=spec.key, value=value),
                field=spec.key,
                value=value,
                rule=spec.source or None,
                hint=hint,
            )


def _line_value(value: Any) -> Any:
    """The value of one line as it was typed: JSON, else a text such as ``24h``."""
    if not isinstance(value, str):
        return value
    try:
        return read_table(value)
    except (json.JSONDecodeError, RecursionError):
        return value.strip()


def _store(uow: UnitOfWork, spec: SettingSpec, value: Any, action: str, reason: str | None) -> None:
    row = uow.one(Setting, key=spec.key)
    if row is None:
        uow.create(Setting(key=spec.key, value=value), action, reason=reason)
    else:
        uow.update(row, action, {"value": value}, reason=reason)


def _row(spec: SettingSpec, own: dict[str, Any]) -> SettingRow:
    return SettingRow(
        key=spec.key,
        area=spec.area,
        value=own.get(spec.key, spec.default),
        default=spec.default,
        changed=own.get(spec.key, spec.default) != spec.default,
        type=spec.type,
        unit=label("setting_unit", spec.unit),
        source=spec.source,
        about=spec.about,
        choices=spec.choices,
    )
