"""Exporting a small list as it is seen: staff, departments, settings, the audit log (SEC-05)."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from csconsole.errors import UsageError
from csconsole.i18n import _, listed
from csconsole.models import Right
from csconsole.services.context import Context
from csconsole.services.exports.account import Keys
from csconsole.services.exports.leaving import keys_kept, refusal
from csconsole.tabular.columns import Column
from csconsole.tabular.files import replacing
from csconsole.tabular.formats import write_csv_for_people, write_json, write_jsonl, write_markdown, write_tsv

_WRITERS = {
    ".csv": write_csv_for_people,
    ".tsv": write_tsv,
    ".json": write_json,
    ".jsonl": write_jsonl,
    ".md": write_markdown,
}


def export_seen(
    ctx: Context,
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    out: Path,
    *,
    filter: str = "",
    kind: str = "",
    keys: Keys = (),
) -> int:
    """Write the rows of the list ``name`` as their cells are seen; the suffix of ``out`` is the format. csv
    is as Excel opens it.

    No cell is a formula, the file is whole or not at all, and an event records who, when, what and how many.
    ``kind`` names customers' data in the rows, which is counted as in other exports: ``records`` and the
    like; ``keys`` are those of the records. Raises ``ReleaseNeededError``, ``NotAllowedError``,
    ``UsageError`` for another suffix, ``OSError``.
    """
    ctx.require(Right.EXPORT)
    write = _WRITERS.get(out.suffix.lower())
    if write is None:
        raise UsageError(_("Use one of: {formats}.", formats=listed(_WRITERS)), field="file")
    columns: list[Column[Any]] = [Column(head, head, itemgetter(place)) for place, head in enumerate(heads)]
    with replacing(out) as stream:
        written = write(stream, rows, columns, ctx.zone)
        detail: dict[str, Any] = {
            "entity": kind or name,
            "filter": filter,
            "rows": written,
            "file": out.name,
            **keys_kept(ctx, kind, keys),
        }
        with ctx.trace() as uow:
            if refused := refusal(ctx, uow, kind, written, keys):
                raise refused
            uow.log("export", 0, "exported", detail=detail)
    return written
