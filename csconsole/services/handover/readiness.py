"""Whether a person can sign a handover now, so that it is said before he is asked to."""

from __future__ import annotations

from csconsole.i18n import _
from csconsole.models.lifecycle.handover import RECEIVED_STATES
from csconsole.services.handover.rows import HandoverRow


def why_not_sign(row: HandoverRow, staff_id: int | None) -> str:
    """Why this person has nothing to sign here now (SHF-10, SHF-12); "" where his signature is the next one.

    Items without a decision are not a reason: they are asked for with the signature.
    """
    if row.state in RECEIVED_STATES:
        return _("{number} is signed by both sides; it only takes an addendum.", number=row.number)
    if row.outgoing_id == staff_id:
        return _why_not_outgoing(row)
    if row.incoming_id not in (None, staff_id):
        return _("{name} is taking {number} over.", name=row.incoming, number=row.number)
    return "" if row.state == "signed_out" else _("The outgoing side has not signed yet.")


def _why_not_outgoing(row: HandoverRow) -> str:
    if row.state == "signed_out":
        name = row.incoming or _("the next shift")
        return _("You have signed {number}; {name} signs next.", number=row.number, name=name)
    if row.arrived_at is None and row.state not in ("draft", "temporary", "confirmed"):
        return _("Nobody of the next shift is there yet to take {number} over.", number=row.number)
    return ""
