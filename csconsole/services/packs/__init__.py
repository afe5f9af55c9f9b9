"""Packs: a trade's categories, departments, routing, shift types and scripts as data."""

from csconsole.services.packs.files import Pack, known_packs, read_pack
from csconsole.services.packs.install import PackReport, install_pack, installed_packs
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
