"""A report built from records, as a frozen document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateutil.relativedelta import relativedelta

from csconsole.codes import label
from csconsole.i18n import _, get_language
from csconsole.models import Right
from csconsole.services.context import Context
from csconsole.services.reports.catalogue import report_named
from csconsole.services.reports.dimensions import split_block
from csconsole.services.reports.document import Block, ReportDocument
from csconsole.services.reports.drafting import Drafting, ReportSpec, drafting_of
from csconsole.services.reports.figures import header_lines, missed_targets
from csconsole.services.reports.opened import COLUMNS, metric_named, open_figure
from csconsole.services.reports.periods import Period, basis_of, is_provisional, period_of
from csconsole.services.settings import setting
from csconsole.text import clean


def build_report(
    ctx: Context,
    name: str,
    *,
    date: str = "",
    from_: str = "",
    to: str = "",
    by: str = "",
    rows: bool = False,
    figure: str = "",
    analysis: str = "",
) -> ReportDocument:
    """The report ``name`` for a day, month or from one day to another (default: the report's own period).

    ``by`` adds its figures split by a dimension; ``rows`` adds the records behind every figure, ``figure``
    those of one; ``analysis`` is the author's text, the rest of the analysis is drawn from the figures.
    Raises ``NotFoundError``, ``InvalidInputError``, ``NotAllowedError``.
    """
    ctx.require(Right.REPORT_VIEW)
    spec = report_named(name)
    period = period_of(ctx, date_text=date, from_text=from_, to_text=to, default=spec.default_period)
    basis = basis_of(ctx, period)
    with ctx.read() as uow:
        draft = drafting_of(ctx, uow.session, spec, period, basis)
        blocks = spec.build(draft)
        if by:
            blocks.append(split_block(uow.session, spec.metrics, basis, by))
        blocks += [
            opened
            for one in _to_open(spec, draft, rows, figure)
            if (opened := _opened(ctx, one, period)).rows
        ]
        return ReportDocument(
            name=spec.name,
            title=spec.title,
            source=spec.source,
            site=ctx.config.site,
            first=period.first,
            last=period.last,
            provisional=is_provisional(ctx, period),
            generated_at=ctx.now(),
            generated_by=f"{ctx.actor.staff_no} {ctx.actor.name}",
            secrecy=secrecy_line(ctx),
            header=header_lines(_shown_figures(blocks), basis),
            blocks=tuple(blocks),
            analysis=_analysis(draft, blocks, analysis),
            zone=ctx.zone,
            figures=dict(draft.compared.now),
        )


def secrecy_line(ctx: Context) -> str:
    """Level and term as every report and export carries them (SEC-10)."""
    level = label("secrecy", str(setting(ctx, "report.secrecy")))
    until = ctx.today() + relativedelta(years=int(setting(ctx, "report.secrecy_years")))
    return _("{level}, until {day}", level=level, day=until)


def _to_open(spec: ReportSpec, draft: Drafting, rows: bool, figure: str) -> Sequence[str]:
    if figure:
        return (metric_named(figure).id,)
    if not rows:
        return ()
    return [one for one in spec.metrics if draft.compared.now[one].numerator]


def _opened(ctx: Context, metric_id: str, period: Period) -> Block:
    most = int(setting(ctx, "report.rows_shown"))
    page = open_figure(ctx, metric_id, period, limit=min(most, 10_000))
    title = metric_named(metric_id).label(get_language())
    notes: tuple[str, ...] = ()
    if page.next_after is not None:
        notes = (_("{shown} of {total} shown.", shown=len(page.rows), total=page.count_text()),)
    return Block(f"rows:{metric_id}", _("Rows of: {name}", name=title), COLUMNS, page.rows, notes=notes)


def _shown_figures(blocks: Sequence[Block]) -> list[str]:
    return [one for block in blocks for one in block.figures]


def _analysis(draft: Drafting, blocks: Sequence[Block], own: str) -> tuple[str, ...]:
    shown = set(_shown_figures(blocks))
    compared = replace(
        draft.compared, now={key: figure for key, figure in draft.compared.now.items() if key in shown}
    )
    lines = missed_targets(compared, draft.basis.settings)
    judged = [one for one in compared.now.values() if one.metric.target and one.value is not None]
    if judged and not lines:
        lines = [_("Every target that has figures is met.")]
    return (*([clean(own)] if own.strip() else []), *lines)
