"""What ``csconsole ticket`` says of the repair type and the warranty of what is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.cli.output import Column, say
from csconsole.codes import label
from csconsole.i18n import N_, _

if TYPE_CHECKING:
    from typing import Any

    from csconsole.services.context import Context
    from csconsole.services.tickets import TicketPage, TicketRow


def _warranty(page: TicketPage) -> dict[str, Any] | None:
    found = page.warranty
    if found is None:
        return None
    return {
        "state": found.state or None,
        "part": found.part or None,
        "handed_over_on": found.handed_over_on,
        "explanation": found.explanation,
        "parts": [
            {"part": one.part, "months": one.months, "state": one.state, "ends_on": one.ends_on}
            for one in found.parts
        ],
    }


def _warranty_words(page: TicketPage) -> str:
    return label("warranty_state", page.warranty.state) if page.warranty is not None else ""


COLUMNS: tuple[Column[TicketPage], ...] = (
    Column("asset_number", N_("Asset number")),
    Column("product", N_("Product")),
    Column("defect", N_("Defect"), codes="ticket_defect"),
    Column("in_warranty", N_("Warranty"), _warranty_words),
    Column("warranty", N_("Warranty of the parts"), _warranty, table=False),
)


def say_warranty(page: TicketPage) -> None:
    """Say for each part whether it is in warranty, and what to tell the customer."""
    from csconsole.services.warranty import part_words

    if page.warranty is None:
        return
    for one in page.warranty.shown:
        say(_("Warranty") + f"  {part_words(one)}")
    if page.warranty.explanation:
        say(f"    {page.warranty.explanation}")


def say_asset(ctx: Context, row: TicketRow) -> None:
    """Say when what was typed as the asset is no asset of the file."""
    from csconsole.services.tickets import asset_note

    if note := asset_note(ctx, row.id):
        say(note)


def say_advice(ctx: Context, row: TicketRow) -> None:
    """Say what to ask, to advise and to bring for the ticket's category, and its warranty."""
    from csconsole.services.tickets import show_ticket
    from csconsole.services.warranty import advice_for_ticket

    advice = advice_for_ticket(ctx, row.id)
    for title, lines in (
        (_("Ask"), advice.questions),
        (_("First aid"), advice.tips),
        (_("Bring"), advice.equipment),
    ):
        if lines:
            say(f"{title}  " + "  ".join(lines))
    if advice.parts:
        say_warranty(show_ticket(ctx, row.id))
