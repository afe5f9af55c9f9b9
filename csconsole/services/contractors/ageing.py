"""How long each contractor's open jobs have waited (TKT-14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from csconsole.services.context import Context
from csconsole.services.contractors.jobs import open_jobs
from csconsole.services.contractors.rows import JobRow

WEEK, MONTH = 7, 30

MOST: Final = 10_000
"""So many open jobs are counted, the oldest ones."""


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open jobs of one contractor by age in days: up to a week, up to a month, older."""

    contractor: str
    trade: str
    open: int
    week: int
    month: int
    older: int
    oldest_days: int
    late: int
    chases: int
    claims: int


def ageing_of_contractors(ctx: Context) -> tuple[Ageing, ...]:
    """Every contractor with open jobs, who has the oldest first."""
    by_name: dict[str, list[JobRow]] = {}
    for job in open_jobs(ctx, limit=MOST).rows:
        by_name.setdefault(job.contractor, []).append(job)
    rows = (_ageing(name, jobs) for name, jobs in by_name.items())
    return tuple(sorted(rows, key=lambda row: (-row.oldest_days, row.contractor)))


def _ageing(name: str, jobs: list[JobRow]) -> Ageing:
    return Ageing(
        contractor=name,
        trade=jobs[0].trade,
        open=len(jobs),
        week=sum(job.days <= WEEK for job in jobs),
        month=sum(WEEK < job.days <= MONTH for job in jobs),
        older=sum(job.days > MONTH for job in jobs),
        oldest_days=max(job.days for job in jobs),
        late=sum(job.late for job in jobs),
        chases=sum(job.chases for job in jobs),
        claims=sum(job.claim_rung is not None for job in jobs),
    )
