"""Items processed 处理量: per person and month, with the rank (TKT-35)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from csconsole.i18n import N_, _
from csconsole.metrics.catalogue import METRICS
from csconsole.metrics.evaluate import figures_by
from csconsole.services.reports.dimensions import value_names
from csconsole.services.reports.document import Block, Opening, Row
from csconsole.services.reports.drafting import Drafting, ReportSpec
from csconsole.services.reports.periods import Period, basis_of
from csconsole.tabular.columns import Column

ITEMS: Final = (
    Opening("contacts", "contacts.handled", "person"),
    Opening("tickets", "tickets.done", "person"),
    Opening("beside", "tickets.done", "second_person"),
    Opening("callbacks", "callbacks.done", "person"),
)
"""What counts as an item, by the column that counts it; the second of two who went has done it too."""

_COLUMNS: Final[tuple[Column[Row], ...]] = (
    Column("rank", N_("Ranking"), right=True),
    Column("name", N_("Person"), width=24),
    Column("contacts", N_("Contacts"), right=True),
    Column("tickets", N_("Tickets done"), right=True),
    Column("beside", N_("As the second"), right=True),
    Column("callbacks", N_("Callbacks done"), right=True),
    Column("total", N_("Items processed"), right=True),
)
FIGURES: Final = ("contacts.handled", "tickets.done", "callbacks.done")


def build(draft: Drafting) -> list[Block]:
    """One ranking a month, the newest first; the sums on top."""
    blocks = [draft.figures("figures", _("Figures"), FIGURES)]
    return blocks + [_ranking(draft, month) for month in _months(draft.period)]


def _months(period: Period) -> list[Period]:
    """The calendar months of a period, cut to it, the newest first."""
    found: list[Period] = []
    last = period.last
    while last >= period.first:
        first = max(last.replace(day=1), period.first)
        found.append(Period(first, last))
        last = first - timedelta(days=1)
    return found


def _ranking(draft: Drafting, month: Period) -> Block:
    counts = _counts(draft, month)
    names = value_names(draft.session, "person", counts)
    ordered = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), str(names[item[0]])))
    totals = [sum(found.values()) for _key, found in ordered]
    rows: list[Row] = [
        {
            "key": key,
            "rank": totals.index(total) + 1,
            "name": names[key],
            **{one.column: found.get(one.column, 0) for one in ITEMS},
            "total": total,
        }
        for (key, found), total in zip(ordered, totals, strict=True)
    ]
    return Block(
        f"items_{month.first:%Y_%m}",
        f"{month.first:%Y-%m}",
        _COLUMNS,
        tuple(rows),
        (Column("key", "key"), *(Column(column.name, column.name) for column in _COLUMNS)),
        opens=ITEMS,
        opened_in=(month.first, month.last),
    )


def _counts(draft: Drafting, month: Period) -> dict[int, dict[str, int]]:
    """How many items of each kind each person has processed; what nobody did is left out."""
    basis = basis_of(draft.ctx, month)
    found: dict[int, dict[str, int]] = {}
    for one in ITEMS:
        split: Mapping[Any, Any] = figures_by(draft.session, [METRICS[one.metric]], basis, one.dimension)
        for key, figures in split.items():
            number = figures[one.metric].numerator
            if key is not None and number:
                found.setdefault(key, {})[one.column] = number
    return found


WORKLOAD: Final = ReportSpec(
    "workload",
    "TKT-35",
    "Items processed",
    "处理量统计",
    "Contacts, tickets and callbacks that each person has processed, month by month with the rank",
    "按人、按月统计处理的来电来访、工单、回访数量及排名",
    "month",
    FIGURES,
    build,
)
