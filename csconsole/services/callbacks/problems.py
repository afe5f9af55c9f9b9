"""A problem that the caller cannot solve: manager, department, answer, customer told (CBK-09)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from csconsole.i18n import _
from csconsole.models import Callback, Department, Right, Ticket
from csconsole.services.callbacks.attempts import ProblemMissingError, finish
from csconsole.services.callbacks.outcome import Outcome, check_satisfaction
from csconsole.services.callbacks.planning import load, step
from csconsole.services.callbacks.rows import CallbackRow, callback_row
from csconsole.services.context import Context
from csconsole.services.entry import line, one_of, paragraph
from csconsole.services.tickets.access import calls_about_people, with_every_right
from csconsole.storage import UnitOfWork

_TOLD_FOR: Final = timedelta(days=7)
"""How long a department that is asked for an answer reads so."""


def pass_problem_on(ctx: Context, callback: int | str, *, department_id: int) -> CallbackRow:
    """The manager passes the problem to the department that can answer it; the department and its head read
    it as a notice for a week. One about a person is not told around (CMP-22).
    """
    ctx.require(Right.CALLBACK_REVIEW)
    with ctx.write() as uow:
        found = load(ctx, uow, callback)
        transition = step(ctx, found, "pass_on", given=("department",))
        department = uow.get(Department, department_id)
        uow.update(found, "passed_on", {"state": transition.to, "problem_department_id": department.pk})
        if not _is_about_person(uow, found):
            from csconsole.services.notices import publish_notice

            publish_notice(
                with_every_right(ctx),
                title=_("{number}: a customer waits for your department's answer", number=found.number),
                body=found.problem or "",
                department_id=department.pk,
                until_at=ctx.now() + _TOLD_FOR,
            )
        return callback_row(ctx, uow, found)


def _is_about_person(uow: UnitOfWork, callback: Callback) -> bool:
    """Whether it came of a complaint against a staff member."""
    if callback.ticket_id is not None and uow.get(Ticket, callback.ticket_id).against_staff_id is not None:
        return True
    return callback.call_id is not None and bool(calls_about_people(uow, [callback.call_id]))


def answer_problem(ctx: Context, callback: int | str, *, answer: str) -> CallbackRow:
    """The manager answers; the callback is then called again to tell the customer."""
    ctx.require(Right.CALLBACK_REVIEW)
    with ctx.write() as uow:
        found = load(ctx, uow, callback)
        text = paragraph(answer, "problem_answer")
        transition = step(ctx, found, "answer", given=("problem_answer",) if text else ())
        uow.update(
            found,
            "answered",
            {"state": transition.to, "problem_answer": text, "next_attempt_at": ctx.now()},
        )
        return callback_row(ctx, uow, found)


def tell_customer(
    ctx: Context,
    callback: int | str,
    *,
    satisfaction: str,
    aspect: str | None = None,
    problem: str | None = None,
    note: str | None = None,
) -> CallbackRow:
    """The caller tells the customer the answer and asks for satisfaction again.

    Still dissatisfied without a ticket to open again: ``problem`` says what is left, and it goes back to the
    manager. Raises ``AspectMissingError`` (CBK-06), ``ProblemMissingError`` (CBK-09).
    """
    ctx.require(Right.CALLBACK_WORK)
    with ctx.write() as uow:
        found = load(ctx, uow, callback)
        said: Mapping[str, Any] = {
            "satisfaction": one_of("satisfaction", satisfaction, "satisfaction", rule="CBK-06"),
            "aspect": one_of("satisfaction_aspect", aspect, "aspect", rule="CBK-06"),
        }
        transition = step(ctx, found, "tell", given=("satisfaction",) if said["satisfaction"] else ())
        check_satisfaction(said)
        outcome = Outcome(said)
        detail = {"note": line(note, "note", most=2000)} if note else None
        if outcome.dissatisfied and found.ticket_id is None:
            left = paragraph(problem, "problem")
            if left is None:
                raise ProblemMissingError(
                    _("Say what is still a problem; the manager gets it again."),
                    field="problem",
                    rule="CBK-09",
                )
            back = step(ctx, found, "report", given=("problem",))
            uow.update(
                found,
                "reported",
                {**said, "state": back.to, "problem": left, "told_at": ctx.now()},
                detail=detail,
            )
            return callback_row(ctx, uow, found)
        uow.update(found, "told", {**said, "state": transition.to, "told_at": ctx.now()}, detail=detail)
        finish(ctx, uow, found, outcome)
        return callback_row(ctx, uow, found)
