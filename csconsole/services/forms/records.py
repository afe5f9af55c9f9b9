"""Records of forms: opening one, reading it, printing it (FRM-02)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import col

from csconsole.clock import local
from csconsole.codes import label
from csconsole.errors import InvalidInputError, RuleBrokenError, WrongFormError
from csconsole.i18n import N_, _, listed
from csconsole.models import Customer, Department, FormRecord, Right, Staff, Ticket
from csconsole.models.lifecycle import Step
from csconsole.services import entry
from csconsole.services.complaints.answers import read_cents
from csconsole.services.context import Context
from csconsole.services.forms.definition import FormDefinition, FormField, definition_of
from csconsole.services.forms.signing import offered_steps
from csconsole.services.record_numbers import NumberKind, find_record
from csconsole.services.tickets.access import TicketRef, about_visible, department_name, load_ticket
from csconsole.services.tickets.slips import Copy, render
from csconsole.storage import UnitOfWork
from csconsole.storage.numbers import LETTERS

if TYPE_CHECKING:
    from csconsole.services.query import Page

KIND: Final = NumberKind("number", N_("There is no form {number}."), N_("See: csconsole form list"))


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form: ``fields`` as stored, money in cents; ``missing`` are the required ones that are empty."""

    id: int
    version: int
    number: str
    form: str
    name: str
    form_version: int
    state: str
    state_name: str
    ticket: str | None
    customer: str | None
    department: str | None
    by: str | None
    at: datetime
    fields: Mapping[str, Any]
    missing: tuple[str, ...]
    signatures: tuple[Mapping[str, Any], ...]
    note: str
    ended_at: datetime | None
    steps: tuple[Step, ...]


def open_form(
    ctx: Context,
    form: str,
    *,
    ticket: TicketRef | None = None,
    fields: Mapping[str, Any] | None = None,
    note: str | None = None,
    complete: bool = True,
) -> FormRow:
    """Open a form about a ticket. Raises ``InvalidInputError`` where a required field is missing; one that
    another record opens is not ``complete``: what it lacks is asked for with the first step.
    """
    ctx.require(Right.TICKET_CREATE)
    found = definition_of(form)
    with ctx.write() as uow:
        about = load_ticket(ctx, uow, ticket) if ticket is not None else None
        require_open(found, fields or {})
        given = read_fields(found, fields or {})
        if complete:
            _require_all(found, given)
        row = uow.create(
            FormRecord(
                number=uow.next_number(LETTERS["form_record"], ctx.today()),
                form=found.code,
                form_version=found.version,
                state=found.cycle.initial,
                ticket_id=about.pk if about is not None else None,
                customer_id=about.customer_id if about is not None else None,
                department_id=about.responsible_department_id or about.department_id if about else None,
                by_id=ctx.actor.staff_id,
                fields=given,
                note=entry.paragraph(note, "note") or "",
            ),
            "opened",
        )
        if about is not None:
            uow.note(about, "form", detail={"form": row.number, "text": f"{row.number} {found.label}"})
        return form_rows(ctx, uow, [row])[0]


def _require_all(form: FormDefinition, given: Mapping[str, Any]) -> None:
    missing = missing_in(form, given)
    if missing:
        named = listed(label("field", name) for name in missing)
        raise InvalidInputError(
            _("{form} needs: {fields}.", form=form.label, fields=named), field=missing[0], rule="FRM-01"
        )


def require_open(form: FormDefinition, given: Mapping[str, Any]) -> None:
    """Raise ``RuleBrokenError`` for a field that is given with a later step only, ``InvalidInputError`` for
    one that the form does not have.
    """
    later = [name for name in given if name in form.fields and name not in form.open_fields]
    if later:
        raise RuleBrokenError(
            _("{field} is given with its own step.", field=label("field", later[0])),
            field=later[0],
            rule="FRM-01",
        )


def missing_in(form: FormDefinition, given: Mapping[str, Any]) -> tuple[str, ...]:
    """The required fields that are empty."""
    return tuple(
        name for name, one in form.fields.items() if one.required and given.get(name) in (None, "", [])
    )


