"""Call classification 来电业务分类统计 (RPT-43): category by channel by site, shares, uncategorised."""

from __future__ import annotations

from typing import Final

from sqlmodel import col

from csconsole.i18n import N_, _
from csconsole.metrics.calls import REACHED
from csconsole.metrics.dimensions import column_of
from csconsole.metrics.evaluate import count_by
from csconsole.metrics.rounding import percent
from csconsole.models import Call
from csconsole.services.reports.callback_report import share_text
from csconsole.services.reports.dimensions import value_names
from csconsole.services.reports.document import Block, Row
from csconsole.services.reports.drafting import Drafting, ReportSpec
from csconsole.tabular.columns import Column

FIGURES: Final = ("contacts.all", "contacts.reached", "calls.inbound", "contacts.uncategorised")
"""The shares are of the contacts that reached a person."""


def build(draft: Drafting) -> list[Block]:
    """How many contacts there were, their categories, and category by channel by site."""
    counted = _counted(draft)
    return [
        draft.figures("contacts", _("Contacts"), FIGURES),
        _by_category(draft, counted),
        _by_all(draft, counted),
    ]


def _counted(draft: Drafting) -> list[tuple[int | None, str, int | None, int]]:
    """Contacts that reached a person, by category, channel and branch."""
    counted = count_by(
        draft.session,
        [REACHED],
        draft.basis,
        lambda model: (col(Call.category_id), col(Call.channel), column_of("branch", model)),
    )
    return [(*values, n) for values, of_values in counted.items() if (n := of_values[REACHED.key])]


def _by_category(draft: Drafting, counted: list[tuple[int | None, str, int | None, int]]) -> Block:
    totals: dict[int | None, int] = {}
    for category, _channel, _branch, n in counted:
        totals[category] = totals.get(category, 0) + n
    names = value_names(draft.session, "category", totals)
    total = sum(totals.values())
    rows: list[Row] = [
        {
            "category": "" if category is None else names[category],
            "name": _("uncategorised") if category is None else names[category],
            "count": n,
            "share": percent(n, total),
            "total": total,
        }
        for category, n in totals.items()
    ]
    rows.sort(key=lambda row: (-row["count"], row["name"]))
    return Block(
        "categories",
        _("Categories"),
        (
            Column("name", N_("Category")),
            Column("count", N_("Count"), right=True),
            Column("share", N_("Share"), right=True, value=share_text),
        ),
        tuple(rows),
        (Column("category", "category"), Column("count", "count"), Column("share", "share")),
    )


def _by_all(draft: Drafting, counted: list[tuple[int | None, str, int | None, int]]) -> Block:
    categories = value_names(draft.session, "category", [row[0] for row in counted])
    sites = value_names(draft.session, "branch", [row[2] for row in counted])
    channels = value_names(draft.session, "channel", [row[1] for row in counted])
    total = sum(row[3] for row in counted)
    rows: list[Row] = [
        {
            "category": _("uncategorised") if category is None else categories[category],
            "channel": channel,
            "channel_name": channels[channel],
            "site": sites[branch],
            "count": n,
            "share": percent(n, total),
            "total": total,
        }
        for category, channel, branch, n in counted
    ]
    rows.sort(key=lambda row: (row["category"], -row["count"], row["channel"], row["site"]))
    return Block(
        "category_channel_site",
        _("Category, channel, site"),
        (
            Column("category", N_("Category")),
            Column("channel_name", N_("Channel")),
            Column("site", N_("Site")),
            Column("count", N_("Count"), right=True),
            Column("share", N_("Share"), right=True, value=share_text),
        ),
        tuple(rows),
        (
            Column("category", "category"),
            Column("channel", "channel"),
            Column("site", "site"),
            Column("count", "count"),
            Column("share", "share"),
        ),
    )


CLASSIFICATION: Final = ReportSpec(
    "classification",
    "RPT-43",
    "Call classification",
    "来电业务分类统计",
    "Category by channel by site, with shares and the uncategorised",
    "按分类、渠道、网点统计来电数量与占比，并列出未分类",
    "week",
    FIGURES,
    build,
)
