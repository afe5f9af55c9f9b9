"""What the handover services hand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from csconsole import models
from csconsole.models import Handover, HandoverRead, Shift, Staff
from csconsole.services.handover.presence import first_of_next_shift, is_late
from csconsole.services.handover.window import changed_after
from csconsole.services.shifts.current import shifts
from csconsole.services.shifts.rows import ShiftRow, stored
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One open item. ``age_shifts`` is how many handovers have carried it before; ``mine`` and ``theirs`` are
    codes of the lists ``item_mine`` and ``item_theirs``, ``None`` while undecided; ``seen`` is its key and
    version, for whoever decides on what stood here."""

    position: int
    section: str
    entity: str
    entity_id: int
    number: str
    title: str
    flag: str
    severity: str
    next_action: str
    if_then: str
    owner: str
    due_at: datetime | None
    age_shifts: int
    origin_shift_id: int | None
    mine: str | None
    theirs: str | None
    query: str | None
    """What the incoming person said last: the question, or why the item is refused."""
    reply: str | None
    question: str | None = None
    refusal: str | None = None
    seen: tuple[int, int] = (0, 0)

    @property
    def is_queried(self) -> bool:
        """Whether a question of the incoming side waits for an answer or for its last word."""
        return self.theirs == "query"


@dataclass(frozen=True, slots=True)
class AddendumRow:
    """One addendum to a signed handover."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One handover in a list. ``next_shift`` is the incoming person's shift; ``queries`` are the questions
    that are not answered; instants are UTC. ``arrived_at`` is when the incoming person came, and before one
    is known when the first of the next shift signed on (SHF-10)."""

    id: int
    number: str
    state: str
    shift: ShiftRow
    next_shift: ShiftRow | None
    outgoing_id: int
    outgoing_no: str
    outgoing: str
    incoming_id: int | None
    incoming_no: str
    incoming: str
    from_at: datetime
    snapshot_at: datetime | None
    prepared_at: datetime | None
    arrived_at: datetime | None
    confirmed_at: datetime | None
    signed_out_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    incoming_late: bool
    temporary: bool
    items: int
    undecided: int
    queries: int
    refused: int
    version: int


@dataclass(frozen=True, slots=True)
class HandoverRecord:
    """One handover in full. ``facts`` are sections 1 to 4 as generated, ``texts`` what was written to each
    section, ``none`` the sections that were marked as having nothing; ``missing`` are the sections that still
    need a word before the handover is prepared. ``stale`` counts the records that were made or changed since
    the snapshot was taken; 0 once the outgoing side has confirmed."""

    row: HandoverRow
    items: tuple[ItemRow, ...]
    facts: Mapping[str, Sequence[Mapping[str, Any]]]
    figures: Mapping[str, int]
    staffing: Sequence[Mapping[str, Any]]
    texts: Mapping[str, str]
    none: frozenset[str]
    missing: tuple[str, ...]
    summary: str
    read_back: str
    temporary_note: str | None
    temporary_by: str
    return_reason: str | None
    digest: str | None
    outgoing_signature: str | None
    incoming_signature: str | None
    addenda: tuple[AddendumRow, ...]
    readers: tuple[str, ...]
    stale: int

    def section_items(self, section: str) -> tuple[ItemRow, ...]:
        """The items of one section."""
        return tuple(item for item in self.items if item.section == section)


SECTION_OF = {1: "basic", 2: "work", 3: "abnormal", 4: "knowledge", 5: "summary"}
"""The name of each section by its stored number."""


def handover_rows(uow: UnitOfWork, found: Sequence[Handover]) -> list[HandoverRow]:
    """The list rows of these handovers in their order."""
    people = staff_by_id(uow, {h.outgoing_id for h in found} | {h.incoming_id for h in found})
    shift_keys = {h.shift_id for h in found} | {h.next_shift_id for h in found}
    shift_of = {row.id: row for row in shifts(uow, col(Shift.id).in_([k for k in shift_keys if k]))}
    items: dict[int, list[models.HandoverItem]] = {h.pk: [] for h in found}
    for item in uow.session.exec(
        select(models.HandoverItem).where(col(models.HandoverItem.handover_id).in_(list(items)))
    ):
        items[item.handover_id].append(item)
    return [_row(h, people, shift_of, items[h.pk], *_arrival(uow, h)) for h in found]


def _arrival(uow: UnitOfWork, handover: Handover) -> tuple[datetime | None, bool]:
    """When the incoming side came, and whether late; stored, or as it stands now."""
    if handover.arrived_at is None and handover.state == "prepared":
        there = first_of_next_shift(uow, handover)
        if there is not None:
            return there.signed_on_at, is_late(uow, handover, there)
    return handover.arrived_at, handover.incoming_late


def handover_record(uow: UnitOfWork, handover: Handover) -> HandoverRecord:
    """A stored handover in full."""
    (row,) = handover_rows(uow, [handover])
    items = stored_items(uow, handover)
    owners = staff_by_id(uow, {item.owner_id for item in items} | {handover.temporary_by_id})
    snapshot, sections = handover.snapshot, handover.sections
    return HandoverRecord(
        row=row,
        items=tuple(_item_row(item, owners) for item in items),
        facts=snapshot.get("facts", {}),
        figures=snapshot.get("figures", {}),
        staffing=snapshot.get("staffing", ()),
        texts={name: part.get("text", "") for name, part in sections.items()},
        none=frozenset(name for name, part in sections.items() if part.get("none")),
        missing=missing_sections(handover, items),
        summary=handover.summary,
        read_back=handover.read_back,
        temporary_note=handover.temporary_note,
        temporary_by=name_of(owners, handover.temporary_by_id),
        return_reason=handover.return_reason,
        digest=handover.digest,
        outgoing_signature=handover.outgoing_signature,
        incoming_signature=handover.incoming_signature,
        addenda=_addenda(uow, handover),
        readers=_readers(uow, handover),
        stale=_stale(uow, handover),
    )


