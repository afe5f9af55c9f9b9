"""Tables, enums and lifecycles. No session, no I/O."""

from csconsole.models.call import Call, CallItem, StaffActivity
from csconsole.models.callback import Attempt, Callback
from csconsole.models.classification import Category, Channel, RoutingRule
from csconsole.models.commitment import Escalation, Promise
from csconsole.models.customer import ContactPerson, Customer, CustomerPhone
from csconsole.models.event import Event
from csconsole.models.handover import Handover, HandoverAddendum, HandoverItem, HandoverRead
from csconsole.models.organisation import Department, SignInToken, Staff
from csconsole.models.rights import ROLE_RIGHTS, Right, Role, rights_of
from csconsole.models.shift import Duty, Shift, ShiftType
from csconsole.models.site import Draft, Notice, NoticeRead, NumberSeries, SavedView, Setting
from csconsole.models.ticket import Ticket

__all__ = [
    "ROLE_RIGHTS",
    "Attempt",
    "Call",
    "CallItem",
    "Callback",
    "Category",
    "Channel",
    "ContactPerson",
    "Customer",
    "CustomerPhone",
    "Department",
    "Draft",
    "Duty",
    "Escalation",
    "Event",
    "Handover",
    "HandoverAddendum",
    "HandoverItem",
    "HandoverRead",
    "Notice",
    "NoticeRead",
    "NumberSeries",
    "Promise",
    "Right",
    "Role",
    "RoutingRule",
    "SavedView",
    "Setting",
    "Shift",
    "ShiftType",
    "SignInToken",
    "Staff",
    "StaffActivity",
    "Ticket",
    "rights_of",
]
