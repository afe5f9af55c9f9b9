"""Who signs a form next, who may send it back then, and the steps as they are offered (FRM-02, FRM-15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from csconsole.codes import label
from csconsole.errors import CsconsoleError, NotAllowedError, RuleBrokenError
from csconsole.i18n import _, listed
from csconsole.models import Department, FormRecord, Right, Staff
from csconsole.models.lifecycle import Step
from csconsole.services.context import Context
from csconsole.services.forms.definition import FormDefinition, FormStep
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork

Fields = Mapping[str, Any]


def offered_steps(ctx: Context, uow: UnitOfWork, form: FormDefinition, row: FormRecord) -> Iterator[Step]:
    """Every step with whether this person may take it now, by the checks that taking it makes."""
    plain = form.cycle.steps(row.state, ctx.actor.rights, row.fields)
    back = form.cycle.steps(row.state, step_rights(ctx, form, row, "return"), row.fields)
    for one in (
        of_back if of_back.action == "return" else own for own, of_back in zip(plain, back, strict=True)
    ):
        why = refusal(ctx, uow, form, row, one.action, row.fields) if one.possible else None
        yield replace(one, possible=False, why_not=why.message) if why is not None else one


def step_rights(ctx: Context, form: FormDefinition, row: FormRecord, action: str) -> frozenset[Right]:
    """The rights that count for a step: who signs next returns what staff have signed, whatever the role."""
    if action != "return" or not _staff_signed(row):
        return ctx.actor.rights
    return ctx.actor.rights | {
        one.right for one in form.cycle.transitions if one.action == action and one.right
    }


def _staff_signed(row: FormRecord) -> bool:
    return any(one["by"] for one in row.signatures)


def refusal(
    ctx: Context, uow: UnitOfWork, form: FormDefinition, row: FormRecord, action: str, fields: Fields
) -> CsconsoleError | None:
    """Why this person may not take the step, as far as signatures decide it; ``None`` where they may. Who
    has signed does not sign the step again, and a form that staff have signed is returned by who signs next.
    """
    step, alone = form.steps[action], _is_alone(ctx, uow)
    if action == "return" and _staff_signed(row):
        following = [form.steps[further.action] for further in form.cycle.leaving(row.state)]
        named = [
            name for one in following if one.signers for name in wanted(ctx, one, fields, row.signatures)
        ]
        return None if any(may_sign(ctx, uow, row, name) for name in named) else _still(named)
    if not step.signers:
        return None
    every = {*step.signers, *([step.above["signer"]] if step.above else [])}
    number = ctx.actor.staff_no
    if not alone and any(one["by"] == number and one["as"] in every for one in row.signatures):
        return RuleBrokenError(
            _(
                "{name} has signed {form} already: another person signs too.",
                name=ctx.actor.name,
                form=form.label,
            ),
            rule="FRM-02",
        )
    named = wanted(ctx, step, fields, row.signatures)
    return None if any(may_sign(ctx, uow, row, name) for name in named) else _still(named)


def _still(named: Sequence[str]) -> NotAllowedError:
    signers = listed(label("form_signer", name) for name in named)
    return NotAllowedError(_("Still to sign: {signers}.", signers=signers), rule="FRM-15")


def wanted(ctx: Context, step: FormStep, fields: Fields, signatures: Sequence[Fields]) -> list[str]:
    """Who has still to sign, in order; above the limit one more."""
    names = list(step.signers)
    if step.above is not None:
        limit = int(setting(ctx, step.above["setting"])) * 100
        if int(fields.get(step.above["field"]) or 0) > limit:
            names.append(step.above["signer"])
    signed = {str(one["as"]) for one in signatures}
    return [name for name in names if name not in signed]


def may_sign(ctx: Context, uow: UnitOfWork, row: FormRecord, signer: str) -> bool:
    """Whether the acting person is this signer: by role, or as the head that the department names."""
    roles = {str(key): str(value) for key, value in setting(ctx, "compensation.signers").items()}
    if signer == "head" and row.department_id is not None:
        head = uow.get(Department, row.department_id).head_id
        if head is not None:
            return head == ctx.actor.staff_id
    return roles.get(signer, "manager") in ctx.actor.roles or _is_alone(ctx, uow)


def _is_alone(ctx: Context, uow: UnitOfWork) -> bool:
    """Whether one person works the whole desk and signs everything."""
    return ctx.actor.staff_id is not None and uow.get(Staff, ctx.actor.staff_id).solo
