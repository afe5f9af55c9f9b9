"""Installing a pack: its rows become the site's, and what the site has changed since stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import select

from csconsole.codes import entries
from csconsole.i18n import _, listed
from csconsole.models import Category, Channel, Department, Right, ShiftType
from csconsole.services.context import Context
from csconsole.services.packs.files import Pack, Row, read_pack
from csconsole.services.packs.kinds import PackDataError, kinds_of_pack
from csconsole.services.packs.presets import preset_settings
from csconsole.services.packs.repairs import repair_types_of_pack, warranty_parts_of_pack
from csconsole.services.packs.rows import keys_of, store_rows
from csconsole.services.packs.tables import routing_of_pack, tariff_of_pack
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class PackReport:
    """What installing a pack has added, by table; ``required`` are the reports of the packs it needs."""

    pack: str
    added: dict[str, int]
    required: tuple[PackReport, ...] = field(default=())

    @property
    def total(self) -> int:
        """Every row added, those of required packs included."""
        return sum(self.added.values()) + sum(report.total for report in self.required)


def install_pack(ctx: Context, name: str = "core") -> PackReport:
    """Load a pack and the packs it requires in one transaction; running it again adds nothing.

    Rows that exist are left alone, so the site's own changes survive a new version of the pack. Raises
    ``NotFoundError`` for an unknown pack, ``PackDataError`` for a file or a kind of ticket that cannot be,
    ``NotAllowedError`` without the right to change settings.
    """
    ctx.require(Right.SETTING_CHANGE)
    return _installed(ctx, name, ())


def _installed(ctx: Context, name: str, asking: tuple[str, ...]) -> PackReport:
    """Load a pack that ``asking`` require, one because of the next."""
    pack = read_pack(name)
    kinds_of_pack(name)
    if name in asking:
        raise PackDataError(
            _("The packs {names} require each other.", names=listed(asking)), field="requires"
        )
    with ctx.write() as uow:
        required = tuple(_installed(ctx, needed, (*asking, name)) for needed in pack.requires)
        added = {
            "channels": _channels(uow, pack),
            "departments": _departments(uow, pack),
            "categories": _categories(uow, pack),
            "routing": routing_of_pack(uow, pack),
            "tariff": tariff_of_pack(uow, pack),
            "shift_types": _shift_types(uow, pack),
            "repair_types": repair_types_of_pack(uow, pack),
            "warranty_parts": warranty_parts_of_pack(uow, pack),
            "settings": preset_settings(ctx, uow, pack.settings, pack.name),
        }
        return PackReport(name, added, required)


def _channels(uow: UnitOfWork, pack: Pack) -> int:
    if not pack.telephone_channels:
        return 0
    known = set(uow.session.exec(select(Channel.code)).all())
    rows = [
        Channel(
            code=entry.code,
            name_en=entry.en,
            name_zh=entry.zh,
            telephone=entry.code in pack.telephone_channels,
            sort=position,
        )
        for position, entry in enumerate(entries("channel"))
        if entry.code not in known
    ]
    return store_rows(uow, rows, pack)


def _departments(uow: UnitOfWork, pack: Pack) -> int:
    known = set(uow.session.exec(select(Department.code)).all())
    rows = [
        Department(code=row["code"], name_en=row["en"], name_zh=row["zh"])
        for row in pack.departments
        if row["code"] not in known
    ]
    return store_rows(uow, rows, pack)


def _categories(uow: UnitOfWork, pack: Pack) -> int:
    """Level by level, so that a parent has its key before its children need it."""
    departments = keys_of(uow, Department)
    added = 0
    for depth in sorted({row["code"].count(".") for row in pack.categories}):
        known = keys_of(uow, Category)
        rows = [
            _category(row, position, pack, departments, known)
            for position, row in enumerate(pack.categories)
            if row["code"].count(".") == depth and row["code"] not in known
        ]
        added += store_rows(uow, rows, pack)
    return added


def _category(
    row: Row, position: int, pack: Pack, departments: dict[str, int], known: dict[str, int]
) -> Category:
    custom: dict[str, object] = {name: row[name] for name in ("scope", "priority", "limit") if row.get(name)}
    return Category(
        code=row["code"],
        parent_id=known.get(row["code"].rpartition(".")[0]),
        name_en=row["en"],
        name_zh=row["zh"],
        contact_type=row["code"].partition(".")[0],
        ticket_kind=row["ticket_kind"] or None,
        department_id=departments.get(row["department"]),
        sort=position,
        pack=pack.name,
        custom=custom,
    )


def _shift_types(uow: UnitOfWork, pack: Pack) -> int:
    known = set(uow.session.exec(select(ShiftType.code)).all())
    names = {entry.code: entry for entry in entries("shift_type")}
    rows = [
        ShiftType(
            code=code,
            letter=spec["letter"],
            name_en=spec.get("en") or names[code].en,
            name_zh=spec.get("zh") or names[code].zh,
            begins=spec["start"],
            ends=spec["end"],
            min_staff=spec.get("min_staff", 2),
            sort=position,
        )
        for position, (code, spec) in enumerate(pack.shift_types.items())
        if code not in known
    ]
    return store_rows(uow, rows, pack)
