"""Settings: everything that differs between sites, typed, with a stated default (``data/settings/*.toml``).

``setting(ctx, "callback.max_attempts")`` gives the value that holds now: the site's own, else the default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand
from csconsole.services.settings.registry import SettingSpec, registry, spec_of

if TYPE_CHECKING:
    from csconsole.services.settings.difference import Difference
    from csconsole.services.settings.held import setting
    from csconsole.services.settings.values import (
        SettingRow,
        change_setting,
        list_settings,
        reset_setting,
        show_setting,
        wrong_values,
    )

__all__ = [
    "Difference",
    "SettingRow",
    "SettingSpec",
    "change_setting",
    "list_settings",
    "registry",
    "reset_setting",
    "setting",
    "show_setting",
    "spec_of",
    "wrong_values",
]

__getattr__ = on_demand(
    __name__,
    {
        "difference": ("Difference",),
        "held": ("setting",),
        "values": (
            *("SettingRow", "change_setting", "list_settings", "reset_setting"),
            *("show_setting", "wrong_values"),
        ),
    },
)
