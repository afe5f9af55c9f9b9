"""Who signs a form next, who may send it back then, and the steps as they are offered (FRM-02, FRM-15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import select

from csconsole.codes import label
from csconsole.errors import CsconsoleError, NotAllowedError, RuleBrokenError
from csconsole.i18n import _, listed
from csconsole.models import Department, FormRecord, Right, Staff
from csconsole.models.lifecycle import Step
from csconsole.services.context import Context
from csconsole.services.forms.definition import FormDefinition, FormStep, definition_of
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
        return None if any(may_sign(ctx, uow, row, name) for name in named) else _still(ctx, uow, row, named)
    if not step.signers:
        return None
    every, number = _signers(step), ctx.actor.staff_no
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
    return None if any(may_sign(ctx, uow, row, name) for name in named) else _still(ctx, uow, row, named)


def _signers(step: FormStep) -> set[str]:
    return {*step.signers, *([step.above["signer"]] if step.above else [])}


def _still(ctx: Context, uow: UnitOfWork, row: FormRecord, named: Sequence[str]) -> NotAllowedError:
    """Who is still to sign; and where nobody is left who could, what to do about that."""
    signers = listed(label("form_signer", name) for name in named)
    without = [name for name in named if not _left(ctx, uow, row, name)]
    if not without:
        return NotAllowedError(_("Still to sign: {signers}.", signers=signers), rule="FRM-15")
    return NotAllowedError(
        _(
            "Still to sign: {signers}. Nobody is left to sign as {without}: "
            "each signature is another person's.",
            signers=signers,
            without=listed(label("form_signer", name) for name in without),
        ),
        rule="FRM-02",
        hint=_(
            "Give another person the role {role}, or name another role in the setting compensation.signers "
            "or compensation.substitutes.",
            role=listed(label("role", _role(ctx, name)) for name in without),
        ),
    )


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
    """Whether the acting person is this signer: as the head that the department names, by role, or as a
    substitute where nobody of that role is left to sign.
    """
    if _is_alone(ctx, uow):
        return True
    if signer == "head" and (head := _head(uow, row)) is not None:
        return head == ctx.actor.staff_id
    return any(role in ctx.actor.roles for role in _roles(ctx, uow, row, signer))


def signed_as(ctx: Context, uow: UnitOfWork, row: FormRecord, named: Sequence[str]) -> str:
    """As which of these signers the acting person signs: the own role comes before substituting."""
    mine = [name for name in named if may_sign(ctx, uow, row, name)]
    own = [name for name in mine if _role(ctx, name) in ctx.actor.roles]
    return (own or mine)[0]


def _left(ctx: Context, uow: UnitOfWork, row: FormRecord, signer: str) -> bool:
    """Whether anybody could still sign as this signer."""
    if signer == "head" and _head(uow, row) is not None:
        return True
    roles = _roles(ctx, uow, row, signer)
    return any(role in one for one in _unsigned(uow, row, signer) for role in roles)


def _roles(ctx: Context, uow: UnitOfWork, row: FormRecord, signer: str) -> list[str]:
    """The roles that may sign as this signer now: the substitute's too where nobody of the own is left."""
    own = _role(ctx, signer)
    if any(own in one for one in _unsigned(uow, row, signer)):
        return [own]
    instead = setting(ctx, "compensation.substitutes").get(signer)
    return [own, *([str(instead)] if instead else [])]


def _role(ctx: Context, signer: str) -> str:
    return str(setting(ctx, "compensation.signers").get(signer, "manager"))


def _head(uow: UnitOfWork, row: FormRecord) -> int | None:
    """The active head whom the form's department names."""
    head = uow.get(Department, row.department_id).head_id if row.department_id is not None else None
    return head if head is not None and uow.get(Staff, head).active else None


def _unsigned(uow: UnitOfWork, row: FormRecord, signer: str) -> list[frozenset[str]]:
    """The roles of each who works here and has not signed the step that this signer signs."""
    steps = (_signers(step) for step in definition_of(row.form).steps.values())
    beside = next((every for every in steps if signer in every), {signer})
    signed = {one["by"] for one in row.signatures if one["as"] in beside}

    def working() -> dict[str, frozenset[str]]:
        found = uow.session.exec(select(Staff.staff_no, Staff.roles).where(Staff.active))
        return {number: frozenset(roles) for number, roles in found}

    return [
        roles for number, roles in uow.reference("working staff", working).items() if number not in signed
    ]


def _is_alone(ctx: Context, uow: UnitOfWork) -> bool:
    """Whether one person works the whole desk and signs everything."""
    return ctx.actor.staff_id is not None and uow.get(Staff, ctx.actor.staff_id).solo
