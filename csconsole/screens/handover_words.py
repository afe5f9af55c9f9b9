"""How a handover is written on the screen: its rows, lines and pieces."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from csconsole.clock import local, local_date
from csconsole.codes import label
from csconsole.i18n import N_, _, apart, listed, named, ngettext
from csconsole.text import cell_width
from csconsole.widgets.numbers import short_number
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.signs import sign
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import due_words, exact
from csconsole.widgets.tones import Piece, Tone, Toned, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csconsole.services.handover import HandoverRecord, HandoverRow, ItemRow

TABS: Final = ("all", "basic", "work", "abnormal", "knowledge", "summary")
NARROW: Final = 3
"""Characters of a section's name where there is no room for more."""
ADDENDA: Final = 3
"""How many addenda are shown under the handover, the newest; the details show all."""
COLUMNS: Final = (
    Column("sign", "", 1),
    Column("item", N_("item"), 20, flex=5),
    Column("age", N_("shifts"), 6, align="right", zh=4),
    Column("severity", N_("severity"), 8, zh=4),
    Column("next", N_("next, owner, due"), 14, flex=4, zh=16),
    Column("mine", N_("gives"), 6),
    Column("theirs", N_("takes"), 8, flex=2),
)
_SIGNS: Final = {"overdue": "!", "due_soon": "~", "urgent": "!", "new": "+", "unassigned": "?"}
_SEVERITY: Final[dict[str, Tone]] = {"unstable": "danger", "watch": "caution", "stable": "quiet"}
_THEIRS: Final[dict[str, Tone]] = {"accept": "done", "query": "caution", "refuse": "danger"}


def item_row(item: ItemRow, now: datetime, zone: ZoneInfo) -> TableRow:
    """One item as a row of the table."""
    tone = _SEVERITY.get(item.severity, "")
    mark = _SIGNS.get(item.flag, "")
    name = short_number(item.number, local_date(now, zone)) or label("item_kind", item.entity)
    due = due_words(item.due_at, now, zone)
    following = sign("dot").join(part for part in (item.next_action, item.owner, due.text) if part)
    return TableRow(
        item.position,
        (
            Toned(mark, "danger" if mark == "!" else "caution" if mark in "~?" else "accent"),
            f"{name} {item.title}",
            Toned(str(item.age_shifts), "caution" if item.age_shifts > 1 else ""),
            Toned(label("item_severity", item.severity), tone),
            Toned(following, due.tone if due.tone == "danger" else ""),
            Toned(label("item_mine", item.mine) or "?", "" if item.mine else "caution"),
            _theirs(item),
        ),
    )


def fact_row(section: str, place: int, fact: Mapping[str, Any], today: date) -> TableRow:
    """One fact of a section as a row: it happened, nothing is to be decided about it."""
    if fact.get("what") == "more":
        words = _("{n} more not shown", n=fact.get("count"))
        return TableRow(f"{section} {place}", ("", Toned(words, "quiet")))
    what = label("handover_fact", str(fact.get("what")))
    name = short_number(str(fact.get("number") or ""), today)
    text = " ".join(part for part in (name, str(fact.get("title") or "")) if part)
    return TableRow(f"{section} {place}", ("", Toned(text, "quiet"), "", "", Toned(what, "quiet")))


def _theirs(item: ItemRow) -> Toned:
    if item.mine == "keep":
        return Toned(sign("dash"), "quiet")
    words = label("item_theirs", item.theirs)
    if item.theirs == "query" and item.reply:
        words = f"{_('Replied')} “{item.reply}”"
    elif item.theirs in ("query", "refuse") and item.query:
        words += f" “{item.query}”"
    return Toned(words or sign("dot").strip(), _THEIRS.get(item.theirs or "", "quiet"))


