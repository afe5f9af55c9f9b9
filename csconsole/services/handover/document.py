"""What a printed handover says, in either language whatever the language of the screen (SHF-09)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import col

from csconsole.clock import local
from csconsole.codes import label
from csconsole.i18n import get_language, listed
from csconsole.models import Shift
from csconsole.services.context import Context
from csconsole.services.handover.facts import SECTIONS
from csconsole.services.handover.rendering import (
    Block,
    Heading,
    Line,
    Table,
    Words,
    as_html,
    as_markdown,
)
from csconsole.services.handover.rows import HandoverRecord, ItemRow
from csconsole.services.shifts.current import shifts
from csconsole.services.shifts.rows import ShiftRow

_word = partial(label, "handover_word")


def handover_markdown(ctx: Context, record: HandoverRecord) -> str:
    """The handover as Markdown, in the present language, times in the site's zone."""
    return as_markdown(_Document(ctx, record, get_language()).blocks())


def handover_html(ctx: Context, record: HandoverRecord) -> str:
    """The handover as one HTML page, in the present language, times in the site's zone."""
    lang = get_language()
    title = f"{_word('title', lang)} {record.row.number}"
    return as_html(_Document(ctx, record, lang).blocks(), title=title, lang=lang)


def _origins(ctx: Context, record: HandoverRecord) -> Mapping[int, ShiftRow]:
    """The shifts in which the open items were opened, by key."""
    keys = {item.origin_shift_id for item in record.items} - {None}
    with ctx.read() as uow:
        return {shift.id: shift for shift in shifts(uow, col(Shift.id).in_(keys))}


class _Document:
    """The blocks of one handover in one language."""

    def __init__(self, ctx: Context, record: HandoverRecord, lang: str) -> None:
        self.record = record
        self.site = ctx.config.site
        self.zone = ctx.zone
        self.origins = _origins(ctx, record)
        self.lang = lang

    def blocks(self) -> Iterator[Block]:
        """The whole document in its order."""
        yield Heading(1, f"{self.word('title')} {self.record.row.number}")
        yield from self._head()
        yield Heading(2, self.word("figures"))
        yield Table(
            [label("handover_figure", code, self.lang) for code in self.record.figures],
            [[str(count) for count in self.record.figures.values()]],
        )
        for position, section in enumerate(SECTIONS, 1):
            yield Heading(2, f"{position} {label('handover_section', section, self.lang)}")
            yield from self._section(section)
        yield Heading(2, self.word("read_back"))
        yield Words(self.record.read_back or self.word("nothing"))
        yield Heading(2, self.word("signatures"))
        yield from self._signatures()
        if self.record.addenda:
            yield Heading(2, self.word("addenda"))
            for addendum in self.record.addenda:
                yield Line(f"{self.time(addendum.at)} {addendum.by}", addendum.text)

    def word(self, code: str) -> str:
        """A fixed word of the document."""
        return _word(code, self.lang)

    def time(self, at: datetime | None) -> str:
        """An instant on the site's wall clock."""
        return f"{local(at, self.zone):%Y-%m-%d %H:%M}" if at else "-"

    def _head(self) -> Iterator[Block]:
        row = self.record.row
        if self.site:
            yield Line(self.word("site"), self.site)
        yield Line(self.word("shift"), self._shift(row.shift))
        span = f"{self.time(row.from_at)} - {self.time(row.snapshot_at)} ({self.zone})"
        yield Line(self.word("span"), span)
        yield Line(self.word("state"), label("handover_state", row.state, self.lang))
        yield Line(self.word("outgoing"), f"{row.outgoing_no} {row.outgoing}")
        yield Line(self.word("incoming"), self._incoming())
        people = (f"{p['staff_no']} {p['name']}" for p in self.record.staffing)
        yield Line(self.word("staffing"), listed(people, self.lang) or "-")
        if self.record.temporary_note:
            name = f"{self.word('temporary')} {self.record.temporary_by}"
            yield Line(name, self.record.temporary_note)
        if self.record.return_reason:
            yield Line(self.word("returned"), self.record.return_reason)
        if row.shift.exception:
            yield Line(self.word("exception"), row.shift.exception)

    def _shift(self, shift: ShiftRow) -> str:
        """Day and kind of a shift; a site's own kind has the name that the site gave it."""
        name = label("shift_type", shift.code, self.lang)
        return f"{shift.day} {shift.name if name == shift.code else name}"

    def _incoming(self) -> str:
        row = self.record.row
        if row.incoming_id is None:
            return "-"
        late = f", {self.word('late')}" if row.incoming_late else ""
        return f"{row.incoming_no} {row.incoming} ({self.word('arrived')} {self.time(row.arrived_at)}{late})"

    def _section(self, section: str) -> Iterator[Block]:
        words = self.record.summary if section == "summary" else self.record.texts.get(section, "")
        facts, items = self.record.facts.get(section, ()), self.record.section_items(section)
        if not (words or facts or items):
            yield Words(self.word("none" if section in self.record.none else "nothing"))
            return
        if facts:
            yield Table(
                [self.word("what"), self.word("number"), self.word("item")],
                [self._fact(fact) for fact in facts],
            )
        if items:
            yield Heading(3, self.word("items"))
            yield Table(self._item_head(), [self._item(item) for item in items])
        if words:
            yield Words(words)

    def _fact(self, row: Mapping[str, Any]) -> list[str]:
        if row.get("what") == "more":
            return [f"+{row.get('count')}", "", self.word("more")]
        what = label("handover_fact", str(row.get("what")), self.lang)
        return [what, str(row.get("number") or ""), str(row.get("title") or "")]

    def _item_head(self) -> list[str]:
        codes = ("item", "origin", "age", "flag", "severity", "next", "owner", "due", "mine", "theirs")
        return [self.word(code) for code in codes]

    def _item(self, item: ItemRow) -> list[str]:
        following = item.next_action
        if item.if_then:
            following += f" ({self.word('if_then')}: {item.if_then})"
        theirs = label("item_theirs", item.theirs, self.lang)
        said = (("question", item.question), ("answer", item.reply), ("refusal", item.refusal))
        for code, words in said:
            if words:
                theirs += f" {self.word(code)}: {words}"
        kind = label("item_kind", item.entity, self.lang)
        origin = self.origins.get(item.origin_shift_id or 0)
        return [
            f"{item.number or kind} {item.title}",
            self._shift(origin) if origin else "-",
            str(item.age_shifts),
            label("item_flag", item.flag, self.lang),
            label("item_severity", item.severity, self.lang),
            following,
            item.owner,
            self.time(item.due_at),
            label("item_mine", item.mine, self.lang),
            theirs,
        ]

    def _signatures(self) -> Iterator[Block]:
        row, record = self.record.row, self.record
        sides = (
            ("outgoing", f"{row.outgoing_no} {row.outgoing}", row.signed_out_at, record.outgoing_signature),
            ("incoming", f"{row.incoming_no} {row.incoming}", row.received_at, record.incoming_signature),
        )
        yield Line(self.word("digest"), record.digest or "-")
        for side, person, at, signature in sides:
            if at is None:
                yield Line(self.word(side), self.word("not_signed"))
            else:
                yield Line(self.word(side), f"{person} {self.word('signed')} {self.time(at)} {signature}")
        if record.readers:
            yield Line(self.word("read_by"), listed(record.readers, self.lang))
