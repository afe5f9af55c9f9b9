"""Tables, enums and lifecycles. No session, no I/O.

A table is built when somebody first names it: building all of them would double the time of a command that
saves one record. ``whole.every_table`` builds the rest for those who make, compare or copy a database.
"""

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.models.action_item import ActionItem
    from csconsole.models.activity import StaffActivity
    from csconsole.models.asset import Asset
    from csconsole.models.asset_check import AssetCheck
    from csconsole.models.attempt import Attempt
    from csconsole.models.call import Call
    from csconsole.models.call_item import CallItem
    from csconsole.models.callback import Callback
    from csconsole.models.category import Category
    from csconsole.models.channel import Channel
    from csconsole.models.charge import Tariff, TicketCharge
    from csconsole.models.complaint import CaseRecord, Complaint, ComplaintAct, PenaltyNote
    from csconsole.models.contractor import Contractor, ContractorJob, ContractorNote
    from csconsole.models.customer import Customer
    from csconsole.models.customer_contact import ContactPerson, CustomerPhone
    from csconsole.models.daily import DailyCount, DailyZone
    from csconsole.models.daily_fact import DailyFact
    from csconsole.models.escalation import Escalation
    from csconsole.models.event import Event
    from csconsole.models.form import FormRecord
    from csconsole.models.handover import Handover, HandoverRead
    from csconsole.models.handover_addendum import HandoverAddendum
    from csconsole.models.handover_item import HandoverItem
    from csconsole.models.matter import Dispute, Incident, Referral, TicketRecord
    from csconsole.models.meeting import Meeting
    from csconsole.models.organisation import Department, Staff
    from csconsole.models.promise import Promise
    from csconsole.models.release import ExportRelease
    from csconsole.models.repair_type import RepairType, WarrantyPart
    from csconsole.models.rights import ROLE_RIGHTS, Right, Role, rights_of
    from csconsole.models.routing import RoutingRule
    from csconsole.models.setting import Setting
    from csconsole.models.shift import Duty, Shift, ShiftType
    from csconsole.models.sign_in import SignInToken
    from csconsole.models.site import Draft, Notice, NoticeRead, NumberSeries, SavedView
    from csconsole.models.subtask import Subtask
    from csconsole.models.ticket import Ticket
    from csconsole.models.ticket_clock import TicketClock
    from csconsole.models.ticket_link import TicketLink
    from csconsole.models.violation import Violation

__all__ = [
    "ROLE_RIGHTS",
    "ActionItem",
    "Asset",
    "AssetCheck",
    "Attempt",
    "Call",
    "CallItem",
    "Callback",
    "CaseRecord",
    "Category",
    "Channel",
    "Complaint",
    "ComplaintAct",
    "ContactPerson",
    "Contractor",
    "ContractorJob",
    "ContractorNote",
    "Customer",
    "CustomerPhone",
    "DailyCount",
    "DailyFact",
    "DailyZone",
    "Department",
    "Dispute",
    "Draft",
    "Duty",
    "Escalation",
    "Event",
    "ExportRelease",
    "FormRecord",
    "Handover",
    "HandoverAddendum",
    "HandoverItem",
    "HandoverRead",
    "Incident",
    "Meeting",
    "Notice",
    "NoticeRead",
    "NumberSeries",
    "PenaltyNote",
    "Promise",
    "Referral",
    "RepairType",
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
    "Subtask",
    "Tariff",
    "Ticket",
    "TicketCharge",
    "TicketClock",
    "TicketLink",
    "TicketRecord",
    "Violation",
    "WarrantyPart",
    "rights_of",
]

HOMES = {
    "action_item": ("ActionItem",),
    "activity": ("StaffActivity",),
    "asset": ("Asset",),
    "asset_check": ("AssetCheck",),
    "attempt": ("Attempt",),
    "call": ("Call",),
    "call_item": ("CallItem",),
    "callback": ("Callback",),
    "category": ("Category",),
    "channel": ("Channel",),
    "charge": ("Tariff", "TicketCharge"),
    "complaint": ("CaseRecord", "Complaint", "ComplaintAct", "PenaltyNote"),
    "contractor": ("Contractor", "ContractorJob", "ContractorNote"),
    "customer": ("Customer",),
    "customer_contact": ("ContactPerson", "CustomerPhone"),
    "daily": ("DailyCount", "DailyZone"),
    "daily_fact": ("DailyFact",),
    "escalation": ("Escalation",),
    "event": ("Event",),
    "form": ("FormRecord",),
    "handover": ("Handover", "HandoverRead"),
    "handover_addendum": ("HandoverAddendum",),
    "handover_item": ("HandoverItem",),
    "matter": ("Dispute", "Incident", "Referral", "TicketRecord"),
    "meeting": ("Meeting",),
    "organisation": ("Department", "Staff"),
    "promise": ("Promise",),
    "release": ("ExportRelease",),
    "repair_type": ("RepairType", "WarrantyPart"),
    "rights": ("ROLE_RIGHTS", "Right", "Role", "rights_of"),
    "routing": ("RoutingRule",),
    "setting": ("Setting",),
    "shift": ("Duty", "Shift", "ShiftType"),
    "sign_in": ("SignInToken",),
    "site": ("Draft", "Notice", "NoticeRead", "NumberSeries", "SavedView"),
    "subtask": ("Subtask",),
    "ticket": ("Ticket",),
    "ticket_clock": ("TicketClock",),
    "ticket_link": ("TicketLink",),
    "violation": ("Violation",),
}
"""The modules of the tables, and what each holds."""

__getattr__ = on_demand(__name__, HOMES)