def stored_items(uow: UnitOfWork, handover: Handover) -> Sequence[models.HandoverItem]:
    """The items of a handover in their order."""
    return uow.session.exec(
        select(models.HandoverItem)
        .where(models.HandoverItem.handover_id == handover.pk)
        .order_by(col(models.HandoverItem.position), col(models.HandoverItem.id))
    ).all()


def missing_sections(handover: Handover, items: Sequence[models.HandoverItem]) -> tuple[str, ...]:
    """The sections that have neither facts, items nor words and are not marked "none" (SHF-09)."""
    facts = handover.snapshot.get("facts", {})
    filled = {SECTION_OF[item.section] for item in items} | {name for name, rows in facts.items() if rows}
    if handover.summary:
        filled.add("summary")
    for name, part in handover.sections.items():
        if part.get("text") or part.get("none"):
            filled.add(name)
    return tuple(name for name in SECTION_OF.values() if name not in filled)


def staff_by_id(uow: UnitOfWork, keys: set[int | None] | set[int]) -> dict[int, Staff]:
    """The staff members with these keys, by key."""
    wanted = [key for key in keys if key is not None]
    return {staff.pk: staff for staff in uow.session.exec(select(Staff).where(col(Staff.id).in_(wanted)))}


def name_of(people: Mapping[int, Staff], key: int | None) -> str:
    """The name of the staff member with this key, or nothing."""
    staff = people.get(key) if key is not None else None
    return staff.name if staff else ""


def _row(
    handover: Handover,
    people: Mapping[int, Staff],
    shift_of: Mapping[int, ShiftRow],
    items: Sequence[models.HandoverItem],
    arrived_at: datetime | None,
    late: bool,
) -> HandoverRow:
    outgoing, incoming = people[handover.outgoing_id], people.get(handover.incoming_id or 0)
    return HandoverRow(
        id=handover.pk,
        number=handover.number,
        state=handover.state,
        shift=shift_of[handover.shift_id],
        next_shift=shift_of.get(handover.next_shift_id or 0),
        outgoing_id=outgoing.pk,
        outgoing_no=outgoing.staff_no,
        outgoing=outgoing.name,
        incoming_id=handover.incoming_id,
        incoming_no=incoming.staff_no if incoming else "",
        incoming=incoming.name if incoming else "",
        from_at=stored(handover.from_at),
        snapshot_at=handover.snapshot_at,
        prepared_at=handover.prepared_at,
        arrived_at=arrived_at,
        confirmed_at=handover.confirmed_at,
        signed_out_at=handover.signed_out_at,
        received_at=handover.received_at,
        closed_at=handover.closed_at,
        incoming_late=late,
        temporary=handover.temporary,
        items=len(items),
        undecided=sum(item.mine is None for item in items),
        queries=sum(item.theirs == "query" and not item.reply for item in items),
        refused=sum(item.theirs == "refuse" for item in items),
        version=handover.version,
    )


def words_of(item: models.HandoverItem) -> tuple[str | None, str | None]:
    """The question about an item and the reason for its refusal (SHF-11).

    Both are single lines of what is stored; of a refused item the reason is the last one.
    """
    if item.theirs != "refuse" or not item.query:
        return item.query, None
    question, _break, refusal = item.query.rpartition("\n")
    return question or None, refusal


def item_rows(uow: UnitOfWork, items: Sequence[models.HandoverItem]) -> tuple[ItemRow, ...]:
    """Items of any handover, in their order."""
    keys = {item.owner_id for item in items if item.owner_id is not None}
    owners = {one.pk: one for one in uow.session.exec(select(Staff).where(col(Staff.id).in_(keys)))}
    return tuple(_item_row(item, owners) for item in items)


def _item_row(item: models.HandoverItem, owners: Mapping[int, Staff]) -> ItemRow:
    question, refusal = words_of(item)
    return ItemRow(
        position=item.position,
        section=SECTION_OF[item.section],
        entity=item.entity,
        entity_id=item.entity_id,
        number=item.record_number,
        title=item.title,
        flag=item.flag,
        severity=item.severity,
        next_action=item.next_action,
        if_then=item.if_then,
        owner=name_of(owners, item.owner_id),
        due_at=item.due_at,
        age_shifts=item.age_shifts,
        origin_shift_id=item.origin_shift_id,
        mine=item.mine,
        theirs=item.theirs,
        query=refusal or question,
        reply=item.reply,
        question=question,
        refusal=refusal,
        seen=(item.pk, item.version),
    )


def _addenda(uow: UnitOfWork, handover: Handover) -> tuple[AddendumRow, ...]:
    found = uow.session.exec(
        select(models.HandoverAddendum, Staff)
        .join(Staff, col(Staff.id) == models.HandoverAddendum.by_id)
        .where(models.HandoverAddendum.handover_id == handover.pk)
        .order_by(col(models.HandoverAddendum.id))
    ).all()
    return tuple(AddendumRow(stored(addendum.at), staff.name, addendum.text) for addendum, staff in found)


def _stale(uow: UnitOfWork, handover: Handover) -> int:
    if handover.state not in ("draft", "prepared") or handover.snapshot_at is None:
        return 0
    return changed_after(uow, handover.snapshot_at)


def _readers(uow: UnitOfWork, handover: Handover) -> tuple[str, ...]:
    found = uow.session.exec(
        select(Staff.name)
        .join(HandoverRead, col(HandoverRead.staff_id) == Staff.id)
        .where(HandoverRead.handover_id == handover.pk)
        .order_by(col(HandoverRead.id))
    ).all()
    return tuple(found)
