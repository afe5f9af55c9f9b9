"""What each side says about each open item: passed or kept, then accepted, queried or refused (SHF-11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from csconsole.errors import ConflictError, InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Handover, HandoverItem, Right
from csconsole.services.context import Context
from csconsole.services.entry import line, one_of
from csconsole.services.handover.access import (
    load_handover,
    pick_items,
    require_incoming,
    require_other_side,
    require_outgoing,
    require_unreceived,
    require_unsigned,
)
from csconsole.services.handover.arrival import note_arrival
from csconsole.services.handover.rows import HandoverRecord, handover_record, words_of

SeenItems = Mapping[int, tuple[int, int]]
"""Key and version of the item that a person saw at each position: an item decided by somebody else since, or
another one that a new snapshot has put there, is not decided unseen.
"""


def decide_items(
    ctx: Context,
    ref: int | str,
    items: Iterable[int | str] | None,
    *,
    mine: str | None = None,
    severity: str | None = None,
    next_action: str | None = None,
    if_then: str | None = None,
    seen: SeenItems | None = None,
) -> HandoverRecord:
    """The outgoing person passes or keeps items and says what comes next; ``items`` are positions or record
    numbers, ``None`` means all that are undecided. ``seen`` is what stood at the positions.

    Raises ``NotYourSideError`` for anyone else, ``SignedError`` once it is signed, and ``ConflictError``,
    deciding nothing, where an item is not the one that was seen.
    """
    ctx.require(Right.HANDOVER_SIGN)
    changes = {
        "mine": one_of("item_mine", mine, "mine", rule="SHF-11"),
        "severity": one_of("item_severity", severity, "severity"),
        "next_action": line(next_action, "next_action", most=400),
        "if_then": line(if_then, "if_then", most=400),
    }
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        require_outgoing(ctx, handover)
        require_unsigned(handover)
        picked = pick_items(uow, handover, items)
        _require_seen(picked, seen)
        for item in picked:
            if items is None and item.mine is not None:
                continue
            given = {name: value for name, value in changes.items() if value is not None}
            uow.update(item, "decided", given)
        return handover_record(uow, handover)


def answer_items(
    ctx: Context,
    ref: int | str,
    items: Iterable[int | str] | None,
    *,
    theirs: str,
    words: str | None = None,
    seen: SeenItems | None = None,
) -> HandoverRecord:
    """The incoming person accepts, queries or refuses items; ``None`` means all passed ones still open.

    A query or a refusal needs ``words``. The first answer is the person's arrival. ``seen`` is what stood at
    the positions. Raises ``NotYourSideError`` for the outgoing person, ``SignedError`` once it is received,
    ``RuleBrokenError`` for an item that is kept, ``ConflictError`` for one that is not the one seen.
    """
    ctx.require(Right.HANDOVER_SIGN)
    code = one_of("item_theirs", theirs, "theirs", rule="SHF-11")
    said = line(words, "query", most=400)
    if code in ("query", "refuse") and not said:
        raise InvalidInputError(
            _("Say what is unclear, or why you refuse."), field="query", value=words, rule="SHF-11"
        )
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        require_other_side(ctx, handover)
        _require_open_to_answers(handover)
        require_incoming(ctx, handover)
        note_arrival(ctx, uow, handover)
        picked = pick_items(uow, handover, items)
        _require_seen(picked, seen)
        for item in picked:
            if item.mine == "keep":
                if items is None:
                    continue
                raise RuleBrokenError(
                    _("{item} stays with the outgoing side.", item=item.record_number or item.position),
                    rule="SHF-11",
                )
            if items is None and item.theirs is not None:
                continue
            uow.update(item, "answered", _answer(item, code, said))
        return handover_record(uow, handover)


def reply_to_query(ctx: Context, ref: int | str, item: int | str, text: str) -> HandoverRecord:
    """The outgoing person answers a question about an item; the incoming one then accepts or refuses it.

    Raises ``RuleBrokenError`` for an item without a question, ``SignedError`` once it is received.
    """
    ctx.require(Right.HANDOVER_SIGN)
    words = line(text, "reply", most=400)
    if not words:
        raise InvalidInputError(_("An answer needs a text."), field="reply", value=text, rule="SHF-11")
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        require_outgoing(ctx, handover)
        _require_open_to_answers(handover)
        (found,) = pick_items(uow, handover, [item])
        if found.theirs != "query":
            raise RuleBrokenError(
                _("Nobody has a question about {item}.", item=found.record_number or found.position),
                rule="SHF-11",
            )
        uow.update(found, "replied", {"reply": words})
        return handover_record(uow, handover)


def _require_seen(picked: Sequence[HandoverItem], seen: SeenItems | None) -> None:
    for item in picked:
        if seen is None or item.position not in seen or seen[item.position] == (item.pk, item.version):
            continue
        raise ConflictError(
            _(
                "Item {position} of the handover was changed meanwhile: nothing was decided.",
                position=item.position,
            ),
            current=item.version,
            hint=_("Look at it again, then repeat your change."),
        )


def _answer(item: HandoverItem, code: str | None, said: str | None) -> dict[str, Any]:
    """The question stays with its answer when the item is refused or accepted; a new question replaces it."""
    if code == "query":
        return {"theirs": code, "query": said, "reply": None}
    question, _refusal = words_of(item)
    if code == "accept":
        return {"theirs": code, "query": question}
    return {"theirs": code, "query": f"{question}\n{said}" if question else said}


def _require_open_to_answers(handover: Handover) -> None:
    if handover.state == "draft":
        raise RuleBrokenError(_("Handover {number} is still a draft.", number=handover.number), rule="SHF-10")
    require_unreceived(handover)
