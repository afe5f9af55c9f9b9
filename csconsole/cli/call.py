"""``csconsole call``: log calls and other contacts, find, correct and close them, see who is calling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from csconsole.cli.call_columns import CALL, CALL_SHEET, CALLS, CARD, DAY_BOOK, FIRST_CONTACT
from csconsole.cli.leaving import count_rows
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption, OutOption, ReasonOption, VersionOption
from csconsole.cli.output import emit_record, emit_rows, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from datetime import datetime

    from csconsole.services.calls import NewItem
    from csconsole.services.context import Context

Text = str | None
NumberArgument = Annotated[
    str, typer.Argument(metavar="NUMBER", help=N_("The call's number; 42 means today's C…-0042."))
]


def _text(name: str, help_: str, metavar: str = "TEXT") -> Any:
    return typer.Option(name, metavar=metavar, help=help_)


app = NounApp(help=N_("Log, list and show calls and other contacts."))


@app.command("log", help=N_("Log a call or another contact with all that it leads to."), prints=CALL)
def log(
    summary: Annotated[Text, _text("--summary", N_("What the customer wants."))] = None,
    phone: Annotated[
        Text,
        _text("--phone", N_("The contact phone; “unknown” for a hidden one, with --no-phone."), "NUMBER"),
    ] = None,
    no_phone: Annotated[Text, _text("--no-phone", N_("Why there is no phone number."))] = None,
    customer: Annotated[
        Text, _text("--customer", N_("The customer's key or number; else found by the phone."), "REF")
    ] = None,
    new_customer: Annotated[
        bool, typer.Option("--new-customer", help=N_("Make a file for the caller --name."))
    ] = False,
    name: Annotated[Text, _text("--name", N_("Who is calling."))] = None,
    organisation: Annotated[Text, _text("--organisation", N_("For which organisation."))] = None,
    address: Annotated[Text, _text("--address", N_("Address or unit."))] = None,
    category: Annotated[
        Text, _text("--category", N_("Category by code or name, such as repair.water."), "CODE")
    ] = None,
    kind: Annotated[Text, _text("--kind", N_("Contact type; else the category's."), "CODE")] = None,
    outcome: Annotated[
        str, _text("--outcome", N_("done, ticket, callback, wait, transfer or escalate"), "CODE")
    ] = "done",
    answer: Annotated[Text, _text("--answer", N_("The answer given."))] = None,
    result: Annotated[Text, _text("--result", N_("The result."))] = None,
    item: Annotated[
        list[str] | None,
        typer.Option(
            "--item",
            metavar="CATEGORY:OUTCOME:TEXT",
            help=N_("One item of several; may be given several times."),
        ),
    ] = None,
    direction: Annotated[str, _text("--direction", N_("inbound or outbound"), "CODE")] = "inbound",
    channel: Annotated[str, _text("--channel", N_("How, such as phone, visit, email."), "CODE")] = "phone",
    line: Annotated[Text, _text("--line", N_("The line that was called."))] = None,
    queue: Annotated[Text, _text("--queue", N_("The telephone system's queue."))] = None,
    state: Annotated[
        Text, _text("--state", N_("lost or abandoned, for a call nobody answered."), "CODE")
    ] = None,
    purpose: Annotated[Text, _text("--purpose", N_("What an outbound call was for."))] = None,
    next_step: Annotated[Text, _text("--next-step", N_("What happens next."))] = None,
    scope: Annotated[Text, _text("--scope", N_("Of a ticket: in_home or public."), "CODE")] = None,
    priority: Annotated[
        Text, _text("--priority", N_("Of a ticket: normal, urgent or emergency."), "CODE")
    ] = None,
    department: Annotated[
        Text, _text("--department", N_("The department that it is for; dispatches a ticket."), "CODE")
    ] = None,
    title: Annotated[Text, _text("--title", N_("Of a ticket, if not the summary."))] = None,
    part: Annotated[
        Text, _text("--part", N_("Of a ticket: what is broken, of the repair-type table."))
    ] = None,
    asset: Annotated[Text, _text("--asset", N_("Of a ticket: the device, its number or in words."))] = None,
    chase: Annotated[Text, _text("--chase", N_("The open ticket that is asked after."), "NUMBER")] = None,
    promise: Annotated[Text, _text("--promise", N_("What the customer was promised."))] = None,
    promise_due: Annotated[
        Text, _text("--promise-due", N_("Until when, such as: today 12:00, tomorrow 10, +2h"), "TIME")
    ] = None,
    next_answer: Annotated[
        Text, _text("--next-answer", N_("When the customer gets the next answer (wait)."), "TIME")
    ] = None,
    callback_at: Annotated[Text, _text("--callback-at", N_("When to call back (callback)."), "TIME")] = None,
    transfer_to: Annotated[Text, _text("--transfer-to", N_("Whom it was transferred to."))] = None,
    escalate_to: Annotated[
        Text, _text("--escalate-to", N_("The role or department it is escalated to."), "CODE")
    ] = None,
    reason: Annotated[Text, _text("--reason", N_("Why it is escalated."))] = None,
    reply_by: Annotated[
        Text, _text("--reply-by", N_("When the answer from above is promised."), "TIME")
    ] = None,
    started: Annotated[Text, _text("--started", N_("When it began; else now."), "TIME")] = None,
    answered: Annotated[Text, _text("--answered", N_("When it was answered."), "TIME")] = None,
    ended: Annotated[Text, _text("--ended", N_("When it ended."), "TIME")] = None,
    rings: Annotated[int | None, typer.Option("--rings", help=N_("How often it rang."))] = None,
    wait: Annotated[int | None, typer.Option("--wait", help=N_("Seconds until it was answered."))] = None,
    talk: Annotated[int | None, typer.Option("--talk", help=N_("Seconds of talk."))] = None,
    wrap: Annotated[int | None, typer.Option("--wrap", help=N_("Seconds of work after the call."))] = None,
    solved: Annotated[
        bool | None, typer.Option("--solved/--not-solved", help=N_("Solved at first contact."))
    ] = None,
    complex_: Annotated[bool, typer.Option("--complex", help=N_("A complex consultation."))] = False,
    voice: Annotated[
        Text,
        _text("--voice", N_("Customer voice: need, opinion, suggestion or improvement."), "CODE"),
    ] = None,
    voice_department: Annotated[
        Text, _text("--voice-department", N_("The department that the voice is for."), "CODE")
    ] = None,
    late_reason: Annotated[Text, _text("--late-reason", N_("Why it is entered late."))] = None,
    external_id: Annotated[Text, _text("--external-id", N_("The telephone system's number of it."))] = None,
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
    summary: Annotated[Text, _text("--summary", N_("What the customer wants."))] = None,
    category: Annotated[Text, _text("--category", N_("Category by code or name."), "CODE")] = None,
    kind: Annotated[Text, _text("--kind", N_("Contact type."), "CODE")] = None,
    phone: Annotated[Text, _text("--phone", N_("The contact phone."), "NUMBER")] = None,
    customer: Annotated[Text, _text("--customer", N_("The customer's key or number."), "REF")] = None,
    name: Annotated[Text, _text("--name", N_("Who called."))] = None,
    organisation: Annotated[Text, _text("--organisation", N_("For which organisation."))] = None,
    address: Annotated[Text, _text("--address", N_("Address or unit."))] = None,
    answer: Annotated[Text, _text("--answer", N_("The answer given."))] = None,
    result: Annotated[Text, _text("--result", N_("The result."))] = None,
    next_step: Annotated[Text, _text("--next-step", N_("What happens next."))] = None,
    purpose: Annotated[Text, _text("--purpose", N_("What an outbound call was for."))] = None,
    line: Annotated[Text, _text("--line", N_("The line that was called."))] = None,
    complex_: Annotated[
        bool | None, typer.Option("--complex/--no-complex", help=N_("A complex consultation."))
    ] = None,
    voice: Annotated[
        Text, _text("--voice", N_("Customer voice: need, opinion, suggestion or improvement."), "CODE")
    ] = None,
    voice_department: Annotated[
        Text, _text("--voice-department", N_("The department that the voice is for."), "CODE")
    ] = None,
    voice_state: Annotated[
        Text, _text("--voice-state", N_("Of a customer voice: passed_on, answered or verified."), "CODE")
    ] = None,
    owner: Annotated[
        Text, _text("--owner", N_("Give first-contact responsibility to this staff member."), "STAFF")
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
    given = {
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
    changes: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
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
    date: Annotated[Text, _text("--date", N_("The day, such as 2026-11-21; else today."), "DAY")] = None,
    shift: Annotated[
        Text, _text("--shift", N_("Only this shift of the day: early, day, late, night."), "CODE")
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
