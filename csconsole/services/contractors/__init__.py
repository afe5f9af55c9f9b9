"""Contractors 施工单位/维修单位: register, jobs on tickets, ageing, seasons (TKT-14, TKT-29, TKT-30)."""

from csconsole.services.contractors.ageing import Ageing, ageing_of_contractors
from csconsole.services.contractors.jobs import (
    chase_job,
    end_job,
    follow_job,
    give_to_contractor,
    note_issue,
    open_jobs,
    raise_claim,
    settle_issue,
)
from csconsole.services.contractors.register import (
    add_contractor,
    change_contractor,
    evaluate_contractor,
    list_contractors,
    show_contractor,
)
from csconsole.services.contractors.rows import ContractorRow, JobRow, NoteRow
from csconsole.services.contractors.seasons import SeasonCheck, season_checks

__all__ = [
    "Ageing",
    "ContractorRow",
    "JobRow",
    "NoteRow",
    "SeasonCheck",
    "add_contractor",
    "ageing_of_contractors",
    "change_contractor",
    "chase_job",
    "end_job",
    "evaluate_contractor",
    "follow_job",
    "give_to_contractor",
    "list_contractors",
    "note_issue",
    "open_jobs",
    "raise_claim",
    "season_checks",
    "settle_issue",
    "show_contractor",
]
