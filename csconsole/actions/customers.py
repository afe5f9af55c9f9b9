"""Actions of the customer list, the customer's page and its form."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("customers", N_("Customers"), includes=("list",)),
    Context("customer", N_("Customer page"), includes=("record", "rows")),
    Context("customer_form", N_("Customer's file"), includes=("form",)),
)

_BOTH = ("customers", "customer")


def _on(
    verb: str,
    key: str,
    label: str,
    short: str = "",
    footer: int = 0,
    *,
    contexts: tuple[str, ...] = _BOTH,
    right: str = "",
) -> Action:
    keys = (key,) if key else ()
    return Action(f"customer.{verb}", keys, label, "customer", contexts, short, footer, right=right)


ACTIONS: Final = (
    _on("dial", "c", N_("Call this customer: an outbound call record"), N_("call"), 3, right="call.log"),
    _on("callback", "b", N_("Plan a callback for this customer"), N_("callback"), 4, right="callback.work"),
    _on("ticket", "t", N_("A ticket for this customer"), N_("ticket"), 5, right="ticket.create"),
    _on(
        "new",
        "n",
        N_("A new customer's file"),
        N_("new"),
        20,
        contexts=("customers",),
        right="customer.edit",
    ),
    _on("edit", "e", N_("Change this customer's file"), N_("edit"), 21, right="customer.edit"),
    _on("merge", "J", N_("Put the marked files into one"), contexts=("customers",), right="customer.merge"),
    _on(
        "verify",
        "",
        N_("The file was checked with the customer now"),
        contexts=("customer",),
        right="customer.edit",
    ),
    _on(
        "reveal",
        "F",
        N_("Show the phones in full; each look is recorded"),
        N_("phones"),
        22,
        contexts=("customer",),
        right="phone.reveal",
    ),
)
