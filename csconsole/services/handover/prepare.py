"""Preparing a handover: facts and items are generated from the records, the person adds what only a person
knows (SHF-09)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from csconsole.clock import iso
from csconsole.errors import RuleBrokenError, WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import Duty, Handover, Right
from csconsole.models.lifecycle.handover import RECEIVED_STATES, SIGNED_STATES
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.entry import paragraph
from csconsole.services.handover.access import (
    load_handover,
    open_handover_of,
    require_outgoing,
    require_unsigned,
    take_step,
)
from csconsole.services.handover.addenda import append_addendum
from csconsole.services.handover.facts import SECTIONS, gather_facts, gather_figures
from csconsole.services.handover.items import ItemDraft, draft_items
from csconsole.services.handover.newer import handover_work
from csconsole.services.handover.open_work import OpenWork
from csconsole.services.handover.rows import (
    HandoverRecord,
    handover_record,
    missing_sections,
    stored_items,
)
from csconsole.services.handover.window import Window, read_window
from csconsole.services.settings import setting
from csconsole.services.shifts.current import duties, find_duty
from csconsole.services.shifts.rows import DutyRow, stored
from csconsole.storage import UnitOfWork
from csconsole.storage.numbers import LETTERS, next_serials

_GENERATED = (
    "section",
    "position",
    "record_number",
    "title",
    "flag",
    "owner_id",
    "due_at",
    "origin_shift_id",
    "age_shifts",
)
"""The fields of an item that preparing again brings up to date; what a person decided stays."""


def prepare_handover(
    ctx: Context,
    *,
    summary: str | None = None,
    texts: Mapping[str, str] | None = None,
    none: Collection[str] = (),
    only_mine: bool = False,
) -> HandoverRecord:
    """Generate the actor's handover of the shift he is signed on to, or bring it up to date.

    ``summary`` is section 5, written by the person; ``texts`` adds words to a section, ``none`` marks empty
    sections. With nothing missing the handover is prepared, else it stays a draft and its ``missing`` says
    what. ``only_mine`` takes the actor's own items and leaves the others to a colleague's handover. Decisions
    already taken stay. Raises ``RuleBrokenError`` for a person who is not signed on, and
    ``TransitionRefusedError`` once the incoming side has come.
    """
    ctx.require(Right.HANDOVER_SIGN)
    with ctx.write() as uow:
        duty = find_duty(uow, ctx.staff_id)
        if duty is None:
            raise RuleBrokenError(
                _("You are not signed on to a shift, so there is none to hand over."),
                rule="SHF-09",
                hint=_("Sign on with: csconsole shift start"),
            )
        handover = open_handover_of(uow, duty.shift.id, ctx.staff_id) or _begin(ctx, uow, duty)
        if handover.state not in ("draft", "prepared"):
            require_unsigned(handover)
            take_step(ctx, handover, "prepare")
        _generate(ctx, uow, handover, duty, only_mine=only_mine)
        _write_words(uow, handover, summary, texts or {}, none)
        _settle_state(ctx, uow, handover)
        return handover_record(uow, handover)


def write_section(
    ctx: Context, ref: int | str, section: str, *, text: str | None = None, none: bool = False
) -> HandoverRecord:
    """Write the person's words to one of the five sections, or mark it as having nothing.

    Once the handover is signed the words become an addendum, the signed text stays. Raises
    ``InvalidInputError`` for an unknown section, ``NotYourSideError`` for anyone but the outgoing person.
    """
    ctx.require(Right.HANDOVER_SIGN)
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        require_outgoing(ctx, handover)
        _known_section(section)
        if handover.state in SIGNED_STATES:
            append_addendum(ctx, uow, handover, text or "")
            return handover_record(uow, handover)
        _write_words(
            uow,
            handover,
            text if section == "summary" else None,
            {section: text} if text is not None and section != "summary" else {},
            (section,) if none else (),
        )
        _settle_state(ctx, uow, handover)
        return handover_record(uow, handover)


def _begin(ctx: Context, uow: UnitOfWork, duty: DutyRow) -> Handover:
    series = f"{LETTERS['handover']}{duty.shift.day:%Y%m%d}-{duty.shift.letter}"
    serial = next_serials(uow.connection, series)[0]
    meanwhile = open_handover_of(uow, duty.shift.id, ctx.staff_id)
    return meanwhile or uow.create(
        Handover(
            number=f"{series}{serial}",
            shift_id=duty.shift.id,
            outgoing_id=ctx.staff_id,
            from_at=_window_begin(uow, duty),
        ),
        "begun",
    )


def _window_begin(uow: UnitOfWork, duty: DutyRow) -> datetime:
    """Up to when the last received handover told everything, one of this shift only if it was given to or by
    this person; without one, when the shift began, or he came if that was earlier."""
    last = uow.session.exec(
        select(Handover)
        .where(
            col(Handover.state).in_(RECEIVED_STATES),
            or_(
                col(Handover.shift_id) != duty.shift.id,
                col(Handover.incoming_id) == duty.staff_id,
                col(Handover.outgoing_id) == duty.staff_id,
            ),
        )
        .order_by(col(Handover.received_at).desc())
        .limit(1)
    ).first()
    if last is not None and last.snapshot_at is not None:
        return last.snapshot_at
    return min(duty.shift.begins_at, duty.signed_on_at)


def _after(handover: Handover, duty: DutyRow) -> datetime:
    """The instant after which events are told. What came with a last snapshot was told with it; what came
    with the begin of the shift was not."""
    begin = stored(handover.from_at)
    whole = begin in (duty.shift.begins_at, duty.signed_on_at)
    return begin - timedelta(microseconds=1) if whole else begin


def _generate(ctx: Context, uow: UnitOfWork, handover: Handover, duty: DutyRow, *, only_mine: bool) -> None:
    now = ctx.now()
    window = read_window(uow, _after(handover, duty), now)
    wanted = handover_work(ctx, uow, handover, only_mine=only_mine)
    drafts = draft_items(ctx, uow, handover, wanted, window)
    uow.update(
        handover,
        "generated",
        {
            "snapshot_at": now,
            "snapshot": _snapshot(ctx, uow, handover, duty, window, wanted, drafts)
            | ({"only_mine": True} if only_mine else {}),
        },
    )
    _store_items(uow, handover, drafts)


def _snapshot(
    ctx: Context,
    uow: UnitOfWork,
    handover: Handover,
    duty: DutyRow,
    window: Window,
    work: Sequence[OpenWork],
    drafts: Sequence[ItemDraft],
) -> dict[str, Any]:
    still_new = sum("new" in draft.flags for draft in drafts)
    figures = gather_figures(ctx, uow, window, list(work), still_new, judged_at(ctx))
    figures |= {
        "items_changed": sum("changed" in draft.flags for draft in drafts),
        "items_due_soon": sum("due_soon" in draft.flags for draft in drafts),
        "items_old": sum(draft.row.age_shifts > 1 for draft in drafts),
    }
    return {
        "schema": 1,
        "site": ctx.config.site,
        "zone": str(ctx.zone),
        "from": iso(handover.from_at),
        "to": iso(window.end),
        "shift": {
            "day": duty.shift.day.isoformat(),
            "code": duty.shift.code,
            "begins_at": iso(duty.shift.begins_at),
            "ends_at": iso(duty.shift.ends_at),
        },
        "staffing": [
            {
                "staff_no": row.staff_no,
                "name": row.staff_name,
                "on": iso(row.signed_on_at),
                "off": iso(row.signed_off_at),
                "late_seconds": row.late_seconds,
            }
            for row in duties(uow, col(Duty.shift_id) == handover.shift_id)
        ],
        "figures": figures,
        "facts": gather_facts(uow, window, setting(ctx, "handover.facts_shown")),
        "flags": [[d.row.entity, d.row.entity_id, list(d.flags)] for d in drafts],
    }


def _store_items(uow: UnitOfWork, handover: Handover, drafts: Sequence[ItemDraft]) -> None:
    old = {(item.entity, item.entity_id): item for item in stored_items(uow, handover)}
    fresh = []
    for draft in drafts:
        known = old.pop((draft.row.entity, draft.row.entity_id), None)
        if known is None:
            fresh.append(draft.row)
            continue
        changes = {name: getattr(draft.row, name) for name in _GENERATED}
        uow.update(known, "generated", changes)
    for gone in old.values():
        uow.remove(gone, "no_longer_open")
    if fresh:
        uow.create_many(fresh, "generated")


def _write_words(
    uow: UnitOfWork,
    handover: Handover,
    summary: str | None,
    texts: Mapping[str, str],
    none: Collection[str],
) -> None:
    sections = {name: dict(part) for name, part in handover.sections.items()}
    for name, words in texts.items():
        sections[_known_section(name)] = {"text": paragraph(words, "sections") or "", "none": False}
    for name in none:
        sections[_known_section(name)] = {"text": "", "none": True}
    changes: dict[str, Any] = {"sections": sections}
    if summary is not None:
        changes["summary"] = paragraph(summary, "summary") or ""
    uow.update(handover, "written", changes)


def _settle_state(ctx: Context, uow: UnitOfWork, handover: Handover) -> None:
    """A draft with every section filled is prepared; the time counts once."""
    if handover.state != "draft" or missing_sections(handover, stored_items(uow, handover)):
        return
    state = take_step(ctx, handover, "prepare", given=("sections", "summary"))
    uow.update(
        handover,
        "prepare",
        {"state": state, "prepared_at": handover.prepared_at or ctx.now(), "return_reason": None},
    )


def _known_section(name: str) -> str:
    if name not in SECTIONS:
        raise WrongFormError(
            _("There is no section {section}.", section=name),
            field="section",
            value=name,
            rule="SHF-09",
            hint=_("Sections: {names}.", names=listed(SECTIONS)),
        )
    return name
