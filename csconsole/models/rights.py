"""Roles and what each may do (SEC-02). Services check rights; screens only ask so as to say why not."""

from enum import StrEnum


class Role(StrEnum):
    """What a staff member is in the department; one person may have several."""

    AGENT = "agent"
    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Right(StrEnum):
    """One thing that a service function may refuse."""

    CALL_LOG = "call.log"
    CALL_EDIT_ANY = "call.edit_any"
    CUSTOMER_VIEW = "customer.view"
    CUSTOMER_EDIT = "customer.edit"
    CUSTOMER_MERGE = "customer.merge"
    PHONE_REVEAL = "phone.reveal"
    TICKET_CREATE = "ticket.create"
    TICKET_DISPATCH = "ticket.dispatch"
    TICKET_HANDLE = "ticket.handle"
    TICKET_CLOSE = "ticket.close"
    TICKET_CANCEL = "ticket.cancel"
    TICKET_PARK = "ticket.park"
    TICKET_OVERRIDE = "ticket.override"
    COMPLAINT_CONFIRM = "complaint.confirm"
    COMPLAINT_MANAGE = "complaint.manage"
    COMPLAINT_STAFF_VIEW = "complaint.staff_view"
    CALLBACK_WORK = "callback.work"
    CALLBACK_ASSIGN = "callback.assign"
    CALLBACK_REVIEW = "callback.review"
    MEETING_RECORD = "meeting.record"
    PROMISE_SETTLE = "promise.settle"
    ESCALATION_ANSWER = "escalation.answer"
    SHIFT_SIGN = "shift.sign"
    SHIFT_MANAGE = "shift.manage"
    HANDOVER_SIGN = "handover.sign"
    HANDOVER_TEMPORARY = "handover.temporary"
    NOTICE_WRITE = "notice.write"
    REPORT_VIEW = "report.view"
    RECORD_VIEW = "record.view"
    EXPORT = "export"
    EXPORT_BULK = "export.bulk"
    IMPORT = "import"
    STAFF_MANAGE = "staff.manage"
    SETTING_CHANGE = "setting.change"
    AUDIT_VIEW = "audit.view"
    DATABASE_ADMIN = "database.admin"


_VIEW = frozenset({Right.RECORD_VIEW, Right.CUSTOMER_VIEW, Right.REPORT_VIEW})
_HANDLER = _VIEW | {Right.TICKET_HANDLE, Right.SHIFT_SIGN, Right.HANDOVER_SIGN}
_AGENT = _VIEW | {
    Right.CALL_LOG,
    Right.CUSTOMER_EDIT,
    Right.TICKET_CREATE,
    Right.TICKET_HANDLE,
    Right.TICKET_CLOSE,
    Right.CALLBACK_WORK,
    Right.PROMISE_SETTLE,
    Right.SHIFT_SIGN,
    Right.HANDOVER_SIGN,
    Right.EXPORT,
}
_SUPERVISOR = (
    _AGENT
    | _HANDLER
    | {
        Right.CALL_EDIT_ANY,
        Right.CUSTOMER_MERGE,
        Right.PHONE_REVEAL,
        Right.TICKET_DISPATCH,
        Right.TICKET_CANCEL,
        Right.TICKET_PARK,
        Right.TICKET_OVERRIDE,
        Right.COMPLAINT_CONFIRM,
        Right.COMPLAINT_STAFF_VIEW,
        Right.MEETING_RECORD,
        Right.CALLBACK_ASSIGN,
        Right.ESCALATION_ANSWER,
        Right.SHIFT_MANAGE,
        Right.HANDOVER_TEMPORARY,
        Right.NOTICE_WRITE,
        Right.IMPORT,
        Right.AUDIT_VIEW,
    }
)
_MANAGER = _SUPERVISOR | {Right.COMPLAINT_MANAGE, Right.CALLBACK_REVIEW, Right.EXPORT_BULK}

ROLE_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: _AGENT,
    Role.HANDLER: _HANDLER,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.MANAGER: _MANAGER,
    Role.AUDITOR: _VIEW | {Right.AUDIT_VIEW, Right.COMPLAINT_STAFF_VIEW},
    Role.ADMIN: frozenset(
        {
            Right.STAFF_MANAGE,
            Right.SETTING_CHANGE,
            Right.DATABASE_ADMIN,
            Right.AUDIT_VIEW,
            Right.IMPORT,
            Right.NOTICE_WRITE,
            Right.SHIFT_MANAGE,
        }
    ),
}


def roles_with(right: Right) -> list[Role]:
    """The roles that have a right."""
    return [role for role, rights in ROLE_RIGHTS.items() if right in rights]


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """Every right that the roles together give."""
    return frozenset().union(*(ROLE_RIGHTS[role] for role in roles))
