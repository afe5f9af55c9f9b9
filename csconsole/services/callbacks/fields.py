"""The keys that a filter of callbacks understands."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, true

from csconsole.codes import entries, find_code
from csconsole.models import Callback
from csconsole.models.lifecycle.callback import CALLABLE, CLOSED
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Group,
    Kind,
    Op,
    Scope,
    Value,
    staff_field,
)

ORDERS: Final = {"later": "ready"}
"""The order of a list where it is not by limit: what is called later stands by when it is called."""


def _in_view(scope: Scope, op: Op, value: Value) -> ColumnElement[bool] | None:
    """``view:due``: the lists of the console as a key, so that an export says which one it is."""
    from csconsole.services.callbacks.lists import view_conditions

    view = find_code("callback_view", value.text)
    if view is None or op not in (Op.IS, Op.NOT):
        return None
    return and_(true(), *view_conditions(scope.ctx, view))


CALLBACKS: Final = EntityFields(
    name="callback",
    model=Callback,
    fields=(
        FieldSpec("number", "回访号", Kind.EXACT, Callback.number),
        FieldSpec("kind", "类型", Kind.CODE, Callback.kind, codes="callback_kind"),
        FieldSpec("source", "来源", Kind.CODE, Callback.source, codes="callback_source"),
        FieldSpec(
            "state",
            "状态",
            Kind.CODE,
            Callback.state,
            codes="callback_state",
            groups={
                "open": Group("未结", excluding=CLOSED),
                "callable": Group("待拨", codes=CALLABLE),
                "closed": Group("已结", codes=CLOSED),
            },
            common=CLOSED,
        ),
        staff_field("owner", "负责人", Callback.owner_id, aliases=("assignee",)),
        FieldSpec("due", "时限", Kind.INSTANT, Callback.due_at, ahead=True),
        FieldSpec("ready", "可拨", Kind.INSTANT, Callback.next_attempt_at, ahead=True),
        FieldSpec("agreed", "预约", Kind.INSTANT, Callback.agreed_at, ahead=True),
        FieldSpec("reached", "接通", Kind.INSTANT, Callback.reached_at),
        FieldSpec("finished", "结束", Kind.INSTANT, Callback.finished_at),
        FieldSpec("attempts", "次数", Kind.NUMBER, Callback.attempts),
        FieldSpec("window", "时限标记", Kind.CODE, Callback.window, codes="callback_window"),
        FieldSpec("result", "结果", Kind.CODE, Callback.result, codes="callback_result"),
        FieldSpec("satisfaction", "满意度", Kind.CODE, Callback.satisfaction, codes="satisfaction"),
        FieldSpec("aspect", "方面", Kind.CODE, Callback.aspect, codes="satisfaction_aspect"),
        FieldSpec(
            "view",
            "清单",
            Kind.CUSTOM,
            Callback.state,
            test=_in_view,
            words=tuple((one.code, one.zh) for one in entries("callback_view")),
            orders=ORDERS,
            sortable=False,
        ),
        FieldSpec("phone", "电话", Kind.TEXT, Callback.phone),
        FieldSpec("name", "姓名", Kind.TEXT, Callback.contact_name),
        FieldSpec("created", "创建", Kind.INSTANT, Callback.created_at),
        FieldSpec("updated", "更新", Kind.INSTANT, Callback.updated_at),
    ),
    default_sort="due",
    search="callback",
)
