"""What the builder of a report is given: who asks, the open unit of work, the period and its basis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from csconsole.i18n import get_language
from csconsole.metrics.definition import Basis
from csconsole.services.context import Context
from csconsole.services.reports.document import Block
from csconsole.services.reports.figures import Compared, compare, figure_block
from csconsole.services.reports.periods import Period


@dataclass(slots=True)
class Drafting:
    """A report while it is built; ``compared`` is computed once, for all its figures."""

    ctx: Context
    session: Session
    period: Period
    basis: Basis
    compared: Compared
    notes: list[str] = field(default_factory=list)

    def figures(self, key: str, title: str, ids: Sequence[str]) -> Block:
        """A block of figures."""
        return figure_block(key, title, ids, self.compared, self.basis.settings)


Builder = Callable[[Drafting], list[Block]]


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """A report: its name on the command line, source id, title, default period, metrics and builder."""

    name: str
    source: str
    en: str
    zh: str
    about_en: str
    about_zh: str
    default_period: str
    metrics: tuple[str, ...]
    build: Builder

    @property
    def title(self) -> str:
        """Its title in the current language."""
        return self.zh if get_language() == "zh" else self.en

    @property
    def about(self) -> str:
        """One line about it in the current language."""
        return self.about_zh if get_language() == "zh" else self.about_en


def drafting_of(ctx: Context, session: Session, spec: ReportSpec, period: Period, basis: Basis) -> Drafting:
    """A new draft with the report's figures computed."""
    return Drafting(ctx, session, period, basis, compare(ctx, session, spec.metrics, period))
