"""What a customer who was reached said: the record of the callback and its effects (CBK-03 to 06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from csconsole.codes import entries, label
from csconsole.errors import InvalidInputError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import Callback
from csconsole.services.callbacks.windows import PROMISED_KINDS
from csconsole.services.context import Context
from csconsole.services.entry import line, one_of, paragraph
from csconsole.services.settings import setting
from csconsole.text import plain_number

TEXTS: Final = (
    "answer",
    "advice",
    "company_opinion",
    "product_suggestion",
    "service_suggestion",
    "use_problem",
    "reminder",
    "invitation",
    "opportunity",
    "repair_result",
    "reaction",
)
SCORES: Final = ("efficiency", "quality")
MARKS: Final = ("common", "typical")
FIELDS: Final = ("satisfaction", "aspect", *SCORES, *TEXTS, "next_service_on", *MARKS, "signer")
"""Every field of the record that a person fills in."""


class AspectMissingError(InvalidInputError):
    """ "Average" and "dissatisfied" need the aspect (CBK-06)."""


class RecordIncompleteError(InvalidInputError):
    """Required fields of the callback record are empty, those in ``missing`` (CBK-03)."""

    def __init__(self, message: str, *, missing: tuple[str, ...], hint: str | None = None) -> None:
        super().__init__(message, field=missing[0], rule="CBK-03", hint=hint)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Outcome:
    """A checked record: the columns to store, and whether the customer is dissatisfied."""

    values: Mapping[str, Any]

    @property
    def satisfaction(self) -> str | None:
        """``satisfied``, ``average``, ``dissatisfied`` or nothing said."""
        return self.values.get("satisfaction")

    @property
    def dissatisfied(self) -> bool:
        """Whether the source has to be opened again."""
        return self.satisfaction == "dissatisfied"


def required_fields(ctx: Context, callback: Callback) -> tuple[str, ...]:
    """The fields without which the record of this callback is not saved (CBK-03), from the settings; of the
    work on a ticket of whatever kind both scores (TKT-21).
    """
    if callback.kind in PROMISED_KINDS:
        key = "callback.required.promised"
    else:
        worked = callback.source == "repair" or (callback.source == "service_end" and callback.ticket_id)
        key = f"callback.required.{'repair' if worked else 'other'}"
    fields = tuple(setting(ctx, key))
    if unknown := [name for name in fields if name not in FIELDS]:
        raise RuleBrokenError(
            _(
                "The setting {key} names no field of a callback: {fields}.",
                key=key,
                fields=listed(unknown),
            ),
            rule="CBK-03",
        )
    return fields


def read_outcome(ctx: Context, callback: Callback, record: Mapping[str, Any]) -> Outcome:
    """Check what was filled in. Raises ``RecordIncompleteError`` (CBK-03), ``AspectMissingError`` (CBK-06),
    or ``InvalidInputError`` for a value that does not fit its field.
    """
    if unknown := set(record) - set(FIELDS):
        name = sorted(unknown)[0]
        raise WrongFormError(
            _("A callback has no field {name}.", name=name), field=name, value=record[name], rule="CBK-03"
        )
    values = {name: _read(ctx, name, value) for name, value in record.items() if value not in (None, "")}
    values = {name: value for name, value in values.items() if value is not None}
    missing = [name for name in required_fields(ctx, callback) if name not in values]
    if _aspect_missing(values) and "aspect" not in missing:
        missing.append("aspect")
    if missing == ["aspect"]:
        check_satisfaction(values)
    if missing:
        raise RecordIncompleteError(
            _("The record needs: {fields}.", fields=listed(label("field", name) for name in missing)),
            missing=tuple(missing),
            hint=_aspects() if "aspect" in missing else None,
        )
    values.setdefault("signer", caller_signs(ctx))
    return Outcome(values)


def caller_signs(ctx: Context) -> str:
    """The signature of who called, where the record names no other: name, then staff number."""
    return f"{ctx.actor.name} {ctx.actor.staff_no}"


def check_satisfaction(values: Mapping[str, Any]) -> None:
    """Raise ``AspectMissingError`` where the answer is not plain satisfaction and nobody said why."""
    if _aspect_missing(values):
        raise AspectMissingError(
            _("Ask which part was not good, and record the aspect."),
            field="aspect",
            rule="CBK-06",
            hint=_aspects(),
        )


def _aspect_missing(values: Mapping[str, Any]) -> bool:
    return values.get("satisfaction") in ("average", "dissatisfied") and not values.get("aspect")


def _aspects() -> str:
    """The aspects there are, in words that can be typed."""
    choices = listed(label("satisfaction_aspect", one.code) for one in entries("satisfaction_aspect"))
    return _("Aspects: {choices}.", choices=choices)


def _read(ctx: Context, name: str, value: Any) -> Any:
    if name == "satisfaction":
        return one_of("satisfaction", value, name, rule="CBK-06")
    if name == "aspect":
        return one_of("satisfaction_aspect", value, name, rule="CBK-06")
    if name in SCORES:
        return _score(ctx, name, value)
    if name in MARKS:
        return bool(value)
    if name == "next_service_on":
        return value if isinstance(value, date) else _date(name, value)
    return line(str(value), name, most=80) if name == "signer" else paragraph(str(value), name)


def _score(ctx: Context, name: str, value: Any) -> int:
    most = int(setting(ctx, "callback.score_max"))
    try:
        score = int(plain_number(str(value)))
    except (TypeError, ValueError):
        score = 0
    if not 1 <= score <= most:
        raise WrongFormError(
            _("{field} is a number from 1 to {most}.", field=label("field", name), most=most),
            field=name,
            value=value,
            rule="CBK-04",
        )
    return score


def _date(name: str, value: Any) -> date:
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise WrongFormError(
            _("{value} is not a date such as 2026-11-21.", value=value),
            field=name,
            value=value,
            rule="CBK-03",
        ) from None


def tell_ticket(ctx: Context, callback: Callback, outcome: Outcome) -> None:
    """Pass the customer's answer to the ticket that was called about: satisfied lets it be closed,
    dissatisfied opens it again (CBK-06). This follows from the call, so it needs no right of its own.
    """
    if callback.ticket_id is None or outcome.satisfaction is None:
        return
    from csconsole.services.tickets import reopen_ticket, ticket_called_back
    from csconsole.services.tickets.access import with_every_right

    every = with_every_right(ctx)
    ticket = ticket_called_back(
        every, callback.ticket_id, callback_id=callback.pk, satisfaction=outcome.satisfaction
    )
    if outcome.dissatisfied and ticket.state in ("called_back", "closed"):
        again = reopen_ticket(
            every,
            ticket.id,
            reason=_reopening(outcome),
            aspect=outcome.values["aspect"],
            callback_id=callback.pk,
        )
        if again.due_at is not None and again.due_at > ctx.now():
            _promise_answer(every, callback, again.id, again.due_at, again.title)


def _promise_answer(ctx: Context, callback: Callback, ticket_id: int, due_at: datetime, text: str) -> None:
    """The customer is told until when the reopened ticket is answered: a promise of the work, which its end
    keeps (CALL-14, CBK-07). After another disappointment the same words for the same time are owed once.
    """
    from csconsole.services.promises import make_promise
    from csconsole.services.promises.of_tickets import open_of_ticket

    with ctx.read() as uow:
        if any((one.text, one.due_at) == (text, due_at) for one in open_of_ticket(uow, ticket_id)):
            return
    make_promise(
        ctx,
        text=text,
        due_at=due_at,
        customer_id=callback.customer_id,
        ticket_id=ticket_id,
    )


def _reopening(outcome: Outcome) -> str:
    said = outcome.values.get("reaction") or outcome.values.get("use_problem") or outcome.values.get("answer")
    aspect = label("satisfaction_aspect", outcome.values["aspect"])
    why = _("The customer is dissatisfied: {aspect}.", aspect=aspect)
    return f"{why} {said}" if said else why
