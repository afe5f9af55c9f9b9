"""Packs: a trade's categories, departments, routing, shift types and scripts as data."""

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.packs.files import Pack, known_packs, read_pack
    from csconsole.services.packs.install import PackReport, install_pack
    from csconsole.services.packs.installed import installed_packs
    from csconsole.services.packs.listing import PackRow, list_packs

__all__ = [
    "Pack",
    "PackReport",
    "PackRow",
    "install_pack",
    "installed_packs",
    "known_packs",
    "list_packs",
    "read_pack",
]

__getattr__ = on_demand(
    __name__,
    {
        "files": ("Pack", "known_packs", "read_pack"),
        "install": ("PackReport", "install_pack"),
        "installed": ("installed_packs",),
        "listing": ("PackRow", "list_packs"),
    },
)
