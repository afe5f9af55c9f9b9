"""The keys that the list of business forms understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlmodel import col

from csconsole.models import FormRecord, Ticket
from csconsole.services.forms.definition import definitions
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    department_field,
    numbered_field,
    staff_field,
    yes_no_field,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from csconsole.services.query import Scope
    from csconsole.services.query.tree import Op, Value

_STATES: Final = tuple(
    dict.fromkeys(
        (state, *form.cycle.labels[state]) for form in definitions().values() for state in form.cycle.states
    )
)
"""The states of every form: code, English and Chinese."""
_FORMS: Final = tuple((code, form.en, form.zh) for code, form in definitions().items())


def _pairs(known: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, str], ...]:
    """What is offered: the code and the Chinese name."""
    return tuple((code, zh) for code, _en, zh in known)


def _state_is(_scope: Scope, _op: Op, value: Value) -> ColumnElement[bool] | None:
    return _code_is(FormRecord.state, _STATES, value)


def _form_is(_scope: Scope, _op: Op, value: Value) -> ColumnElement[bool] | None:
    return _code_is(FormRecord.form, _FORMS, value)


def _code_is(
    column: Any, known: tuple[tuple[str, str, str], ...], value: Value
) -> ColumnElement[bool] | None:
    """Whether the column has the code of this name; ``None`` for a name of nothing."""
    word = value.text.casefold()
    meant = {names[0] for names in known if word in (name.casefold() for name in names)}
    return col(column).in_(meant) if meant else None


FORMS: Final = EntityFields(
    name="form_record",
    model=FormRecord,
    fields=(
        FieldSpec("number", "编号", Kind.EXACT, FormRecord.number, by=FormRecord.id),
        FieldSpec("form", "表单", Kind.CUSTOM, FormRecord.form, test=_form_is, words=_pairs(_FORMS)),
        FieldSpec("state", "状态", Kind.CUSTOM, FormRecord.state, test=_state_is, words=_pairs(_STATES)),
        yes_no_field("open", "未结", lambda _scope: col(FormRecord.ended_at).is_(None)),
        numbered_field("ticket", "工单", FormRecord.ticket_id, Ticket, aliases=("complaint",)),
        department_field("department", "部门", FormRecord.department_id),
        staff_field("by", "经办人", FormRecord.by_id),
        FieldSpec("created", "创建", Kind.INSTANT, FormRecord.created_at, by=FormRecord.id),
        FieldSpec("ended", "结束", Kind.INSTANT, FormRecord.ended_at),
    ),
    within=(col(FormRecord.number), col(FormRecord.note)),
)