def read_fields(form: FormDefinition, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the record keeps them; empty ones are left out. Raises ``InvalidInputError``."""
    unknown = [name for name in given if name not in form.fields]
    if unknown:
        raise WrongFormError(
            _("{form} has no field {field}.", form=form.label, field=unknown[0]),
            field=unknown[0],
            rule="FRM-01",
        )
    read = {name: _value(form.fields[name], value) for name, value in given.items()}
    return {name: value for name, value in read.items() if value not in (None, "", [])}


def _value(one: FormField, value: Any) -> Any:
    if value in (None, ""):
        return None
    match one.type:
        case "money":
            return _amount(one.name, value)
        case "code":
            return entry.one_of(one.codes, str(value), one.name, rule="FRM-01")
        case "date":
            return _day(one.name, value)
        case "lines":
            parts = value if isinstance(value, list | tuple) else re.split(r"[;；\n]+", str(value))
            return [text for part in parts if (text := entry.line(str(part), one.name, most=400))]
        case "long":
            return entry.paragraph(str(value), one.name)
        case _:
            return entry.line(str(value), one.name)


def _amount(name: str, value: Any) -> int | None:
    cents = value if isinstance(value, int) else read_cents(str(value), name)
    if cents is not None and cents <= 0:
        raise InvalidInputError(
            _("{field} is more than 0.", field=label("field", name)), field=name, value=value, rule="FRM-15"
        )
    return cents


def _day(name: str, value: Any) -> str:
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value).strip())).isoformat()
    except ValueError:
        raise WrongFormError(
            _("{value} is no day such as 2026-11-30.", value=value), field=name, value=value, rule="FRM-01"
        ) from None


def load_form(ctx: Context, uow: UnitOfWork, ref: int | str) -> FormRecord:
    """The form with this key or number. Raises ``NotFoundError``, ``NotAllowedError`` for a hidden one."""
    ctx.require(Right.RECORD_VIEW)
    row = find_record(ctx, uow, FormRecord, ref, KIND)
    if row.ticket_id is not None:
        load_ticket(ctx, uow, row.ticket_id)
    return row


def show_form(ctx: Context, ref: int | str) -> FormRow:
    """One form. Raises ``NotFoundError``, ``NotAllowedError``."""
    with ctx.read() as uow:
        return form_rows(ctx, uow, [load_form(ctx, uow, ref)])[0]


def list_forms(
    ctx: Context,
    form: str | None = None,
    *,
    ended: bool = False,
    ticket: TicketRef | None = None,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[FormRow]:
    """One page of the forms that this person may see, the newest first: the open ones, with ``ended`` all, of
    one ``form`` or one ``ticket``.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.forms.fields import FORMS
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    where = list(about_visible(ctx, FormRecord.ticket_id))
    if form is not None:
        where.append(col(FormRecord.form) == definition_of(form).code)
    if not ended:
        where.append(col(FormRecord.ended_at).is_(None))
    with ctx.read() as uow:
        if ticket is not None:
            where.append(col(FormRecord.ticket_id) == load_ticket(ctx, uow, ticket).pk)
        return fetch_page(
            Scope.of(ctx, uow),
            FORMS,
            lambda found: form_rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )


def form_rows(ctx: Context, uow: UnitOfWork, found: Sequence[FormRecord]) -> list[FormRow]:
    """Rows of the forms in their order."""
    return [_row(ctx, uow, one) for one in found]


def _row(ctx: Context, uow: UnitOfWork, one: FormRecord) -> FormRow:
    form = definition_of(one.form)
    assert one.created_at is not None
    return FormRow(
        id=one.pk,
        version=one.version,
        number=one.number,
        form=one.form,
        name=form.label,
        form_version=one.form_version,
        state=one.state,
        state_name=form.cycle.say_state(one.state),
        ticket=uow.get(Ticket, one.ticket_id).number if one.ticket_id is not None else None,
        customer=uow.get(Customer, one.customer_id).name if one.customer_id is not None else None,
        department=department_name(uow.get(Department, one.department_id))
        if one.department_id is not None
        else None,
        by=uow.get(Staff, one.by_id).name if one.by_id is not None else None,
        at=one.created_at,
        fields=dict(one.fields),
        missing=missing_in(form, one.fields),
        signatures=tuple(one.signatures),
        note=one.note,
        ended_at=one.ended_at,
        steps=tuple(offered_steps(ctx, uow, form, one)),
    )


def say_field(form: FormDefinition, name: str, value: Any) -> str:
    """A stored value in words."""
    one = form.fields[name]
    if value in (None, "", []):
        return ""
    match one.type:
        case "money":
            return f"{value // 100}.{value % 100:02d}"
        case "code":
            return label(one.codes, str(value))
        case "lines":
            return "; ".join(map(str, value))
        case _:
            return str(value)


def signed_at(ctx: Context, signature: Mapping[str, Any]) -> str:
    """When a form was signed, by the site's clock."""
    return f"{local(datetime.fromisoformat(str(signature['at'])), ctx.zone):%Y-%m-%d %H:%M}"


def print_form(ctx: Context, ref: int | str, *, fmt: str = "md") -> str:
    """The form on paper as Markdown or HTML, with its note and a line for the customer's signature while that
    is still to come; printing it is an event. Raises ``InvalidInputError``.
    """
    with ctx.write() as uow:
        row = load_form(ctx, uow, ref)
        form, shown = definition_of(row.form), form_rows(ctx, uow, [row])[0]
        head = (
            (_("Number"), shown.number),
            (_("Time"), f"{local(shown.at, ctx.zone):%Y-%m-%d %H:%M}"),
            (label("field", "ticket"), shown.ticket or ""),
            (label("field", "customer"), shown.customer or ""),
            (label("field", "department"), shown.department or ""),
            (_("State"), shown.state_name),
        )
        fields = tuple(
            (label("field", name), say_field(form, name, row.fields.get(name))) for name in form.fields
        )
        signed = tuple(
            (label("form_signer", str(one["as"])), f"{one['name']} {signed_at(ctx, one)}")
            for one in row.signatures
        )
        note = ((label("field", "note"), row.note),) if row.note else ()
        asked = row.ended_at is None and all(one["as"] != "customer" for one in row.signatures)
        blanks = (_("Signature of the customer"),) if asked else ()
        text = render((Copy(shown.name, (*head, *fields, *note, *signed), blanks),), fmt)
        uow.note(row, "printed", detail={"format": fmt})
        return text
