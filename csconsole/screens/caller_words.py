"""A caller's card in words: for the call form's right half, its line under the number, the customer page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csconsole.codes import label
from csconsole.i18n import _, listed
from csconsole.text import one_line
from csconsole.widgets.signs import sign
from csconsole.widgets.times import age_words, due_words
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.customers import (
        CustomerCard,
        CustomerMatch,
        CustomerRow,
        LastContact,
        OpenItem,
    )

Line = Piece | tuple[Piece, ...]
_USUAL_TIER = "normal"


def who_line(row: CustomerRow) -> tuple[Piece, ...]:
    """Name, tier, role, unit and owner on one line."""
    parts: list[Piece] = [Toned(row.name, "strong")]
    if row.tier != _USUAL_TIER:
        parts.append(Toned("  " + label("customer_tier", row.tier), "caution"))
    for text in (label("customer_role", row.role), row.unit, row.organisation):
        if text:
            parts.append("  " + text)
    if row.owner:
        parts.append(Toned("  " + _("owner {name}", name=row.owner), "quiet"))
    return tuple(parts)


def warning_lines(card: CustomerCard, now: datetime, zone: ZoneInfo) -> list[Line]:
    """Warnings and what is late, each with its sign; the last line counts the contacts."""
    lines: list[Line] = [(Toned("! ", "danger"), Toned(text, "danger")) for text in card.warnings]
    lines += [
        (Toned("! ", "danger"), Toned(_late_words(item), "danger"), "  ", due_words(item.due_at, now, zone))
        for item in card.late
    ]
    return lines


def _late_words(item: OpenItem) -> str:
    kind = label("day_entry", item.kind)
    return " ".join(part for part in (kind, short_number(item.number), one_line(item.text)) if part)


def contact_words(card: CustomerCard, now: datetime) -> tuple[Piece, ...]:
    """How often and when the customer was in contact."""
    if card.last_contact_at is None:
        return (Toned(_("first contact"), "quiet"),)
    age = age_words(card.last_contact_at, now).text
    return (Toned(_("contacts {n}, last {age} ago", n=card.contact_count, age=age), "quiet"),)


def card_lines(card: CustomerCard, now: datetime, zone: ZoneInfo) -> list[Line]:
    """The whole card: who, warnings, open tickets, promises, callbacks, last contacts, taboos."""
    row = card.customer
    lines: list[Line] = [who_line(row), contact_words(card, now)]
    lines += warning_lines(card, now, zone)
    for name, value in (
        (_("Phone"), row.phone),
        (_("Address"), row.address),
        (_("Prefers"), row.preferred_time),
        (_("Tags"), listed(row.tags)),
        (_("Remark"), row.remark),
        (_("Taboos"), row.taboos),
    ):
        if value:
            lines.append((Toned(f"{name}  ", "quiet"), one_line(value)))
    for heading, items in (
        (_("Open tickets"), card.tickets),
        (_("Promises"), card.promises),
        (_("Callbacks"), card.callbacks),
    ):
        lines += _items(heading, items, now, zone)
    lines += contact_lines(card.contacts, now)
    return lines


def _items(heading: str, items: Sequence[OpenItem], now: datetime, zone: ZoneInfo) -> list[Line]:
    if not items:
        return []
    lines: list[Line] = ["", (Toned(f"{heading} {len(items)}", "strong"),)]
    for item in items:
        mark = Toned("! ", "danger") if item.late else "  "
        number = short_number(item.number)
        lines.append(
            (
                mark,
                Toned(f"{number}  " if number else "", "accent"),
                one_line(item.text),
                "  ",
                due_words(item.due_at, now, zone),
            )
        )
    return lines


def contact_lines(contacts: Sequence[LastContact], now: datetime) -> list[Line]:
    """The last contacts, newest first."""
    if not contacts:
        return []
    lines: list[Line] = ["", (Toned(_("Last contacts"), "strong"),)]
    for contact in contacts:
        what = label("contact_type", contact.kind) or label("call_state", contact.state)
        lines.append(
            (
                "  ",
                age_words(contact.at, now),
                Toned(f"  {what}  ", "accent"),
                one_line(contact.summary),
                Toned("  " + label("call_outcome", contact.outcome), "quiet"),
            )
        )
    return lines


def match_line(match: CustomerMatch) -> tuple[Piece, ...]:
    """One match of the pop-up: who, how sure, open tickets."""
    parts: list[Piece] = [Toned(match.name, "strong")]
    for text in (
        label("customer_role", match.role),
        match.unit,
        label("customer_tier", match.tier) if match.tier != _USUAL_TIER else "",
        match.contact_name,
        match.phone,
    ):
        if text:
            parts.append("  " + text)
    if match.open_tickets:
        parts.append(Toned("  " + _("{n} open", n=match.open_tickets), "caution"))
    if match.warning or match.do_not_call:
        parts.append(Toned("  !", "danger"))
    return tuple(parts)


def match_note(matches: Sequence[CustomerMatch]) -> tuple[Piece, ...]:
    """The last line of the pop-up: how they were found, and the keys."""
    how = label("match_kind", matches[0].how) if matches else ""
    words = _("{n} by {how}: enter takes, arrows choose, esc none", n=len(matches), how=how)
    return (Toned(words, "quiet"),)


def short_number(number: str | None) -> str:
    """``T…-0007``: the day is left out where it only takes room."""
    if not number or "-" not in number:
        return number or ""
    dots = "…" if sign("arrow") == "→" else ".."
    return f"{number[0]}{dots}-{number.rsplit('-', 1)[1]}"
