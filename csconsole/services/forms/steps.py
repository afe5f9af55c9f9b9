"""Steps of a form: the state, the right or the signers, and what it needs; signatures by different people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csconsole.clock import iso
from csconsole.codes import label
from csconsole.errors import NotAllowedError, RuleBrokenError
from csconsole.i18n import _, listed
from csconsole.models import Department, FormRecord, Right, Staff, Ticket
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.forms.definition import FormDefinition, FormStep, definition_of
from csconsole.services.forms.records import FormRow, form_rows, list_forms, load_form, read_fields
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork


def fill_form(ctx: Context, ref: int | str, fields: Mapping[str, Any]) -> FormRow:
    """Fill in or correct fields of an open form that nobody has signed yet. Raises ``RuleBrokenError``."""
    ctx.require(Right.TICKET_CREATE)
    with ctx.write() as uow:
        row = load_form(ctx, uow, ref)
        form = definition_of(row.form)
        if row.signatures or not form.cycle.is_open(row.state):
            raise RuleBrokenError(
                _("{number} is signed or ended: it is not changed any more.", number=row.number),
                rule="FRM-02",
                hint=_("Return it with a reason to change it."),
            )
        uow.update(row, "filled", {"fields": {**row.fields, **read_fields(form, fields)}})
        return form_rows(ctx, uow, [row])[0]


def take_form(ctx: Context, ref: int | str, action: str, given: Mapping[str, Any] | None = None) -> FormRow:
    """Take a step with what it needs: fields, the ``signer`` for the customer, ``reason_why``. A step with
    several signers is taken by each of them; it is done with the last.

    Raises ``TransitionRefusedError``, ``NotAllowedError``, ``RuleBrokenError`` for a second signature of one
    person, ``InvalidInputError``.
    """
    answers = dict(given or {})
    signer = entry.line(answers.pop("signer", None), "signer")
    why = entry.line(answers.pop("reason_why", None), "reason_why")
    with ctx.write() as uow, uow.tied():
        row = load_form(ctx, uow, ref)
        form = definition_of(row.form)
        fields = {**row.fields, **read_fields(form, answers)}
        named = [*answers, *(["signer"] if signer else []), *(["reason_why"] if why else [])]
        transition = form.cycle.step(
            row.state, action, rights=ctx.actor.rights, given=named, what=row.number, facts=fields
        )
        signatures = list(row.signatures)
        state = transition.to or row.state
        if signer and "signer" in transition.needs:
            signatures.append({"as": "customer", "by": None, "name": signer, "at": iso(ctx.now())})
        step = form.steps[action]
        if step.signers:
            signatures.append(_signature(ctx, uow, form, step, row, fields))
            if _wanted(ctx, step, fields, signatures):
                state = row.state
        if action == "return":
            signatures = []
        ended = None if form.cycle.is_open(state) else ctx.now()
        changes = {"state": state, "fields": fields, "signatures": signatures, "ended_at": ended}
        uow.update(row, action, changes, reason=why)
        _tell(uow, form, row, action)
        return form_rows(ctx, uow, [row])[0]


def _tell(uow: UnitOfWork, form: FormDefinition, row: FormRecord, action: str) -> None:
    if row.ticket_id is not None:
        words = (
            f"{row.number} {form.label}: {form.cycle.say_action(action)}, {form.cycle.say_state(row.state)}"
        )
        uow.note(uow.get(Ticket, row.ticket_id), "form", detail={"form": row.number, "text": words})


def forms_to_sign(ctx: Context) -> tuple[FormRow, ...]:
    """The open forms that wait for the signature of the acting person now (FRM-02)."""
    found = []
    with ctx.read() as uow:
        me = uow.get(Staff, ctx.staff_id)
        for shown in list_forms(ctx):
            row = uow.get(FormRecord, shown.id)
            form = definition_of(row.form)
            for transition in form.cycle.leaving(row.state):
                step = form.steps[transition.action]
                wanted = _wanted(ctx, step, row.fields, list(row.signatures)) if step.signers else []
                signed = any(one["by"] == me.staff_no and one["as"] in step.signers for one in row.signatures)
                mine = any(_may_sign(ctx, uow, row, name) for name in wanted)
                if mine and (me.solo or not signed):
                    found.append(shown)
    return tuple(found)


def _wanted(
    ctx: Context, step: FormStep, fields: Mapping[str, Any], signatures: list[dict[str, Any]]
) -> list[str]:
    """Who has still to sign, in order; above the limit one more."""
    wanted = list(step.signers)
    if step.above is not None:
        limit = int(setting(ctx, step.above["setting"])) * 100
        if int(fields.get(step.above["field"]) or 0) > limit:
            wanted.append(step.above["signer"])
    signed = {str(one["as"]) for one in signatures}
    return [name for name in wanted if name not in signed]


def _signature(
    ctx: Context,
    uow: UnitOfWork,
    form: FormDefinition,
    step: FormStep,
    row: FormRecord,
    fields: Mapping[str, Any],
) -> dict[str, Any]:
    """The signature of who acts, as the first that is still wanted and that the roles allow (FRM-02)."""
    me = uow.get(Staff, ctx.staff_id)
    every = {*step.signers, *([step.above["signer"]] if step.above else [])}
    if not me.solo and any(one["by"] == me.staff_no and one["as"] in every for one in row.signatures):
        raise RuleBrokenError(
            _("{name} has signed {form} already: another person signs too.", name=me.name, form=form.label),
            rule="FRM-02",
        )
    wanted = _wanted(ctx, step, fields, list(row.signatures))
    mine = next((name for name in wanted if _may_sign(ctx, uow, row, name)), None)
    if mine is None:
        raise NotAllowedError(
            _("Still to sign: {signers}.", signers=listed(label("form_signer", name) for name in wanted)),
            rule="FRM-15",
        )
    return {"as": mine, "by": me.staff_no, "name": me.name, "at": iso(ctx.now())}


def _may_sign(ctx: Context, uow: UnitOfWork, row: FormRecord, signer: str) -> bool:
    roles = {str(key): str(value) for key, value in setting(ctx, "compensation.signers").items()}
    if signer == "head" and row.department_id is not None:
        head = uow.get(Department, row.department_id).head_id
        if head is not None:
            return head == ctx.actor.staff_id
    return roles.get(signer, "manager") in ctx.actor.roles or uow.get(Staff, ctx.staff_id).solo
