"""Packs: a trade's categories, departments, routing, shift types and scripts as data."""

from csconsole.services.packs.files import Pack, known_packs, read_pack
from csconsole.services.packs.install import PackReport, install_pack, installed_packs

__all__ = ["Pack", "PackReport", "install_pack", "installed_packs", "known_packs", "read_pack"]
