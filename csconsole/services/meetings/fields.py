"""The keys that the lists of meetings and of action items understand."""

from __future__ import annotations

from typing import Any, Final

from sqlmodel import col

from csconsole.models import ActionItem, Meeting, Ticket
from csconsole.models.lifecycle.meeting import ACTION_ITEM, MEETING
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Group,
    Kind,
    department_field,
    numbered_field,
    overdue_field,
    staff_field,
)


def _ticket(column: Any) -> FieldSpec:
    return numbered_field("ticket", "工单", column, Ticket, aliases=("complaint",))


MEETINGS: Final = EntityFields(
    name="meeting",
    model=Meeting,
    fields=(
        FieldSpec("number", "编号", Kind.EXACT, Meeting.number, by=Meeting.id),
        FieldSpec("kind", "类型", Kind.CODE, Meeting.kind, codes="meeting_kind"),
        FieldSpec(
            "state",
            "状态",
            Kind.CODE,
            Meeting.state,
            codes="meeting_state",
            groups={"open": Group("未结", excluding=tuple(MEETING.final))},
        ),
        FieldSpec("topic", "主题", Kind.TEXT, Meeting.topic),
        FieldSpec("place", "地点", Kind.TEXT, Meeting.place),
        FieldSpec("starts", "开始", Kind.INSTANT, Meeting.starts_at, aliases=("begins",), ahead=True),
        FieldSpec("ended", "结束", Kind.INSTANT, Meeting.ends_at),
        staff_field("host", "主持人", Meeting.host_id),
        staff_field("recorder", "记录人", Meeting.recorder_id),
        _ticket(Meeting.ticket_id),
        FieldSpec("created", "创建", Kind.INSTANT, Meeting.created_at, by=Meeting.id),
    ),
    default_sort="-starts",
    within=(col(Meeting.number), col(Meeting.topic), col(Meeting.place), col(Meeting.results)),
)
"""Latest begin first: what is to come stands above what was."""

ITEMS: Final = EntityFields(
    name="action_item",
    model=ActionItem,
    fields=(
        FieldSpec("kind", "类型", Kind.CODE, ActionItem.kind, codes="action_item_kind"),
        FieldSpec(
            "state",
            "状态",
            Kind.CODE,
            ActionItem.state,
            codes="action_item_state",
            groups={"open": Group("未结", excluding=tuple(ACTION_ITEM.final))},
        ),
        FieldSpec("text", "内容", Kind.TEXT, ActionItem.text),
        FieldSpec("due", "时限", Kind.INSTANT, ActionItem.due_at, ahead=True),
        overdue_field(col(ActionItem.state) != "closed", ActionItem.due_at),
        staff_field("owner", "负责人", ActionItem.owner_id),
        department_field("department", "部门", ActionItem.department_id),
        staff_field("verifier", "验证人", ActionItem.verifier_id),
        FieldSpec("verdict", "结论", Kind.CODE, ActionItem.verdict, codes="effect_verdict"),
        _ticket(ActionItem.ticket_id),
        numbered_field("meeting", "会议", ActionItem.meeting_id, Meeting),
        FieldSpec("returns", "退回", Kind.NUMBER, ActionItem.returns),
        FieldSpec("created", "创建", Kind.INSTANT, ActionItem.created_at, by=ActionItem.id),
    ),
    default_sort="due",
    within=(col(ActionItem.text), col(ActionItem.feedback)),
)
