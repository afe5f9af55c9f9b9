"""Meetings 会议 with their minutes, and action items 督办事项 (MTG-11, MTG-13, MTG-15, CMP-12, CMP-24)."""

from csconsole.services.meetings.agenda import Agenda, agenda_text, complaint_agenda
from csconsole.services.meetings.giving import give_item
from csconsole.services.meetings.item_lists import list_items
from csconsole.services.meetings.items import (
    ActionItemRow,
    assign_item,
    begin_item,
    items_about,
    open_items,
    report_item,
    return_item,
    show_item,
    verify_item,
)
from csconsole.services.meetings.minutes import (
    MeetingRow,
    list_meetings,
    meetings_about,
    minutes_text,
    record_minutes,
    schedule_meeting,
    show_meeting,
)
from csconsole.services.meetings.moving import cancel_meeting, correct_minutes, move_meeting
from csconsole.services.meetings.overdue import escalate_overdue_items

__all__ = [
    "ActionItemRow",
    "Agenda",
    "MeetingRow",
    "agenda_text",
    "assign_item",
    "begin_item",
    "cancel_meeting",
    "complaint_agenda",
    "correct_minutes",
    "escalate_overdue_items",
    "give_item",
    "items_about",
    "list_items",
    "list_meetings",
    "meetings_about",
    "minutes_text",
    "move_meeting",
    "open_items",
    "record_minutes",
    "report_item",
    "return_item",
    "schedule_meeting",
    "show_item",
    "show_meeting",
    "verify_item",
]
