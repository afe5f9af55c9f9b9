"""Two who go together 双人派工: which tickets need them, and that nobody goes alone (TKT-28)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csconsole.codes import label
from csconsole.errors import RuleBrokenError, WrongFormError
from csconsole.i18n import _
from csconsole.models import Category, Ticket
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork

SETTING = "ticket.assignees"


class TwoNeededError(RuleBrokenError):
    """The ticket needs two persons and was given to one."""


def check_persons(table: Mapping[str, Any]) -> None:
    """Whether the setting ``ticket.assignees`` may be saved like this. Raises ``InvalidInputError``."""
    for name, persons in table.items():
        if isinstance(persons, bool) or persons not in (1, 2):
            raise WrongFormError(
                _("{key} cannot be {value}.", key=f"{SETTING}.{name}", value=persons),
                field=f"{SETTING}.{name}",
                value=persons,
                rule="TKT-28",
                hint=_("Known values: {values}", values="1; 2"),
            )


def persons_needed(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> int:
    """How many go together to this ticket: by its category, the nearest level first, else by its kind."""
    table = setting(ctx, SETTING)
    if not table:
        return 1
    names = [ticket.kind]
    if ticket.category_id is not None:
        parts = uow.get(Category, ticket.category_id).code.split(".")
        names = [".".join(parts[:end]) for end in range(len(parts), 0, -1)] + names
    found = next((table[name] for name in names if name in table), 1)
    return int(found)


def require_two(ctx: Context, uow: UnitOfWork, ticket: Ticket, first: int | None, second: int | None) -> None:
    """Raise ``TwoNeededError`` where one person is named and two are needed, or one is named twice.

    A department alone is a target too: then two of its people take the ticket, one after the other.
    """
    if second is not None and (first is None or first == second):
        raise TwoNeededError(
            _("Name two different persons."), field="second_handler", value=second, rule="TKT-28"
        )
    if first is not None and second is None and persons_needed(ctx, uow, ticket) == 2:
        raise TwoNeededError(
            _(
                "{number}: two go together to a ticket of this type ({kind}). Name the second person.",
                number=ticket.number,
                kind=label("ticket_kind", ticket.kind),
            ),
            field="second_handler",
            rule="TKT-28",
        )
