"""What the verbs of ``csconsole call`` print. The names are a contract (``docs/cli.md``)."""

from __future__ import annotations

from typing import Any

from csconsole.cli.output import Column
from csconsole.codes import find_code, label
from csconsole.i18n import N_, _
from csconsole.text import one_line

CALLS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("started_at", N_("Start")),
    Column("direction", N_("Direction"), codes="call_direction"),
    Column("channel", N_("Channel"), codes="channel", table=False),
    Column("state", N_("State"), codes="call_state"),
    Column("phone", N_("Phone"), about=N_("masked unless it is an own call")),
    Column("customer_name", N_("Customer"), lambda row: row.customer_name or row.caller_name, width=16),
    Column("kind", N_("Type"), codes="contact_type"),
    Column("category", N_("Category"), width=20, people=lambda row: row.category_name or row.category),
    Column("summary", N_("Summary"), lambda row: one_line(row.summary), width=32),
    Column("outcome", N_("Outcome"), codes="call_outcome"),
    Column("agent", N_("Agent")),
    Column("talk_seconds", N_("Talk"), kind="seconds"),
    Column("wait_seconds", N_("Wait"), kind="seconds", table=False),
    Column("wrap_seconds", N_("Wrap-up"), kind="seconds", table=False),
    Column("rings", N_("Rings"), table=False),
    Column("over_answer_limit", N_("Answered late"), table=False),
    Column("answered_at", N_("Answered"), table=False),
    Column("ended_at", N_("End"), table=False),
    Column("caller_name", N_("Caller"), table=False),
    Column("organisation", N_("Organisation"), table=False),
    Column("address", N_("Address"), table=False),
    Column("customer_id", N_("Customer's key"), table=False),
    Column("no_phone_reason", N_("Reason for no phone"), table=False),
    Column("category_name", N_("Category's name"), table=False),
    Column("line", N_("Telephone line"), table=False),
    Column("queue", N_("Queue"), table=False),
    Column("answer", N_("Answer"), table=False),
    Column("result", N_("Result"), table=False),
    Column("purpose", N_("Purpose"), table=False),
    Column("next_step", N_("Next step"), table=False),
    Column("next_answer_at", N_("Next answer"), table=False),
    Column("transferred_to", N_("Transferred to"), table=False),
    Column("first_owner", N_("First owner"), table=False),
    Column("solved_first_contact", N_("Solved at first contact"), table=False),
    Column("complex", N_("Complex"), table=False),
    Column("voice", N_("Customer voice"), codes="customer_voice", table=False),
    Column("voice_department", N_("Department of the voice"), table=False),
    Column("voice_state", N_("State of the voice"), codes="voice_state", table=False),
    Column("late_entry", N_("Late entry"), table=False),
    Column("late_reason", N_("Reason for the late entry"), table=False),
    Column("entered_at", N_("Entered"), table=False),
    Column("entry_lag_seconds", N_("Entry lag"), kind="seconds", table=False),
    Column("entered_later", N_("Entered on a later day"), table=False),
    Column("shift_id", N_("Shift's key"), table=False),
    Column("external_id", N_("External number"), table=False),
    Column("source", N_("Source"), table=False),
    Column("survey_result", N_("Survey"), table=False),
    Column("created_at", N_("Created"), table=False),
    Column("updated_at", N_("Updated"), table=False),
    Column("version", N_("Version"), table=False),
    Column("id", N_("Key"), table=False),
)
_HIDDEN = {"id", "version", "customer_id", "shift_id", "created_at", "updated_at", "survey_result"}


def _whole(column: Column[Any], of: Any = None) -> Column[Any]:
    """A column of the list as one record shows it: with its whole text."""
    shown = column.name not in _HIDDEN
    value = of(column) if of is not None else None if column.name == "summary" else column.value
    return Column(
        column.name,
        column.title,
        value,
        codes=column.codes,
        kind=column.kind,
        table=shown,
        about=column.about,
    )


def _of_call(column: Column[Any]) -> Any:
    plain: Column[Any] = Column(column.name, column.title)
    read = plain if column.name == "summary" else column
    return lambda sheet: read.of(sheet.call)


_ITEMS = N_("Items")


def _item_words(items: Any) -> str:
    """The items of a call for people: type, outcome, what it is about, what it led to."""
    return "; ".join(
        " ".join(
            word
            for word in (
                label("contact_type", item.kind),
                label("call_outcome", item.outcome),
                item.ticket_number or item.callback_number,
                one_line(item.content),
            )
            if word
        )
        for item in items or ()
    )


_STATES = {"call": "call_state", "ticket": "ticket_state", "attempt": "attempt_code"}
"""The list of the states of each kind of entry."""


