"""The packs that ship with the program, and which of them are installed here."""

from __future__ import annotations

from dataclasses import dataclass

from csconsole.models import Right
from csconsole.services.context import Context
from csconsole.services.packs.files import known_packs, read_pack
from csconsole.services.packs.installed import installed_packs
from csconsole.services.packs.kinds import kinds_of_pack


@dataclass(frozen=True, slots=True)
class PackRow:
    """One pack: what it brings, in numbers of rows. ``kinds`` are names of ticket kinds of its own."""

    name: str
    label: str
    version: int
    installed: bool
    requires: tuple[str, ...]
    categories: int
    departments: int
    rules: int
    kinds: tuple[str, ...]
    settings: tuple[str, ...]


def list_packs(ctx: Context) -> tuple[PackRow, ...]:
    """Every pack, ``core`` first. Raises ``NotAllowedError`` without the right to change settings."""
    ctx.require(Right.SETTING_CHANGE)
    installed = installed_packs(ctx)
    return tuple(_row(name, name in installed) for name in known_packs())


def _row(name: str, installed: bool) -> PackRow:
    pack = read_pack(name)
    return PackRow(
        name=name,
        label=pack.label,
        version=pack.version,
        installed=installed,
        requires=pack.requires,
        categories=len(pack.categories),
        departments=len(pack.departments),
        rules=len(pack.routing),
        kinds=tuple(kind.label for kind in kinds_of_pack(name)),
        settings=tuple(pack.settings),
    )
