"""The keys that the lists of referrals, incidents and disputes understand."""

from __future__ import annotations

from typing import Any, Final

from sqlmodel import col, select

from csconsole.models import Dispute, Incident, Referral, Ticket
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    numbered_field,
    overdue_field,
    staff_field,
)


def _title(ticket_id: Any) -> Any:
    """The title of the ticket that a column points at, for words."""
    return select(Ticket.title).where(col(Ticket.id) == col(ticket_id)).scalar_subquery()


_BOTH: Final = col(Dispute.first_party) + " / " + col(Dispute.second_party)

REFERRALS: Final = EntityFields(
    name="referral",
    model=Referral,
    fields=(
        numbered_field("ticket", "工单", Referral.ticket_id, Ticket, aliases=("number",)),
        FieldSpec("source", "来源", Kind.CODE, Referral.source, codes="referral_source"),
        FieldSpec("body", "来文单位", Kind.TEXT, Referral.body),
        FieldSpec("reference", "文号", Kind.TEXT, Referral.reference),
        FieldSpec("received", "收到", Kind.INSTANT, Referral.received_at),
        FieldSpec("due", "时限", Kind.INSTANT, Referral.reply_due_at, ahead=True),
        FieldSpec("replied", "答复", Kind.INSTANT, Referral.replied_at),
        staff_field("by", "答复人", Referral.replied_by_id),
        overdue_field(col(Referral.replied_at).is_(None), Referral.reply_due_at),
    ),
    default_sort="due",
    within=(
        *(col(Referral.body), col(Referral.reference), col(Referral.reply)),
        _title(Referral.ticket_id),
    ),
)
INCIDENTS: Final = EntityFields(
    name="incident",
    model=Incident,
    fields=(
        numbered_field("ticket", "工单", Incident.ticket_id, Ticket, aliases=("number",)),
        FieldSpec("type", "类型", Kind.CODE, Incident.incident_type, codes="incident_type"),
        FieldSpec("happened", "发生", Kind.INSTANT, Incident.happened_at),
        FieldSpec("due", "时限", Kind.INSTANT, Incident.report_due_at, ahead=True),
        FieldSpec("plan", "预案", Kind.TEXT, Incident.plan),
        FieldSpec("activated", "启动", Kind.INSTANT, Incident.plan_activated_at),
        overdue_field(col(Incident.reported_at).is_(None), Incident.report_due_at),
    ),
    default_sort="due",
    within=(col(Incident.plan), _title(Incident.ticket_id)),
)
DISPUTES: Final = EntityFields(
    name="dispute",
    model=Dispute,
    fields=(
        numbered_field("ticket", "工单", Dispute.ticket_id, Ticket, aliases=("number",)),
        FieldSpec("party", "当事人", Kind.TEXT, _BOTH, sortable=False),
        FieldSpec("outcome", "结果", Kind.CODE, Dispute.outcome, codes="dispute_outcome"),
        FieldSpec("court", "法院", Kind.TEXT, Dispute.court),
        FieldSpec("since", "诉讼", Kind.INSTANT, Dispute.court_since),
        FieldSpec("settled", "了结", Kind.INSTANT, Dispute.settled_at),
        staff_field("by", "调解人", Dispute.settled_by_id),
        FieldSpec("created", "登记", Kind.INSTANT, Dispute.created_at, by=Dispute.id),
    ),
    default_sort="since",
    within=(
        *(col(Dispute.first_party), col(Dispute.second_party), col(Dispute.agreement), col(Dispute.court)),
        _title(Dispute.ticket_id),
    ),
)
