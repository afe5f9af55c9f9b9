"""Keys with the values yes and no, such as ``overdue:yes``: what is past its time and not settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, not_
from sqlmodel import col

from csconsole.services.clocks.judging import judged_at
from csconsole.services.yes_no import YES_NO, yes_or_no

from .fields import FieldSpec, Kind
from .scope import Scope
from .tree import Op, Value


def overdue_field(unsettled: ColumnElement[bool], due_at: Any) -> FieldSpec:
    """``overdue:yes`` and ``overdue:no`` of a record that is late when ``unsettled`` after ``due_at``; not by
    a clock that is in doubt (TKT-07).
    """
    return yes_no_field("overdue", "逾期", lambda scope: and_(unsettled, col(due_at) < judged_at(scope.ctx)))


def yes_no_field(key: str, zh: str, holds: Callable[[Scope], ColumnElement[bool]]) -> FieldSpec:
    """A key with the values yes and no of what is no column: the condition ``holds`` or does not."""

    def test(scope: Scope, _op: Op, value: Value) -> ColumnElement[bool] | None:
        said = yes_or_no(value.text)
        if said is None:
            return None
        return holds(scope) if said else not_(holds(scope))

    return FieldSpec(key, zh, Kind.CUSTOM, test=test, sortable=False, words=YES_NO)