def head_line(record: HandoverRecord, zone: ZoneInfo) -> tuple[Piece, ...]:
    """When it was prepared, how many items, how many undecided or open."""
    row = record.row
    times = []
    if row.prepared_at:
        times.append(_("prepared {time}", time=_clock(row.prepared_at, zone)))
    if row.snapshot_at:
        times.append(_("snapshot {time}", time=f"{local(row.snapshot_at, zone):%H:%M:%S}"))
    parts: list[Piece] = [Toned(sign("dot").join(times) + "  ", "quiet")]
    parts.append(ngettext("{n} item", "{n} items", row.items))
    undecided = _("{n} undecided", n=row.undecided)
    dot = sign("dot")
    parts += [dot, Toned(undecided, "caution" if row.undecided else "done")]
    if row.queries:
        parts += [dot, Toned(ngettext("{n} question", "{n} questions", row.queries), "caution")]
    if row.refused:
        parts += [dot, Toned(_("{n} refused", n=row.refused), "danger")]
    return tuple(parts)


def stale_words(record: HandoverRecord, key: str, *, mine: bool) -> str:
    """That the snapshot is out of date, since when, and who brings it up to date with which key; "" if it is
    not.
    """
    if not record.stale:
        return ""
    changed = ngettext(
        "snapshot out of date: {n} record changed since",
        "snapshot out of date: {n} records changed since",
        record.stale,
    )
    if mine:
        return apart((changed, _("{key} prepares anew", key=key)))
    return apart((changed, _("the outgoing side prepares anew")))


def tab_line(record: HandoverRecord, chosen: str, width: int) -> tuple[Piece, ...]:
    """The sections with how many rows each shows; the chosen one in brackets, an empty one with a mark. Where
    the line does not fit into ``width`` cells the names of the other sections are cut.
    """
    whole = _tabs(record, chosen, narrow=False)
    fits = sum(cell_width(text_of(piece)) for piece in whole) <= width
    return whole if fits else _tabs(record, chosen, narrow=True)


def _tabs(record: HandoverRecord, chosen: str, *, narrow: bool) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for name in TABS:
        title = _("all") if name == "all" else label("handover_tab", name)
        title = title[:NARROW] if narrow and name != chosen else title
        rows = _row_count(record, name)
        words = title if name == "summary" and not rows else f"{title} {rows}"
        empty = name in record.missing
        words = f"{words} !" if empty else words
        if name == chosen:
            pieces.append(Toned(f"[{words}]", "accent"))
        else:
            pieces.append(Toned(f" {words} ", "caution" if empty else ""))
    return tuple(pieces)


def shown_sections(tab: str) -> tuple[str, ...]:
    """The sections whose facts a tab shows."""
    return TABS[1:] if tab == "all" else (tab,)


def _row_count(record: HandoverRecord, tab: str) -> int:
    items = record.items if tab == "all" else record.section_items(tab)
    return len(items) + sum(len(record.facts.get(section, ())) for section in shown_sections(tab))


def since_line(record: HandoverRecord) -> tuple[Piece, ...]:
    """The shift as a difference: before + new - closed = open; and how many are old. A handover of an earlier
    version does not know what was open before.
    """
    figures = record.figures
    counts = {name: figures.get(f"items_{name}", 0) for name in ("before", "new", "closed", "open", "old")}
    if "items_before" in figures:
        words = _(
            "before {before}  +{new} new  -{closed} closed  = {open} open ({old} older than one shift)",
            **counts,
        )
    else:
        words = _(
            "since last handover: +{new} new  -{closed} closed  {open} open ({old} older than one shift)",
            **counts,
        )
    return (Toned(words, "quiet"),)


def sign_lines(record: HandoverRecord, zone: ZoneInfo) -> list[tuple[Piece, ...]]:
    """Both sides: who, what they wrote, whether they signed; then the newest addenda."""
    row = record.row
    outgoing = _side(
        _("Outgoing"),
        f"{row.outgoing_no} {row.outgoing}",
        _("signed {time}", time=_clock(row.signed_out_at, zone)) if row.signed_out_at else "",
    )
    arrived = ""
    if row.arrived_at:
        arrived = _("arrived {time}", time=_clock(row.arrived_at, zone))
        arrived += f" {_('late')}" if row.incoming_late else ""
    received = _("signed {time}", time=_clock(row.received_at, zone)) if row.received_at else arrived
    incoming = _side(
        _("Incoming"), f"{row.incoming_no} {row.incoming}" if row.incoming_id else sign("dash"), received
    )
    none = _("marked “none”") if "summary" in record.none else ""
    return [
        outgoing,
        (
            Toned("  " + _("summary") + " ", "quiet"),
            record.summary or none or Toned(_("not written"), "caution"),
        ),
        incoming,
        (Toned("  " + _("read back") + " ", "quiet"), record.read_back or Toned(sign("dash"), "quiet")),
        *(
            (
                Toned(named(f"{_('addendum')} {_clock(addendum.at, zone)} {addendum.by}"), "quiet"),
                addendum.text,
            )
            for addendum in record.addenda[-ADDENDA:]
        ),
    ]


