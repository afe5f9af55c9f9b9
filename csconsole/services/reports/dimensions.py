"""Figures split by a dimension (RPT-01), and the names of what they are split by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session, col, select

from csconsole import codes
from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import N_, _, get_language, listed
from csconsole.metrics.by_time import TIMES, figures_by_time
from csconsole.metrics.catalogue import METRICS
from csconsole.metrics.definition import Basis, Metric
from csconsole.metrics.dimensions import DIMENSIONS
from csconsole.metrics.evaluate import figures_by
from csconsole.models import Category, Department, Staff
from csconsole.models.base import Record
from csconsole.services.reports.document import Block, Opening, Row
from csconsole.services.reports.figures import value_text
from csconsole.tabular.columns import Column

TITLES: Final[Mapping[str, str]] = {
    "person": N_("Person"),
    "team": N_("Team"),
    "branch": N_("Branch"),
    "zone": N_("Zone"),
    "department": N_("Department"),
    "type": N_("Type"),
    "product": N_("Product"),
    "channel": N_("Channel"),
    "category": N_("Category"),
    "day": N_("Day"),
    "hour": N_("Hour"),
}
SPLITS: Final = (*DIMENSIONS, *TIMES)
"""By what figures may be split, in the order in which it is offered."""
MOST_DAYS: Final = 400
"""So many days has a split by day at most."""


def split_block(session: Session, ids: Sequence[str], basis: Basis, dimension: str) -> Block:
    """A table with a line for each value of the dimension and a column for each metric that has it.

    Raises ``InvalidInputError`` for an unknown dimension.
    """
    if dimension not in SPLITS:
        raise WrongFormError(
            _("There is no dimension “{dimension}”.", dimension=dimension),
            field="by",
            value=dimension,
            hint=_("Use one of: {choices}.", choices=listed(SPLITS)),
        )
    metrics = [METRICS[one] for one in dict.fromkeys(ids)]
    split = _split(session, metrics, basis, dimension)
    shown = [one for one in metrics if any(one.id in figures for figures in split.values())]
    names = value_names(session, dimension, split)
    lang = get_language()
    people: tuple[Column[Row], ...] = tuple(
        Column(metric.id, metric.label(lang), right=True, value=_text_of(metric.id)) for metric in shown
    )
    head: Column[Row] = Column("name", TITLES[dimension], width=28)
    rows = [
        {"key": value, "name": names[value], **{one: figures[one] for one in figures}}
        for value, figures in split.items()
    ]
    return Block(
        f"by_{dimension}",
        _(TITLES[dimension]),
        (head, *people),
        tuple(sorted(rows, key=lambda row: str(row["name"]))),
        (
            Column("key", "key"),
            Column("name", "name"),
            *(Column(metric.id, metric.id, value=_value_of(metric.id)) for metric in shown),
        ),
        opens=tuple(Opening(metric.id, metric.id, dimension) for metric in shown),
    )


def _split(session: Session, metrics: Sequence[Metric], basis: Basis, dimension: str) -> Mapping[Any, Any]:
    if dimension not in TIMES:
        return figures_by(session, metrics, basis, dimension)
    if dimension == "day" and basis.days > MOST_DAYS:
        raise InvalidInputError(
            _("The period is too long to be split by day; at most: {n}.", n=MOST_DAYS),
            field="by",
            value=dimension,
            rule="RPT-01",
            hint=_("Choose a shorter period."),
        )
    return figures_by_time(session, metrics, basis, dimension)


def value_names(session: Session, dimension: str, values: Iterable[Any]) -> dict[Any, str]:
    """What each value of a dimension is called; ``-`` for rows without one."""
    values = list(values)
    named: dict[Any, str] = {}
    if dimension == "person":
        named = {row.id: row.name for row in _loaded(session, Staff, values)}
    elif dimension in ("team", "branch", "department"):
        named = {row.id: named_in_language(row) for row in _loaded(session, Department, values)}
    elif dimension == "category":
        named = {row.id: f"{row.code} {named_in_language(row)}" for row in _loaded(session, Category, values)}
    elif dimension == "hour":
        named = {value: f"{value:02d}:00" for value in values}
    elif dimension in ("type", "channel"):
        named = {value: _code_label(dimension, value) for value in values if value}
    return {value: "-" if value is None else named.get(value, str(value)) for value in values}


def named_in_language(row: Department | Category) -> str:
    """The name of a department or category in the current language."""
    return row.name_zh if get_language() == "zh" else row.name_en


def _code_label(dimension: str, value: str) -> str:
    lists = ("channel",) if dimension == "channel" else ("contact_type", "ticket_kind", "callback_kind")
    known = codes.list_names()
    for name in lists:
        if name in known and value in codes.codes(name):
            return codes.label(name, value)
    return value


def _loaded(session: Session, model: type[Record], keys: Sequence[Any]) -> list[Any]:
    column: Any = col(model.id)
    return list(session.exec(select(model).where(column.in_([key for key in keys if key is not None]))))


def _text_of(metric_id: str) -> Any:
    return lambda row: value_text(row[metric_id]) if metric_id in row else ""


def _value_of(metric_id: str) -> Any:
    return lambda row: row[metric_id].value if metric_id in row else None
