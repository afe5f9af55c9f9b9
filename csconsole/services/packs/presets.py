"""What a pack presets in the settings: only what neither the site nor the program has a value for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csconsole.models import Setting
from csconsole.services.context import Context
from csconsole.services.packs.files import known_packs, read_pack
from csconsole.services.packs.installed import installed_packs
from csconsole.services.settings import SettingSpec, change_setting, spec_of
from csconsole.storage import UnitOfWork


def preset_settings(ctx: Context, uow: UnitOfWork, settings: Mapping[str, Any], pack: str) -> int:
    """Merge a pack's settings into the site's; how many values were added.

    A table such as the time limits is filled key by key, so that what the site has set stays; a list gets
    what it lacks; a single value is set where the site has none of its own.
    """
    return sum(_preset(ctx, uow, key, value, pack) for key, value in settings.items())


def value_with_presets(ctx: Context, spec: SettingSpec) -> Any:
    """The default of a setting with what the installed packs preset of it, in the order of their names."""
    value, given = spec.default, False
    for name in installed_packs(ctx):
        preset = read_pack(name).settings.get(spec.key) if name in known_packs() else None
        if preset is None:
            continue
        if spec.type == "table":
            value, _added = _filled(value, preset)
        elif spec.type == "list":
            value = [*value, *(one for one in preset if one not in value)]
        elif not given:
            value, given = preset, True
    return value


def _preset(ctx: Context, uow: UnitOfWork, key: str, value: Any, pack: str) -> int:
    spec, own = spec_of(key), uow.one(Setting, key=key)
    if spec.type == "list":
        present = list(own.value if own is not None else spec.default)
        more = [one for one in value if one not in present]
        if more:
            change_setting(ctx, key, [*present, *more], reason=pack)
        return len(more)
    if spec.type != "table":
        if own is not None or value == spec.default:
            return 0
        change_setting(ctx, key, value, reason=pack)
        return 1
    merged, added = _filled(own.value if own is not None else spec.default, value)
    if added:
        change_setting(ctx, key, merged, reason=pack)
    return added


def _filled(present: Mapping[str, Any], preset: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """``present`` with what it lacks of ``preset``, and how much that was; tables in it are filled too."""
    merged, added = dict(present), 0
    for name, value in preset.items():
        if name not in merged:
            merged[name] = value
            added += 1
        elif isinstance(merged[name], Mapping) and isinstance(value, Mapping):
            merged[name], more = _filled(merged[name], value)
            added += more
    return merged, added
