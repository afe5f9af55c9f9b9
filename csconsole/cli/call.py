"""``csconsole call``: log calls and other contacts, find, correct and close them, see who is calling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from csconsole.cli import call_options as given
from csconsole.cli.call_columns import CALL, CALL_SHEET, CALLS, CARD, DAY_BOOK, FIRST_CONTACT
from csconsole.cli.leaving import count_rows
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption, OutOption, ReasonOption, Text, VersionOption, typed
from csconsole.cli.output import emit_record, emit_rows, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from datetime import datetime

    from csconsole.services.calls import NewItem
    from csconsole.services.context import Context

NumberArgument = Annotated[
    str, typer.Argument(metavar="NUMBER", help=N_("The call's number; 42 means today's C…-0042."))
]

app = NounApp(help=N_("Log, list and show calls and other contacts."))


@app.command("log", help=N_("Log a call or another contact with all that it leads to."), prints=CALL)
def log(
    summary: given.Summary = None,
    phone: given.Phone = None,
    no_phone: given.NoPhone = None,
    customer: given.Customer = None,
    new_customer: given.NewCustomer = False,
    name: given.Name = None,
    organisation: given.Organisation = None,
    address: given.Address = None,
    category: given.Category = None,
    kind: given.Kind = None,
    outcome: given.Outcome = "done",
    answer: given.Answer = None,
    result: given.Result = None,
    item: given.Item = None,
    direction: given.Direction = "inbound",
    channel: given.Channel = "phone",
    line: given.Line = None,
    queue: given.Queue = None,
    state: given.State = None,
    purpose: given.Purpose = None,
    next_step: given.NextStep = None,
    scope: given.Scope = None,
    priority: given.Priority = None,
    department: given.Department = None,
    title: given.Title = None,
    part: given.Part = None,
    asset: given.Asset = None,
    chase: given.Chase = None,
    promise: given.Promise = None,
    promise_due: given.PromiseDue = None,
    next_answer: given.NextAnswer = None,
    callback_at: given.CallbackAt = None,
    transfer_to: given.TransferTo = None,
    escalate_to: given.EscalateTo = None,
    reason: given.Reason = None,
    reply_by: given.ReplyBy = None,
    started: given.Started = None,
    answered: given.Answered = None,
    ended: given.Ended = None,
    rings: given.Rings = None,
    wait: given.Wait = None,
    talk: given.Talk = None,
    wrap: given.Wrap = None,
    solved: given.Solved = None,
    complex_: given.Complex = False,
    voice: given.Voice = None,
    voice_department: given.VoiceDepartment = None,
    late_reason: given.LateReason = None,
    external_id: given.ExternalId = None,
    fmt: FormatOption = None,
) -> None:
    """Store one contact and print it."""
    from csconsole.cli.session import context
    from csconsole.services.calls import NewCall, log_call

    ctx = context()
    began = _past(ctx, started, "started_at")
    row = log_call(
        ctx,
        NewCall(
            summary=summary or "",
            phone=phone,
            no_phone_reason=no_phone,
            customer_id=_customer_id(ctx, customer),
            new_customer=new_customer,
            caller_name=name,
            organisation=organisation,
            address=address,
            direction=direction,
            channel=channel,
            line=line,
            queue=queue,
            state=state,
            kind=kind,
            category=category,
            outcome=outcome,
            answer=answer,
            result=result,
            purpose=purpose,
            next_step=next_step,
            items=tuple(_item(text) for text in item or ()),
            scope=scope,
            priority=priority,
            department=department,
            part=part,
            asset=asset,
            chase=chase,
            ticket_title=title,
            promise_text=promise,
            promise_due=_moment(ctx, promise_due, "promise_due"),
            next_answer_at=_moment(ctx, next_answer, "next_answer_at"),
            callback_at=_moment(ctx, callback_at, "callback_at"),
            transfer_to=transfer_to,
            escalate_to=escalate_to,
            escalate_reason=reason,
            promised_reply_at=_moment(ctx, reply_by, "promised_reply_at"),
            started_at=began,
            answered_at=_past(ctx, answered, "answered_at", began),
            ended_at=_past(ctx, ended, "ended_at", began),
            rings=rings,
            wait_seconds=wait,
            talk_seconds=talk,
            wrap_seconds=wrap,
            solved_first_contact=solved,
            complex=complex_,
            voice=voice,
            voice_department=voice_department,
            late_reason=late_reason,
            external_id=external_id,
            source="command",
        ),
    )
    for warning in row.warnings:
        say(warning)
    emit_record(row, CALL, fmt=fmt)


@lists(app, about=N_("List calls, newest first."), prints=CALLS, leaving="calls")
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.calls import list_calls

    return list_calls


@app.command("show", help=N_("Show a call with its items, promises and escalations."), prints=CALL_SHEET)
def show(number: NumberArgument, fmt: FormatOption = None, out: OutOption = None) -> None:
    """Print one contact."""
    from csconsole.cli.session import context
    from csconsole.services.calls import call_sheet

    emit_record(call_sheet(context(), number), CALL_SHEET, fmt=fmt, out=out)


@app.command("edit", help=N_("Correct a call; the original stays in its history."), prints=CALL)
def edit(
    number: NumberArgument,
    summary: given.Summary = None,
    category: Annotated[Text, typed("--category", N_("Category by code or name."), "CODE")] = None,
    kind: Annotated[Text, typed("--kind", N_("Contact type."), "CODE")] = None,
    phone: Annotated[Text, typed("--phone", N_("The contact phone."), "NUMBER")] = None,
    customer: Annotated[Text, typed("--customer", N_("The customer's key or number."), "REF")] = None,
    name: Annotated[Text, typed("--name", N_("Who called."))] = None,
    organisation: given.Organisation = None,
    address: given.Address = None,
    answer: given.Answer = None,
    result: given.Result = None,
    next_step: given.NextStep = None,
    purpose: given.Purpose = None,
    line: given.Line = None,
    complex_: Annotated[
        bool | None, typer.Option("--complex/--no-complex", help=N_("A complex consultation."))
    ] = None,
    voice: given.Voice = None,
    voice_department: given.VoiceDepartment = None,
    voice_state: Annotated[
        Text,
        typed("--voice-state", N_("Of a customer voice: passed_on, answered or verified."), "CODE"),
    ] = None,
    owner: Annotated[
        Text,
        typed("--owner", N_("Give first-contact responsibility to this staff member."), "STAFF"),
    ] = None,
    close: Annotated[
        bool, typer.Option("--close", help=N_("Close it: the customer has the answer."))
    ] = False,
    version: VersionOption = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Change one contact and print it."""
    from csconsole.cli.session import context
    from csconsole.services.calls import close_call, edit_call, give_call, show_call

    ctx = context()
    fields = {
        "summary": summary,
        "category": category,
        "kind": kind,
        "phone": phone,
        "customer_id": _customer_id(ctx, customer),
        "caller_name": name,
        "organisation": organisation,
        "address": address,
        "answer": answer,
        "result": result,
        "next_step": next_step,
        "purpose": purpose,
        "line": line,
        "complex": complex_,
        "voice": voice,
        "voice_department": voice_department,
        "voice_state": voice_state,
    }
    changes: dict[str, Any] = {field: value for field, value in fields.items() if value is not None}
    with ctx.write():
        row = show_call(ctx, number)
        if changes and not close:
            row = edit_call(ctx, number, expected_version=version, reason=reason, **changes)
        if close:
            words = {field: changes.pop(field, None) for field in ("result", "answer", "category")}
            if changes:
                row = edit_call(ctx, number, expected_version=version, reason=reason, **changes)
            row = close_call(ctx, number, **words)
        if owner is not None:
            row = give_call(ctx, number, to=owner, reason=reason)
    emit_record(row, CALL, fmt=fmt)


