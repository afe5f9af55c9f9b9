"""What a pack's files say: read, not yet stored."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csconsole.errors import NotFoundError
from csconsole.i18n import _, get_language, listed
from csconsole.paths import package_data

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack: its names and the rows of its tables. ``requires`` are packs that must be installed first."""

    name: str
    version: int
    en: str
    zh: str
    company_en: str
    company_zh: str
    requires: tuple[str, ...]
    telephone_channels: frozenset[str]
    shift_types: dict[str, dict[str, Any]]
    categories: tuple[Row, ...]
    departments: tuple[Row, ...]
    routing: tuple[Row, ...]
    tariff: tuple[Row, ...]
    repair_types: tuple[Row, ...]
    warranty_parts: tuple[Row, ...]
    scripts: Path
    settings: dict[str, Any]

    @property
    def label(self) -> str:
        """The pack's name in the current language."""
        return self.zh if get_language() == "zh" else self.en


def known_packs() -> tuple[str, ...]:
    """The names of all packs that ship with the program, ``core`` first."""
    found = [path.parent.name for path in _folder().glob("*/pack.toml")]
    return tuple(sorted(found, key=lambda name: (name != "core", name)))


def read_pack(name: str) -> Pack:
    """The pack of this name. Raises ``NotFoundError`` for a pack that does not ship with the program."""
    if name not in known_packs():
        raise NotFoundError(
            _("There is no pack {name}.", name=name),
            field="pack",
            value=name,
            hint=_("Packs: {names}.", names=listed(known_packs())),
        )
    folder = _folder() / name
    meta = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    return Pack(
        name=name,
        version=meta["version"],
        en=meta["en"],
        zh=meta["zh"],
        company_en=meta["company"]["en"],
        company_zh=meta["company"]["zh"],
        requires=tuple(meta["requires"]),
        telephone_channels=frozenset(meta.get("telephone_channels", ())),
        shift_types=meta.get("shift_types", {}),
        categories=_table(folder / "categories.csv"),
        departments=_table(folder / "departments.csv"),
        routing=_table(folder / "routing.csv"),
        tariff=_table(folder / "tariff.csv"),
        repair_types=_table(folder / "repair_types.csv"),
        warranty_parts=_table(folder / "warranty_parts.csv"),
        scripts=folder / "scripts",
        settings=meta.get("settings", {}),
    )


def _folder() -> Path:
    return package_data() / "packs"


def _table(path: Path) -> tuple[Row, ...]:
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
