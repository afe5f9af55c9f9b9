"""What some kinds of tickets owe besides: referrals 上级转办 (TKT-32), incidents 突发事件 (TKT-23)."""

from csconsole.services.matters.incidents import (
    IncidentRow,
    RecordRow,
    activate_plan,
    open_incident,
    open_reports,
    record_on_incident,
    report_incident,
    show_incident,
)
from csconsole.services.matters.referrals import (
    ReferralRow,
    list_referrals,
    receive_referral,
    reply_to_referral,
    show_referral,
)

__all__ = [
    "IncidentRow",
    "RecordRow",
    "ReferralRow",
    "activate_plan",
    "list_referrals",
    "open_incident",
    "open_reports",
    "receive_referral",
    "record_on_incident",
    "reply_to_referral",
    "report_incident",
    "show_incident",
    "show_referral",
]
