"""The packs that ship with the program, and which of them are installed here."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from csconsole.models import Right
from csconsole.services.context import Context
from csconsole.services.packs.files import known_packs, read_pack
from csconsole.services.packs.installed import installed_packs
from csconsole.services.packs.kinds import kinds_of_pack
from csconsole.services.query import EntityFields, FieldSpec, Kind, Page
from csconsole.services.query.in_memory import page_of_rows


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


PACKS: Final = EntityFields(
    name="pack",
    model=None,
    fields=(
        FieldSpec("name", "代码", Kind.EXACT, attrgetter("name")),
        FieldSpec("label", "名称", Kind.TEXT, attrgetter("label")),
        FieldSpec("installed", "已安装", Kind.FLAG, attrgetter("installed")),
        FieldSpec("version", "版本", Kind.NUMBER, attrgetter("version")),
        FieldSpec("requires", "需要", Kind.EXACT, attrgetter("requires"), sortable=False),
        FieldSpec("categories", "类别", Kind.NUMBER, attrgetter("categories")),
        FieldSpec("departments", "部门", Kind.NUMBER, attrgetter("departments")),
        FieldSpec("rules", "派单规则", Kind.NUMBER, attrgetter("rules")),
        FieldSpec("kinds", "工单类型", Kind.TEXT, attrgetter("kinds"), sortable=False),
        FieldSpec("settings", "设置", Kind.TEXT, attrgetter("settings"), sortable=False),
    ),
    default_sort="",
    within=(attrgetter("name"), attrgetter("label"), attrgetter("kinds")),
)


def list_packs(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 500, after: str | None = None
) -> Page[PackRow]:
    """One page of the packs, ``core`` first. Raises ``NotAllowedError`` without the right to change settings,
    ``QueryError`` for a filter, an order or a page that makes no sense.
    """
    ctx.require(Right.SETTING_CHANGE)
    installed = installed_packs(ctx)
    rows = [_row(name, name in installed) for name in known_packs()]
    return page_of_rows(PACKS, rows, lambda row: row.name, filter=filter, sort=sort, limit=limit, after=after)


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
