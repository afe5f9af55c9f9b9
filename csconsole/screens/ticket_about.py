"""What a ticket is about, in words: asset, part, warranty, product and defect; advice while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csconsole.codes import label
from csconsole.i18n import _, named, ngettext
from csconsole.widgets.tones import Piece, Tone, Toned

if TYPE_CHECKING:
    from csconsole.services.tickets import TicketPage
    from csconsole.services.warranty import RepairAdvice

Line = Piece | tuple[Piece, ...]
TONES: Final[dict[str, Tone]] = {"in": "done", "out": "danger", "never": "caution", "unknown": "quiet"}


def about_pairs(page: TicketPage) -> list[tuple[str, str]]:
    """Name and value of the fields below the head."""
    from csconsole.services.warranty import mode_words

    return [
        (_("Size"), label("ticket_size", page.row.size)),
        (_("Mode"), mode_words(page.row.mode)),
        (_("Asset"), _asset(page)),
        (_("Product"), page.product or ""),
        (_("Defect"), label("ticket_defect", page.defect)),
    ]


def _asset(page: TicketPage) -> str:
    """The device, and the key that opens its file where it has one."""
    return _("{asset}  (Z opens it)", asset=page.asset) if page.asset_number else page.asset or ""


def warranty_line(page: TicketPage) -> list[Line]:
    """In or out of warranty in one line of the head, with part and last day; nothing without parts."""
    from csconsole.services.warranty import end_words

    found = page.warranty
    if found is None:
        return []
    if found.state and (found.part or found.state != "in"):
        words: list[Piece] = [Toned(label("warranty_state", found.state), TONES[found.state])]
        one = found.shown[0]
        if found.part:
            words.append(f"  {one.name}")
        if found.part:
            words.append(Toned("  " + end_words(one), "quiet"))
        return [(Toned(_("Warranty") + " ", "quiet"), *words)]
    within = sum(one.state == "in" for one in found.parts)
    counted = ngettext(
        "{n} of {all} part in warranty",
        "{n} of {all} parts in warranty",
        len(found.parts),
        n=within,
        all=len(found.parts),
    )
    return [(Toned(_("Warranty") + " ", "quiet"), counted, Toned("  " + _("e k: name the part"), "quiet"))]


def warranty_lines(page: TicketPage) -> list[Line]:
    """Every part that it may be with its last day, and what to tell the customer."""
    from csconsole.services.warranty import part_words

    found = page.warranty
    if found is None:
        return []
    lines: list[Line] = ["", Toned(_("Warranty"), "quiet")]
    if not found.part:
        lines += [Toned(part_words(one), TONES[one.state]) for one in found.parts]
    return [*lines, Toned(found.explanation, TONES.get(found.state, ""))] if found.explanation else lines


def advice_lines(advice: RepairAdvice, *, wide: bool) -> list[Line]:
    """Questions, tips, what to bring and the parts of a category, for the form of a new ticket; where there
    is room each on its own line.
    """
    groups = (
        (_("Ask"), advice.questions),
        (_("First aid"), advice.tips),
        (_("Part"), tuple(f"{n} {one.name}" for n, one in enumerate(advice.parts, start=1))),
        (_("Bring"), advice.equipment),
    )
    if not wide:
        return [(Toned(named(name), "accent"), "  ".join(lines)) for name, lines in groups if lines]
    found: list[Line] = []
    for name, lines in groups:
        found += [Toned(name, "accent"), *(f"  {line}" for line in lines), ""] if lines else []
    return found
