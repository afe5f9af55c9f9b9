"""The list of contacts, with the keys that its filter understands, and the registers that are views of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import col, select

from csconsole.models import Call, Customer, Promise
from csconsole.models.lifecycle.call import LOST_STATES
from csconsole.models.rights import Right
from csconsole.services.calls.rows import CallRow, call_rows
from csconsole.services.clocks.judging import judged_at
from csconsole.services.phones import suffix_range
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Group,
    Kind,
    Op,
    Page,
    Scope,
    Value,
    category_field,
    department_field,
    fetch_page,
    staff_field,
)
from csconsole.services.site_phones import site_guess
from csconsole.storage.prefix import begins
from csconsole.text import whole_number

if TYPE_CHECKING:
    from csconsole.services.context import Context


def _phone_is(scope: Scope, _op: Op, value: Value) -> ColumnElement[bool]:
    """``phone:`` a whole number, or its last digits."""
    phone = site_guess(scope.ctx, value.text)
    if phone is not None and phone.kind != "service":
        return col(Call.e164) == phone.e164
    digits = "".join(char for char in value.text if char.isdecimal())
    if len(digits) < 3:
        return false()
    low, high = suffix_range(digits)
    return and_(col(Call.reversed_digits) >= low, col(Call.reversed_digits) < high)


def _customer_is(scope: Scope, _op: Op, value: Value) -> ColumnElement[bool]:
    """``customer:`` a key, a customer number, a name, pinyin or initials."""
    word = value.text.strip()
    named = (
        begins(col(Customer.name), word),
        col(Customer.code) == word,
        col(Customer.initials) == word.lower(),
        begins(col(Customer.pinyin), word.lower()),
    )
    found = select(Customer.id).where(or_(*named)).limit(200)
    keys = [key for key in scope.uow.session.exec(found) if key is not None]
    if (key := whole_number(word.removeprefix("#"))) is not None:
        keys.append(key)
    return col(Call.customer_id).in_(keys)


def _promised(scope: Scope, _op: Op, value: Value) -> ColumnElement[bool]:
    """``promise:`` open, overdue, or another state of the ledger."""
    word = value.text.casefold()
    wanted = select(Promise.call_id).where(col(Promise.call_id).is_not(None))
    if word in {"overdue", "逾期"}:
        wanted = wanted.where(Promise.state == "open", col(Promise.due_at) < judged_at(scope.ctx))
    elif word not in {"any", "有"}:
        from csconsole.codes import find_code

        wanted = wanted.where(Promise.state == (find_code("promise_state", word) or word))
    return col(Call.id).in_(wanted)


CALLS = EntityFields(
    name="call",
    model=Call,
    fields=(
        FieldSpec("number", "编号", Kind.EXACT, Call.number),
        FieldSpec(
            "state",
            "状态",
            Kind.CODE,
            Call.state,
            codes="call_state",
            groups={"open": Group("未结", excluding=("closed", "abandoned", *LOST_STATES))},
            common=("closed", "lost", "abandoned"),
        ),
        FieldSpec(
            "direction", "方向", Kind.CODE, Call.direction, codes="call_direction", common=("inbound",)
        ),
        FieldSpec("channel", "渠道", Kind.CODE, Call.channel, codes="channel"),
        FieldSpec("phone", "电话", Kind.CUSTOM, test=_phone_is, sortable=False),
        FieldSpec("customer", "客户", Kind.CUSTOM, test=_customer_is, sortable=False),
        FieldSpec("caller", "来电人", Kind.TEXT, Call.caller_name),
        FieldSpec("kind", "类型", Kind.CODE, Call.kind, codes="contact_type"),
        category_field("category", "业务分类", Call.category_id),
        FieldSpec("outcome", "处理结果", Kind.CODE, Call.outcome, codes="call_outcome"),
        staff_field("agent", "坐席", Call.agent_id),
        staff_field("owner", "首问责任人", Call.first_owner_id),
        FieldSpec("started", "开始", Kind.INSTANT, Call.started_at),
        FieldSpec("ended", "结束", Kind.INSTANT, Call.ended_at),
        FieldSpec("entered", "登记", Kind.INSTANT, Call.entered_at),
        FieldSpec("wait", "等待", Kind.SECONDS, Call.wait_seconds),
        FieldSpec("talk", "通话", Kind.SECONDS, Call.talk_seconds),
        FieldSpec("wrap", "话后", Kind.SECONDS, Call.wrap_seconds),
        FieldSpec("rings", "振铃", Kind.NUMBER, Call.rings),
        FieldSpec("overlimit", "超时接听", Kind.FLAG, Call.over_answer_limit),
        FieldSpec("late", "补登记", Kind.FLAG, Call.late_entry),
        FieldSpec("later", "隔日补登", Kind.FLAG, Call.entered_later),
        FieldSpec("solved", "一次办好", Kind.FLAG, Call.solved_first_contact),
        FieldSpec("complex", "复杂", Kind.FLAG, Call.complex),
        FieldSpec("answerby", "下次答复", Kind.INSTANT, Call.next_answer_at, ahead=True),
        FieldSpec(
            "promise",
            "承诺",
            Kind.CUSTOM,
            test=_promised,
            sortable=False,
            words=(("open", "未到期"), ("overdue", "逾期"), ("kept", "按时兑现"), ("missed", "未兑现")),
        ),
        FieldSpec("voice", "客户心声", Kind.CODE, Call.voice, codes="customer_voice"),
        FieldSpec("voicestate", "心声状态", Kind.CODE, Call.voice_state, codes="voice_state"),
        department_field("voicedepartment", "心声部门", Call.voice_department_id),
        FieldSpec("line", "线路", Kind.EXACT, Call.line),
        FieldSpec("queue", "队列", Kind.EXACT, Call.queue),
        FieldSpec("source", "来源", Kind.EXACT, Call.source),
        FieldSpec("external", "外部编号", Kind.EXACT, Call.external_id),
        FieldSpec("shift", "班次号", Kind.NUMBER, Call.shift_id),
        FieldSpec("created", "创建", Kind.INSTANT, Call.created_at, by=Call.id),
        FieldSpec("updated", "更新", Kind.INSTANT, Call.updated_at),
    ),
    default_sort="-id",
    search="call",
)


def list_calls(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
) -> Page[CallRow]:
    """One page of the contacts, newest first; phones masked unless the call is one's own (SEC-08)."""
    ctx.require(Right.RECORD_VIEW)
    from csconsole.services.tickets.access import calls_visible

    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            CALLS,
            lambda found: call_rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=calls_visible(ctx),
        )
