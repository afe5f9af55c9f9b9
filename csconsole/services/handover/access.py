"""Finding a handover, and who may do what with it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select

from csconsole.errors import NotFoundError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Handover, HandoverItem, Right
from csconsole.models.lifecycle.handover import HANDOVER, RECEIVED_STATES, SIGNED_STATES
from csconsole.services.context import Context
from csconsole.services.handover.rows import stored_items
from csconsole.services.record_numbers import ambiguous_number, find_record, read_number
from csconsole.storage import UnitOfWork


class SignedError(RuleBrokenError):
    """The handover is signed, so it can only be added to."""


class NotYourSideError(RuleBrokenError):
    """The step belongs to the other side of the handover, or to another person (SHF-12)."""


def load_handover(ctx: Context, uow: UnitOfWork, ref: int | str) -> Handover:
    """The handover with this number or key. Raises ``NotFoundError``.

    In a transaction that writes it is kept from others until the end: what is signed is what is stored.
    """
    found = find_record(ctx, uow, Handover, ref)
    if uow.writes:
        statement = select(Handover).where(Handover.id == found.pk)
        return uow.session.exec(statement.with_for_update().execution_options(populate_existing=True)).one()
    return found


def pick_items(uow: UnitOfWork, handover: Handover, wanted: Iterable[int | str] | None) -> list[HandoverItem]:
    """The items meant: by position, by the number of their record as people write it, or all.

    A bare number is a position first. Raises ``NotFoundError``, ``AmbiguousNumberError``.
    """
    items = list(stored_items(uow, handover))
    return items if wanted is None else [_pick(handover, items, str(name).strip()) for name in wanted]


def _pick(handover: Handover, items: list[HandoverItem], name: str) -> HandoverItem:
    written = read_number(name)
    fitting = [item for item in items if str(item.position) == name] or [
        item for item in items if written is not None and written.fits(item.record_number)
    ]
    if not fitting:
        raise NotFoundError(
            _("Handover {number} has no item {item}.", number=handover.number, item=name),
            field="item",
            value=name,
            hint=_("Name it by its position, or by its number such as T-0007."),
        )
    numbers = dict.fromkeys(item.record_number for item in fitting)
    if len(numbers) > 1:
        raise ambiguous_number(name, numbers, field="item")
    return fitting[0]


def require_outgoing(ctx: Context, handover: Handover) -> None:
    """Raise unless the actor is the person who hands over."""
    ctx.require(Right.HANDOVER_SIGN)
    if handover.outgoing_id != ctx.staff_id:
        raise NotYourSideError(
            _("Only the outgoing person of {number} can do this.", number=handover.number), rule="SHF-12"
        )


def require_other_side(ctx: Context, handover: Handover) -> None:
    """Raise where the actor is the person who hands over: two different people sign (SHF-12)."""
    ctx.require(Right.HANDOVER_SIGN)
    if handover.outgoing_id == ctx.staff_id:
        raise NotYourSideError(
            _("You hand {number} over yourself: another person must receive it.", number=handover.number),
            rule="SHF-12",
        )


def require_incoming(ctx: Context, handover: Handover) -> None:
    """Raise where another person is taking over already; ``arrive`` changes who does."""
    if handover.incoming_id not in (None, ctx.staff_id):
        raise NotYourSideError(
            _("Another person is taking {number} over.", number=handover.number),
            rule="SHF-12",
            hint=_("To take over instead: csconsole handover item {number} --arrive", number=handover.number),
        )


def require_unsigned(handover: Handover) -> None:
    """Raise ``SignedError`` once the outgoing side has signed."""
    if handover.state in SIGNED_STATES:
        raise SignedError(
            _("Handover {number} is signed: it only takes an addendum.", number=handover.number),
            rule="SHF-12",
            hint=_("Write an addendum: csconsole handover addendum {number} TEXT", number=handover.number),
        )


def require_unreceived(handover: Handover) -> None:
    """Raise ``SignedError`` once both sides have signed."""
    if handover.state in RECEIVED_STATES:
        raise SignedError(
            _("Handover {number} is received: it only takes an addendum.", number=handover.number),
            rule="SHF-12",
            hint=_("Write an addendum: csconsole handover addendum {number} TEXT", number=handover.number),
        )


def take_step(ctx: Context, handover: Handover, action: str, *, given: Iterable[str] = ()) -> str:
    """The state that the action leads to. Raises ``TransitionRefusedError`` where it is not possible."""
    transition = HANDOVER.step(
        handover.state, action, rights=ctx.actor.rights, given=given, what=handover.number
    )
    return transition.to or handover.state


def open_handover_of(uow: UnitOfWork, shift_id: int, staff_id: int) -> Handover | None:
    """The handover of this shift that the person has begun and that is not received, the newest."""
    return uow.session.exec(
        select(Handover)
        .where(
            Handover.shift_id == shift_id,
            Handover.outgoing_id == staff_id,
            col(Handover.state).in_(("draft", "prepared", "temporary", "confirmed", "signed_out")),
        )
        .order_by(col(Handover.id).desc())
    ).first()
