"""What some kinds of tickets owe besides: referrals 上级转办 (TKT-32), incidents 突发事件 (TKT-23), disputes
纠纷 (TKT-25).
"""

from csconsole.services.matters.disputes import (
    DisputeRow,
    court_is_over,
    go_to_court,
    in_litigation,
    open_dispute,
    record_mediation,
    settle_dispute,
    show_dispute,
)
from csconsole.services.matters.incidents import (
    IncidentRow,
    RecordRow,
    activate_plan,
    open_incident,
    open_reports,
    record_on_incident,
    report_incident,
    retype_incident,
    show_incident,
)
from csconsole.services.matters.referrals import (
    ReferralRow,
    change_referral,
    list_referrals,
    receive_referral,
    reply_to_referral,
    show_referral,
)

__all__ = [
    "DisputeRow",
    "IncidentRow",
    "RecordRow",
    "ReferralRow",
    "activate_plan",
    "change_referral",
    "court_is_over",
    "go_to_court",
    "in_litigation",
    "list_referrals",
    "open_dispute",
    "open_incident",
    "open_reports",
    "receive_referral",
    "record_mediation",
    "record_on_incident",
    "reply_to_referral",
    "report_incident",
    "retype_incident",
    "settle_dispute",
    "show_dispute",
    "show_incident",
    "show_referral",
]
