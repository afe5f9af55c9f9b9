"""The key ``overdue:yes``: what is past its time and not settled."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, not_
from sqlmodel import col

from .fields import FieldSpec, Kind
from .scope import Scope
from .tree import Op, Value

_NO = frozenset({"no", "false", "否"})


def overdue_field(unsettled: ColumnElement[bool], due_at: Any) -> FieldSpec:
    """``overdue:yes`` and ``overdue:no`` of a record that is late when ``unsettled`` after ``due_at``."""

    def late(scope: Scope, _op: Op, value: Value) -> ColumnElement[bool]:
        past = and_(unsettled, col(due_at) < scope.now)
        return not_(past) if value.text.casefold() in _NO else past

    words = (("yes", "是"), ("no", "否"))
    return FieldSpec("overdue", "逾期", Kind.CUSTOM, test=late, sortable=False, words=words)
