"""Steps of a form: the state, the right or the signers, and what it needs; signatures by different people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from csconsole.clock import iso
from csconsole.codes import label
from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _, listed
from csconsole.models import FormRecord, Right, Ticket
from csconsole.models.lifecycle import Transition
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.forms.definition import FormDefinition, FormStep, definition_of
from csconsole.services.forms.records import (
    FormRow,
    form_rows,
    list_forms,
    load_form,
    read_fields,
    require_open,
)
from csconsole.services.forms.signing import refusal, signed_as, step_rights, wanted
from csconsole.storage import UnitOfWork

MOST: Final = 500
"""Of so many open forms, the newest, is looked which wait for a signature."""


def fill_form(ctx: Context, ref: int | str, fields: Mapping[str, Any]) -> FormRow:
    """Fill in or correct fields of an open form that nobody has signed yet; an empty value takes an optional
    field out. Raises ``RuleBrokenError``, ``InvalidInputError`` for a required field that is emptied.
    """
    ctx.require(Right.TICKET_CREATE)
    with ctx.write() as uow:
        row = load_form(ctx, uow, ref)
        form = definition_of(row.form)
        if row.signatures or not form.cycle.is_open(row.state):
            raise _is_signed(row)
        require_open(form, fields)
        read = read_fields(form, fields)
        emptied = [name for name in fields if name not in read]
        needed = [name for name in emptied if form.fields[name].required]
        if needed:
            raise InvalidInputError(
                _("{form} needs: {fields}.", form=form.label, fields=_named(needed)),
                field=needed[0],
                rule="FRM-01",
            )
        kept = {name: value for name, value in row.fields.items() if name not in emptied}
        uow.update(row, "filled", {"fields": {**kept, **read}})
        return form_rows(ctx, uow, [row])[0]


def _is_signed(row: FormRecord, field: str | None = None) -> RuleBrokenError:
    return RuleBrokenError(
        _("{number} is signed or ended: it is not changed any more.", number=row.number),
        field=field,
        rule="FRM-02",
        hint=_("Return it with a reason to change it."),
    )


def _named(names: Iterable[str]) -> str:
    return listed(label("field", name) for name in names)


def take_form(ctx: Context, ref: int | str, action: str, given: Mapping[str, Any] | None = None) -> FormRow:
    """Take a step with what it needs: fields, the ``signer`` for the customer, ``reason_why``. A step with
    several signers is taken by each of them; it is done with the last. It sets nothing else, and nothing that
    is signed.

    Raises ``TransitionRefusedError``, ``NotAllowedError``, ``RuleBrokenError`` for a second signature of one
    person or a field that the step does not set, ``InvalidInputError``.
    """
    answers = dict(given or {})
    signer = entry.line(answers.pop("signer", None), "signer")
    why = entry.line(answers.pop("reason_why", None), "reason_why")
    with ctx.write() as uow, uow.tied():
        row = load_form(ctx, uow, ref)
        form = definition_of(row.form)
        read = read_fields(form, answers)
        fields = {**row.fields, **read}
        named = [*read, *(["signer"] if signer else []), *(["reason_why"] if why else [])]
        transition = form.cycle.step(
            row.state,
            action,
            rights=step_rights(ctx, form, row, action),
            given=named,
            what=row.number,
            facts=fields,
        )
        refused = refusal(ctx, uow, form, row, action, row.fields)
        if refused is not None:
            raise refused
        _require_own(form, transition, row, [*answers, *(["signer"] if signer else [])], fields)
        signatures = list(row.signatures)
        state = transition.to or row.state
        if signer:
            signatures.append({"as": "customer", "by": None, "name": signer, "at": iso(ctx.now())})
        step = form.steps[action]
        if step.signers:
            signatures.append(_signature(ctx, uow, step, row))
            if wanted(ctx, step, fields, signatures):
                state = row.state
        if action == "return":
            signatures = []
        ended = None if form.cycle.is_open(state) else ctx.now()
        changes = {"state": state, "fields": fields, "signatures": signatures, "ended_at": ended}
        uow.update(row, action, changes, reason=why)
        _tell(uow, form, row, action)
        return form_rows(ctx, uow, [row])[0]


def _require_own(
    form: FormDefinition, transition: Transition, row: FormRecord, given: list[str], fields: Mapping[str, Any]
) -> None:
    """Nothing is given but what the step asks for, nothing signed changes, no amount exceeds its limit."""
    asked = transition.asks(row.fields)
    foreign = [name for name in given if name not in asked]
    if foreign:
        raise RuleBrokenError(
            _(
                "{action} does not set: {fields}.",
                action=form.cycle.say_action(transition.action),
                fields=_named(foreign),
            ),
            field=foreign[0],
            rule="FRM-02",
        )
    changed = [name for name, value in row.fields.items() if fields.get(name) != value]
    if row.signatures and changed:
        raise _is_signed(row, changed[0])
    for name, most in form.steps[transition.action].most.items():
        if fields[name] > fields.get(most, 0):
            raise InvalidInputError(
                _("{field} is not above: {most}.", field=label("field", name), most=label("field", most)),
                field=name,
                value=fields[name],
                rule="FRM-15",
                hint=_("Correct what is claimed first, with the papers for it."),
            )


def _tell(uow: UnitOfWork, form: FormDefinition, row: FormRecord, action: str) -> None:
    if row.ticket_id is not None:
        words = (
            f"{row.number} {form.label}: {form.cycle.say_action(action)}, {form.cycle.say_state(row.state)}"
        )
        uow.note(uow.get(Ticket, row.ticket_id), "form", detail={"form": row.number, "text": words})


def forms_to_sign(ctx: Context) -> tuple[FormRow, ...]:
    """The open forms that wait for the signature of the acting person now (FRM-02)."""
    return tuple(
        shown
        for shown in list_forms(ctx, limit=MOST).rows
        if any(one.possible and definition_of(shown.form).steps[one.action].signers for one in shown.steps)
    )


def _signature(ctx: Context, uow: UnitOfWork, step: FormStep, row: FormRecord) -> dict[str, Any]:
    """The signature of who acts, as the first that is still wanted and that the roles allow (FRM-02)."""
    names = wanted(ctx, step, row.fields, row.signatures)
    return {
        "as": signed_as(ctx, uow, row, names),
        "by": ctx.actor.staff_no,
        "name": ctx.actor.name,
        "at": iso(ctx.now()),
    }
