"""The asset card 设备卡 on paper: what it is, its checks, the tickets about it (TKT-31)."""

from __future__ import annotations

from csconsole.codes import label
from csconsole.i18n import _, apart
from csconsole.models import Right
from csconsole.services.assets.register import asset_of
from csconsole.services.assets.rows import AssetPage, asset_page
from csconsole.services.context import Context
from csconsole.services.tickets.slips import Copy, render


def asset_card(ctx: Context, ref: str, *, fmt: str = "md") -> str:
    """The card of an asset as Markdown or HTML. Raises ``NotFoundError``, ``InvalidInputError``."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        page = asset_page(ctx, uow, asset_of(uow, ref))
    blanks = (_("Checked on, by"), _("Found"), _("Signature"))
    return render((Copy(_("Asset card"), _fields(page), blanks),), fmt)


def _fields(page: AssetPage) -> tuple[tuple[str, str], ...]:
    row = page.row
    fields = [
        (_("Number"), row.number),
        (_("Name"), row.name),
        (_("Kind"), row.kind_name),
        (_("State"), label("asset_state", row.state)),
        (_("Location"), row.location),
        (_("Zone"), row.zone or ""),
        (_("Serial number"), row.serial or ""),
        (_("Product"), row.product or ""),
        (_("Maker"), row.maker or ""),
        (_("Customer"), row.customer or ""),
        (_("Handover date"), str(row.handed_over_on or "")),
        (_("Remark"), row.remark or ""),
    ]
    for planned in page.planned:
        last = label("asset_check_result", planned.last_result)
        done = _("last {day}: {result}", day=planned.last_on, result=last) if planned.last_on else ""
        due = _("due {day}", day=planned.due_on)
        fields.append((planned.name, apart(part for part in (planned.every, done, due) if part)))
    fields += [
        (ticket.number, f"{ticket.title} ({label('ticket_state', ticket.state)})") for ticket in page.tickets
    ]
    return tuple(fields)