def item_lines(item: ItemRow, zone: ZoneInfo) -> list[PeekLine]:
    """Everything about one item, for the details."""
    kind = label("item_kind", item.entity)
    lines: list[PeekLine] = [
        (Toned(f"{item.number or kind} ", "strong"), item.title),
        (Toned(f"{label('item_flag', item.flag)} ", _flag_tone(item.flag)), _age(item)),
        _line(_("next"), item.next_action),
        _line(_("if … then"), item.if_then),
        _line(_("owner"), item.owner or sign("dash")),
        _line(_("due"), exact(item.due_at, zone) or sign("dash")),
    ]
    if item.question:
        lines.append((Toned(_("question") + " ", "caution"), item.question))
    if item.reply:
        lines.append((Toned(_("answer") + " ", "quiet"), item.reply))
    if item.refusal:
        lines.append((Toned(_("reason for refusal") + " ", "danger"), item.refusal))
    return [line for line in lines if line]


def staying_words(item: ItemRow, today: date) -> str:
    """An item that stays with who signs off, and why."""
    from csconsole.services.handover.staying import why_it_stays

    number = short_number(item.number, today) or label("item_kind", item.entity)
    return f"{number} {item.title}  {why_it_stays(item)}"


def record_lines(record: HandoverRecord, zone: ZoneInfo) -> list[PeekLine]:
    """What lies round the items: notes, figures, addenda, readers, digest."""
    lines: list[PeekLine] = []
    if record.temporary_note:
        note = named(_("temporary, allowed by {name}", name=record.temporary_by))
        lines.append((Toned(note, "caution"), record.temporary_note))
    if record.return_reason:
        lines.append((Toned(named(_("returned")), "caution"), record.return_reason))
    for addendum in record.addenda:
        when = named(f"{_clock(addendum.at, zone)} {addendum.by}")
        lines.append((Toned(when, "quiet"), addendum.text))
    figures = [f"{label('handover_figure', code)} {count}" for code, count in record.figures.items() if count]
    lines.append((Toned(_("figures") + " ", "quiet"), sign("dot").join(figures) or sign("dash")))
    if record.readers:
        lines.append(_line(_("read by"), listed(record.readers)))
    if record.digest:
        lines.append(_line(_("digest"), f"{record.digest[:16]}.."))
    return lines


def section_lines(record: HandoverRecord, section: str) -> list[PeekLine]:
    """What was written to a section, or that it is marked as having nothing."""
    if section in record.none and not record.facts.get(section) and not record.section_items(section):
        return [Toned(_("marked “none”"), "quiet")]
    words = record.summary if section == "summary" else record.texts.get(section, "")
    return list(words.splitlines())


def title_pieces(row: HandoverRow) -> tuple[Piece, ...]:
    """Number, from which shift to which, or to whom, state."""
    following = row.next_shift.name if row.next_shift else row.incoming or "?"
    way = f"{row.shift.name} {sign('arrow')} {following}"
    return (row.number, "  ", way, "  ", Toned(label("handover_state", row.state)))


def _side(name: str, person: str, signed: str) -> tuple[Piece, ...]:
    return Toned(f"{name} ", "quiet"), f"{person} ", Toned(signed, "done" if signed else "")


def _line(name: str, words: str) -> PeekLine:
    return (Toned(f"{name} ", "quiet"), words) if words else ""


def _age(item: ItemRow) -> Piece:
    if not item.age_shifts:
        return _("of this shift")
    return ngettext("carried over {n} shift", "carried over {n} shifts", item.age_shifts)


def _flag_tone(flag: str) -> Tone:
    if flag in ("overdue", "urgent"):
        return "danger"
    return "caution" if flag in ("due_soon", "unassigned", "escalated") else "accent"


def _clock(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{local(at, zone):%H:%M}" if at else ""