def _result_words(result: Any) -> str:
    """The result of an entry; a contact without one has its outcome there."""
    return (
        label("call_outcome", result) if find_code("call_outcome", result or "") else one_line(result or "")
    )


def _match_words(matches: Any) -> str:
    """Who may be meant: name, unit, number, and by what each was found."""
    return "; ".join(
        " ".join(
            word for word in (one.name, one.unit, one.phone, f"({label('match_kind', one.how)})") if word
        )
        for one in matches or ()
    )


def _open_words(items: Any) -> str:
    """Open tickets, promises and callbacks: number, what, and the state."""
    return "; ".join(
        " ".join(word for word in (one.number, one_line(one.text), _("overdue") if one.late else "") if word)
        for one in items or ()
    )


def _contact_words(contacts: Any) -> str:
    """Earlier contacts: number and what it was about."""
    return "; ".join(f"{one.number} {one_line(one.summary)}".strip() for one in contacts or ())


def _promise_words(promises: Any) -> str:
    """Promises for people: how each stands, and what was promised."""
    return "; ".join(f"{label('promise_state', one.state)} {one_line(one.text)}" for one in promises)


def escalation_words(escalations: Any) -> str:
    """Escalations for people: how each stands, and why it was raised."""
    return "; ".join(f"{label('escalation_state', one.state)} {one_line(one.reason)}" for one in escalations)


CALL: tuple[Column[Any], ...] = (
    *(_whole(column) for column in CALLS),
    Column(
        "items",
        _ITEMS,
        about=N_("one object an item, with ticket_number and callback_number"),
        words=_item_words,
    ),
)
CALL_SHEET: tuple[Column[Any], ...] = (
    *(_whole(column, _of_call) for column in CALLS),
    Column("items", _ITEMS, lambda sheet: sheet.call.items, words=_item_words),
    Column("promises", N_("Promises"), words=_promise_words),
    Column("escalations", N_("Escalations"), words=escalation_words),
)


def _card(name: str) -> Any:
    return lambda caller: getattr(caller.card, name) if caller.card is not None else None


CARD: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("known", N_("Known")),
    Column("name", N_("Name"), lambda caller: caller.card.customer.name if caller.card else None),
    Column("unit", N_("Unit no."), lambda caller: caller.card.customer.unit if caller.card else None),
    Column(
        "tier",
        N_("Tier"),
        lambda caller: caller.card.customer.tier if caller.card else None,
        codes="customer_tier",
    ),
    Column("owner", N_("Owner"), lambda caller: caller.card.customer.owner if caller.card else None),
    Column("warnings", N_("Warnings"), _card("warnings")),
    Column("contact_count", N_("Contacts"), _card("contact_count")),
    Column("last_contact_at", N_("Last contact"), _card("last_contact_at")),
    Column("late", N_("Late"), _card("late")),
    Column("tickets", N_("Open tickets"), _card("tickets"), words=_open_words),
    Column("promises", N_("Open promises"), _card("promises"), words=_open_words),
    Column("callbacks", N_("Open callbacks"), _card("callbacks"), words=_open_words),
    Column(
        "contacts",
        N_("Last contacts"),
        lambda caller: caller.card.contacts if caller.card else caller.contacts,
        words=_contact_words,
    ),
    Column("matches", N_("Matches"), about=N_("who may be meant, the surest first"), words=_match_words),
    Column("customer", N_("Customer"), _card("customer"), table=False),
)
DAY_BOOK: tuple[Column[Any], ...] = (
    Column("at", N_("Time")),
    Column("kind", N_("Kind"), codes="day_entry"),
    Column("number", N_("Number")),
    Column("who", N_("Who")),
    Column("text", N_("Text"), lambda entry: one_line(entry.text), width=40),
    Column("state_text", N_("State"), lambda entry: label(_STATES[entry.kind], entry.state)),
    Column("result", N_("Result"), width=24, words=_result_words),
    Column("items", _ITEMS, width=40, words=lambda items: _item_words(items) if len(items) > 1 else ""),
    Column("state", N_("State"), table=False),
    Column("id", N_("Key"), table=False),
)
FIRST_CONTACT: tuple[Column[Any], ...] = (
    Column("kind", N_("Kind"), codes="day_entry"),
    Column("number", N_("Number")),
    Column("text", N_("Text"), lambda item: one_line(item.text), width=40),
    Column("state_text", N_("State"), lambda item: label(_STATES[item.kind], item.state)),
    Column("due_at", N_("Due")),
    Column("late", N_("Late")),
    Column("state", N_("State"), table=False),
    Column("customer_id", N_("Customer's key"), table=False),
    Column("handler_id", N_("Handler's key"), table=False),
    Column("id", N_("Key"), table=False),
)
