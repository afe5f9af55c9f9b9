"""Importing a category tree (CALL-08): parents before children, whatever the order of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csconsole.cti.rejected import Rejected
from csconsole.errors import NotFoundError, RuleBrokenError
from csconsole.models import Category
from csconsole.models.rights import Right
from csconsole.services.categories import add_category, edit_category
from csconsole.services.imports.batches import Progress
from csconsole.services.imports.cells import read_code, read_flag, read_number
from csconsole.services.imports.summary import ImportSummary, Tally
from csconsole.services.imports.tables import Cells, RowRefused, import_table

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """One category as a file tells it; ``values`` holds only what is not empty."""

    line: int
    code: str
    values: dict[str, Any]


def import_categories(
    ctx: Context,
    path: Path,
    *,
    mapping: Sequence[str] = (),
    encoding: str | None = None,
    sheet: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportSummary:
    """Store the categories of a table; an empty cell takes nothing away.

    A category stands under the one that its code names (``repair.water`` for ``repair.water.leak``), or under
    that of a column ``parent``. Raises the errors of ``open_table`` and ``match_columns``, and
    ``NotAllowedError`` without the right to change settings.
    """
    ctx.require(Right.IMPORT)
    ctx.require(Right.SETTING_CHANGE)

    def store(uow: UnitOfWork, batch: Sequence[CategoryFacts], tally: Tally) -> None:
        for facts in sorted(batch, key=lambda facts: (facts.code.count("."), facts.line)):
            try:
                _store_one(ctx, uow, facts, tally)
            except NotFoundError as error:
                rule = "parent" if error.field == "category" else "code"
                tally.reject(Rejected(facts.line, _column(error.field), str(error.value or ""), rule))
            except RuleBrokenError as error:
                tally.reject(
                    Rejected(facts.line, _column(error.field), str(error.value or ""), error.rule or "code")
                )

    return import_table(
        ctx,
        path,
        "categories",
        needed=[("code",), ("name_zh", "name_en")],
        mapping=mapping,
        encoding=encoding,
        sheet=sheet,
        dry_run=dry_run,
        progress=progress,
        read=_read,
        store=store,
    )


def _read(cells: Cells) -> CategoryFacts:
    if not cells.has("code"):
        raise RowRefused("code", "required")
    code = cells.text("code").lower()
    if cells.has("parent") and "." not in code:
        code = f"{cells.text('parent').lower()}.{code}"
    values: dict[str, Any] = {
        field: cells.text(field)
        for field in ("name_zh", "name_en", "department", "policy")
        if cells.has(field)
    }
    if contact_type := cells.read("contact_type", partial(read_code, "contact_type")):
        values["contact_type"] = contact_type
    if ticket_kind := cells.read("ticket_kind", partial(read_code, "ticket_kind")):
        values["ticket_kind"] = ticket_kind
    if (sort := cells.read("sort", read_number)) is not None:
        values["sort"] = int(sort)
    if (active := cells.read("active", read_flag)) is not None:
        values["active"] = active
    return CategoryFacts(cells.line, code, values)


def _store_one(ctx: Context, uow: UnitOfWork, facts: CategoryFacts, tally: Tally) -> None:
    row = uow.one(Category, code=facts.code)
    if row is None:
        values = dict(facts.values)
        active = values.pop("active", True)
        added = add_category(ctx, code=facts.code, **values)
        if not active:
            edit_category(ctx, added.code, active=False)
        tally.imported += 1
        return
    version = row.version
    changed = edit_category(ctx, facts.code, **facts.values).version != version
    tally.updated += changed
    tally.unchanged += not changed


def _column(field: str | None) -> str:
    return {"category": "code", "name": "name_zh"}.get(field or "", field or "")
