"""Figures as rows of a report: value, numerator and denominator, exclusions, target and change (RPT-05)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlmodel import Session

from csconsole.codes import label
from csconsole.i18n import N_, _, get_language, listed, named
from csconsole.metrics.catalogue import METRICS
from csconsole.metrics.definition import Basis, Better, Figure, Measure, Metric, Unit
from csconsole.metrics.evaluate import change, figures
from csconsole.metrics.kept import Places
from csconsole.metrics.rounding import NO_VALUE
from csconsole.metrics.service_level import FORMULAS, FORMULAS_ZH
from csconsole.services.context import Context
from csconsole.services.reports.document import Block, Row
from csconsole.services.reports.periods import Period, basis_of
from csconsole.services.settings import spec_of
from csconsole.tabular.columns import Column

COLUMNS: Final[tuple[Column[Row], ...]] = (
    Column("name", N_("Figure"), width=34),
    Column("value_text", N_("Value"), right=True),
    Column("fraction", N_("Parts"), right=True),
    Column("beside", N_("Excluded, of which"), width=44),
    Column("target_text", N_("Target value"), right=True),
    Column("meets", N_("Met"), value=lambda row: _met(row["meets"])),
    Column("change", N_("Change"), right=True, value=lambda row: _signed(row["change"])),
    Column("year_change", N_("Year"), right=True, value=lambda row: _signed(row["year_change"])),
)
FIELDS: Final[tuple[Column[Row], ...]] = tuple(
    Column(name, name)
    for name in (
        "id",
        "name",
        "unit",
        "value",
        "numerator",
        "denominator",
        "excluded",
        "shown",
        "target",
        "meets",
        "previous",
        "change",
        "year_before",
        "year_change",
        "source",
    )
)

_CODES: Final = {
    "ticket.excluded_reasons": "ticket_close_reason",
    "ticket.repair_kinds": "ticket_kind",
    "report.enquiry_kinds": "contact_type",
}
"""Settings that are lists of codes, with the code list that names them."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of a period beside those of the period before and of the year before."""

    now: Mapping[str, Figure]
    before: Mapping[str, Figure]
    year_before: Mapping[str, Figure]


def compare(ctx: Context, session: Session, ids: Sequence[str], period: Period) -> Compared:
    """The figures of the metrics in the period, and in the two it is compared with.

    A stock, such as open tickets, is compared with the period before only: to know it of a year ago means to
    look at everything that has ended since.
    """
    metrics = [METRICS[one] for one in dict.fromkeys(ids)]
    basis = basis_of(ctx, period)
    flows = [metric for metric in metrics if not metric.is_stock(basis)]
    places = Places()
    return Compared(
        figures(session, metrics, basis, places),
        figures(session, metrics, basis_of(ctx, period.before()), places),
        figures(session, flows, basis_of(ctx, period.year_before()), places),
    )


def figure_block(
    key: str, title: str, ids: Sequence[str], compared: Compared, settings: Mapping[str, Any]
) -> Block:
    """A table of figures, one row each, in the order of ``ids``."""
    rows = tuple(_row(compared, one, settings) for one in ids)
    return Block(key, title, COLUMNS, rows, FIELDS, figures=tuple(ids))


def value_text(figure: Figure) -> str:
    """A figure's value as it is printed: ``7.7 %``, ``12``, ``13.4 s``, and ``-`` without a denominator."""
    if figure.value is None:
        return NO_VALUE
    unit = figure.metric.unit
    if unit is Unit.PERCENT:
        return f"{figure.value} %"
    return f"{figure.value} s" if unit is Unit.SECONDS else str(figure.value)


def header_lines(ids: Sequence[str], basis: Basis) -> tuple[str, ...]:
    """Formula and thresholds of every rate among the metrics, one line each."""
    lang = get_language()
    return tuple(
        f"{metric.label(lang)}: {_formula(metric, basis)}{_thresholds(metric, basis)}"
        for metric in (METRICS[one] for one in dict.fromkeys(ids))
        if metric.denominator is not None
    )


def missed_targets(compared: Compared, settings: Mapping[str, Any]) -> list[str]:
    """A sentence for each figure that misses its target, and for each that turned for the worse most."""
    lines = []
    for figure in compared.now.values():
        target = target_of(figure.metric, settings)
        if figure.meets(target) is False:
            lines.append(
                _(
                    "{name} is {value}; the target is {target}.",
                    name=figure.metric.label(get_language()),
                    value=value_text(figure),
                    target=_target_text(figure.metric, settings),
                )
            )
    return lines


def target_of(metric: Metric, settings: Mapping[str, Any]) -> float | None:
    """The target that holds for the metric, if it has one."""
    return float(settings[metric.target]) if metric.target else None


def _row(compared: Compared, one: str, settings: Mapping[str, Any]) -> Row:
    figure = compared.now[one]
    before, year_before = compared.before.get(one), compared.year_before.get(one)
    target = target_of(figure.metric, settings)
    return {
        "id": one,
        "name": figure.metric.label(get_language()),
        "unit": str(figure.metric.unit),
        "value": figure.value,
        "value_text": value_text(figure),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "fraction": "" if figure.denominator is None else f"{figure.numerator}/{figure.denominator}",
        "excluded": {measure.key: count for measure, count in figure.excluded},
        "shown": {measure.key: count for measure, count in figure.shown},
        "beside": _beside(figure),
        "target": target,
        "target_text": _target_text(figure.metric, settings),
        "meets": figure.meets(target),
        "previous": None if before is None else before.value,
        "change": change(figure, before),
        "year_before": None if year_before is None else year_before.value,
        "year_change": change(figure, year_before),
        "source": figure.metric.source,
    }


def _beside(figure: Figure) -> str:
    parts = [_("excluded {what}", what=_counted(measure, n)) for measure, n in figure.excluded]
    parts += [_counted(measure, n) for measure, n in figure.shown]
    return listed(parts)


def _counted(measure: Measure, count: int) -> str:
    return f"{measure.label(get_language())} {count}"


def _target_text(metric: Metric, settings: Mapping[str, Any]) -> str:
    target = target_of(metric, settings)
    if target is None:
        return ""
    return f"{'<=' if metric.better is Better.LOWER else '>='} {target:g} %"


def _formula(metric: Metric, basis: Basis) -> str:
    if metric.id != "calls.service_level":
        return metric.formula(get_language())
    number = str(basis.settings["report.service_level_formula"])
    return f"#{number} {(FORMULAS_ZH if get_language() == 'zh' else FORMULAS)[number]}"


def _thresholds(metric: Metric, basis: Basis) -> str:
    shown = [key for key in metric.settings if not key.endswith("formula")]
    if not shown:
        return ""
    return " (" + "; ".join(named(spec_of(key).about, _setting_text(key, basis)) for key in shown) + ")"


def _setting_text(key: str, basis: Basis) -> str:
    value = basis.settings[key]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple)):
        return listed(label(_CODES[key], one) if key in _CODES else str(one) for one in value) or "-"
    return f"{value} {spec_of(key).unit}".strip()


def _signed(number: Decimal | None) -> str:
    if number is None:
        return NO_VALUE
    return f"{number:+}" if number else "0"


def _met(meets: bool | None) -> str:
    return "" if meets is None else _("yes") if meets else _("NO")
