"""What a pack's files say: read, not yet stored."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from csconsole.errors import NotFoundError
from csconsole.i18n import _, get_language, listed
from csconsole.paths import package_data
from csconsole.services.packs.kinds import PackDataError
from csconsole.text import clean

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
    """The pack of this name. Raises ``NotFoundError`` for a pack that does not ship with the program,
    ``PackDataError`` for a file that cannot be read or lacks something.
    """
    if name not in known_packs():
        raise NotFoundError(
            _("There is no pack {name}.", name=name),
            field="pack",
            value=name,
            hint=_("Packs: {names}.", names=listed(known_packs())),
        )
    folder = _folder() / name
    meta = _meta(folder / "pack.toml")
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
        categories=_table(folder / "categories.csv", "code", "en zh ticket_kind department"),
        departments=_table(folder / "departments.csv", "code", "en zh"),
        routing=_table(folder / "routing.csv", "", "ticket_kind category scope department"),
        tariff=_table(folder / "tariff.csv", "code from", "en zh unit price"),
        repair_types=_table(
            folder / "repair_types.csv",
            "category",
            "questions_en questions_zh tips_en tips_zh equipment_en equipment_zh",
        ),
        warranty_parts=_table(folder / "warranty_parts.csv", "category part", "en zh months"),
        scripts=folder / "scripts",
        settings=meta.get("settings", {}),
    )


def _folder() -> Path:
    return package_data() / "packs"


_META: Final[dict[str, type]] = {"version": int, "en": str, "zh": str, "company": dict, "requires": list}
_MAY: Final[dict[str, type]] = {"telephone_channels": list, "shift_types": dict, "settings": dict}


def _meta(path: Path) -> dict[str, Any]:
    """What ``pack.toml`` says, with everything that a pack must have and of the right types."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, "", str(error)) from error
    for name, kind in (_META | _MAY).items():
        if name not in found:
            if name in _META:
                raise _wrong(path, name, _("{field} is missing", field=name))
        elif not isinstance(found[name], kind):
            raise _wrong(path, name, _("{field} means nothing here", field=repr(found[name])[:60]))
    for name, spec in found.get("shift_types", {}).items():
        for needed in ("letter", "start", "end"):
            if not isinstance(spec, dict) or not isinstance(spec.get(needed), str):
                raise _wrong(path, f"shift_types.{name}", _("{field} is missing", field=needed))
    for name in ("en", "zh"):
        if not isinstance(found["company"].get(name), str):
            raise _wrong(path, "company", _("{field} is missing", field=name))
    return found


def _table(path: Path, key: str, others: str) -> tuple[Row, ...]:
    """The rows of a table with clean texts, no two with one ``key``; it has these columns, and may have
    more.
    """
    if not path.is_file():
        return ()
    keys, rows, seen = key.split(), list[Row](), set[tuple[str, ...]]()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restval="", strict=True)
            for name in (*keys, *others.split()):
                if name not in (reader.fieldnames or ()):
                    raise _wrong(path, "1", _("{field} is missing", field=name))
            for cells in reader:
                row = {name: clean(cell).strip() for name, cell in cells.items() if name is not None}
                own = tuple(row[name] for name in keys)
                line = str(reader.line_num)
                if keys and not own[0]:
                    raise _wrong(path, line, _("{field} is missing", field=keys[0]))
                if keys and own in seen:
                    raise _wrong(path, line, _("{code} is there twice", code=own[0]))
                seen.add(own)
                rows.append(row)
    except (csv.Error, UnicodeDecodeError) as error:
        raise _wrong(path, "", str(error)) from error
    return tuple(rows)


def _wrong(path: Path, place: str, what: str) -> PackDataError:
    where = f"{path.parent.name}/{path.name}"
    text = _("The pack file {file} is wrong at {place}: {what}.", file=where, place=place or "-", what=what)
    return PackDataError(text, field=place or None, value=where)