@app.command("pop", help=N_("Show who is calling: the caller's card."), prints=CARD)
def pop(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help=N_("A number, last digits, name, pinyin or initials."))
    ],
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print the card of a caller."""
    from csconsole.cli.session import context
    from csconsole.services.customers import caller_card

    card = caller_card(context(), number)
    if not card.known:
        say(_("Nobody is known by this number."))
    elif card.card is None and card.matches:
        say(_("{n} customers may be meant.", n=len(card.matches)))
    emit_record(card, CARD, fmt=fmt, out=out)


@app.command("day", help=N_("Print the day book: all contacts and items of a day."), prints=DAY_BOOK)
def day(
    date: Annotated[Text, typed("--date", N_("The day, such as 2026-11-21; else today."), "DAY")] = None,
    shift: Annotated[
        Text, typed("--shift", N_("Only this shift of the day: early, day, late, night."), "CODE")
    ] = None,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print the day book."""
    from csconsole.cli.session import context
    from csconsole.clock import local_date
    from csconsole.services.calls import day_book

    ctx = context()
    at = _moment(ctx, date, "date")
    book = day_book(ctx, day=local_date(at, ctx.zone) if at is not None else None, shift=shift)
    count_rows(ctx, "calls", book.entries, fmt=fmt, out=out)
    emit_rows(book.entries, DAY_BOOK, fmt=fmt, out=out)
    say(ngettext("{n} entry on {day}.", "{n} entries on {day}.", len(book.entries), day=book.day))


@app.command("mine", help=N_("List what I answered first and what is still open."), prints=FIRST_CONTACT)
def mine(fmt: FormatOption = None, out: OutOption = None) -> None:
    """Print the open first-contact items."""
    from csconsole.cli.session import context
    from csconsole.services.calls import first_contact_items

    emit_rows(first_contact_items(context()), FIRST_CONTACT, fmt=fmt, out=out)


def _item(text: str) -> NewItem:
    """``CATEGORY:OUTCOME:TEXT`` as an item. Raises ``UsageError`` for anything else."""
    from csconsole.errors import UsageError
    from csconsole.services.calls import NewItem

    parts = text.split(":", 2)
    if len(parts) != 3:
        raise UsageError(
            _("{text} is not an item.", text=text),
            field="--item",
            hint=_("Write it as CATEGORY:OUTCOME:TEXT, such as repair.water:ticket:leak under the sink."),
        )
    category, outcome, content = (part.strip() for part in parts)
    return NewItem(content=content, category=category or None, outcome=outcome or None)


def _moment(ctx: Context, text: str | None, field: str) -> datetime | None:
    if text is None or not text.strip():
        return None
    from csconsole.services.moments import read_moment

    return read_moment(ctx, text, field=field)


def _past(ctx: Context, text: str | None, field: str, began: datetime | None = None) -> datetime | None:
    """A time of the call, which lies in the past; a clock time alone after the begin, where that is given."""
    if text is None or not text.strip():
        return None
    from csconsole.services.moments import read_past_moment

    return read_past_moment(ctx, text, field=field, after=began)


def _customer_id(ctx: Context, ref: str | None) -> int | None:
    if not ref:
        return None
    from csconsole.services.customers import show_customer

    return show_customer(ctx, ref).id
