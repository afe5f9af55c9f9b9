"""The keys that the penalty notes of a complaint understand."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from csconsole.services.query import EntityFields, FieldSpec, Kind

if TYPE_CHECKING:
    from csconsole.services.complaints.afterwards import PenaltyRow


def _amount(row: PenaltyRow) -> float | None:
    """In the currency's unit, as it is typed."""
    return None if row.amount_cents is None else row.amount_cents / 100


PENALTIES: Final = EntityFields(
    name="penalty_note",
    model=None,
    fields=(
        FieldSpec("person", "责任人", Kind.TEXT, attrgetter("person")),
        FieldSpec("head", "负责人", Kind.TEXT, attrgetter("head")),
        FieldSpec("rule", "制度", Kind.TEXT, attrgetter("rule")),
        FieldSpec("amount", "金额", Kind.NUMBER, _amount),
        FieldSpec("violation", "违规", Kind.NUMBER, attrgetter("violation")),
        FieldSpec("occurrence", "次数", Kind.NUMBER, attrgetter("occurrence")),
        FieldSpec("created", "时间", Kind.INSTANT, attrgetter("at"), aliases=("at",)),
    ),
    default_sort="",
    within=(attrgetter("person"), attrgetter("head"), attrgetter("rule"), attrgetter("text")),
)
